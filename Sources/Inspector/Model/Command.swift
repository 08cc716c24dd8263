/// What a key can do in the inspector.
package enum Command: String, Hashable, Sendable, CaseIterable {
  case up, down, pageUp, pageDown, halfUp, halfDown, first, last
  case nextPane, previousPane, open, back
  case filter, scope, nextAttention, previousAttention
  case mark, range, markAttention, clearMarks
  case sort, invert
  case reinstall, cancel
  case fold, reveal
  case copy, copyCommand, copySuggestion, edit
  case log, zoom, refresh, redraw, suspend
  case environments, help, quit
}

/// The parts of the screen that take keys.
package enum Pane: String, Hashable, Sendable, CaseIterable {
  case list, detail, log
}

/// One row of the table from which keys, footer, help and the README's table are made.
package struct Binding: Hashable, Sendable {
  package let command: Command
  package let keys: [Key]
  /// For the help screen.
  package let help: String
  /// A word for the footer; nil where it has no room there.
  package let footer: String?
  /// Where the key does something.
  package let panes: Set<Pane>

  package init(
    _ command: Command, _ keys: [Key], _ help: String, footer: String? = nil,
    in panes: Set<Pane> = Set(Pane.allCases)
  ) {
    self.command = command
    self.keys = keys
    self.help = help
    self.footer = footer
    self.panes = panes
  }

  /// How the keys are written, such as `↑ k`.
  package func keyText(isUTF8: Bool) -> String {
    keys.map { key in
      if isUTF8 { return key.text }
      return switch key {
      case .up: "Up"
      case .down: "Down"
      case .left: "Left"
      case .right: "Right"
      case .backTab: "S-Tab"
      default: key.text
      }
    }.joined(separator: " ")
  }

  package static let all: [Binding] = [
    Binding(.up, [.up, .character("k")], "move up"),
    Binding(.down, [.down, .character("j")], "move down"),
    Binding(.pageUp, [.pageUp], "a page up"),
    Binding(.pageDown, [.pageDown], "a page down"),
    Binding(.halfUp, [.control("u")], "half a page up"),
    Binding(.halfDown, [.control("d")], "half a page down"),
    Binding(.first, [.home, .character("g")], "to the top"),
    Binding(.last, [.end, .character("G")], "to the end; in the log, follow again"),
    Binding(.nextPane, [.tab, .right, .character("l")], "to the next pane"),
    Binding(.previousPane, [.backTab, .left, .character("h")], "to the pane before"),
    Binding(.open, [.enter], "open the detail", in: [.list]),
    Binding(.back, [.escape], "back; clear the filter, then the marks"),
    Binding(
      .reinstall, [.character("i")], "reinstall the marked, else this one", footer: "reinstall"),
    Binding(
      .filter, [.character("/")], "filter by name or state; `!` in front negates", footer: "filter"),
    Binding(.scope, [.character("f")], "show local, stale or all installs", footer: "scope"),
    Binding(
      .nextAttention, [.character("n")],
      "next install that is not fresh; in the detail, next change"),
    Binding(.previousAttention, [.character("N")], "the one before"),
    Binding(.mark, [.character(" ")], "mark or unmark, and go on", footer: "mark", in: [.list]),
    Binding(.range, [.character("v")], "mark from here to where you press it again", in: [.list]),
    Binding(.markAttention, [.character("a")], "mark all shown that are not fresh", in: [.list]),
    Binding(.clearMarks, [.character("U")], "clear all marks"),
    Binding(.sort, [.character("s")], "sort by state, name, build time or changes", footer: "sort"),
    Binding(.invert, [.character("I")], "invert the order"),
    Binding(.cancel, [.character("x")], "cancel the running reinstall"),
    Binding(.fold, [.character("o")], "unfold or fold what is unchanged"),
    Binding(.reveal, [.character("m")], "reveal or mask environment values"),
    Binding(.copy, [.character("y")], "copy the row, or the difference in the detail"),
    Binding(.copyCommand, [.character("Y")], "copy the uv command"),
    Binding(.copySuggestion, [.character("K")], "copy the advised `cache-keys` line"),
    Binding(.edit, [.character("e")], "edit the project's pyproject.toml"),
    Binding(.environments, [.character("E")], "choose another environment"),
    Binding(.log, [.character("@")], "show or hide the log"),
    Binding(.zoom, [.character("+")], "zoom this pane"),
    Binding(.refresh, [.character("R"), .function(5)], "look again", footer: "refresh"),
    Binding(.redraw, [.control("l")], "draw the screen anew"),
    Binding(.suspend, [.control("z")], "suspend"),
    Binding(.help, [.character("?"), .function(1)], "this help; type to filter", footer: "help"),
    Binding(.quit, [.character("q"), .control("c")], "quit", footer: "quit"),
  ]
}
