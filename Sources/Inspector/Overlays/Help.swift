import Platform

/// Every command with its keys, grouped; what is typed filters them, Enter runs the selected one.
package struct HelpScreen: Overlay {
  private var filter = ""
  /// Among the commands that the filter leaves.
  private var row = 0
  /// Letters filter at once; before that some of them move.
  private var isTyping: Bool
  private let startsTyping: Bool

  init(isTyping: Bool) {
    self.isTyping = isTyping
    startsTyping = isTyping
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    let found = commands(state)
    let page = max(1, dialog(state).visibleRows(state) - 1)
    if case .dialog(let line)? = Dialog.spot(key, state) {
      guard line >= 0 else { return .close }
      let entry = entries(state).indices.contains(line) ? entries(state)[line].binding : nil
      return entry.map { run($0, state) } ?? .stay
    }
    switch key {
    case .escape:
      if filter.isEmpty { return .close }
      filter = ""
      isTyping = startsTyping
      row = 0
    case .control("c"), .function(1): return .close
    case .enter: return found.indices.contains(row) ? run(found[row], state) : .stay
    case .up, .wheel(up: true, _, _): row -= 1
    case .down, .wheel(up: false, _, _): row += 1
    case .pageUp, .control("u"): row -= page
    case .pageDown, .control("d"): row += page
    case .home: row = 0
    case .end: row = found.count - 1
    case .backspace:
      filter = String(filter.dropLast())
      row = 0
    case .character(let character): character.isWhitespace && filter.isEmpty ? () : type(character)
    default: break
    }
    if !isTyping, filter.isEmpty, key == .character("q") || key == .character("?") { return .close }
    row = max(0, min(row, commands(state).count - 1))
    return .stay
  }

  private mutating func type(_ character: Character) {
    if !isTyping, filter.isEmpty {
      switch character {
      case "j": return row += 1
      case "k": return row -= 1
      case "g": return row = 0
      case "G": return row = .max / 2
      case "/": return isTyping = true
      case "q", "?": return
      default: break
      }
    }
    isTyping = true
    filter.append(character)
    row = 0
  }

  private func run(_ binding: Binding, _ state: InspectorState) -> Reaction {
    let needsOtherPane = !binding.panes.contains(state.panes.focus)
    return .closeAnd { state in
      if needsOtherPane, let pane = binding.panes.first { state.panes.focus = pane }
      return state.run(binding)
    }
  }

  /// A line: a title, or a command.
  private struct Entry {
    let title: String?
    let binding: Binding?
  }

  /// The commands of the pane in focus come first in each group.
  private func commands(_ state: InspectorState) -> [Binding] {
    entries(state).compactMap(\.binding)
  }

  private func entries(_ state: InspectorState) -> [Entry] {
    let focus = state.panes.focus
    return Binding.Group.allCases.flatMap { group -> [Entry] in
      let all = state.bindings.all.filter { binding in
        binding.group == group && matches(binding, state)
      }
      let here = all.filter { $0.panes.contains(focus) }
      let elsewhere = all.filter { !$0.panes.contains(focus) }
      let rows = (here + elsewhere).map { Entry(title: nil, binding: $0) }
      return rows.isEmpty ? [] : [Entry(title: group.rawValue, binding: nil)] + rows
    }
  }

  private func matches(_ binding: Binding, _ state: InspectorState) -> Bool {
    if filter.isEmpty { return true }
    let text =
      "\(binding.keyText(isUTF8: state.isUTF8)) \(binding.help) \(binding.command.rawValue)"
    return text.lowercased().contains(bytesOf: filter.lowercased())
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let entries = entries(state)
    let found = entries.compactMap(\.binding)
    let keyWidth =
      state.bindings.all.map { DisplayWidth.of($0.keyText(isUTF8: state.isUTF8)) }
      .max() ?? 0
    let lines = entries.map { entry -> TextLine in
      guard let binding = entry.binding else { return TextLine(entry.title ?? "", .dim) }
      let keys = binding.keyText(isUTF8: state.isUTF8)
      let padding = String(repeating: " ", count: keyWidth - DisplayWidth.of(keys) + 2)
      let obstacle = binding.obstacle(state)
      let pane =
        binding.panes.contains(state.panes.focus)
        ? "" : " (in the \(binding.panes.map(\.rawValue).sorted().joined(separator: " and the ")))"
      return TextLine([
        Span("  "), Span(keys + padding, obstacle == nil ? .key : .dim),
        Span(binding.help, obstacle == nil ? .normal : .dim),
        Span(pane, .dim), Span(obstacle.map { " (\($0))" } ?? "", .dim),
      ])
    }
    let selected =
      found.indices.contains(row)
      ? entries.firstIndex { $0.binding?.command == found[row].command } : nil
    let count = "\(found.count) of \(state.bindings.all.count) commands"
    let width = min(state.columns - 2, 96) - 4
    // What is cut in its row stands below in full.
    let whole = selected.map { lines[$0] }.flatMap { line -> [TextLine]? in
      if line.spans.columns <= width { return nil }
      return [TextLine()] + TextLine(line.spans.dropFirst(2).map(\.self)).wrapped(to: width)
    }
    let title = filter.isEmpty && !isTyping ? "commands" : "commands: \(VisibleText.of(filter))"
    return Dialog(
      title: title, right: [Span(count, .dim)],
      lines: lines.isEmpty ? [TextLine("no such command", .dim)] : lines,
      selected: selected, fixed: whole ?? [], columns: 96,
      hint: keyHint(
        ("type to filter", ""), ("Enter", "runs it"), ("Esc", filter.isEmpty ? "closes" : "clears"))
    )
  }
}
