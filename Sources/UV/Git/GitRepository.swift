import Platform

/// The files of a Git repository that uv reads; git itself is never run.
///
/// Source of the rules: uv-cache-info `git_info.rs`, and gitrepository-layout(5).
struct GitRepository {
  /// The directory that holds HEAD; each worktree has its own.
  let gitDirectory: Path
  /// The directory that holds the shared refs; differs only in a worktree.
  let commonDirectory: Path
  /// `.git` is a file, as in a worktree or submodule.
  let isLinked: Bool

  /// The repository of the nearest directory, from `project` upward by its text, that has a `.git`.
  init(around project: Path, rules: Rules) throws(GitFailure) {
    guard let found = Self.dotGit(around: project) else { throw .noRepository }
    if found.kind == .directory {
      gitDirectory = found.path
      isLinked = false
    } else {
      gitDirectory = try Self.target(of: found.path, rules: rules)
      isLinked = true
    }
    commonDirectory =
      rules.readsWholeRepository ? try Self.commonDirectory(of: gitDirectory) : gitDirectory
  }

  /// The path and kind of the nearest `.git`; a dangling link does not count.
  static func dotGit(around project: Path) -> (path: Path, kind: FileKind)? {
    for current in project.ancestors {
      let path = current.appending(".git")
      if let status = try? Directory.working.status(of: path) { return (path, status.kind) }
    }
    return nil
  }

  private static func target(of file: Path, rules: Rules) throws(GitFailure) -> Path {
    let text = try read(file)
    guard text.starts(withBytesOf: "gitdir:") else { throw .invalidGitFile(file) }
    let named = Path(String(text.dropFirst("gitdir:".count).trimmed))
    if named.isAbsolute || !rules.readsWholeRepository { return named }
    return (file.parent ?? "").appending(named.bytes)
  }

  private static func commonDirectory(of directory: Path) throws(GitFailure) -> Path {
    do throws(GitFailure) {
      return directory.appending(Array(try read(directory.appending("commondir")).trimmed.utf8))
    } catch {
      if case .unreadable(let error) = error, error.isNotFound { return directory }
      throw error
    }
  }

  // MARK: - Commit

  func commit(rules: Rules) throws(GitFailure) -> String {
    if isLinked, !rules.readsWholeRepository { throw .invalidGitFile(gitDirectory) }
    let head = gitDirectory.appending("HEAD")
    let words = try Self.read(head).unicodeScalars.split { $0.properties.isWhitespace }
    guard let first = words.first else { throw .emptyHead(head) }
    guard words.count > 1 else { return try Self.validated(String(first), of: "HEAD") }
    let ref = String(words[1])
    if !rules.readsWholeRepository {
      let text = try Self.read(gitDirectory.appending(ref))
      return try Self.validated(rules.trimsRefs ? String(text.trimmed) : text, of: ref)
    }
    for directory in [gitDirectory, commonDirectory] {
      do throws(GitFailure) {
        return try Self.loose(directory.appending(ref), named: ref)
      } catch {
        guard case .unreadable(let reason) = error, reason.isNotFound else { throw error }
      }
    }
    guard let packed = try packedRefs().last(where: { $0.name == ByteString(ref) }) else {
      throw .noSuchRef(ref)
    }
    return packed.value.string
  }

  // MARK: - Tags

  func tags(
    rules: Rules, warn: (KeyWarning) -> Void
  ) throws(GitFailure) -> NamedValues<ByteString> {
    if rules.readsWholeRepository {
      let prefix = "refs/tags/"
      let packed = try packedRefs().filter { $0.name.string.starts(withBytesOf: prefix) }.map {
        NamedValue(
          ByteString(Substring($0.name.string.utf8.dropFirst(prefix.utf8.count))), $0.value)
      }
      return NamedValues(packed + (try looseTags(in: commonDirectory, nested: true, warn: warn)))
    }
    let directory = isLinked ? gitDirectory.appending("../..") : gitDirectory
    return NamedValues(try looseTags(in: directory, nested: rules.findsNestedTags, warn: warn))
  }

  /// Regular files below `refs/tags`; links among them are ignored.
  private func looseTags(
    in common: Path, nested: Bool, warn: (KeyWarning) -> Void
  ) throws(GitFailure) -> [NamedValue<ByteString>] {
    let root: Directory
    do throws(FileError) {
      root = try Directory.working.open(common.appending("refs/tags"))
    } catch {
      if error.isNotFound { return [] }
      throw .unreadable(error)
    }
    var tags: [NamedValue<ByteString>] = []
    var pending: [(directory: Directory, prefix: String)] = [(root, "")]
    while let (directory, prefix) = pending.popLast() {
      let entries: [Directory.Entry]
      do throws(FileError) {
        entries = try directory.sortedEntries()
      } catch {
        warn(.unreadableTagDirectory(error))
        continue
      }
      for entry in entries where entry.kind == .directory {
        guard let name = entry.name.utf8Text else { continue }
        if !nested { throw .invalidRef("refs/tags/" + name) }
        do throws(FileError) {
          pending.append((try directory.open(entry.name, follow: false), prefix + name + "/"))
        } catch {
          warn(.unreadableTagDirectory(error))
        }
      }
      tags += try Self.tags(entries.filter { $0.kind == .regular }, in: directory, prefix)
    }
    return tags
  }

  /// Reads files on all cores: everything else waits for them.
  ///
  /// A file whose name is not UTF-8 is ignored.
  private static func tags(
    _ files: [Directory.Entry], in directory: Directory, _ prefix: String
  ) throws(GitFailure) -> [NamedValue<ByteString>] {
    let read = Locked(
      [Result<NamedValue<ByteString>?, GitFailure>?](repeating: nil, count: files.count))
    Parallel.run(files.count, share: 100) { turns in
      while let turn = turns.next() {
        let tags = files[turn].map { file in
          Result { () throws(GitFailure) in try tag(file, in: directory, prefix) }
        }
        read.withLock { $0.replaceSubrange(turn, with: tags) }
      }
    }
    var tags: [NamedValue<ByteString>] = []
    for tag in read.withLock({ $0 }) { if let tag = try tag?.get() { tags.append(tag) } }
    return tags
  }

  private static func tag(
    _ file: Directory.Entry, in directory: Directory, _ prefix: String
  ) throws(GitFailure) -> NamedValue<ByteString>? {
    guard let name = file.name.utf8Text else { return nil }
    let content: [UInt8]
    do throws(FileError) {
      content = try directory.read(file)
    } catch {
      throw .unreadable(error)
    }
    let id = try text(content, of: file.name, in: directory).trimmed
    let full = prefix + name
    return NamedValue(
      ByteString(full), ByteString(try validated(String(id), of: "refs/tags/" + full)))
  }

  // MARK: - Refs

  /// The lines of packed-refs; none if there is no such file, an error for any line that is wrong.
  private func packedRefs() throws(GitFailure) -> [NamedValue<ByteString>] {
    let text: String
    do throws(GitFailure) {
      text = try Self.read(commonDirectory.appending("packed-refs"))
    } catch {
      if case .unreadable(let reason) = error, reason.isNotFound { return [] }
      throw error
    }
    var refs: [NamedValue<ByteString>] = []
    for (index, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = Substring(line).trimmed
      guard let first = line.utf8.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "^")
      else { continue }
      guard let blank = line.utf8.firstIndex(of: 0x20), Self.isID(line[..<blank]) else {
        throw .invalidPackedRefs(line: index + 1)
      }
      refs.append(
        NamedValue(ByteString(line[line.utf8.index(after: blank)...]), ByteString(line[..<blank])))
    }
    return refs
  }

  private static func loose(_ path: Path, named name: String) throws(GitFailure) -> String {
    try validated(String(try read(path).trimmed), of: name)
  }

  private static func validated(
    _ text: String, of name: @autoclosure () -> String
  ) throws(GitFailure) -> String {
    guard isID(text) else { throw .invalidRef(name()) }
    return text
  }

  private static func isID(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 40
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
      }
  }

  private static func read(_ path: Path, in directory: Directory = .working) throws(GitFailure)
    -> String
  {
    let content: [UInt8]
    do throws(FileError) {
      content = try directory.read(path).content
    } catch {
      throw .unreadable(error)
    }
    return try text(content, of: path, in: directory)
  }

  private static func text(
    _ content: [UInt8], of path: Path, in directory: Directory
  ) throws(GitFailure) -> String {
    guard let text = content.utf8Text else {
      throw .notUTF8(directory.path.appending(path.bytes))
    }
    return text
  }
}
