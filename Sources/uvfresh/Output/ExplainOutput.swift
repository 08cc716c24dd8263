import BuildCache
import CacheKeys
import Environments
import FileSystem
import Freshness
import JSONReader
import VisibleText

/// `explain` for people and for programs.
struct ExplainOutput {
  private let style: Style
  private let showValues: Bool

  init(_ style: Style, showValues: Bool) {
    self.style = style
    self.showValues = showValues
  }

  // MARK: - Text

  func text(_ explanation: Explanation) -> String {
    let assessment = explanation.assessment
    let distribution = assessment.distribution
    var text =
      "\(style.paint(VisibleText.of(distribution.name), .bold)) "
      + "\(VisibleText.of(distribution.version ?? "")) \(style.state(assessment.state))\n"
    if let source = distribution.sourceText { text += "from \(VisibleText.of(source))\n" }
    let causes = assessment.causes(showValues: showValues)
    if !causes.isEmpty {
      text += "\n\(style.paint("why", .bold))\n"
      for cause in causes { text += "  \(cause.message)\n" }
    }
    text += files(explanation)
    if let action = assessment.nextAction {
      text += "\n\(style.paint("uv's next sync", .bold)) \(words(action))\n"
      if let note = syncNote(assessment) { text += "  \(note)\n" }
    }
    for advice in explanation.advice {
      text += "\n\(style.paint("advice", .bold)) \(advice.message)\n"
      if let suggestion = advice.suggestion { text += "  \(VisibleText.of(suggestion))\n" }
    }
    return text
  }

  private func files(_ explanation: Explanation) -> String {
    let changed = explanation.evidence.changedFiles
    guard !changed.isEmpty, let recorded = explanation.assessment.recorded?.timestamp else {
      return ""
    }
    var text = "\n\(style.paint("changed since the record", .bold))\n"
    for file in changed.prefix(20) {
      let touched = file.modified <= recorded ? ", touched only" : ""
      text +=
        "  \(file.path.shown)  +\(TimeWords.length(file.changed.seconds(since: recorded)))\(touched)\n"
    }
    if changed.count > 20 { text += "  and \(changed.count - 20) more\n" }
    return text
  }

  private func words(_ action: NextAction) -> String {
    switch action {
    case .keep: "keeps it"
    case .reinstall: "reinstalls it"
    case .fail: "fails"
    case .unknown: "cannot be told from files alone"
    }
  }

  /// `uv sync` and `uv pip` record a folder that is not editable in two ways, and each finds a
  /// mismatch in the other's.
  private func syncNote(_ assessment: Assessment) -> String? {
    switch assessment.distribution.localSource?.directURL.kind {
    case .directory(editable: nil): "installed by `uv pip`; a `uv sync` would reinstall it once"
    case .directory(editable: false):
      "installed by `uv sync`; a `uv pip sync` would reinstall it once"
    default: nil
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
          writer.object { writer in write(explanation, to: &writer) }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(_ explanation: Explanation, to writer: inout JSONWriter) {
    SurveyJSON.package(explanation.assessment, to: &writer)
    writer.name("keys")
    if let keys = explanation.keys {
      writer.object { writer in KeysOutput.write(keys, withMatches: false, to: &writer) }
    } else {
      writer.null()
    }
    writer.name("causes")
    writer.array { writer in
      for cause in explanation.assessment.causes(showValues: true) {
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
        }
      }
    }
    writer.name("advice")
    writer.array { writer in
      for advice in explanation.advice {
        writer.object { writer in
          writer.name("code")
          writer.string(advice.code.rawValue)
          writer.name("message")
          writer.string(advice.message)
          writer.name("paths")
          writer.array { writer in for path in advice.paths { writer.string(path.exactText) } }
          writer.name("suggestion")
          writer.string(orNull: advice.suggestion)
        }
      }
    }
    writer.name("next_action")
    writer.string(orNull: explanation.assessment.nextAction?.rawValue)
    writer.name("cached_build")
    writer.string(orNull: explanation.cachedBuild?.standing.rawValue)
  }
}
