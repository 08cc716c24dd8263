import Platform

extension CacheInfoComputer {
  /// The folders in which something must change before the source's CacheInfo can.
  ///
  /// Absolute, and there now: of a key whose folder is not there, the nearest one above it. Each folder
  /// that a glob enters is among them, so that new files are noticed. Files behind links are not.
  package func foldersBehind(_ source: Path) -> Set<Path> {
    guard let project = try? Folder.working.open(source) else {
      return [Self.existing(source.parent ?? "/")]
    }
    var folders: Set<Path> = [source]
    guard
      let list = try? CacheKeyList.read(
        (try? project.read("pyproject.toml"))?.content, rules: rules)
    else { return folders }
    var globs: [(key: Int, text: String)] = []
    for (index, key) in list.keys.enumerated() {
      switch key {
      case .file(let text) where rules.hasGlobs && CacheKey.isGlob(text):
        globs.append((index, text))
      case .file(let text), .directory(let text):
        folders.insert(Self.existing(source.appending(text).tidied.parent ?? "/"))
      case .environment: break
      case .git(let commit, let tags):
        if commit || tags { folders.formUnion(repositoryFolders(around: source)) }
      }
    }
    for group in rules.clustersGlobs ? GlobGroup.cluster(globs) : GlobGroup.unclustered(globs) {
      guard var walk = try? GlobWalk(group, rules: rules) else { continue }
      walk.run(in: project) { event in
        if case .folder(let path) = event { folders.insert(source.appending(path.bytes)) }
      }
    }
    return folders
  }

  /// Where HEAD, refs and packed refs stand, and the folder in which a `.git` would appear.
  private func repositoryFolders(around source: Path) -> Set<Path> {
    guard let repository = try? GitRepository(around: source, rules: rules) else { return [] }
    var folders: Set<Path> = []
    if let place = GitRepository.dotGit(around: source)?.path.parent { folders.insert(place) }
    var pending = [repository.gitFolder, repository.commonFolder].flatMap { folder in
      [folder.appending("refs/heads"), folder.appending("refs/tags")]
    }
    for folder in [repository.gitFolder, repository.commonFolder] where Folder.working.has(folder) {
      folders.insert(folder)
    }
    while let next = pending.popLast(), folders.count < 1000 {
      guard let entries = try? Folder.working.open(next).entries() else { continue }
      folders.insert(next)
      pending += entries.filter { $0.kind == .directory }.map { next.appending($0.name.bytes) }
    }
    return folders
  }

  private static func existing(_ path: Path) -> Path {
    var folder = path
    while !Folder.working.has(folder), let above = folder.parent { folder = above }
    return folder
  }
}
