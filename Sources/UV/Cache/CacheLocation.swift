import Platform

/// Where uv's cache is, in uv's order of precedence.
package enum CacheLocation: Hashable, Sendable {
  case directory(Path)
  /// uv was told to use no cache.
  case disabled
  case unknown

  /// `--cache-dir`, `UV_CACHE_DIR`, the `cache-dir` setting, the XDG place.
  ///
  /// A relative one is taken from the directory in which uv would run.
  package init(
    named: String?, settings: GoverningSettings, variables: ProcessEnvironment, directory: Path
  ) {
    if variables.truth(of: "UV_NO_CACHE") ?? settings.disablesCache {
      self = .disabled
    } else if let text = named ?? variables.nonEmpty("UV_CACHE_DIR") ?? settings.cacheDirectory {
      self = .directory(directory.appending(text))
    } else if let base = XDG.cache(variables) {
      self = .directory(base.appending("uv"))
    } else {
      self = .unknown
    }
  }
}
