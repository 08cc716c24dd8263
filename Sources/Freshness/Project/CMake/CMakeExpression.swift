import Platform

/// A regular expression of CMake, of those that do not take long.
struct CMakeExpression {
  private let regex: Regex<AnyRegexOutput>
  private let repeats: Int

  /// Nil where it is none, or where the time that it takes may double with each letter of a text.
  init?(_ text: String) {
    guard text.utf8.count <= 1000, let repeats = Self.repeats(text), let regex = try? Regex(text)
    else { return nil }
    self.regex = regex
    self.repeats = repeats
  }

  /// Whether it is found in a text; nil where that would take long.
  func isFound(in text: String) -> Bool? {
    isQuick(text) ? text.firstMatch(of: regex) != nil : nil
  }

  /// A text with something else for each place that fits; nil where that would take long.
  func replaced(in text: String, with new: String) -> String? {
    isQuick(text) ? text.replacing(regex, with: new) : nil
  }

  /// Each repeat, and the start, may be tried with each letter of a text.
  private func isQuick(_ text: String) -> Bool {
    let count = Double(text.utf8.count)
    var steps = 1.0
    for part in 1...(repeats + 1) { steps *= max(1, count / Double(part)) }
    return steps < 10_000_000
  }

  /// How many repeats it holds; nil where one of them repeats a group that holds another.
  private static func repeats(_ text: String) -> Int? {
    var count = 0
    // Whether each open group can be read in more than one way.
    var groups: [Bool] = []
    var isLoose = false
    var isBehindLoose = false
    var isInSet = false
    var rest = Array(text.utf8)[...]
    while let sign = rest.popFirst() {
      let wasBehindLoose = isBehindLoose
      isBehindLoose = false
      if sign == UInt8(ascii: "\\") {
        rest = rest.dropFirst()
      } else if isInSet {
        isInSet = sign != UInt8(ascii: "]")
      } else {
        switch sign {
        case UInt8(ascii: "["):
          isInSet = true
          if rest.first == UInt8(ascii: "^") { rest = rest.dropFirst() }
          if rest.first == UInt8(ascii: "]") { rest = rest.dropFirst() }
        case UInt8(ascii: "("):
          if groups.count > 30 { return nil }
          groups.append(isLoose)
          isLoose = false
        case UInt8(ascii: ")"):
          guard let outer = groups.popLast() else { return nil }
          isBehindLoose = isLoose
          isLoose = isLoose || outer
        case UInt8(ascii: "*"), UInt8(ascii: "+"):
          if wasBehindLoose { return nil }
          count += 1
          isLoose = true
        case UInt8(ascii: "?"), UInt8(ascii: "|"): isLoose = true
        // No repeat in CMake, but one here.
        case UInt8(ascii: "{"): return nil
        default: break
        }
      }
    }
    return count
  }
}
