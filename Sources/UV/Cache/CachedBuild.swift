import Platform

/// What a reinstall will find in uv's cache.
package struct CachedBuild: Hashable, Sendable {
  /// The raw values are part of the JSON contract.
  package enum Standing: String, Hashable, Sendable {
    /// uv links it; nothing is built.
    case usable
    /// It was built from an earlier state of the source.
    case outdated
    case none
    case unknown
  }

  package let standing: Standing
  /// What the cache recorded; nil if it holds no entry, or one that cannot be read.
  package let recorded: CacheInfo?
  /// Why it is unknown, or why there is none.
  package let reason: String?
  /// The version of a usable build of a directory.
  package let version: String?

  package init(
    _ standing: Standing, recorded: CacheInfo? = nil, reason: String? = nil, version: String? = nil
  ) {
    self.version = version
    self.standing = standing
    self.recorded = recorded
    self.reason = reason
  }

  /// What this means for a reinstall.
  package var words: String {
    let because = reason.map { " (\(VisibleText.of($0)))" } ?? ""
    switch standing {
    case .usable: return "uv's cache has a matching build: uv links it without building"
    case .outdated: return "the build in uv's cache is outdated: uv will build it again"
    case .none: return "uv's cache has no matching build\(because): uv will build it"
    case .unknown: return "it is unknown whether uv's cache has a build\(because)"
    }
  }
}
