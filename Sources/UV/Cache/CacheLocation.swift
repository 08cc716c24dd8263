import Platform

/// Where uv's cache is, in uv's order of precedence.
package enum CacheLocation: Hashable, Sendable {
  case folder(Path)
  /// uv was told to use none.
  case disabled
  case unknown

  /// `--cache-dir`, `UV_CACHE_DIR`, the `cache-dir` setting, the XDG place.
  ///
  /// A relative one is taken from the folder in which uv would run.
  package init(
    named: String?, settings: GoverningSettings, variables: ProcessEnvironment, folder: Path
  ) {
    if variables.truth(of: "UV_NO_CACHE") ?? settings.disablesCache {
      self = .disabled
    } else if let text = named ?? variables.nonEmpty("UV_CACHE_DIR") ?? settings.cacheFolder {
      self = .folder(folder.appending(text))
    } else if let base = variables.nonEmpty("XDG_CACHE_HOME"), base.utf8.first == 0x2F {
      self = .folder(Path("\(base)/uv"))
    } else if let home = variables.nonEmpty("HOME") {
      self = .folder(Path("\(home)/.cache/uv"))
    } else {
      self = .unknown
    }
  }
}
