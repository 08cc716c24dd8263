import Formats
import Freshness
import Platform
import UV

/// `explain` for people and for programs.
struct ExplainOutput {
  private let style: Style
  private let showValues: Bool

  init(_ style: Style, showValues: Bool) {
    self.style = style
    self.showValues = showValues
  }

  // MARK: - Text

  /// `followers` are built against it.
  func text(
    _ explanation: Explanation, followers: [(follower: Assessment, link: CascadeLink)] = []
  ) -> DisplayText {
    let assessment = explanation.assessment
    let distribution = assessment.distribution
    var text: DisplayText =
      "\(style.paint("\(distribution.name)", .bold)) "
      + "\(distribution.version ?? "") \(style.state(assessment.state))\n"
    if let source = distribution.sourceText { text += "from \(source)\n" }
    text += why(explanation)
    text += next(explanation)
    text += cascade(explanation, followers)
    for advice in explanation.advice {
      text += "\n\(style.paint("advice", .bold)) \(advice.message)\n"
      if let suggestion = advice.suggestion { text += "  \(suggestion)\n" }
      for remark in advice.remarks { text += "  \(remark)\n" }
    }
    return text
  }

  private static let fileLimit = 20

  private func why(_ explanation: Explanation) -> DisplayText {
    let causes = explanation.causes(showValues: showValues)
    if causes.isEmpty { return "" }
    var text: DisplayText = "\n\(style.paint("why", .bold))\n"
    var files = 0
    for cause in causes {
      if cause.changed != nil {
        files += 1
        if files > Self.fileLimit { continue }
      }
      text += "  \(cause.message)\n"
      guard let commits = cause.commits else { continue }
      text += "    \(commits.words)\n"
      for subject in commits.subjects { text += "    \(subject)\n" }
      if commits.ahead > commits.subjects.count {
        text += "    and \(commits.ahead - commits.subjects.count) more\n"
      }
    }
    if files > Self.fileLimit { text += "  and \(files - Self.fileLimit) more files\n" }
    if let line = explanation.timeline(columns: 40, isUTF8: style.isUTF8) {
      text += "  \(line.text)\n"
    }
    return text
  }

  private func next(_ explanation: Explanation) -> DisplayText {
    let assessment = explanation.assessment
    guard let action = assessment.nextAction else { return "" }
    var text: DisplayText = "\n\(style.paint("uv's next sync", .bold)) \(words(action))\n"
    if let build = explanation.cachedBuild, action == .reinstall {
      text += "  \(build.words)\n"
    }
    if let note = assessment.syncNote { text += "  \(note)\n" }
    return text
  }

  private func cascade(
    _ explanation: Explanation, _ followers: [(follower: Assessment, link: CascadeLink)]
  ) -> DisplayText {
    let own = explanation.cascade.map { (explanation.assessment, $0) }
    let lines = (own + followers).map { follower, link in
      link.words(follower: follower.distribution.name, arrow: style.isUTF8 ? "→" : "->")
    }
    if lines.isEmpty { return "" }
    let text: DisplayText = "\n\(style.paint("because of", .bold))\n"
    return text + lines.map { line -> DisplayText in "  \(line)\n" }.joined()
  }

  private func words(_ action: NextAction) -> String {
    switch action {
    case .keep: "keeps it"
    case .reinstall: "reinstalls it"
    case .fail: "fails"
    case .remove: "removes it"
    case .unknown: "cannot be told from files alone"
    }
  }

  // MARK: - JSON

  static func json(_ explanations: [Explanation], _ survey: Survey) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      SurveyJSON.head(survey, to: &writer)
      writer.name("packages")
      writer.array { writer in
        for explanation in explanations {
          writer.object { writer in write(explanation, survey, to: &writer) }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ explanation: Explanation, _ survey: Survey, to writer: inout JSONWriter
  ) {
    SurveyJSON.package(
      explanation.assessment, next: survey.nextAction(of: explanation.assessment),
      SurveyJSON.Look(explanation.advice, explanation.cascade), to: &writer)
    writer.name("keys")
    if let keys = explanation.keys {
      writer.object { writer in KeysOutput.write(keys, withMatches: false, to: &writer) }
    } else {
      writer.null()
    }
    writer.name("causes")
    writer.array { writer in
      for cause in explanation.causes(showValues: true) {
        writer.object { writer in
          writer.name("kind")
          writer.string(cause.kind.rawValue)
          writer.name("key")
          writer.string(orNull: cause.key?.rawValue)
          writer.name("name")
          writer.string(orNull: cause.name)
          writer.name("path")
          writer.string(orNull: cause.path?.exactText)
          writer.name("message")
          writer.string(cause.message)
          writer.name("changed_at")
          if let changed = cause.changed { changed.write(to: &writer) } else { writer.null() }
          writer.name("seconds_after")
          if let seconds = cause.secondsAfter {
            writer.integer(Int(seconds))
          } else {
            writer.null()
          }
          writer.name("commits")
          write(cause.commits, to: &writer)
        }
      }
    }
    writer.name("cached_build")
    writer.string(orNull: explanation.cachedBuild?.standing.rawValue)
  }

  private static func write(_ commits: CommitRange?, to writer: inout JSONWriter) {
    guard let commits else { return writer.null() }
    writer.object { writer in
      writer.name("ahead")
      writer.integer(commits.ahead)
      writer.name("behind")
      writer.integer(commits.behind)
      writer.name("subjects")
      writer.array { writer in for subject in commits.subjects { writer.string(subject) } }
    }
  }
}
