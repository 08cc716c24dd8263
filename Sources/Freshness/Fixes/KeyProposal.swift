import Platform
import UV

/// The `cache-keys` that a project should declare: one merged list, ready for an editor.
package struct KeyProposal: Hashable, Sendable {
  /// One key of the list.
  package struct Item: Hashable, Sendable {
    package let key: CacheKey
    /// The index of the declared key that stays; nil for a key that is new.
    package let declaredIndex: Int?
    /// The files that this key has to match, relative to the project; empty where any will do.
    package let covers: [Path]

    package init(_ key: CacheKey, declaredIndex: Int? = nil, covers: [Path] = []) {
      self.key = key
      self.declaredIndex = declaredIndex
      self.covers = covers
    }

    /// As TOML, as in `{ file = "src/**/*.c" }`.
    package var toml: String { key.toml }
  }

  /// In order; a declared key that is not among them is to be removed.
  package let items: [Item]
  /// Every file that the whole list has to match.
  package let mustMatch: [Path]
  /// Files that no key may match, whether they are there now or a build writes them.
  package let mustNotMatch: [Path]

  package init(items: [Item], mustMatch: [Path] = [], mustNotMatch: [Path] = []) {
    self.items = items
    self.mustMatch = mustMatch
    self.mustNotMatch = mustNotMatch
  }

  /// New keys behind all declared ones.
  package init(_ declared: [CacheKey], adding keys: [CacheKey]) {
    self.init(
      items: declared.enumerated().map { Item($1, declaredIndex: $0) } + keys.map { Item($0) })
  }

  package var keys: [CacheKey] { items.map(\.key) }

  /// What new keys are for that match nothing themselves, a sentence each.
  package var remarks: [String] {
    items.compactMap { item in
      guard item.declaredIndex == nil, case .file(let text) = item.key else { return nil }
      let kept = text.hasPrefix("!") ? String(text.dropFirst()) : text.replacing("/!", with: "/")
      return kept == text ? nil : "`\(text)` keeps `\(kept)` out of what the other globs match"
    }
  }

  /// The line for `[tool.uv]`.
  package var line: String { "cache-keys = [\(items.map(\.toml).joined(separator: ", "))]" }
}

extension CacheKey {
  /// As an item of a TOML list.
  package var toml: String {
    switch self {
    case .file(let text): "{ file = \(Self.quoted(text)) }"
    case .directory(let text): "{ dir = \(Self.quoted(text)) }"
    case .environment(let name): "{ env = \(Self.quoted(name)) }"
    case .git(false, false): "{ git = false }"
    case .git(true, false): "{ git = { commit = true } }"
    case .git(false, true): "{ git = { tags = true } }"
    case .git(true, true): "{ git = { commit = true, tags = true } }"
    }
  }

  /// A TOML string; control characters, quotes and backslashes escaped.
  package static func quoted(_ text: String) -> String {
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
