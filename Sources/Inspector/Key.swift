/// A key press or mouse event, as the terminal reports it.
package enum Key: Hashable, Sendable {
  case character(Character)
  /// Ctrl with a lower-case letter.
  case control(Character)
  case function(Int)
  case up, down, left, right
  case pageUp, pageDown, home, end
  case enter, escape, tab, backTab, backspace, delete
  case click(column: Int, row: Int)
  case wheel(up: Bool, column: Int, row: Int)

  /// How it is written where arrows can be shown, and where not.
  func text(isUTF8: Bool) -> String {
    if isUTF8 { return text }
    return switch self {
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .backTab: "S-Tab"
    default: text
    }
  }

  /// How help and footer write it.
  package var text: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "^\(letter.uppercased())"
    case .function(let number): "F\(number)"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "⇧Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .click: "click"
    case .wheel: "wheel"
    }
  }
}
