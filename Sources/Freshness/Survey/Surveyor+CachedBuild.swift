import Platform
import UV

extension Surveyor {
  /// The directory of uv's cache; nil if there is none.
  package var cache: Path? {
    let location = CacheLocation(
      named: cacheDirectory, settings: settings(), variables: variables,
      directory: governingDirectory)
    if case .directory(let path) = location { return path }
    return nil
  }

  /// What a reinstall would find in uv's cache; nil for an install that is not local.
  ///
  /// Never asked on the way to a verdict: a sync looks there only after it found the install stale.
  package func cachedBuild(of assessment: Assessment) -> CachedBuild? {
    guard let source = assessment.distribution.localSource else { return nil }
    if let problem = assessment.problem { return CachedBuild(.unknown, reason: problem.message) }
    if let forcedBy = assessment.forcedBy {
      return CachedBuild(.none, reason: "\(forcedBy.shown) makes uv build it again each time")
    }
    let settings = settings()
    let location = CacheLocation(
      named: cacheDirectory, settings: settings, variables: variables, directory: governingDirectory
    )
    let cache = BuildCache(
      location, rules: rules, interpreter: Interpreter(of: environment))
    return cache.build(
      of: assessment.distribution.name, from: source, current: assessment.current,
      build: settings.buildInfo(of: assessment.distribution.name))
  }
}
