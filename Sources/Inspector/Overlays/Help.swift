import Platform

/// All keys, the current pane's first; what is typed filters them.
package struct HelpScreen: Overlay {
  private var filter = ""
  private var scroll = 0

  package init() {}

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    let page = Self.rows(state)
    let most = max(0, lines(state).count - page)
    switch key {
    case .escape, .control("c"), .function(1), .enter: return .close
    case .character("q") where filter.isEmpty, .character("?") where filter.isEmpty: return .close
    case .up: scroll -= 1
    case .down: scroll += 1
    case .pageUp: scroll -= page
    case .pageDown: scroll += page
    case .wheel(let up, _, _): scroll += up ? -3 : 3
    case .backspace:
      filter = String(filter.dropLast())
      scroll = 0
    case .character(let character):
      filter.append(character)
      scroll = 0
    default: break
    }
    scroll = max(0, min(scroll, most))
    return .stay
  }

  /// Rows that the help has on this screen.
  private static func rows(_ state: InspectorState) -> Int {
    max(1, state.rows - 6)
  }

  private struct Line {
    let keys: String
    let help: String
    /// Why it does nothing now.
    let obstacle: String?
  }

  private func lines(_ state: InspectorState) -> [Line] {
    let focus = state.panes.focus
    let all = state.bindings.all
    let own = all.filter { $0.panes == [focus] }
    let other = all.filter { $0.panes != [focus] && $0.panes.contains(focus) }
    let elsewhere = all.filter { !$0.panes.contains(focus) }
    return (own + other + elsewhere).map { binding in
      Line(
        keys: binding.keyText(isUTF8: state.isUTF8), help: binding.help,
        obstacle: binding.obstacle(state))
    }.filter { line in
      filter.isEmpty
        || "\(line.keys) \(line.help)".lowercased().contains(bytesOf: filter.lowercased())
    }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let content = lines(state)
    let keyWidth = content.map { DisplayWidth.of($0.keys) }.max() ?? 0
    let lines = content.dropFirst(scroll).prefix(Self.rows(state)).map { line in
      let padding = String(repeating: " ", count: keyWidth - DisplayWidth.of(line.keys) + 2)
      return TextLine(
        [
          Span(line.keys + padding, line.obstacle == nil ? .key : .dim),
          Span(line.help, line.obstacle == nil ? .normal : .dim),
          Span(line.obstacle.map { " (\($0))" } ?? "", .dim),
        ])
    }
    let title =
      filter.isEmpty ? "keys (type to filter, Esc closes)" : "keys: \(VisibleText.of(filter))"
    return Dialog(
      title: title, lines: lines.isEmpty ? [TextLine("no such key", .dim)] : lines, columns: 78)
  }
}
