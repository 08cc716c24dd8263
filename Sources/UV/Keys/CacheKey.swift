/// One item of `[tool.uv] cache-keys`.
package enum CacheKey: Hashable, Sendable {
  /// A path, or a glob if it holds any of `*`, `?`, `[`, `{`.
  case file(String)
  case directory(String)
  case environment(String)
  case git(commit: Bool, tags: Bool)

  /// The field of a cache key's table.
  package var field: String {
    switch self {
    case .file: "file"
    case .directory: "dir"
    case .environment: "env"
    case .git: "git"
    }
  }

  /// What uv watches where nothing is declared.
  package static func defaults(_ rules: Rules) -> [CacheKey] {
    [.file("pyproject.toml"), .file("setup.py"), .file("setup.cfg")]
      + (rules.hasDirectories ? [.directory("src")] : [])
  }

  /// Whether uv treats this text as a glob; `]` and `}` alone do not make one.
  package static func isGlob(_ text: String) -> Bool {
    text.utf8.contains { [0x2A, 0x3F, 0x5B, 0x7B].contains($0) }
  }
}

/// The keys of a project, and where they are declared.
package struct CacheKeyList: Hashable, Sendable {
  package let keys: [CacheKey]
  /// The line of `cache-keys` in pyproject.toml, from 1; nil for the default keys.
  package let line: Int?
  /// Why a declared list is ignored, for releases that fall back to the default keys.
  package let ignored: InvalidKeyList?

  /// What else the same pyproject.toml says, read with it; nil without one that is TOML.
  package let project: SourceProject?

  package init(
    keys: [CacheKey], line: Int? = nil, ignored: InvalidKeyList? = nil,
    project: SourceProject? = nil
  ) {
    self.project = project
    self.keys = keys
    self.line = line
    self.ignored = ignored
  }

  package var isDeclared: Bool { line != nil }
}
