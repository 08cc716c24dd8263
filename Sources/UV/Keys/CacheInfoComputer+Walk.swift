import Platform

extension CacheInfoComputer {
  /// How many files and directories the globs of a project look at each time.
  package func entriesWalked(below source: Path) -> Int {
    guard rules.hasGlobs, let project = try? Directory.working.open(source),
      let list = try? CacheKeyList.read(
        (try? project.read("pyproject.toml"))?.content, rules: rules)
    else { return 0 }
    let globs = list.keys.enumerated().compactMap { index, key -> (key: Int, text: String)? in
      guard case .file(let text) = key, CacheKey.isGlob(text) else { return nil }
      return (index, text)
    }
    var count = 0
    for group in rules.clustersGlobs ? GlobGroup.cluster(globs) : GlobGroup.unclustered(globs) {
      guard var walk = try? GlobWalk(group, rules: rules) else { continue }
      walk.run(in: project) { event in
        guard case .directory(let path) = event,
          let directory = try? Directory.working.open(source.appending(path.bytes))
        else { return }
        try? directory.forEachEntry { _, _, _ in count += 1 }
      }
    }
    return count
  }
}
