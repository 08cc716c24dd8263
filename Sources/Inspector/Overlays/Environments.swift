import Freshness
import Platform
import UV

/// Environments to choose from, with how many of their installs are not fresh.
package struct EnvironmentPicker: Hashable, Sendable {
  package private(set) var choices: [EnvironmentChoice] = []
  /// Whether they are being looked for or scanned.
  package var isFinding = false

  mutating func found(_ choices: [EnvironmentChoice]) {
    self.choices = choices
    isFinding = true
  }

  mutating func counted(_ choice: EnvironmentChoice) {
    for index in choices.indices where choices[index].root == choice.root {
      choices[index] = choice
    }
  }
}

/// Chooses another environment.
package struct EnvironmentMenu: Overlay {
  private var row = 0

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    let choices = state.picker.choices
    let count = max(1, choices.count)
    switch key {
    case .escape, .control("c"), .character("q"), .character("E"): return .close
    case .up, .character("k"): row = (row + count - 1) % count
    case .down, .character("j"): row = (row + 1) % count
    case .enter, .character(" "):
      guard choices.indices.contains(row) else { return .close }
      let root = choices[row].root
      return .closeAnd { _ in [.work(.open(root))] }
    default: break
    }
    return .stay
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = min(state.columns - 2, 90)
    let room = max(1, state.rows - 6)
    let top = max(0, row - room + 1)
    let lines = state.picker.choices.enumerated().dropFirst(top).prefix(room).map { index, choice in
      line(choice, isSelected: index == row, columns, state)
    }
    return Dialog(
      title: "environments",
      lines: lines.isEmpty ? [TextLine("none found here", .dim)] : lines, columns: columns)
  }

  private func line(
    _ choice: EnvironmentChoice, isSelected: Bool, _ columns: Int, _ state: InspectorState
  ) -> TextLine {
    let glyphs = state.glyphs
    let count: Span =
      if choice.failure != nil {
        Span("cannot be read", .error)
      } else if let attention = choice.attention {
        attention == 0 ? Span("all fresh", .fresh) : Span("\(attention) not fresh", .stale)
      } else {
        Span("\(glyphs.spinner(at: state.now))", .running)
      }
    let width = DisplayWidth.of(count.text) + DisplayWidth.of(choice.origin) + 9
    let path = DisplayWidth.cutFront(
      choice.root.shown, to: max(8, columns - width), ellipsis: glyphs.ellipsis)
    return TextLine([
      Span(isSelected ? "> " : "  ", .strong),
      Span(path, isSelected ? .strong : .normal), Span("  \(choice.origin)  ", .dim), count,
    ])
  }
}
