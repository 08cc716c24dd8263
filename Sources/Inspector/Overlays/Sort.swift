/// Chooses what the list is sorted by.
package struct SortMenu: Overlay {
  private var row: Int

  init(current: SortKey) {
    row = SortKey.allCases.firstIndex(of: current) ?? 0
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    let all = SortKey.allCases
    switch key {
    case .escape, .control("c"), .character("q"): return .close
    case .up, .character("k"): row = (row + all.count - 1) % all.count
    case .down, .character("j"): row = (row + 1) % all.count
    case .enter, .character(" "): return choose(all[row])
    case .character(let character):
      if let chosen = all.first(where: { $0.rawValue.first == character }) { return choose(chosen) }
    default: break
    }
    return .stay
  }

  private func choose(_ key: SortKey) -> Reaction {
    .closeAnd { state in
      state.list.sortKey = key
      state.arrange()
      return []
    }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let lines = SortKey.allCases.enumerated().map { index, key in
      TextLine(
        [
          Span(index == row ? "> " : "  ", .strong),
          Span(key.words, index == row ? .strong : .normal),
        ])
    }
    return Dialog(title: "sort by", lines: lines, columns: 42)
  }
}
