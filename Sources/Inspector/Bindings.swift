import Freshness
import Platform
import UV

/// What a key can do in the inspector; the raw values are the names in the settings file.
package enum Command: String, Hashable, Sendable, CaseIterable {
  case up, down, pageUp, pageDown, halfUp, halfDown, first, last
  case nextPane, previousPane, open, back
  case tabWhy, tabFiles, tabKeys, tabRun, tabPackage, nextTab, previousTab
  case filter, search, scope, nextAttention, previousAttention
  case mark, range, markAttention, clearMarks
  case sort, invert, tree
  case reinstall, cancel
  case openFile, edit, diff, tryGlob, fix, trace
  case fold, reveal, wrap
  case copy, copyCommand
  case log, zoom, split, refresh, redraw, suspend
  case environments, openPath, palette, help, quit
}

/// The parts of the screen that take keys.
package enum Pane: String, Hashable, Sendable, CaseIterable {
  case list, detail, log
}

/// One row of the table from which keys, footer, help and the README's table are made.
package struct Binding: Sendable {
  /// What commands belong together in the help.
  package enum Group: String, Hashable, Sendable, CaseIterable {
    case reinstall, find, mark, look, fix, move, screen
  }

  package let command: Command
  package internal(set) var keys: [Key]
  package let group: Group
  /// For the help.
  package let help: String
  /// A word or two for the footer; nil if it is not shown there.
  package let footer: String?
  /// Where the key does something.
  package let panes: Set<Pane>
  /// Why it does nothing now; nil if it does something.
  let obstacle: @Sendable (InspectorState) -> String?

  init(
    _ command: Command, _ keys: [Key], _ group: Group, _ help: String, footer: String? = nil,
    in panes: Set<Pane> = Set(Pane.allCases),
    unless obstacle: @escaping @Sendable (InspectorState) -> String? = { _ in nil }
  ) {
    self.command = command
    self.keys = keys
    self.group = group
    self.help = help
    self.footer = footer
    self.panes = panes
    self.obstacle = obstacle
  }

  /// How the keys are written, such as `↑ k`.
  package func keyText(isUTF8: Bool) -> String {
    keys.map { $0.text(isUTF8: isUTF8) }.joined(separator: " ")
  }

  /// The name of the first key; empty if there is none.
  func keyName(_ isUTF8: Bool) -> String {
    keys.first?.text(isUTF8: isUTF8) ?? ""
  }

  package static let all: [Binding] = [
    Binding(
      .reinstall, [.character("i")], .reinstall,
      "reinstall the marked or this, remove a broken record; asks", footer: "reinstall",
      unless: { state in
        state.workObstacle
          ?? (state.environments.isShown ? nil : noSelection(state) ?? notLocal(state))
      }),
    Binding(
      .cancel, [.character("x")], .reinstall, "cancel what is running", footer: "cancel",
      unless: { $0.isWorking ? nil : "nothing is running" }),
    Binding(
      .copyCommand, [.character("Y")], .reinstall, "copy the uv commands that would reinstall",
      unless: noSelection),

    Binding(
      .filter, [.character("/")], .find, "filter by name or state; `!` in front negates",
      footer: "filter", in: [.list, .log]),
    Binding(
      .search, [.character("/")], .find, "search in the tab", footer: "search", in: [.detail]),
    Binding(
      .scope, [.character("f")], .find, "show local, stale or all packages", footer: "scope"),
    Binding(
      .nextAttention, [.character("n")], .find,
      "next that is not fresh or has advice; in a tab, next change",
      footer: "next"),
    Binding(.previousAttention, [.character("N")], .find, "the one before"),
    Binding(.sort, [.character("s")], .find, "sort by one of the columns", footer: "sort"),
    Binding(.invert, [.character("I")], .find, "invert the order"),
    Binding(
      .tree, [.character("c")], .find,
      "group packages under those that make them stale"),

    Binding(
      .mark, [.character(" ")], .mark, "mark or unmark, and go on", footer: "mark", in: [.list],
      unless: noSelection),
    Binding(
      .range, [.character("v")], .mark, "mark from here to where you press it again", in: [.list],
      unless: noSelection),
    Binding(
      .markAttention, [.character("a")], .mark, "mark all shown that are not fresh", in: [.list]),
    Binding(
      .clearMarks, [.character("U")], .mark, "clear all marks",
      unless: { $0.list.marks.isEmpty && $0.list.rangeStart == nil ? "nothing is marked" : nil }),

    Binding(.open, [.enter], .look, "look closely: go to the detail", footer: "open", in: [.list]),
    Binding(.tabWhy, [.character("1")], .look, "why it is not fresh, and what the next sync does"),
    Binding(.tabFiles, [.character("2")], .look, "the files that its keys match"),
    Binding(.tabKeys, [.character("3")], .look, "its cache keys, and what they miss"),
    Binding(.tabRun, [.character("4")], .look, "what uv printed when it was last reinstalled"),
    Binding(.tabPackage, [.character("5")], .look, "metadata, entry points and installed files"),
    Binding(.nextTab, [.character("]")], .look, "the next tab", footer: "tab"),
    Binding(.previousTab, [.character("[")], .look, "the tab before"),
    Binding(
      .openFile, [.enter], .look, "open the file under the cursor in the editor", footer: "open",
      in: [.detail], unless: { $0.detail.target == nil ? "there is no file on this line" : nil }),
    Binding(
      .diff, [.character("d")], .look,
      "compare the file with what is installed, or with HEAD",
      footer: "diff",
      unless: { $0.fileToCompare == nil ? "there is no file on this line to compare" : nil }),
    Binding(.fold, [.character("o")], .look, "unfold or fold what is unchanged"),
    Binding(.reveal, [.character("m")], .look, "reveal or mask environment values"),
    Binding(
      .copy, [.character("y")], .look,
      "copy the row; in a tab the path or line; in the log all",
      footer: "copy"),

    Binding(
      .tryGlob, [.character("t")], .fix, "type a glob and see what it would match",
      footer: "try a glob", unless: noSource),
    Binding(
      .fix, [.character("K")], .fix, "show better `cache-keys` as a diff; y writes them",
      footer: "fix keys", unless: { $0.fixObstacle }),
    Binding(
      .trace, [.character("T")], .fix, "trace one build, to see what it reads; asks first",
      footer: "trace", unless: { noSource($0) ?? $0.traceObstacle }),
    Binding(
      .edit, [.character("e")], .fix, "edit the project's pyproject.toml", footer: "edit",
      unless: noSource),

    Binding(.up, [.up, .character("k")], .move, "up"),
    Binding(.down, [.down, .character("j")], .move, "down"),
    Binding(.pageUp, [.pageUp], .move, "a page up"),
    Binding(.pageDown, [.pageDown], .move, "a page down"),
    Binding(.halfUp, [.control("u")], .move, "half a page up"),
    Binding(.halfDown, [.control("d")], .move, "half a page down"),
    Binding(.first, [.home, .character("g")], .move, "to the top"),
    Binding(
      .last, [.end, .character("G")], .move, "to the end; in the log, follow again",
      footer: "newest"),
    Binding(.nextPane, [.tab, .right, .character("l")], .move, "to the next pane", footer: "pane"),
    Binding(.previousPane, [.backTab, .left, .character("h")], .move, "to the pane before"),
    Binding(
      .back, [.escape], .move, "back; clears search, filter, range, then marks",
      footer: "back"),

    Binding(
      .environments, [.character("E")], .screen,
      "all environments: open one, or reinstall what is stale in it",
      footer: "environments",
      unless: whileWorking),
    Binding(
      .openPath, [.character("p")], .screen, "open an environment by its path", footer: "path",
      unless: whileWorking),
    Binding(.log, [.character("@")], .screen, "show or hide the log", footer: "hide"),
    Binding(.wrap, [.character("w")], .screen, "wrap long lines of output and log", footer: "wrap"),
    Binding(
      .zoom, [.character("+")], .screen, "zoom this pane, or end it", footer: "unzoom",
      unless: { $0.showsOnePane ? "this pane has the whole screen" : nil }),
    Binding(
      .split, [.character("|")], .screen, "detail below or beside the list",
      unless: { $0.columns < 110 ? "the screen is too narrow to stand side by side" : nil }),
    Binding(
      .refresh, [.character("R"), .function(5)], .screen, "look again", unless: whileWorking),
    Binding(.redraw, [.control("l")], .screen, "draw the screen again"),
    Binding(.suspend, [.control("z")], .screen, "suspend"),
    Binding(
      .palette, [.character(":")], .screen, "run any command by its name", footer: "commands"),
    Binding(
      .help, [.character("?"), .function(1)], .screen, "this help; type to filter", footer: "help"),
    Binding(.quit, [.character("q"), .control("c")], .screen, "quit", footer: "quit"),
  ]

  private static let noSelection: @Sendable (InspectorState) -> String? = { state in
    state.list.selectedItem == nil ? "no package is selected" : nil
  }

  /// What the lock file decides is not built here; a record that stops uv is removed from anywhere.
  private static let notLocal: @Sendable (InspectorState) -> String? = { state in
    guard state.list.marks.isEmpty, state.list.summary.states[.broken] == nil,
      let item = state.list.selectedItem, item.distribution.localSource == nil
    else { return nil }
    let kind = item.distribution.kindName.map { " (\($0))" } ?? ""
    return "\(item.distribution.name) is not a local package\(kind)"
  }

  private static let noSource: @Sendable (InspectorState) -> String? = { state in
    guard let item = state.list.selectedItem else { return "no package is selected" }
    guard let source = item.distribution.localSource?.path else {
      return "\(item.distribution.name) was not installed from a directory on this machine"
    }
    return item.assessment?.problem?.isSourceGone == true
      ? "its source is gone: \(source.shown)" : nil
  }

  private static let whileWorking: @Sendable (InspectorState) -> String? = { state in
    state.workObstacle
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

  /// Where a key does something, if anywhere.
  func panes(of key: Key) -> Set<Pane> {
    all.filter { $0.keys.contains(key) }.reduce(into: []) { $0.formUnion($1.panes) }
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
  }

  /// What a key would do, to stand behind a text; empty if the command has no key.
  func hint(_ command: Command, _ verb: String, style: HintStyle = .parentheses) -> String {
    guard let key = self[command]?.keys.first?.text else { return "" }
    switch style {
    case .parentheses: return " (\(key) \(verb))"
    case .after: return "; \(key) \(verb)"
    }
  }

  /// The key in parentheses, such as ` (E)`.
  func parenthesis(_ command: Command) -> String {
    let key = key(command)
    return key.isEmpty ? "" : " (\(key))"
  }

  /// A key and its word, for a border; nothing if the command has no key.
  func hint(_ command: Command, isFirst: Bool) -> [Span] {
    guard let binding = self[command], let key = binding.keys.first, let word = binding.footer
    else { return [] }
    return [Span(isFirst ? "" : "  "), Span(key.text, .key), Span(" \(word)", .dim)]
  }

  /// The name of a command's key; empty if it has none.
  package func key(_ command: Command) -> String {
    self[command]?.keys.first?.text ?? ""
  }
}
