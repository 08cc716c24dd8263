import Platform

/// What a meson.build says, found without running it.
enum MesonText {
  /// Functions that run a file of which they are told, or make something of it.
  private static let runners: Set<String> = [
    "run_command", "custom_target", "find_program", "generator", "vcs_tag",
  ]

  /// Literals in calls of functions that run files.
  static func run(_ text: String) -> [String] {
    var found: [String] = []
    var calls: [Substring] = []
    var rest = text[...]
    while let character = rest.first {
      switch character {
      case "#": rest = rest.drop { !$0.isNewline }
      case "'":
        let quote = rest.hasPrefix("\'\'\'") ? "\'\'\'" : "\'"
        let inner = rest.dropFirst(quote.count)
        let end = inner.firstRange(of: quote)
        let literal = inner[..<(end?.lowerBound ?? inner.endIndex)]
        if calls.contains(where: { runners.contains(String($0)) }) { found.append(String(literal)) }
        rest = inner[(end?.upperBound ?? inner.endIndex)...]
      case "(":
        calls.append("")
        rest = rest.dropFirst()
      case ")":
        _ = calls.popLast()
        rest = rest.dropFirst()
      case let letter where letter.isLetter || letter == "_":
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        rest = rest[name.endIndex...]
        let next = rest.drop { $0 == " " }
        if next.first == "(" {
          calls.append(name)
          rest = next.dropFirst()
        }
      default: rest = rest.dropFirst()
      }
    }
    return found
  }
}
