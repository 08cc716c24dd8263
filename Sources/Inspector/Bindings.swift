import Platform

/// What a key can do in the inspector; the raw values are the names in the settings file.
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
package struct Binding: Sendable {
  package let command: Command
  package internal(set) var keys: [Key]
  /// For the help screen.
  package let help: String
  /// A word for the footer; nil where it has no room there.
  package let footer: String?
  /// Where the key does something.
  package let panes: Set<Pane>
  /// Why it does nothing now; nil if it does something.
  let obstacle: @Sendable (InspectorState) -> String?

  init(
    _ command: Command, _ keys: [Key], _ help: String, footer: String? = nil,
    in panes: Set<Pane> = Set(Pane.allCases),
    unless obstacle: @escaping @Sendable (InspectorState) -> String? = { _ in nil }
  ) {
    self.command = command
    self.keys = keys
    self.help = help
    self.footer = footer
    self.panes = panes
    self.obstacle = obstacle
  }

  /// How the keys are written, such as `↑ k`.
  package func keyText(isUTF8: Bool) -> String {
    keys.map { $0.text(isUTF8: isUTF8) }.joined(separator: " ")
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
      .reinstall, [.character("i")], "reinstall the marked, else this one", footer: "reinstall",
      unless: { state in
        state.batch == nil
          ? noSelection(state)
          : "a reinstall is running" + state.bindings.hint(.cancel, "cancels it", style: .after)
      }),
    Binding(
      .filter, [.character("/")], "filter by name or state; `!` in front negates", footer: "filter"),
    Binding(.scope, [.character("f")], "show local, stale or all installs", footer: "scope"),
    Binding(
      .nextAttention, [.character("n")],
      "next install that is not fresh; in the detail, next change"),
    Binding(.previousAttention, [.character("N")], "the one before"),
    Binding(
      .mark, [.character(" ")], "mark or unmark, and go on", footer: "mark", in: [.list],
      unless: noSelection),
    Binding(
      .range, [.character("v")], "mark from here to where you press it again", in: [.list],
      unless: noSelection),
    Binding(.markAttention, [.character("a")], "mark all shown that are not fresh", in: [.list]),
    Binding(
      .clearMarks, [.character("U")], "clear all marks",
      unless: { $0.list.marks.isEmpty ? "nothing is marked" : nil }),
    Binding(.sort, [.character("s")], "sort by state, name, build time or changes", footer: "sort"),
    Binding(.invert, [.character("I")], "invert the order"),
    Binding(
      .cancel, [.character("x")], "cancel the running reinstall",
      unless: { $0.batch == nil ? "nothing is running" : nil }),
    Binding(.fold, [.character("o")], "unfold or fold what is unchanged"),
    Binding(.reveal, [.character("m")], "reveal or mask environment values"),
    Binding(
      .copy, [.character("y")], "copy the row, or the difference in the detail",
      unless: noSelection),
    Binding(.copyCommand, [.character("Y")], "copy the uv command", unless: noSelection),
    Binding(
      .copySuggestion, [.character("K")], "copy the advised `cache-keys` line", unless: noSelection),
    Binding(
      .edit, [.character("e")], "edit the project's pyproject.toml", unless: noSelection),
    Binding(
      .environments, [.character("E")], "choose another environment", unless: whileReinstalling),
    Binding(.log, [.character("@")], "show or hide the log"),
    Binding(.zoom, [.character("+")], "zoom this pane"),
    Binding(
      .refresh, [.character("R"), .function(5)], "look again", footer: "refresh",
      unless: whileReinstalling),
    Binding(.redraw, [.control("l")], "draw the screen anew"),
    Binding(.suspend, [.control("z")], "suspend"),
    Binding(.help, [.character("?"), .function(1)], "this help; type to filter", footer: "help"),
    Binding(.quit, [.character("q"), .control("c")], "quit", footer: "quit"),
  ]

  private static let noSelection: @Sendable (InspectorState) -> String? = { state in
    state.list.selectedItem == nil ? "no install is selected" : nil
  }

  private static let whileReinstalling: @Sendable (InspectorState) -> String? = { state in
    state.batch == nil ? nil : "a reinstall is running"
  }
}

/// The obstacles are the same for the same command.
extension Binding: Hashable {
  package static func == (one: Binding, other: Binding) -> Bool {
    one.command == other.command && one.keys == other.keys
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(command)
    hasher.combine(keys)
  }
}

/// The table with the user's keys.
package struct Bindings: Hashable, Sendable {
  package private(set) var all = Binding.all

  package init() {}

  subscript(_ command: Command) -> Binding? {
    all.first { $0.command == command }
  }

  func binding(for key: Key, in pane: Pane) -> Binding? {
    all.first { $0.keys.contains(key) && $0.panes.contains(pane) }
  }

  /// Gives commands other keys; a key that is taken leaves the command that had it.
  mutating func remap(_ chosen: [Command: [Key]]) {
    let taken = Set(chosen.values.joined())
    for index in all.indices {
      all[index].keys =
        chosen[all[index].command] ?? all[index].keys.filter { !taken.contains($0) }
    }
  }

  enum HintStyle {
    /// ` (o unfolds)`
    case parentheses
    /// `; x cancels it`
    case after
    /// `, G follows`
    case comma
  }

  /// What a key would do, to stand behind a text; empty if the command has no key.
  func hint(_ command: Command, _ verb: String, style: HintStyle = .parentheses) -> String {
    guard let key = self[command]?.keys.first?.text else { return "" }
    switch style {
    case .parentheses: return " (\(key) \(verb))"
    case .after: return "; \(key) \(verb)"
    case .comma: return ", \(key) \(verb)"
    }
  }

  /// The name of a command's key; empty if it has none.
  func key(_ command: Command) -> String {
    self[command]?.keys.first?.text ?? ""
  }
}
