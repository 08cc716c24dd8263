import Platform

/// The working trees of one repository: the main one and those of `git worktree add`.
package enum WorkingTrees {
  /// The other working trees of the repository around a directory, sorted by path.
  ///
  /// Source: gitrepository-layout(5): `worktrees/NAME/gitdir` holds the path of a tree's `.git`. A
  /// tree that is gone, or a repository that cannot be read, adds nothing.
  package static func others(around directory: Path) -> [Path] {
    guard let found = GitRepository.dotGit(around: directory),
      let repository = try? GitRepository(around: directory, rules: .latest)
    else { return [] }
    let here = found.path.parent.flatMap { try? Directory.working.status(of: $0) }
    let common = repository.commonDirectory.normalized
    var trees: [Path] = []
    if common.name == Array(".git".utf8), let main = common.parent { trees.append(main) }
    let records = common.appending("worktrees")
    for entry in (try? Directory.working.open(records).entries()) ?? [] {
      let file = records.appending(entry.name.bytes).appending("gitdir")
      guard let content = try? Directory.working.read(file).content else { continue }
      let text = content.prefix { $0 != UInt8(ascii: "\n") }
      // Relative since Git 2.48 if `worktree.useRelativePaths` is set.
      let git = records.appending(entry.name.bytes).appending(Array(text)).normalized
      if let tree = git.parent { trees.append(tree) }
    }
    return trees.sorted().filter { tree in
      guard let status = try? Directory.working.status(of: tree) else { return false }
      return here.map { !$0.isSameFile(as: status) } ?? true
    }
  }
}
