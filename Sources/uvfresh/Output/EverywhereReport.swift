import Formats
import Freshness
import Platform
import UV

/// What `--everywhere` prints: a line an environment, then what needs attention in it.
struct EverywhereReport {
  let style: Style
  let showValues: Bool
  let home: Path?

  /// Under each environment what needs attention, or with a `state` the installs in it.
  func text(_ places: [PlacedSurvey], state: FreshnessState?) -> DisplayText {
    let roles = places.map { DisplayText(outside: $0.known.role.rawValue) }
    let owners = places.map { DisplayText(outside: $0.known.owner ?? "-") }
    let widths = (roles.map(\.columns).max() ?? 0, owners.map(\.columns).max() ?? 0)
    var text: DisplayText = ""
    for (index, place) in places.enumerated() {
      text += "\(padded(roles[index], widths.0))  \(padded(owners[index], widths.1))  "
      text += "\(shortened(place.known.root))  \(style.paint("\(counts(place))", .grey))\n"
      if let warning = place.outlookWarning { text += "  \(style.paint("\(warning)", .yellow))\n" }
      let listed =
        state.map { state in place.assessments.filter { $0.state == state } } ?? place.findings
      text += listed.map { lines(of: $0, in: place) }.joined()
      if place.assessments.contains(where: \.state.needsAttention), let by = place.known.rebuiltBy {
        text += "  \(style.paint("\(by)", .grey))\n"
      }
    }
    return text
  }

  private func lines(of assessment: Assessment, in place: PlacedSurvey) -> DisplayText {
    let reason = assessment.causes(showValues: showValues).first?.message ?? ""
    let name = assessment.distribution.name
    let line: DisplayText = "  \(style.state(assessment.state))  \(name)  \(reason)"
    var text = line.withoutTrailingBlanks + "\n"
    for advice in place.outlines?[assessment.distribution.path]?.advice ?? [] {
      text += "    \(style.paint("\(advice.level.rawValue)", .bold)) \(advice.message)\n"
    }
    return text
  }

  /// Of each environment the installs that `listed` picks.
  func json(_ places: [PlacedSurvey], listed: (PlacedSurvey) -> [Assessment]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema_version")
      writer.integer(2)
      writer.name("warnings")
      writer.array { writer in
        for place in places {
          guard let failure = place.failure else { continue }
          writer.string("\(place.known.root.shown) cannot be read: \(failure.reason)")
        }
      }
      writer.name("environments")
      writer.array { writer in
        for place in places {
          guard case .success(let survey) = place.survey else { continue }
          writer.object { writer in
            writer.name("role")
            writer.string(place.known.role.rawValue)
            writer.name("owner")
            writer.string(orNull: place.known.owner)
            SurveyJSON.members(
              survey,
              listed: listed(place).map {
                ($0, place.outlines?[$0.distribution.path].map { SurveyJSON.Look($0) })
              }, to: &writer)
          }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func counts(_ place: PlacedSurvey) -> String {
    if let failure = place.failure { return "cannot be read: \(failure.reason)" }
    let counts = FreshnessState.allCases.compactMap { state -> String? in
      let count = place.assessments.count { $0.state == state }
      return count == 0 || state == .untracked ? nil : state.counted(count)
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
