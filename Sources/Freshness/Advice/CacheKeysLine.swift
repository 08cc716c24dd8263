import UV

/// A `cache-keys` line, ready to be pasted into `[tool.uv]`.
enum CacheKeysLine {
  static func text(_ keys: [CacheKey]) -> String {
    let items = keys.map { key in
      switch key {
      case .file(let text): "{ file = \(quoted(text)) }"
      case .directory(let text): "{ dir = \(quoted(text)) }"
      case .environment(let name): "{ env = \(quoted(name)) }"
      case .git(let commit, let tags): "{ git = { commit = \(commit), tags = \(tags) } }"
      }
    }
    return "cache-keys = [\(items.joined(separator: ", "))]"
  }

  /// A TOML string; control characters, quotes and backslashes escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
