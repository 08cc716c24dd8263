import Platform

/// What a build did to the files of one project, gathered from a trace.
struct BuildActivity {
  struct File: Hashable, Sendable {
    /// How often it was opened for reading before anything wrote it.
    var reads = 0
    /// The programs that did so.
    var readers: Set<String> = []
    var isWritten = false
  }

  /// By path, relative to the project.
  private(set) var files: [Path: File] = [:]
  private(set) var listed: Set<Path> = []
  /// Directories and files that were moved to where they are.
  private(set) var moved: Set<Path> = []
  /// Whether something asked for the commit or the tags.
  private(set) var asksForCommit = false
  private(set) var asksForTags = false
  /// Files that were read beside the project: in its repository, or another directory that the
  /// caller names.
  private(set) var around: Set<Path> = []

  /// Copies outside the project of its files, by their absolute path, with what each was made from.
  ///
  /// Some backends copy the whole project first and build the copy: only what is read there again
  /// is an input.
  private var copies: [Path: Path] = [:]
  /// What was read last, which a write to a file of the same name would be a copy of.
  private var lastRead: (origin: Path, program: String)?

  private let roots: [Path]
  private let excluded: [Path]
  private let surroundings: Path?

  /// `roots` are the names of the project's directory, links resolved and not; what lies below
  /// `excluded` does not count.
  init(roots: [Path], excluding excluded: [Path], around surroundings: Path?) {
    self.roots = roots
    self.excluded = excluded
    self.surroundings = surroundings
  }

  mutating func take(_ event: FileEvent) {
    switch event {
    case .read(let path, let program): read(path, by: program)
    case .write(let path, let program):
      if let inside = inside(path) {
        files[inside, default: File()].isWritten = true
      } else if let lastRead, lastRead.program == program, lastRead.origin.name == path.name {
        copies[path] = lastRead.origin
        files[lastRead.origin]?.reads -= 1
      }
      lastRead = nil
    case .list(let path):
      if let inside = inside(path) { listed.insert(inside) }
    case .remove: break
    case .move(let from, let to):
      if let inside = inside(from) { files[inside, default: File()].isWritten = true }
      if let inside = inside(to) {
        files[inside, default: File()].isWritten = true
        moved.insert(inside)
      }
    case .run(let path, let words, let directory):
      if let inside = inside(path) { count(inside, by: "") }
      askGit(words, in: directory)
    }
  }

  /// Whether a build wrote a file, or moved it there with a directory above.
  func isWritten(_ path: Path) -> Bool {
    if files[path]?.isWritten == true { return true }
    if moved.isEmpty { return false }
    var directory = path.parent
    while let above = directory, !above.isEmpty {
      if moved.contains(above) { return true }
      directory = above.parent
    }
    return false
  }

  // MARK: - Parts

  private mutating func read(_ path: Path, by program: String) {
    lastRead = nil
    // Git reads files to tell whether they changed; what the build asks of it counts by itself.
    if program == "git" { return }
    guard let inside = inside(path) else {
      if let origin = copies[path] {
        count(origin, by: program)
        return
      }
      if let surroundings, Self.isBelow(path, surroundings), !isExcluded(path),
        !path.components.contains(where: { $0.elementsEqual(".git".utf8) })
      {
        around.insert(path)
      }
      return
    }
    let parts = inside.components
    if parts.first?.elementsEqual(".git".utf8) == true {
      if program == "uv" { return }
      if parts.count == 2, parts[1].elementsEqual("HEAD".utf8) { asksForCommit = true }
      if parts.count > 2, parts[2].elementsEqual("tags".utf8) { asksForTags = true }
      return
    }
    count(Self.source(ofBytecode: inside) ?? inside, by: program)
  }

  /// What is read after the build itself wrote it says nothing.
  private mutating func count(_ path: Path, by program: String) {
    if files[path]?.isWritten == true { return }
    lastRead = (path, program)
    files[path, default: File()].reads += 1
    files[path, default: File()].readers.insert(program)
  }

  /// Python reads `a/__pycache__/b.cpython-311.pyc` in the place of `a/b.py`, which it only looks
  /// at.
  static func source(ofBytecode path: Path) -> Path? {
    let parts = path.components
    guard parts.count >= 2, parts[parts.count - 2].elementsEqual("__pycache__".utf8),
      parts[parts.count - 1].suffix(4).elementsEqual(".pyc".utf8)
    else { return nil }
    let stem = parts[parts.count - 1].prefix { $0 != UInt8(ascii: ".") }
    let above = parts.dropLast(2) + [stem + Array(".py".utf8)]
    return Path(Array(above.joined(separator: [UInt8(ascii: "/")])))
  }

  /// Which question a Git command asks; one about files, such as `ls-files`, is none.
  private mutating func askGit(_ words: [String], in directory: Path) {
    guard let first = words.first, first == "git" || first.hasSuffix("/git"),
      inside(directory) != nil
        || words.contains(where: { word in
          roots.contains { word.utf8.elementsEqual($0.bytes) }
        })
    else { return }
    var rest = words.dropFirst()
    while let word = rest.first, word.hasPrefix("-") {
      rest = rest.dropFirst(["-C", "-c", "--git-dir", "--work-tree"].contains(word) ? 2 : 1)
    }
    switch rest.first {
    case "describe", "for-each-ref", "tag", "show-ref", "name-rev":
      asksForCommit = true
      asksForTags = true
    case "log", "show", "rev-list", "cat-file": asksForCommit = true
    case "rev-parse":
      let asksForPlace = rest.contains { $0.hasPrefix("--show-") || $0.hasPrefix("--is-") }
      if !asksForPlace { asksForCommit = true }
    default: break
    }
  }

  private func inside(_ path: Path) -> Path? {
    guard let root = roots.first(where: { Self.isBelow(path, $0) || path == $0 }) else {
      return nil
    }
    return isExcluded(path) ? nil : path.relative(to: root)
  }

  private func isExcluded(_ path: Path) -> Bool {
    excluded.contains { Self.isBelow(path, $0) || path == $0 }
  }

  static func isBelow(_ path: Path, _ directory: Path) -> Bool {
    path.bytes.count > directory.bytes.count + 1
      && path.bytes[directory.bytes.count] == UInt8(ascii: "/")
      && path.bytes.starts(with: directory.bytes)
  }
}
