import CNcurses
import Inspector

/// The real terminal: frames go out, keys come in.
struct TerminalScreen {
  private let theme: Theme
  private var shown: Frame?

  /// Enters the full screen; nil if the terminal cannot be used.
  init?(wantsColor: Bool, wantsMouse: Bool, isLight: Bool) {
    guard terminal_start(wantsColor ? 1 : 0, wantsMouse ? 1 : 0) == 0 else { return nil }
    let hasColor = wantsColor && terminal_colors() >= 8
    theme = Theme(depth: hasColor ? .ansi : .none, isLight: isLight)
  }

  var size: (columns: Int, rows: Int) {
    var columns: Int32 = 0
    var rows: Int32 = 0
    terminal_size(&columns, &rows)
    return (Int(columns), Int(rows))
  }

  mutating func resize(columns: Int, rows: Int) {
    terminal_resize(Int32(columns), Int32(rows))
    shown = nil
  }

  mutating func invalidate() {
    terminal_invalidate()
    shown = nil
  }

  /// Draws a frame: each run of one style by an absolute move, so that a character whose width the
  /// terminal sees differently does not shift what follows.
  mutating func draw(_ frame: Frame) {
    if frame == shown { return }
    for row in 0..<frame.rows where shown?.cells[row] != frame.cells[row] {
      var column = 0
      while column < frame.columns {
        let style = frame.cells[row][column].style
        var text = ""
        let start = column
        while column < frame.columns, frame.cells[row][column].style == style {
          text += frame.cells[row][column].text
          column += 1
        }
        let (color, attributes) = look(style)
        terminal_put(Int32(start), Int32(row), text, color, attributes)
      }
    }
    terminal_refresh()
    shown = frame
  }

  /// The next key that has come; nil if none has.
  func nextKey() -> Key? {
    while true {
      let event = terminal_next()
      if event.key == Int32(TERMINAL_NONE.rawValue) { return nil }
      if let key = Self.key(event) { return key }
    }
  }

  // MARK: - Looks

  private func look(_ style: CellStyle) -> (color: Int32, attributes: Int32) {
    let look = theme.look(of: style)
    var attributes: Int32 = 0
    if look.isBold { attributes |= Int32(TERMINAL_BOLD.rawValue) }
    if look.isDim { attributes |= Int32(TERMINAL_DIM.rawValue) }
    if look.isUnderlined { attributes |= Int32(TERMINAL_UNDERLINE.rawValue) }
    if look.isReversed { attributes |= Int32(TERMINAL_REVERSE.rawValue) }
    // Pairs of the C shim: 1 and the ANSI colour.
    return (look.color.map { Int32($0) + 1 } ?? 0, attributes)
  }

  // MARK: - Keys

  private static func key(_ event: terminal_event) -> Key? {
    let place = (column: Int(event.column), row: Int(event.row))
    switch terminal_key(rawValue: UInt32(event.key)) {
    case TERMINAL_CHARACTER: return character(UInt32(event.value))
    case TERMINAL_UP: return .up
    case TERMINAL_DOWN: return .down
    case TERMINAL_LEFT: return .left
    case TERMINAL_RIGHT: return .right
    case TERMINAL_PAGE_UP: return .pageUp
    case TERMINAL_PAGE_DOWN: return .pageDown
    case TERMINAL_HOME: return .home
    case TERMINAL_END: return .end
    case TERMINAL_ENTER: return .enter
    case TERMINAL_BACKSPACE: return .backspace
    case TERMINAL_DELETE: return .delete
    case TERMINAL_BACK_TAB: return .backTab
    case TERMINAL_FUNCTION: return .function(Int(event.value))
    case TERMINAL_CLICK: return .click(column: place.column, row: place.row)
    case TERMINAL_WHEEL_UP: return .wheel(up: true, column: place.column, row: place.row)
    case TERMINAL_WHEEL_DOWN: return .wheel(up: false, column: place.column, row: place.row)
    default: return nil
    }
  }

  private static func character(_ value: UInt32) -> Key? {
    switch value {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 1...26: return Unicode.Scalar(value + 96).map { .control(Character($0)) }
    case 0..<32: return nil
    default: return Unicode.Scalar(value).map { .character(Character($0)) }
    }
  }
}
