extension GlobGroup {
  /// The rules of the group as one automaton, with the index of the cache key of each.
  func compiled(_ release: Rules) throws(BadGlob) -> (automaton: GlobAutomaton, keys: [Int]) {
    var rules: [GlobRule] = []
    var keys: [Int] = []
    for pattern in patterns {
      guard let rule = try GlobRule(pattern.text, nestsBraces: release.nestsBraces) else {
        continue
      }
      // Before globset 0.4.17 a pattern with a wildcard that ends in a dot matched nothing.
      if !release.nestsBraces, rule.pattern.endsInDotAfterWildcard { continue }
      rules.append(rule)
      keys.append(pattern.key)
    }
    return (try GlobAutomaton(rules), keys)
  }
}

extension GlobPattern {
  fileprivate var endsInDotAfterWildcard: Bool {
    tokens.last == .byte(UInt8(ascii: "."))
      && tokens.contains { if case .byte = $0 { false } else { true } }
  }
}
