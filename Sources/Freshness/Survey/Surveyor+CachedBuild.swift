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
    if assessment.distribution.localSource == nil { return nil }
    return CachedBuilds(self).build(of: assessment)
  }
}

/// uv's cache and the settings that decide what a build is looked up by, each read once.
package struct CachedBuilds: Sendable {
  private let settings: GoverningSettings
  private let cache: BuildCache

  package init(_ surveyor: Surveyor) {
    let circumstances = surveyor.circumstances()
    settings = circumstances.settings
    let location = CacheLocation(
      named: surveyor.cacheDirectory, settings: settings, variables: surveyor.variables,
      directory: circumstances.directory)
    cache = BuildCache(
      location, rules: surveyor.rules, supportedTags: SupportedTags(of: surveyor.environment))
  }

  /// What a reinstall would find; nil for an install that is not local.
  package func build(of assessment: Assessment) -> CachedBuild? {
    guard let source = assessment.distribution.localSource else { return nil }
    if let problem = assessment.problem { return CachedBuild(.unknown, reason: problem.message) }
    if let forcedBy = assessment.forcedBy {
      return CachedBuild(.none, reason: "\(forcedBy.shown) makes uv build it again each time")
    }
    let name = assessment.distribution.name
    return cache.build(
      of: name, from: source, current: assessment.current, build: settings.buildInfo(of: name))
  }
}
