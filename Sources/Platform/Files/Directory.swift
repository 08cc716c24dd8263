import CSystem
import Glibc

/// An open directory, from which names are looked up without walking the path again.
///
/// Every read of a file goes through here. `Directory.working` is the working directory; it takes
/// absolute and relative paths.
package final class Directory: Sendable {
  let descriptor: CInt
  package let path: Path

  /// The working directory of this process.
  package static let working = Directory(descriptor: AT_FDCWD, path: "")

  private init(descriptor: CInt, path: Path) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Opens a directory; `follow` is false to refuse a link.
  package func open(_ name: Path, follow: Bool = true) throws(FileError) -> Directory {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW)
    let opened = try openDescriptor(name, flags: flags)
    return Directory(descriptor: opened, path: name == "." ? path : path.appending(name.bytes))
  }

  /// Opens a directory only to look names up in it (`O_PATH`); needs no permission to read it.
  package func locate(_ name: Path) throws(FileError) -> Directory {
    let opened = name.withCString { directory_locate(descriptor, $0) } ?? -EINVAL
    if opened < 0 { throw failure(-opened, name) }
    return Directory(descriptor: opened, path: path.appending(name.bytes))
  }

  /// The status of a name in this directory; follows a link unless `follow` is false.
  package func status(of name: Path, follow: Bool = true) throws(FileError) -> FileStatus {
    var raw = file_status()
    let code =
      name.withCString { file_status_at(descriptor, $0, follow ? 1 : 0, &raw) } ?? EINVAL
    if code != 0 { throw failure(code, name) }
    return FileStatus(raw)
  }

  /// The status of an entry, without its birth time.
  ///
  /// `entry` is the name that `forEachEntry` gave.
  package func status(
    entry: UnsafePointer<CChar>, length: Int, follow: Bool
  ) throws(FileError) -> FileStatus {
    var raw = file_status()
    let code = file_times_at(descriptor, entry, follow ? 1 : 0, &raw)
    if code != 0 {
      throw FileError(code: code, path: path.appending(bytes(of: entry, length: length)))
    }
    return FileStatus(raw)
  }

  /// Whether a name exists; a dangling link does not.
  package func has(_ name: Path) -> Bool {
    (try? status(of: name)) != nil
  }

  /// Whether names in a directory may be made and removed by us.
  package func isWritable(_ name: Path) -> Bool {
    name.withCString { faccessat(descriptor, $0, W_OK | X_OK, 0) } == 0
  }

  /// Whether there certainly is nothing of a name: half the cost of an open that fails.
  package func lacks(_ name: Path) -> Bool {
    name.withCString { faccessat(descriptor, $0, F_OK, 0) != 0 && errno == ENOENT } ?? false
  }

  /// The content of a regular file, as `read` returns it; nil if there is none.
  ///
  /// A missing file costs one system call.
  package func readIfPresent(_ name: Path, limit: Int = 64 << 20) throws(FileError) -> [UInt8]? {
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let opened = name.withCString { text -> CInt in
      let opened = openat(descriptor, text, flags)
      return opened < 0 ? -errno : opened
    }
    guard let opened else { throw failure(EINVAL, name) }
    if opened == -ENOENT { return nil }
    if opened < 0 { throw failure(-opened, name) }
    defer { close(opened) }
    if let content = smallContent(of: opened), content.count <= limit { return content }
    return try read(name, opened: opened, limit: limit).content
  }

  /// The whole content of a small file in one call, without asking for its size and kind.
  ///
  /// A regular file returns less than asked for only at its end. Nil for all else: a large or an
  /// empty file, a FIFO (which has no positions), a directory, a device that never ends.
  private func smallContent(of opened: CInt) -> [UInt8]? {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
      let got = pread(opened, buffer.baseAddress, buffer.count, 0)
      guard got > 0, got < buffer.count else { return nil }
      return [UInt8](buffer[..<got])
    }
  }

  /// The content of a regular file, with its status.
  ///
  /// Never blocks: a FIFO or device fails with `EINVAL`, a directory with `EISDIR`, a file of more
  /// than `limit` bytes with `EFBIG`.
  package func read(
    _ name: Path, limit: Int = 64 << 20
  ) throws(FileError) -> (content: [UInt8], status: FileStatus) {
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let opened = try openDescriptor(name, flags: flags)
    defer { close(opened) }
    return try read(name, opened: opened, limit: limit)
  }

  /// The content of an entry that the directory listed as a regular file; saves a status call.
  ///
  /// Does not block if another kind of file has replaced it.
  package func read(_ entry: Entry, limit: Int = 64 << 20) throws(FileError) -> [UInt8] {
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let opened = try openDescriptor(entry.name, flags: flags)
    defer { close(opened) }
    return try contents(of: opened, expecting: 127, limit: limit, name: entry.name)
  }

  private func read(
    _ name: Path, opened: CInt, limit: Int
  ) throws(FileError) -> (content: [UInt8], status: FileStatus) {
    var raw = file_status()
    let code = file_status_of_descriptor(opened, &raw)
    if code != 0 { throw failure(code, name) }
    let status = FileStatus(raw)
    if status.kind == .directory { throw failure(EISDIR, name) }
    if status.kind != .regular { throw failure(EINVAL, name) }
    if status.size > limit { throw failure(EFBIG, name) }
    let content = try contents(of: opened, expecting: Int(status.size), limit: limit, name: name)
    return (content, status)
  }

  /// Calls `body` with each entry except `.` and `..`, in directory order.
  ///
  /// The name is NUL-terminated and valid only during the call. `body` may open directories. The
  /// kind is nil on file systems that do not report it while listing.
  package func forEachEntry(
    _ body: (_ name: UnsafePointer<CChar>, _ length: Int, _ kind: FileKind?) -> Void
  ) throws(FileError) {
    let size = 32 << 10
    let code = withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer -> CInt in
      while true {
        let filled = directory_read(descriptor, buffer.baseAddress, size)
        if filled < 0 { return CInt(-filled) }
        if filled == 0 { return 0 }
        forEachRecord(in: UnsafeRawBufferPointer(rebasing: buffer[..<filled]), body)
      }
    }
    if code != 0 { throw FileError(code: code, path: path) }
  }

  /// A name in a directory, and the kind of file it names.
  package struct Entry: Sendable {
    package let name: Path
    package let kind: FileKind
  }

  /// The kind of an entry that the file system did not tell while listing; nil if it is gone.
  package func kind(
    entry: UnsafePointer<CChar>, length: Int
  ) throws(FileError) -> FileKind? {
    do throws(FileError) {
      return try status(entry: entry, length: length, follow: false).kind
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// Calls `body` with each entry and its kind; one that vanishes meanwhile is left out.
  private func forEachKnownEntry(
    _ body: (_ name: UnsafePointer<CChar>, _ length: Int, _ kind: FileKind) -> Void,
    where isWanted: (UnsafeRawBufferPointer) -> Bool
  ) throws(FileError) {
    var failure: FileError?
    try forEachEntry { name, length, kind in
      guard isWanted(UnsafeRawBufferPointer(start: name, count: length)) else { return }
      do throws(FileError) {
        let found = if let kind { kind } else { try self.kind(entry: name, length: length) }
        if let found { body(name, length, found) }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// The entries in the order of their names' bytes; only those with a name that is wanted.
  ///
  /// The names lie in one buffer while they are sorted: half the time of an array for each.
  package func sortedEntries(
    where isWanted: (UnsafeRawBufferPointer) -> Bool = { _ in true }
  ) throws(FileError) -> [Entry] {
    var names: [UInt8] = []
    // No `Range`: to make an array of them, the runtime looks through every conformance there is.
    var found: [(start: Int, count: Int, kind: FileKind)] = []
    try forEachKnownEntry(
      { name, length, kind in
        found.append((names.count, length, kind))
        names.append(contentsOf: UnsafeRawBufferPointer(start: name, count: length))
      }, where: isWanted)
    names.withUnsafeBytes { names in
      // No entry, no address.
      guard let base = names.baseAddress else { return }
      found.sort { one, other in
        let order = memcmp(base + one.start, base + other.start, min(one.count, other.count))
        return order == 0 ? one.count < other.count : order < 0
      }
    }
    return found.map {
      Entry(name: Path(Array(names[$0.start..<($0.start + $0.count)])), kind: $0.kind)
    }
  }

  /// The entries, unsorted.
  ///
  /// An entry that vanishes meanwhile is left out.
  package func entries() throws(FileError) -> [Entry] {
    var entries: [Entry] = []
    try forEachKnownEntry(
      { name, length, kind in
        entries.append(Entry(name: Path(bytes(of: name, length: length)), kind: kind))
      }, where: { _ in true })
    return entries
  }

  // MARK: - Calls

  func openDescriptor(_ name: Path, flags: CInt) throws(FileError) -> CInt {
    let opened = name.withCString { text -> CInt in
      let opened = openat(descriptor, text, flags)
      return opened < 0 ? -errno : opened
    }
    guard let opened else { throw failure(EINVAL, name) }
    if opened < 0 { throw failure(-opened, name) }
    return opened
  }

  private func contents(
    of opened: CInt, expecting: Int, limit: Int, name: Path
  ) throws(FileError) -> [UInt8] {
    var content = [UInt8]()
    // One byte more than the size: the read that takes the last byte also sees the end.
    var space = expecting + 1
    while true {
      let before = content.count
      var code: CInt = 0
      content.reserveCapacity(before + space)
      let chunk = [UInt8](unsafeUninitializedCapacity: space) { buffer, count in
        while count < space {
          let got = Glibc.read(opened, buffer.baseAddress?.advanced(by: count), space - count)
          if got < 0 && errno == EINTR { continue }
          if got < 0 { code = errno }
          if got <= 0 { break }
          count += got
          // A regular file returns less than asked for only at its end.
          if count < space { break }
        }
      }
      if code != 0 { throw failure(code, name) }
      if before == 0 { content = chunk } else { content += chunk }
      if chunk.count < space { return content }
      if content.count > limit { throw failure(EFBIG, name) }
      space = 64 << 10
    }
  }

  func failure(_ code: CInt, _ name: Path) -> FileError {
    FileError(code: code, path: path.appending(name.bytes))
  }
}

private func bytes(of name: UnsafePointer<CChar>, length: Int) -> [UInt8] {
  Array(UnsafeRawBufferPointer(start: name, count: length))
}

/// Walks over records of struct linux_dirent64: u64 inode, i64 offset, u16 length, u8 type, name.
private func forEachRecord(
  in buffer: UnsafeRawBufferPointer,
  _ body: (UnsafePointer<CChar>, Int, FileKind?) -> Void
) {
  guard let start = buffer.baseAddress else { return }
  var position = 0
  while position < buffer.count {
    let length = Int(buffer.loadUnaligned(fromByteOffset: position + 16, as: UInt16.self))
    let type = buffer[position + 18]
    let name = (start + position + 19).assumingMemoryBound(to: CChar.self)
    position += length
    let dot = CChar(bitPattern: UInt8(ascii: "."))
    if name[0] == dot, name[1] == 0 || (name[1] == dot && name[2] == 0) { continue }
    body(name, strlen(name), kind(of: type))
  }
}

private func kind(of type: UInt8) -> FileKind? {
  switch Int(type) {
  case DT_REG: .regular
  case DT_DIR: .directory
  case DT_LNK: .link
  case DT_FIFO: .fifo
  case DT_SOCK: .socket
  case DT_CHR, DT_BLK: .device
  default: nil
  }
}
