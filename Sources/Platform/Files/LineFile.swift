import Glibc

/// A file of lines that many processes add to at once, and that no killed one damages.
///
/// `NAME.jsonl` has a lock beside it, `NAME.lock`, which ends with the process that holds it. Each
/// line is one `write` to the end. When the file is full it becomes `NAME.old.jsonl`, in place of
/// the one before.
package struct LineFile: Sendable {
  /// The file that lines are added to.
  package let path: Path
  /// The full one before it.
  package let older: Path
  private let directory: Path
  private let lockPath: Path
  private let limit: Int

  /// Files of up to `limit` bytes.
  package init(_ name: String, in directory: Path, limit: Int) {
    self.directory = directory
    self.limit = limit
    path = directory.appending("\(name).jsonl")
    older = directory.appending("\(name).old.jsonl")
    lockPath = directory.appending("\(name).lock")
  }

  /// Adds lines, each with its line break; missing directories are made, for their owner only.
  ///
  /// A line that does not fit on the disk is taken back. A last line that a killed writer left
  /// without its end is completed if `isWhole` says so, and removed if not.
  package func append(
    _ lines: [[UInt8]], isWhole: ([UInt8]) -> Bool
  ) throws(FileError) {
    try Directory.working.makeDirectory(directory, mode: 0o700)
    let lock = try OpenFile(lockPath, O_RDWR | O_CREAT)
    let isAlone = try lock.lock(exclusive: true)
    defer { lock.release() }
    for line in lines { try append(line, isAlone: isAlone, isWhole) }
  }

  private func append(
    _ line: [UInt8], isAlone: Bool, _ isWhole: ([UInt8]) -> Bool
  ) throws(FileError) {
    let flags = O_RDWR | O_APPEND | O_CREAT
    var file = try OpenFile(path, flags)
    var size = try file.size()
    var line = line
    let last = try file.bytes(max(0, size - 1)..<size)
    if size > 0, last != Self.end {
      // Without a lock, somebody else may be in the middle of it.
      if isAlone, let start = try lastLine(of: file, size),
        try !isWhole(file.bytes(start..<size))
      {
        size = start
        try file.cut(to: size)
      } else {
        line = Self.end + line
      }
    }
    if size > 0, size + line.count > limit {
      try rename(path, older)
      file = try OpenFile(path, flags)
      size = try file.size()
      if line.first == Self.end[0] { line.removeFirst() }
    }
    do throws(FileError) {
      try file.write(line)
    } catch {
      if isAlone { try? file.cut(to: size) }
      throw error
    }
  }

  private static let end = [UInt8(ascii: "\n")]

  /// Where the last line begins; nil if it is longer than any that was written here.
  private func lastLine(of file: borrowing OpenFile, _ size: Int) throws(FileError) -> Int? {
    let first = max(0, size - (256 << 10))
    let tail = try file.bytes(first..<size)
    if let index = tail.lastIndex(of: Self.end[0]) { return first + index + 1 }
    return first == 0 ? 0 : nil
  }

  // MARK: - Reading

  /// The content of both files; empty where there is none.
  package func read() throws(FileError) -> (older: [UInt8], newer: [UInt8]) {
    // So that no line moves from one to the other meanwhile; a directory that cannot be written
    // has no writers.
    guard let lock = try? OpenFile(lockPath, O_RDONLY) else { return try contents() }
    _ = try? lock.lock(exclusive: false)
    defer { lock.release() }
    return try contents()
  }

  private func contents() throws(FileError) -> (older: [UInt8], newer: [UInt8]) {
    (try content(of: older), try content(of: path))
  }

  private func content(of path: Path) throws(FileError) -> [UInt8] {
    try Directory.working.readIfPresent(path, limit: 64 << 20) ?? []
  }

  /// Keeps a file under another name and leaves what `kept` makes of it in its place; nothing
  /// happens where that is nil.
  ///
  /// Whenever it is killed, the file is the old or the new one. The other name is returned.
  package func setAside(
    _ path: Path, keeping kept: ([UInt8]) -> [UInt8]?
  ) throws(FileError) -> Path? {
    let lock = try OpenFile(lockPath, O_RDWR | O_CREAT)
    _ = try lock.lock(exclusive: true)
    defer { lock.release() }
    guard let content = kept(try content(of: path)) else { return nil }
    let new = Path(path.bytes + Array(".new".utf8))
    let file = try OpenFile(new, O_WRONLY | O_CREAT | O_TRUNC)
    do throws(FileError) {
      try file.write(content)
      let aside = try freeName(for: path)
      try rename(new, path)
      return aside
    } catch {
      try? Directory.working.remove(new)
      throw error
    }
  }

  /// A second name for the file, `NAME.damaged-1.jsonl` or with the next free number.
  private func freeName(for path: Path) throws(FileError) -> Path {
    for number in 1... {
      let stem = path.bytes.dropLast(".jsonl".utf8.count)
      let name = Path(stem + Array(".damaged-\(number).jsonl".utf8))
      let code = path.withCString { old in
        name.withCString { link(old, $0) == 0 ? 0 : errno } ?? EINVAL
      }
      if code == 0 { return name }
      if code != EEXIST { throw FileError(code: code ?? EINVAL, path: name) }
    }
    throw FileError(code: EEXIST, path: path)
  }

  private func rename(_ old: Path, _ new: Path) throws(FileError) {
    let code = old.withCString { old in
      new.withCString { Glibc.rename(old, $0) == 0 ? 0 : errno } ?? EINVAL
    }
    if code != 0 { throw FileError(code: code ?? EINVAL, path: new) }
  }
}
