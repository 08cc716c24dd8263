import Platform

/// A working tree of a Git repository, as its files tell; git itself is not run.
package struct Checkout: Hashable, Sendable {
  /// The directory that holds `.git`.
  package let root: Path
  /// The branch, or the beginning of the commit; nil where HEAD cannot be read.
  package let head: String?
  /// Shared by all worktrees of a repository.
  private let common: Path
  /// What `git clone` recorded.
  private let origin: String?

  /// The working tree that a directory lies in; nil outside of any.
  package init?(around directory: Path) {
    guard let dotGit = GitRepository.dotGit(around: directory), let root = dotGit.path.parent,
      let repository = try? GitRepository(around: directory, rules: .latest)
    else { return nil }
    self.root = root
    common = repository.commonDirectory.normalized
    let line = (try? Directory.working.read(repository.gitDirectory.appending("HEAD")))
      .map { String(decoding: $0.content, as: UTF8.self).trimmed }
    let branch = "ref: refs/heads/"
    head = line.map {
      $0.starts(withBytesOf: branch) ? String($0.dropFirst(branch.count)) : String($0.prefix(10))
    }
    origin = Self.origin(in: common)
  }

  /// Whether both are working trees of one repository, or clones of one.
  package func isSibling(of other: Checkout) -> Bool {
    if root == other.root { return false }
    return isSame(common, other.common) || (origin != nil && origin == other.origin)
      || origin == other.root.exactText || other.origin == root.exactText
  }

  private func isSame(_ one: Path, _ other: Path) -> Bool {
    guard let mine = try? Directory.working.status(of: one),
      let theirs = try? Directory.working.status(of: other)
    else { return false }
    return mine.isSameFile(as: theirs)
  }

  /// `url` of `[remote "origin"]`; of a clone of a directory, its working tree.
  private static func origin(in common: Path) -> String? {
    guard
      let content = try? Directory.working.read(common.appending("config"), limit: 1 << 20).content
    else { return nil }
    var isOrigin = false
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let line = line.trimmed
      if line.first == "[" {
        isOrigin = line == "[remote \"origin\"]"
      } else if isOrigin, line.starts(withBytesOf: "url"), let equals = line.firstIndex(of: "=") {
        let url = String(line[line.index(after: equals)...].trimmed)
        if !url.hasPrefix("/") { return url }
        let path = Path(url).normalized
        return (path.name == Array(".git".utf8) ? path.parent ?? path : path).exactText
      }
    }
    return nil
  }
}
