import Formats
import Freshness
import Platform
import UV

/// What `--everywhere` prints: a line an environment, then what needs attention in it.
struct EverywhereReport {
  let style: Style
  let showValues: Bool
  let home: Path?

  /// `isBrief` leaves out environments in which nothing needs attention.
  func text(_ places: [PlacedSurvey], isBrief: Bool = false) -> DisplayText {
    let shown = isBrief ? places.filter { !$0.attention.isEmpty || $0.failure != nil } : places
    let roles = shown.map { DisplayText(outside: $0.known.role.rawValue) }
    let owners = shown.map { DisplayText(outside: $0.known.owner ?? "-") }
    let widths = (roles.map(\.columns).max() ?? 0, owners.map(\.columns).max() ?? 0)
    var text: DisplayText = ""
    for (index, place) in shown.enumerated() {
      text += "\(padded(roles[index], widths.0))  \(padded(owners[index], widths.1))  "
      text += "\(shortened(place.known.root))  \(style.paint("\(counts(place))", .grey))\n"
      for assessment in place.attention {
        let reason = assessment.causes(showValues: showValues).first?.message ?? ""
        let name = assessment.distribution.name
        text += "  \(style.state(assessment.state))  \(name)  \(reason)\n"
      }
    }
    return text
  }

  func json(_ places: [PlacedSurvey], onlyAttention: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema_version")
      writer.integer(2)
      writer.name("environments")
      writer.array { writer in
        for place in places {
          guard case .success(let survey) = place.survey else { continue }
          let local = survey.assessments.filter { $0.state != .untracked }
          writer.object { writer in
            writer.name("role")
            writer.string(place.known.role.rawValue)
            writer.name("owner")
            writer.string(orNull: place.known.owner)
            let listed = onlyAttention ? place.attention : local
            SurveyJSON.members(survey, listed: listed.map { ($0, nil) }, to: &writer)
          }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func counts(_ place: PlacedSurvey) -> String {
    if let failure = place.failure { return "cannot be read: \(failure.reason)" }
    let assessments = (try? place.survey.get())?.assessments ?? []
    let counts = FreshnessState.allCases.compactMap { state -> String? in
      let count = assessments.count { $0.state == state }
      return count == 0 || state == .untracked ? nil : "\(count) \(state.rawValue)"
    }
    return counts.isEmpty ? "nothing local" : counts.joined(separator: ", ")
  }

  private func shortened(_ path: Path) -> String {
    guard let home, path.bytes.starts(with: home.bytes + [UInt8(ascii: "/")]) else {
      return path.shown
    }
    return "~" + Path(Array(path.bytes.dropFirst(home.bytes.count))).shown
  }

  private func padded(_ text: DisplayText, _ width: Int) -> DisplayText {
    text + .blanks(width - text.columns)
  }
}

extension PlacedSurvey {
  /// Why the environment cannot be read.
  var failure: FileError? {
    if case .failure(let error) = survey { return error }
    return nil
  }
}
