import Platform

extension CacheInfoComputer {
  /// The directories in which something must change before the source's CacheInfo can.
  ///
  /// Absolute, and there now: of a key whose directory is not there, the nearest one above it. Each
  /// directory that a glob enters is among them, so that new files are noticed. Files behind links
  /// are not.
  package func directoriesBehind(_ source: Path) -> Set<Path> {
    guard let project = try? Directory.working.open(source) else {
      return [Self.existing(source.parent ?? "/")]
    }
    var directories: Set<Path> = [source]
    guard
      let list = try? CacheKeyList.read(
        (try? project.read("pyproject.toml"))?.content, rules: rules)
    else { return directories }
    var globs: [(key: Int, text: String)] = []
    for (index, key) in list.keys.enumerated() {
      switch key {
      case .file(let text) where rules.hasGlobs && CacheKey.isGlob(text):
        globs.append((index, text))
      case .file(let text), .directory(let text):
        directories.insert(Self.existing(source.appending(text).tidied.parent ?? "/"))
      case .environment: break
      case .git(let commit, let tags):
        if commit || tags { directories.formUnion(repositoryDirectories(around: source)) }
      }
    }
    for group in rules.clustersGlobs ? GlobGroup.cluster(globs) : GlobGroup.unclustered(globs) {
      guard var walk = try? GlobWalk(group, rules: rules) else { continue }
      walk.run(in: project) { event in
        if case .directory(let path) = event { directories.insert(source.appending(path.bytes)) }
      }
    }
    return directories
  }

  /// The directories of HEAD, refs and packed refs, and the one in which a `.git` would appear.
  private func repositoryDirectories(around source: Path) -> Set<Path> {
    guard let repository = try? GitRepository(around: source, rules: rules) else { return [] }
    var directories: Set<Path> = []
    if let place = GitRepository.dotGit(around: source)?.path.parent { directories.insert(place) }
    var pending = [repository.gitDirectory, repository.commonDirectory].flatMap { directory in
      [directory.appending("refs/heads"), directory.appending("refs/tags")]
    }
    for directory in [repository.gitDirectory, repository.commonDirectory]
    where Directory.working.has(directory) {
      directories.insert(directory)
    }
    while let next = pending.popLast(), directories.count < 1000 {
      guard let entries = try? Directory.working.open(next).entries() else { continue }
      directories.insert(next)
      pending += entries.filter { $0.kind == .directory }.map { next.appending($0.name.bytes) }
    }
    return directories
  }

  private static func existing(_ path: Path) -> Path {
    var directory = path
    while !Directory.working.has(directory), let above = directory.parent { directory = above }
    return directory
  }
}
