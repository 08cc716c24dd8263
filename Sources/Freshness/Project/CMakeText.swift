import Platform

/// What a CMakeLists.txt names, found without running it.
struct CMakeText {
  /// Words that may be paths, without a variable in front, as in `${CMAKE_SOURCE_DIR}/a.in`.
  private(set) var paths: [String] = []
  /// What `file(READ …)` and `file(STRINGS …)` read.
  private(set) var read: [String] = []
  /// What stands behind `COMMAND` or `DEPENDS` in a line.
  private(set) var run: [String] = []

  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "#" } }
    let words = lines.flatMap { $0.split { " \t()\";\\".contains($0) } }.map(String.init)
    var variables: [String: [String]] = [:]
    for index in words.indices.dropLast(2) {
      let first = words[index].lowercased()
      if first == "project", !words[index + 1].contains("$") {
        variables["PROJECT_NAME", default: []].append(words[index + 1])
      } else if first == "set", !words[index + 2].contains("$") {
        variables[words[index + 1], default: []].append(words[index + 2])
      } else if first == "file", ["READ", "STRINGS"].contains(words[index + 1]) {
        read.append(Self.withoutDirectory(words[index + 2]))
      }
    }
    for line in lines {
      let words = line.split { " \t()\";\\".contains($0) }
      let rest = words.drop { !["COMMAND", "DEPENDS", "MAIN_DEPENDENCY"].contains($0) }
      run += rest.dropFirst().map { Self.withoutDirectory(String($0)) }
    }
    paths = words.flatMap { word in
      Self.values(of: Self.withoutDirectory(word), variables).map(Self.withoutDirectory)
    }
  }

  /// The word behind the variable that it begins with.
  private static func withoutDirectory(_ word: String) -> String {
    guard word.hasPrefix("${") else { return word }
    return String(word.drop { $0 != "}" }.dropFirst().drop { $0 == "/" })
  }

  /// The word with each value that the first variable in it was ever set to.
  private static func values(of word: String, _ variables: [String: [String]]) -> [String] {
    guard let open = word.firstRange(of: "${")?.lowerBound,
      let close = word[open...].firstIndex(of: "}")
    else { return [word] }
    let name = String(word[word.index(open, offsetBy: 2)..<close])
    let rest = word[word.index(after: close)...]
    return (variables[name] ?? []).prefix(8).map { "\(word[..<open])\($0)\(rest)" }
  }
}
