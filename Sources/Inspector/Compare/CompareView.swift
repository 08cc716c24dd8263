import Freshness
import Platform
import UV

/// Shows how a file differs from what is installed or from HEAD.
package struct CompareView: Overlay {
  package let number: Int?
  let file: Path
  private var comparison: FileComparison?
  private var side = 0
  private var scroll = DialogScroll()

  init(number: Int, file: Path) {
    self.number = number
    self.file = file
  }

  package var isWaiting: Bool { comparison == nil }

  package mutating func take(_ answer: Answer) {
    if case .comparison(let comparison) = answer { self.comparison = comparison }
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    if case .dialog(-1)? = Dialog.spot(key, state) { return .close }
    let lines = lines(state)
    let height = dialog(state).visibleRows(state)
    switch key {
    case .escape, .control("c"), .character("q"), .character("d"): return .close
    case .tab, .backTab:
      side += 1
      scroll = DialogScroll()
    case .character("e"), .enter:
      let file = file
      return .closeAnd { _ in [.terminal(.edit(file, line: nil))] }
    case .character("n"):
      let next = lines.indices.first { lines[$0].isChange && $0 > scroll.top }
      if let next { scroll.go(to: next, lines: lines.count, visible: height) }
    case .character("N"):
      let last = lines.indices.last { lines[$0].isChange && $0 < scroll.top }
      if let last { scroll.go(to: last, lines: lines.count, visible: height) }
    default: _ = scroll.press(key, lines: lines.count, visible: height)
    }
    return .stay
  }

  private var shown: FileComparison.Side? {
    guard let sides = comparison?.sides, !sides.isEmpty else { return nil }
    return sides[side % sides.count]
  }

  private func width(_ state: InspectorState) -> Int { min(state.columns - 2, 140) }

  package func dialog(_ state: InspectorState) -> Dialog {
    let name = DisplayWidth.cutFront(
      state.environment.shown(file), to: width(state) - 36, ellipsis: state.glyphs.ellipsis)
    let against = shown.map { " against \($0.against)" } ?? ""
    let other =
      (comparison?.sides.count ?? 0) > 1 ? keyHint(("Tab", "other side")) : []
    // Words have no changes to go to.
    let hasLines = if case .lines? = shown?.content { true } else { false }
    let next = hasLines ? keyHint(("n", "next change")) : []
    return Dialog(
      title: name + against, lines: lines(state), top: scroll.top, columns: width(state),
      hint: other + next + keyHint(("e", "edits"), ("Esc", "closes")))
  }

  private func lines(_ state: InspectorState) -> [TextLine] {
    let ellipsis = state.glyphs.ellipsis
    let columns = width(state) - 4
    guard let shown else {
      return [TextLine("\(state.glyphs.spinner(at: state.now)) comparing\(ellipsis)", .running)]
    }
    switch shown.content {
    case .words(let words): return TextLine(words).wrapped(to: columns, ellipsis: ellipsis)
    case .lines(let diff): return DiffLine.rows(of: diff, columns: columns, ellipsis: ellipsis)
    }
  }
}

extension InspectorState {
  /// The file under the cursor, or the one that changed last, or that the advice is about.
  var fileToCompare: Path? {
    if panes.focus == .detail, let file = detail.target?.file { return file }
    guard let item = list.selectedItem, let source = item.distribution.localSource?.path,
      let newest = list.glances[item.id]?.newest.first ?? selectedAdvice.first?.paths.first
        ?? item.assessment?.newest
    else { return nil }
    return newest.isAbsolute ? newest : source.appending(newest.bytes)
  }

  mutating func compare() -> [Effect] {
    guard let id = list.selected, let file = fileToCompare else { return [] }
    let question = nextQuestion()
    overlay = CompareView(number: question, file: file)
    return [.work(.compare(file, of: id, question: question))]
  }
}
