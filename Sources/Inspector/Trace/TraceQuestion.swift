import Freshness
import Platform
import UV

/// Shows the command that traces a build, and asks.
package struct TraceQuestion: Overlay {
  package let number: Int?
  let id: Path
  let name: String
  /// The command, or why it cannot be run.
  private var offer: Result<String, Refusal>?
  private var consent = Consent()

  package struct Refusal: Error, Hashable, Sendable {
    package let message: String

    package init(_ message: String) {
      self.message = message
    }
  }

  init(number: Int, id: Path, name: String) {
    self.number = number
    self.id = id
    self.name = name
  }

  package var isWaiting: Bool { offer == nil }

  package mutating func take(_ answer: Answer) {
    if case .trace(let offer) = answer { self.offer = offer }
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    switch consent.press(key, state) {
    case .refuses?: return .close
    case .agrees?:
      guard let offer else { return .stay }
      guard case .success(let command) = offer else { return .close }
      let id = id
      return .closeAnd { $0.startTrace(id, command) }
    case nil: return .stay
    }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = min(state.columns - 2, 100)
    func wrapped(_ lines: [TextLine]) -> [TextLine] {
      lines.flatMap { $0.wrapped(to: columns - 4, ellipsis: state.glyphs.ellipsis) }
    }
    switch offer {
    case nil:
      let words = "\(state.glyphs.spinner(at: state.now)) looking\(state.glyphs.ellipsis)"
      return Dialog(
        title: "trace \(name)?", lines: [TextLine(words, .running)], columns: columns,
        hint: keyHint(("Esc", "closes")))
    case .failure(let refusal)?:
      return Dialog(
        title: "\(name) cannot be traced", lines: wrapped([TextLine(refusal.message, .error)]),
        columns: columns, hint: keyHint(("Esc", "closes")))
    case .success(let command)?:
      return Dialog(
        title: "trace \(name)?",
        lines: wrapped([
          TextLine("Builds it once, to see which files the build reads and no key watches."),
          TextLine(),
          TextLine("$ \(command)", .accent, hanging: 2),
          TextLine(),
          TextLine(
            "This runs the project's own code. It may leave files such as *.egg-info in the"
              + " source tree, and downloads build requirements to uv's cache. Nothing is"
              + " installed.", .dim),
        ]), buttons: consent.buttons("Trace"), columns: columns, hint: keyHint(("y", "traces")))
    }
  }
}

extension InspectorState {
  mutating func askToTrace() -> [Effect] {
    guard let item = list.selectedItem else { return [] }
    let question = nextQuestion()
    overlay = TraceQuestion(number: question, id: item.id, name: item.distribution.name)
    return [.work(.planTrace(item.id, question: question))]
  }
}
