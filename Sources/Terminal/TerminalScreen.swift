import CNcurses
import Glibc
import Inspector
import Platform

/// The real terminal: frames go out, keys come in.
struct TerminalScreen {
  private var theme: Theme
  private var shown: Frame?
  private var filter = AnswerFilter()
  /// Keys that have been read and not been handed out yet.
  private var ready: [Key] = []

  /// Enters the full screen; nil if the terminal cannot be used.
  init?(wantsColor: Bool, wantsMouse: Bool, background: Theme.Background) {
    guard terminal_start(wantsColor ? 1 : 0, wantsMouse ? 1 : 0) == 0 else { return nil }
    let depth: Theme.Depth =
      switch wantsColor ? terminal_colors() : 0 {
      case 256...: .palette
      case 8...: .ansi
      default: .none
      }
    theme = Theme(depth: depth, background: background)
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
        put(text, at: start, row, style)
      }
    }
    terminal_refresh()
    shown = frame
  }

  private func put(_ text: String, at column: Int, _ row: Int, _ style: CellStyle) {
    let look = theme.look(of: style)
    var attributes: UInt32 = 0
    if look.isBold { attributes |= TERMINAL_BOLD.rawValue }
    if look.isDim { attributes |= TERMINAL_DIM.rawValue }
    if look.isReversed { attributes |= TERMINAL_REVERSE.rawValue }
    if look.isUnderlined { attributes |= TERMINAL_UNDERLINE.rawValue }
    terminal_put(
      Int32(column), Int32(row), text, Int32(look.color ?? -1), Int32(look.background ?? -1),
      Int32(attributes))
  }

  /// Bytes for the terminal, past the screen.
  func send(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { raw in
      terminal_send(raw.bindMemory(to: CChar.self).baseAddress, raw.count)
    }
  }

  // MARK: - The background

  /// Asks the terminal for its background, unless it is known or has no bearing; the answer comes
  /// among the keys.
  mutating func askForBackground(_ terminal: String) {
    // These print what they do not know.
    let isOld = ["linux", "vt", "ansi", "cygwin", "eterm"].contains { terminal.hasPrefix($0) }
    guard theme.background == .unknown, theme.depth != .none, !isOld else { return }
    filter.ask()
    send(Array(AnswerFilter.question.utf8))
  }

  /// Gives the terminal back; an answer that is still on its way must not reach the shell.
  mutating func leave() {
    for _ in 0..<20 where filter.isWaiting {
      var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, 10) > 0, descriptor.revents & Int16(POLLIN) == 0 { break }
      while nextKey() != nil {}
    }
    terminal_stop()
  }

  // MARK: - Keys

  /// The moment at which `nextKey` has something although nothing came; nil if there is none.
  var deadline: Double? { filter.deadline }

  /// The next key that has come; nil if none has.
  mutating func nextKey() -> Key? {
    while ready.isEmpty {
      let event = terminal_next()
      switch terminal_key(rawValue: UInt32(event.key)) {
      case TERMINAL_NONE:
        ready += filter.pause(at: MonotonicClock.seconds).compactMap(Self.character)
        if ready.isEmpty { return nil }
      case TERMINAL_CHARACTER:
        let (keys, answer) = filter.take(UInt32(event.value), at: MonotonicClock.seconds)
        ready += keys.compactMap(Self.character)
        if case .background(let isLight)? = answer, theme.background == .unknown {
          theme.background = isLight ? .light : .dark
          shown = nil
        }
      default:
        ready += filter.interrupt().compactMap(Self.character)
        if let key = Self.key(event) { ready.append(key) }
      }
    }
    return ready.removeFirst()
  }

  private static func key(_ event: terminal_event) -> Key? {
    let place = (column: Int(event.column), row: Int(event.row))
    switch terminal_key(rawValue: UInt32(event.key)) {
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
