/// The patterns of one `.gitignore`.
///
/// The same language as a group of uv's globs, except that braces have no meaning
/// to Git.
package struct IgnoreFile: Sendable {
  private var automaton: GlobAutomaton

  /// Ignores invalid lines; nil if none is left.
  package init?(_ content: [UInt8]) {
    var rules: [GlobRule] = []
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      var escaped = ""
      for character in line.trimmingTrailingBlanks {
        if character == "{" || character == "}" { escaped.append("\\") }
        escaped.append(character)
      }
      if let rule = try? GlobRule(escaped, nestsBraces: true) { rules.append(rule) }
    }
    guard !rules.isEmpty, let automaton = try? GlobAutomaton(rules) else { return nil }
    self.automaton = automaton
  }

  /// What the last matching pattern says of a path relative to the file's directory; nil if none
  /// does.
  package mutating func ignores(_ path: [UInt8], isDirectory: Bool) -> Bool? {
    var state = automaton.start()
    for byte in path { state = automaton.step(state, byte) }
    switch automaton.verdict(state, isDirectory: isDirectory) {
    case .included: return true
    case .excluded: return false
    case .unmatched: return nil
    }
  }
}

extension Substring {
  /// Git keeps trailing blanks only after a backslash.
  fileprivate var trimmingTrailingBlanks: Substring {
    if hasSuffix("\\ ") { return self }
    var text = self
    while text.last == " " || text.last == "\t" || text.last == "\r" { text.removeLast() }
    return text
  }
}
