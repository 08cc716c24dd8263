import Platform

/// Something that lies over the panes and takes the keys: help, a menu or a question.
///
/// A new one needs its own file and the line that opens it.
package protocol Overlay: Sendable {
  mutating func press(_ key: Key, _ state: InspectorState) -> Reaction
  func dialog(_ state: InspectorState) -> Dialog
}

/// What becomes of an overlay after a key.
package enum Reaction {
  case stay
  case close
  case closeAnd((inout InspectorState) -> [Effect])
}

/// A box in the middle of the screen.
package struct Dialog {
  let title: String
  let lines: [TextLine]
  let columns: Int

  func draw(_ state: InspectorState, _ frame: inout Frame) {
    let columns = min(columns, state.columns - 2)
    let rows = min(lines.count + 2, state.rows - 2)
    let area = Layout.Area(
      column: (state.columns - columns) / 2, row: (state.rows - rows) / 2, columns: columns,
      rows: rows)
    frame.fill(area)
    PaneBox.draw(title, area, isFocused: true, isUTF8: state.isUTF8, &frame)
    for (offset, line) in lines.prefix(rows - 2).enumerated() {
      frame.put(
        line, at: area.column + 2, area.row + 1 + offset,
        limit: columns - 3)
    }
  }
}
