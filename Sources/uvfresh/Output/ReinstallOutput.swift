import Formats
import Freshness
import Platform
import Reinstall
import UV

/// `reinstall` for people and for programs.
struct ReinstallOutput {
  private let style: Style

  init(_ style: Style) {
    self.style = style
  }

  /// How a step ended, in the words of the JSON.
  private enum Status: String {
    case fresh
    case stillStale = "still-stale"
    case needsRequirements = "needs-requirements"
    case failed
    case cancelled
    case notStarted = "not-started"

    init(_ result: StepResult) {
      self =
        switch result.outcome {
        case .done where !result.isFresh: .stillStale
        case .done: result.unmet == nil ? .fresh : .needsRequirements
        case .failed: .failed
        case .cancelled: .cancelled
        case .notStarted: .notStarted
        }
    }
  }

  // MARK: - Text

  /// How many steps ended how.
  struct Tally {
    private var fresh = 0
    private var still = 0
    var failed = 0

    mutating func count(_ result: StepResult) {
      switch Status(result) {
      case .fresh: fresh += 1
      case .stillStale: still += 1
      case .needsRequirements, .failed, .cancelled, .notStarted: failed += 1
      }
    }

    var isGood: Bool { still + failed == 0 }
    var text: DisplayText { "\(fresh) fresh, \(still) still stale, \(failed) failed\n" }
  }

  func text(_ plan: ReinstallPlan) -> DisplayText {
    if plan.steps.isEmpty { return "nothing to reinstall\n" }
    var text: DisplayText = ""
    for step in plan.steps {
      let name = style.paint("\(step.name)", .bold)
      switch step.outcome {
      case .command(let command):
        text += "\(name): \(command.shellText)\n"
        for note in step.notes { text += "  (\(note))\n" }
      case .refused(let reason):
        text += "\(name): cannot be reinstalled: \(reason)\n"
      }
    }
    return text
  }

  /// What a step came to, below its output.
  func text(_ result: StepResult) -> DisplayText {
    let time = TimeWords.length(result.duration)
    switch result.outcome {
    case .done(let now):
      if !result.isFresh { return still(now.first, result.lesson) }
      var text: DisplayText = "  \(style.state(.fresh)) after \(time)\n"
      if let unmet = result.unmet {
        text += "  reinstalled, needs \(unmet.requirements.joined(separator: ", "))\n"
        text += "    \(unmet.command)\n"
      }
      return text
    case .failed(let status):
      return "  \(style.paint("uv failed with exit status \(status)", .red)) after \(time)\n"
    case .cancelled: return "  cancelled after \(time)\n"
    case .notStarted(let reason): return "  not run: \(reason)\n"
    }
  }

  private func still(_ now: Assessment?, _ lesson: Advice?) -> DisplayText {
    let why = now?.causes().first?.message ?? "it is not installed any more"
    var text: DisplayText = "  still \(style.state(now?.state ?? .stale)): \(why)\n"
    if let lesson {
      text += "  \(style.paint("advice", .bold)) \(lesson.message)\n"
      if let line = lesson.suggestion { text += "    \(line)\n" }
    }
    return text
  }

  // MARK: - JSON

  /// The plan, with the results of the steps that were run.
  static func json(_ plan: ReinstallPlan, results: [String: StepResult] = [:]) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema_version")
      writer.integer(2)
      writer.name("steps")
      writer.array { writer in
        for step in plan.steps {
          writer.object { writer in
            write(step, to: &writer)
            writer.name("result")
            write(results[step.name], to: &writer)
          }
        }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(_ step: ReinstallPlan.Step, to writer: inout JSONWriter) {
    writer.name("name")
    writer.string(step.name)
    writer.name("command")
    switch step.outcome {
    case .command(let command):
      writer.array { writer in
        for word in ["uv"] + command.arguments { writer.string(word) }
      }
      writer.name("directory")
      writer.string(command.directory.exactText)
      writer.name("refused")
      writer.null()
    case .refused(let reason):
      writer.null()
      writer.name("directory")
      writer.null()
      writer.name("refused")
      writer.string(reason)
    }
    writer.name("notes")
    writer.array { writer in for note in step.notes { writer.string(note) } }
  }

  private static func write(_ result: StepResult?, to writer: inout JSONWriter) {
    guard let result else { return writer.null() }
    writer.object { writer in
      writer.name("status")
      writer.string(Status(result).rawValue)
      writer.name("seconds")
      writer.integer(Int(result.duration.rounded(.up)))
      writer.name("advice")
      writer.string(orNull: result.lesson?.code.rawValue)
      writer.name("needs")
      writer.array { writer in
        for requirement in result.unmet?.requirements ?? [] { writer.string(requirement) }
      }
      writer.name("command")
      writer.string(orNull: result.unmet?.command)
    }
  }
}
