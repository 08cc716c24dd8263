import Freshness
import Platform
import Reinstall
import UV

/// Asks to remove a record that does not parse: until then every uv command here fails.
///
/// uv has no command for it, so that `rm` does it, after a yes to exactly this command.
package struct RecordQuestion: Overlay {
  package let number: Int?
  let name: String
  let message: String
  let record: Path
  let command: String
  /// The command, or why it cannot be run; nil while it is looked at.
  private var offer: Result<RecordRemoval, RecordRemoval.Refusal>?
  private var consent = Consent()
  private var scroll = DialogScroll()

  init(number: Int, _ distribution: Distribution, record: Path, message: String) {
    self.number = number
    self.record = record
    self.message = message
    name = VisibleText.of(distribution.name)
    command = RecordRemoval.command(for: record, of: distribution.path)
  }

  package var isWaiting: Bool { offer == nil }

  package mutating func take(_ answer: Answer) {
    if case .removal(let offer) = answer { self.offer = offer }
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    if key == .character("c") {
      let command = command
      return .closeAnd { _ in [.terminal(.copy(command, name: "the command"))] }
    }
    if scroll.press(key, dialog(state), state) { return .stay }
    switch consent.press(key, state) {
    case .refuses?: return .close
    case .agrees?:
      guard let offer else { return .stay }
      guard case .success(let removal) = offer else { return .close }
      return .closeAnd { $0.remove(removal) }
    case nil: return .stay
    }
  }

  private func width(_ state: InspectorState) -> Int { min(state.columns - 2, 120) }

  private func lines(_ state: InspectorState) -> [TextLine] {
    var texts = [
      TextLine(
        [
          Span("\(state.glyphs.state(.broken)) ", .error), Span(name, .strong),
          Span(": \(message)"),
        ], hanging: 2),
      TextLine("Every uv command on this environment fails until it is removed."),
      TextLine(),
      TextLine("$ \(command)", .accent, hanging: 2),
      TextLine(),
    ]
    switch offer {
    case nil: texts.append(TextLine("\(state.glyphs.spinner(at: state.now)) looking", .running))
    case .failure(let refusal)?: texts.append(TextLine(refusal.message, .error))
    case .success?:
      texts.append(TextLine(RecordRemoval.consequence(of: record, for: name)))
      texts.append(TextLine("Then uv works here again, and the environment is read again.", .dim))
    }
    return texts.flatMap {
      $0.wrapped(to: width(state) - 4, ellipsis: state.glyphs.ellipsis)
    }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = width(state)
    guard case .success? = offer else {
      return Dialog(
        title: "a record cannot be read", lines: lines(state), top: scroll.top, columns: columns,
        hint: keyHint(("c", "copies the command"), ("Esc", "closes")))
    }
    return Dialog(
      title: "remove a record that cannot be read?", lines: lines(state), top: scroll.top,
      buttons: consent.buttons("Remove"), columns: columns,
      hint: keyHint(("y", "removes"), ("c", "copies the command")))
  }
}

extension InspectorState {
  /// Asks about the record that stops every uv command, that of the selected package first; nil if
  /// there is none.
  mutating func askToRemoveRecord() -> [Effect]? {
    let broken = [list.selectedItem].compactMap(\.self) + list.items
    for item in broken {
      guard case .corruptRecord(let record, let message)? = item.assessment?.problem else {
        continue
      }
      let question = nextQuestion()
      overlay = RecordQuestion(
        number: question, item.distribution, record: record, message: VisibleText.of(message))
      return [.work(.planRemoval(item.id, question: question))]
    }
    return nil
  }

  fileprivate mutating func remove(_ removal: RecordRemoval) -> [Effect] {
    log.append(
      .command, removal.command, of: removal.assessment.distribution.name, at: moment)
    return [.work(.removeRecord(removal))]
  }

  /// Whatever came of it, the environment is read again.
  mutating func removed(
    _ removal: RecordRemoval, _ outcome: RecordRemoval.Outcome, output: [String]
  ) -> [Effect] {
    let distribution = removal.assessment.distribution
    let record = VisibleText.of(bytes: removal.record.name)
    for line in output { log.append(.warning, line, of: distribution.name, at: moment) }
    switch outcome {
    case .removed(let now):
      let state = now.first?.state
      let words = state.map { ": \($0.rawValue) now" } ?? ""
      log.append(.success, "\(record) is removed\(words)", of: distribution.name, at: moment)
      let hint = state?.needsAttention == true && state != .broken
      toast(
        "\(record) of \(distribution.name) is removed\(words)"
          + (hint ? bindings.hint(.reinstall, "reinstalls it", style: .after) : ""))
      let changed = list.take(now)
      detail.forget(changed)
      list.markStale(changed)
      arrange()
    case .failed(let reason): toast("\(record) is not removed: \(reason)", isError: true)
    case .refused(let reason): toast("nothing is removed: \(reason)", isError: true)
    }
    detail.touch()
    return examineSelection() + environment.survey()
  }
}
