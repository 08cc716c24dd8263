import Glibc

extension Directory {
  /// Writes a file atomically: a temporary file beside it is renamed over it.
  ///
  /// Creates missing parents. Only for this program's own files, never for site-packages or uv's
  /// cache.
  package func write(_ name: Path, _ content: [UInt8]) throws(FileError) {
    if let parent = name.parent, !parent.isEmpty { try makeDirectory(parent) }
    let temporary = Path(name.bytes + Array(".\(getpid())".utf8))
    let opened = temporary.withCString { text -> CInt in
      let opened = openat(descriptor, text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      return opened < 0 ? -errno : opened
    }
    guard let opened, opened >= 0 else {
      throw FileError(code: opened.map { -$0 } ?? EINVAL, path: path.appending(name.bytes))
    }
    var code = writeAll(content, to: opened)
    if close(opened) != 0, code == 0 { code = errno }
    if code == 0 {
      code =
        temporary.withCString { old in
          name.withCString { new in renameat(descriptor, old, descriptor, new) == 0 ? 0 : errno }
            ?? EINVAL
        } ?? EINVAL
    }
    if code != 0 {
      _ = temporary.withCString { unlinkat(descriptor, $0, 0) }
      throw FileError(code: code, path: path.appending(name.bytes))
    }
  }

  /// Creates a directory and its parents; an existing one is fine.
  package func makeDirectory(_ name: Path, mode: UInt32 = 0o755) throws(FileError) {
    if (try? status(of: name))?.kind == .directory { return }
    if let parent = name.parent, !parent.isEmpty, parent != name {
      try makeDirectory(parent, mode: mode)
    }
    let code = name.withCString { mkdirat(descriptor, $0, mode) == 0 ? 0 : errno } ?? EINVAL
    if code != 0 && code != EEXIST { throw FileError(code: code, path: path.appending(name.bytes)) }
  }

  /// Creates a private directory (mode 700) in `TMPDIR`, else `/tmp`.
  package static func makeTemporary(
    _ prefix: String, _ environment: ProcessEnvironment
  ) throws(FileError) -> Path {
    let base = environment.nonEmpty("TMPDIR") ?? "/tmp"
    var template = Array("\(base)/\(prefix)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(code: errno, path: Path(base)) }
    return Path(template.dropLast().map { UInt8(bitPattern: $0) })
  }

  /// Creates a private directory (mode 700); fails if anything of that name is there.
  package func makePrivateDirectory(_ name: Path) throws(FileError) {
    let code = name.withCString { mkdirat(descriptor, $0, 0o700) == 0 ? 0 : errno } ?? EINVAL
    if code != 0 { throw FileError(code: code, path: path.appending(name.bytes)) }
  }

  /// Sets a file's permissions.
  package func setMode(_ name: Path, _ mode: UInt32) throws(FileError) {
    let code = name.withCString { fchmodat(descriptor, $0, mode, 0) == 0 ? 0 : errno } ?? EINVAL
    if code != 0 { throw FileError(code: code, path: path.appending(name.bytes)) }
  }

  /// Removes a file, or a directory with its content; does not follow links.
  package func remove(_ name: Path) throws(FileError) {
    if try status(of: name, follow: false).kind == .directory {
      let below = try open(name, follow: false)
      for entry in try below.entries() { try below.remove(entry.name) }
      try unlink(name, flags: AT_REMOVEDIR)
    } else {
      try unlink(name, flags: 0)
    }
  }

  private func unlink(_ name: Path, flags: CInt) throws(FileError) {
    let code = name.withCString { unlinkat(descriptor, $0, flags) == 0 ? 0 : errno } ?? EINVAL
    if code != 0 { throw FileError(code: code, path: path.appending(name.bytes)) }
  }

  /// The working directory without links, which is where uv stands as well: `PWD` is not looked at.
  package static var workingPath: Path {
    guard let text = getcwd(nil, 0) else { return "/" }
    defer { free(text) }
    return Path(
      Array(UnsafeBufferPointer(start: text, count: strlen(text))).map(UInt8.init(bitPattern:)))
  }
}

/// Writes everything to a file, at once as far as the system can; the error number, or zero.
func writeAll(_ content: [UInt8], to descriptor: CInt) -> CInt {
  var written = 0
  while written < content.count {
    let count = content.withUnsafeBytes { bytes in
      write(descriptor, bytes.baseAddress?.advanced(by: written), content.count - written)
    }
    if count < 0 && errno != EINTR { return errno }
    written += max(count, 0)
  }
  return 0
}
