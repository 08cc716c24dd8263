import Glibc

/// An open file that closes itself.
struct OpenFile: ~Copyable {
  let descriptor: CInt
  private let path: Path

  /// A file that is made is private (mode 600).
  init(_ path: Path, _ flags: CInt) throws(FileError) {
    let opened = path.withCString { text -> CInt in
      let opened = open(text, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
      return opened < 0 ? -errno : opened
    }
    guard let opened, opened >= 0 else {
      throw FileError(code: opened.map { -$0 } ?? EINVAL, path: path)
    }
    descriptor = opened
    self.path = path
  }

  deinit {
    close(descriptor)
  }

  /// The size of a regular file; anything else is refused.
  func size() throws(FileError) -> Int {
    var raw = stat()
    if fstat(descriptor, &raw) != 0 { throw failure(errno) }
    if raw.st_mode & S_IFMT != S_IFREG { throw failure(EINVAL) }
    return Int(raw.st_size)
  }

  /// The bytes of a range, fewer at the end of the file.
  func bytes(_ range: Range<Int>) throws(FileError) -> [UInt8] {
    var code: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let got = pread(
          descriptor, buffer.baseAddress?.advanced(by: count), range.count - count,
          range.lowerBound + count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { code = errno }
        if got <= 0 { return }
        count += got
      }
    }
    if code != 0 { throw failure(code) }
    return bytes
  }

  /// Writes everything, at once as far as the system can.
  func write(_ content: [UInt8]) throws(FileError) {
    let code = writeAll(content, to: descriptor)
    if code != 0 { throw failure(code) }
  }

  func cut(to size: Int) throws(FileError) {
    if ftruncate(descriptor, size) != 0 { throw failure(errno) }
  }

  /// Waits for a lock that ends with `release` or with the process, 2 seconds at most.
  ///
  /// False where the file system has no locks.
  func lock(exclusive: Bool) throws(FileError) -> Bool {
    let end = MonotonicClock.seconds + 2
    while flock(descriptor, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK:
        // Whoever holds it for so long was stopped: nobody waits for that.
        if MonotonicClock.seconds > end { throw failure(EWOULDBLOCK) }
        usleep(500)
      default: return false
      }
    }
    return true
  }

  func release() {
    _ = flock(descriptor, LOCK_UN)
  }

  private func failure(_ code: CInt) -> FileError {
    FileError(code: code, path: path)
  }
}
