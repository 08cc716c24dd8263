import Platform

/// Something that lies over the panes and takes the keys: help, a menu or a question.
///
/// A new one needs its own file and the line that opens it.
package protocol Overlay: Sendable {
  mutating func press(_ key: Key, _ state: InspectorState) -> Reaction
  func dialog(_ state: InspectorState) -> Dialog
  /// By which an answer finds its question; nil for what asks for nothing.
  var number: Int? { get }
  /// Whether the answer has still to come.
  var isWaiting: Bool { get }
  mutating func take(_ answer: Answer)
}

extension Overlay {
  package var number: Int? { nil }
  package var isWaiting: Bool { false }
  package mutating func take(_ answer: Answer) {}
}

/// What becomes of an overlay after a key.
package enum Reaction {
  case stay
  case close
  case closeAnd((inout InspectorState) -> [Effect])
}

/// A box in the middle of the screen: lines that scroll, and below them lines that stay.
package struct Dialog {
  let title: String
  var right: [Span] = []
  var lines: [TextLine]
  /// The line that is chosen, kept in view.
  var selected: Int?
  /// The first line in view where nothing is chosen.
  var top = 0
  /// Below the lines, always in view.
  var fixed: [TextLine] = []
  var buttons: [(title: String, isChosen: Bool)] = []
  /// The widest that it gets.
  let columns: Int
  /// What stands on the right of the buttons, or alone: keys, each with what it does.
  var hint: [[Span]] = []

  /// Rows that the lines have.
  func visibleRows(_ state: InspectorState) -> Int {
    max(1, area(state).rows - 2 - tailRows)
  }

  private var tailRows: Int {
    fixed.count + (buttons.isEmpty && hint.isEmpty ? 0 : 2)
  }

  private func area(_ state: InspectorState) -> Layout.Area {
    let columns = min(columns, state.columns - 2)
    let rows = min(lines.count + tailRows + 2, state.rows - 2)
    return Layout.Area(
      column: (state.columns - columns) / 2, row: max(0, (state.rows - rows) / 2),
      columns: columns, rows: rows)
  }

  func draw(_ state: InspectorState, _ frame: inout Frame) {
    let area = area(state)
    let height = visibleRows(state)
    var first = max(0, min(top, lines.count - height))
    if let selected {
      first = max(0, min(max(0, selected - height / 2), lines.count - height))
    }
    frame.fill(area)
    // A click beside the dialog is for nobody.
    frame.spot(
      Layout.Area(column: 0, row: 0, columns: state.columns, rows: state.rows), .dialog(-1))
    let end = min(lines.count, first + height)
    PaneBox(
      area: area, title: [Span(title, .strong)], right: right,
      bottom: lines.count > height ? [Span("\(end) of \(lines.count) lines", .dim)] : [],
      isFocused: true,
      scroll: PaneBox.Scroll(top: first, height: height, total: lines.count)
    ).draw(state.isUTF8, &frame)
    var row = area.row + 1
    for index in first..<max(first, end) {
      let line = Layout.Area(column: area.column + 1, row: row, columns: area.columns - 2, rows: 1)
      let selection: CellStyle.Selection = index == selected ? .focused : .none
      if index == selected { frame.fill(line, CellStyle(.normal, selection)) }
      frame.spot(line, .dialog(index))
      let text = lines[index].cut(to: area.columns - 4, ellipsis: state.glyphs.ellipsis)
      frame.put(text, at: area.column + 2, row, limit: area.columns - 4, selection)
      row += 1
    }
    for line in fixed {
      frame.put(line, at: area.column + 2, row, limit: area.columns - 4)
      row += 1
    }
    drawButtons(area, area.row + area.rows - 2, &frame)
  }

  private func drawButtons(_ area: Layout.Area, _ row: Int, _ frame: inout Frame) {
    if buttons.isEmpty, hint.isEmpty { return }
    var column = area.column + 2
    for (index, button) in buttons.enumerated() {
      let text = "  \(button.title)  "
      let width = frame.put(
        Span(text, button.isChosen ? .strong : .normal), at: column, row,
        limit: area.column + area.columns - 2 - column, button.isChosen ? .focused : .none)
      frame.spot(
        Layout.Area(column: column, row: row, columns: width, rows: 1), .button(index))
      column += width + 2
    }
    // A key that does not fit is left out: half of its words would tell nothing.
    for key in hint {
      let left = area.column + area.columns - 2 - column
      guard key.columns <= left else { return }
      frame.put(TextLine(key), at: column, row, limit: left)
      column += key.columns + 2
    }
  }

  /// What a click means: a line or a button of the dialog that is open.
  static func spot(_ key: Key, _ state: InspectorState) -> Spot.Meaning? {
    guard case .click(let column, let row) = key else { return nil }
    return InspectorFrame.view(state).spot(at: column, row)
  }
}

/// Cancel and one other button, starting on Cancel: nothing is agreed to by a slip.
struct Consent: Sendable {
  enum Decision {
    case agrees, refuses
  }

  private var isOnCancel = true

  /// What a key decides; nil if it decides nothing.
  mutating func press(_ key: Key, _ state: InspectorState) -> Decision? {
    switch Dialog.spot(key, state) {
    case .button(0)?: return .refuses
    case .button?: return .agrees
    case .some, nil: break
    }
    switch key {
    case .escape, .control("c"), .character("q"), .character("n"): return .refuses
    case .tab, .backTab, .left, .right, .character("h"), .character("l"): isOnCancel.toggle()
    case .character("y"): return .agrees
    case .enter: return isOnCancel ? .refuses : .agrees
    default: break
    }
    return nil
  }

  func buttons(_ title: String) -> [(title: String, isChosen: Bool)] {
    [("Cancel", isOnCancel), (title, !isOnCancel)]
  }
}

/// How far a dialog's lines are scrolled.
struct DialogScroll: Sendable {
  private(set) var top = 0

  mutating func go(to line: Int, lines: Int, visible: Int) {
    top = max(0, min(line, lines - visible))
  }

  /// The same within a dialog as it is drawn.
  mutating func press(_ key: Key, _ dialog: Dialog, _ state: InspectorState) -> Bool {
    press(key, lines: dialog.lines.count, visible: dialog.visibleRows(state))
  }

  /// Moves by a key, within what there is; whether the key moves.
  mutating func press(_ key: Key, lines: Int, visible: Int) -> Bool {
    switch key {
    case .up, .character("k"), .wheel(up: true, _, _): top -= 1
    case .down, .character("j"), .wheel(up: false, _, _): top += 1
    case .pageUp, .control("u"): top -= 10
    case .pageDown, .control("d"): top += 10
    case .home, .character("g"): top = 0
    case .end, .character("G"): top = lines
    default: return false
    }
    top = max(0, min(top, lines - visible))
    return true
  }
}

/// Names of keys with what they do, for the last line of a dialog.
func keyHint(_ pairs: (String, String)...) -> [[Span]] {
  pairs.map { [Span($0, .key), Span(" \($1)", .dim)] }
}
