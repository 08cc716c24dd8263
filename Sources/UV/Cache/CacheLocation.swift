import Platform

/// Where uv's cache is, in uv's order of precedence.
package enum CacheLocation: Hashable, Sendable {
  case directory(Path)
  /// uv was told to use none.
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
    } else if let base = variables.nonEmpty("XDG_CACHE_HOME"), base.utf8.first == 0x2F {
      self = .directory(Path("\(base)/uv"))
    } else if let home = variables.nonEmpty("HOME") {
      self = .directory(Path("\(home)/.cache/uv"))
    } else {
      self = .unknown
    }
  }
}
