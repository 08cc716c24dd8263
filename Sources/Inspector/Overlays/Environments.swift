import Freshness
import Platform
import UV

/// Environments to choose from, with how many of their installs are not fresh.
package struct EnvironmentPicker: Hashable, Sendable {
  package private(set) var choices: [EnvironmentChoice] = []
  /// Whether they are being looked for or scanned.
  package internal(set) var isFinding = false

  mutating func found(_ choices: [EnvironmentChoice]) {
    let known = self.choices
    self.choices = choices.map { choice in
      known.first { $0.root == choice.root && $0.attention != nil } ?? choice
    }
  }

  mutating func counted(_ choice: EnvironmentChoice) {
    for index in choices.indices where choices[index].root == choice.root {
      choices[index] = choice
    }
  }
}

/// Chooses another environment: one that was found, or a path that is typed.
package struct EnvironmentMenu: Overlay {
  private var row = 0
  private var typed: String?

  init(_ picker: EnvironmentPicker) {}

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    let choices = state.picker.choices
    if typed != nil { return type(key, state) }
    if case .dialog(let line)? = Dialog.spot(key, state) {
      guard line >= 0 else { return .close }
      if choices.indices.contains(line - 1) { return open(choices[line - 1].root) }
      return .stay
    }
    let count = max(1, choices.count)
    switch key {
    case .escape, .control("c"), .character("q"): return .close
    case .up, .character("k"), .wheel(up: true, _, _): row = (row + count - 1) % count
    case .down, .character("j"), .wheel(up: false, _, _): row = (row + 1) % count
    case .home, .character("g"): row = 0
    case .end, .character("G"): row = count - 1
    case .character("/"), .character("p"): typed = key == .character("/") ? "/" : ""
    case .enter, .character(" "):
      return choices.indices.contains(row) ? open(choices[row].root) : .close
    default: break
    }
    return .stay
  }

  private mutating func type(_ key: Key, _ state: InspectorState) -> Reaction {
    switch key {
    case .character(let character): typed?.append(character)
    case .backspace: typed = typed.map { String($0.dropLast()) }
    case .control("u"): typed = ""
    case .escape, .control("c"): typed = nil
    case .enter:
      guard let typed, !typed.isEmpty else { return .stay }
      return open(Path(typed))
    default: break
    }
    return .stay
  }

  private func open(_ root: Path) -> Reaction {
    .closeAnd { _ in [.work(.open(root))] }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    var table = TextTable(columns: [
      TextTable.Column(title: "ENVIRONMENT", limit: nil, isPath: true),
      TextTable.Column(title: "FOUND", limit: 12), TextTable.Column(title: "PYTHON", limit: 8),
      TextTable.Column(title: "NOT FRESH", limit: 14),
    ])
    for choice in state.picker.choices {
      let isCurrent = choice.root == state.environment.name.root
      table.rows.append(
        TextTable.Row(
          sign: isCurrent ? Span(state.glyphs.state(.fresh), .accent) : Span(" "),
          cells: [
            [Span(choice.root.shown, isCurrent ? .strong : .normal)], [Span(choice.origin, .dim)],
            [Span(choice.pythonVersion ?? "", .dim)], [count(choice, state)],
          ]))
    }
    let columns = min(state.columns - 2, 110)
    var lines = table.lines(columns: columns - 4, ellipsis: state.glyphs.ellipsis)
    if state.picker.choices.isEmpty {
      lines = [TextLine(state.picker.isFinding ? "looking" : "none found here", .dim)]
    }
    let prompt = typed.map { text in
      [Span("path: ", .accent), Span("\(text)\(state.isUTF8 ? "▏" : "_")", .strong)]
    }
    return Dialog(
      title: "environments", lines: lines,
      selected: state.picker.choices.isEmpty || typed != nil ? nil : row + 1, columns: columns,
      hint: prompt
        ?? keyHint(("Enter", "opens"), ("p", "types a path"), ("Esc", "closes")))
  }

  private func count(_ choice: EnvironmentChoice, _ state: InspectorState) -> Span {
    if choice.failure != nil { return Span("cannot be read", .error) }
    guard let attention = choice.attention else {
      return state.picker.isFinding
        ? Span(state.glyphs.spinner(at: state.now), .running) : Span("", .dim)
    }
    return attention == 0 ? Span("all fresh", .fresh) : Span("\(attention)", .stale)
  }
}
