/// Chooses what the list is sorted by.
package struct SortMenu: Overlay {
  private var row: Int

  init(current: SortKey) {
    row = SortKey.allCases.firstIndex(of: current) ?? 0
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    let all = SortKey.allCases
    if case .dialog(let line)? = Dialog.spot(key, state) {
      return all.indices.contains(line) ? choose(all[line]) : .close
    }
    switch key {
    case .escape, .control("c"), .character("q"): return .close
    case .up, .character("k"), .wheel(up: true, _, _): row = (row + all.count - 1) % all.count
    case .down, .character("j"), .wheel(up: false, _, _): row = (row + 1) % all.count
    case .enter, .character(" "): return choose(all[row])
    case .character(let character):
      if let chosen = all.first(where: { Self.letters[$0]?.letter == character }) {
        return choose(chosen)
      }
    default: break
    }
    return .stay
  }

  /// The letter of each that chooses it: the first that no other before it has, and where it stands.
  private static let letters: [SortKey: (letter: Character, place: Int)] = {
    var taken: Set<Character> = []
    var found: [SortKey: (letter: Character, place: Int)] = [:]
    for key in SortKey.allCases {
      for (place, letter) in key.words.enumerated() where taken.insert(letter).inserted {
        found[key] = (letter, place)
        break
      }
    }
    return found
  }()

  private func choose(_ key: SortKey) -> Reaction {
    .closeAnd { state in
      state.list.sortKey = key
      state.list.isInverted = false
      state.arrange()
      return []
    }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let lines = SortKey.allCases.map { key -> TextLine in
      let place = Self.letters[key]?.place ?? 0
      let (start, rest) = (key.words.prefix(place), key.words.dropFirst(place))
      return TextLine([
        Span(String(start)), Span(String(rest.prefix(1)), .key), Span(String(rest.dropFirst())),
      ])
    }
    return Dialog(
      title: "sort by", lines: lines, selected: row, columns: 46,
      hint: keyHint(("Enter", "sorts"), ("Esc", "closes")))
  }
}
