import Platform

/// What an install is, in the light of its source.
package enum FreshnessState: String, Hashable, Sendable, CaseIterable {
  /// The record equals what uv would record now: uv keeps it.
  case fresh
  /// They differ: uv reinstalls it.
  case stale
  /// Local, but without `uv_cache.json`: uv reinstalls it.
  case unrecorded
  /// The source is gone, is not a project, or its keys cannot be computed: uv fails on it.
  case error
  /// Its records do not parse: every uv command on the environment fails.
  case broken
  /// Not a local install: other rules.
  case untracked

  /// Whether `check` reports it.
  package var needsAttention: Bool {
    self != .fresh && self != .untracked
  }

  /// `3 stale`, `2 errors`.
  package func counted(_ count: Int) -> String {
    self == .error ? Counted.text(count, "error") : "\(count) \(rawValue)"
  }
}

/// What a plain sync would do with an install.
package enum NextAction: String, Hashable, Sendable {
  case keep, reinstall, fail
  /// The sync does not want it.
  case remove
  /// Files alone do not tell.
  case unknown
}
