import Freshness
import Platform
import Reinstall
import UV

/// Which keys are to be written.
package enum WantedKeys: Hashable, Sendable {
  /// Those that the advice and the findings on the keys propose.
  case advised
  /// What a traced build proposes.
  case traced(KeyProposal)
  /// Those in force and a pattern that was tried.
  case adding(String)
}

/// Shows an edit of a project's keys as a diff, and writes it after a yes.
package struct FixQuestion: Overlay {
  package let number: Int?
  let id: Path
  let name: String
  private var edit: Result<ManifestFix, FixRefusal>?
  private var consent = Consent()
  private var scroll = DialogScroll()

  init(number: Int, id: Path, name: String) {
    self.number = number
    self.id = id
    self.name = name
  }

  package var isWaiting: Bool { edit == nil }

  package mutating func take(_ answer: Answer) {
    if case .fix(let edit) = answer { self.edit = edit }
  }

  /// Nil while it is made, where it is refused, and where nothing is to be done.
  private var fix: ManifestFix? {
    guard case .success(let fix)? = edit, fix.isNeeded else { return nil }
    return fix
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    if key == .character("c"), let fix {
      return .closeAnd { _ in
        [.terminal(.copy(fix.proposal.line, name: "the cache-keys line"))]
      }
    }
    if scroll.press(key, dialog(state), state) { return .stay }
    switch consent.press(key, state) {
    case .refuses?: return .close
    case .agrees?: return accept
    case nil: return .stay
    }
  }

  /// What is not shown yet cannot be agreed to.
  private var accept: Reaction {
    guard let edit else { return .stay }
    guard case .success(let fix) = edit, fix.isNeeded else { return .close }
    let id = id
    return .closeAnd { _ in [.work(.writeKeys(fix, of: id))] }
  }

  private func width(_ state: InspectorState) -> Int { min(state.columns - 2, 110) }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = width(state)
    guard fix != nil else {
      return Dialog(
        title: "cache keys of \(name)", lines: lines(state), top: scroll.top, columns: columns,
        hint: keyHint(("Esc", "closes")))
    }
    return Dialog(
      title: "write pyproject.toml of \(name)?", lines: lines(state), top: scroll.top,
      buttons: consent.buttons("Write"), columns: columns,
      hint: keyHint(("y", "writes"), ("c", "copies the list")))
  }

  private func lines(_ state: InspectorState) -> [TextLine] {
    let columns = width(state) - 4
    let ellipsis = state.glyphs.ellipsis
    switch edit {
    case nil:
      return [
        TextLine([
          Span("\(state.glyphs.spinner(at: state.now)) ", .running),
          Span("looking at the project\(ellipsis)"),
        ])
      ]
    case .failure(let refusal)?:
      return TextLine(refusal.message, .error).wrapped(to: columns, ellipsis: ellipsis)
    case .success(let fix)? where !fix.isNeeded:
      return [TextLine("pyproject.toml says so already: nothing is to be written.")]
    case .success(let fix)?:
      return DiffLine.rows(of: fix.diff, columns: columns, ellipsis: ellipsis)
        + fix.proposal.remarks.flatMap { remark in
          TextLine(VisibleText.of(remark), .dim).wrapped(to: columns, ellipsis: ellipsis)
        }
    }
  }
}

extension InspectorState {
  /// The keys that could be written for the selected package, what was looked at last first; nil
  /// where nothing is proposed.
  var wantedKeys: WantedKeys? {
    guard let item = list.selectedItem else { return nil }
    if let result = detail.tryOut?.result, result.install == item.id, result.failure == nil,
      !result.new.isEmpty
    {
      return .adding(result.pattern)
    }
    if let proposal = detail.traces[item.id]?.proposal { return .traced(proposal) }
    let isAdvised =
      detail.explanations[item.id]?.lint?.proposal != nil
      || selectedAdvice.contains { $0.suggestion?.hasPrefix("cache-keys") == true }
    return isAdvised ? .advised : nil
  }

  /// Why no keys can be written for the selected package.
  var fixObstacle: String? {
    guard let item = list.selectedItem else { return "no package is selected" }
    if let result = detail.tryOut?.result, result.failure == nil, result.new.isEmpty {
      return result.known.isEmpty
        ? "\(result.pattern) matches nothing" : "what \(result.pattern) matches is watched already"
    }
    if wantedKeys != nil { return nil }
    return detail.explanations[item.id] == nil
      ? "its keys are still looked at" : "nothing is proposed for its keys"
  }

  mutating func askToFix() -> [Effect] {
    guard let item = list.selectedItem, let wanted = wantedKeys else { return [] }
    let question = nextQuestion()
    overlay = FixQuestion(number: question, id: item.id, name: item.distribution.name)
    return [.work(.planKeys(item.id, wanted, question: question))]
  }

  /// The keys are written: what was proposed is out of date, and the verdict is another one.
  mutating func keysWritten(_ id: Path) -> [Effect] {
    let name = list.items.first { $0.id == id }?.distribution.name ?? ""
    log.append(.success, "cache-keys written to pyproject.toml", of: name, at: moment)
    toast(
      "written\(bindings.hint(.reinstall, "reinstalls \(name) with these keys", style: .after))")
    detail.tryOut = nil
    detail.traces[id] = nil
    detail.forget([id])
    list.markStale([id])
    return [.work(.assess([id]))]
  }
}
