import Glibc

extension Directory {
  /// The path that a path leads to, all links followed, absolute.
  package static func resolve(_ path: Path) throws(FileError) -> Path {
    let found = path.withCString { text in
      realpath(text, nil).map { found in
        defer { free(found) }
        return Path(String(cString: found))
      }
    }
    guard let found, let found else { throw FileError(code: errno, path: path) }
    return found
  }

  /// Puts new content in the place of a regular file, with its mode and owner, whole or not at all.
  ///
  /// Written beside it and renamed. `path` is not followed if it is a link. Fails with `EROFS` if
  /// the file is read-only, and with `ESTALE` if it is not the one that `status` tells of, or
  /// changed since.
  package static func replace(
    _ path: Path, with content: [UInt8], expecting status: FileStatus
  ) throws(FileError) {
    let parent = path.parent.map { $0.isEmpty ? "." : $0 } ?? "."
    let directory = try Directory.working.open(parent)
    let code = directory.replace(Path(path.name), content, expecting: status)
    if code != 0 { throw FileError(code: code, path: path) }
  }

  /// The error number, or zero.
  private func replace(_ name: Path, _ content: [UInt8], expecting status: FileStatus) -> CInt {
    let temporary = Path(Array(".".utf8) + name.bytes + Array(".uvfresh-\(getpid())".utf8))
    var raw = stat()
    let found = name.withCString { fstatat(descriptor, $0, &raw, AT_SYMLINK_NOFOLLOW) }
    guard found == 0 else { return found == nil ? EINVAL : errno }
    if !isUnchanged(name, status) { return ESTALE }
    // Root may write what is read-only for everybody; the owner's wish counts all the same.
    let isWritable = name.withCString { faccessat(descriptor, $0, W_OK, 0) } == 0
    if !isWritable || raw.st_mode & 0o222 == 0 { return EROFS }

    let opened = temporary.withCString { text -> CInt in
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
      let opened = openat(descriptor, text, flags, 0o600)
      return opened < 0 ? -errno : opened
    }
    guard let opened, opened >= 0 else { return opened.map { -$0 } ?? EINVAL }
    var code = writeAll(content, to: opened)
    if code == 0, raw.st_uid != geteuid() || raw.st_gid != getegid(),
      fchown(opened, raw.st_uid, raw.st_gid) != 0
    {
      code = errno
    }
    if code == 0, fchmod(opened, raw.st_mode & 0o7777) != 0 { code = errno }
    if code == 0, fsync(opened) != 0 { code = errno }
    if close(opened) != 0, code == 0 { code = errno }
    if code == 0, !isUnchanged(name, status) { code = ESTALE }
    if code == 0 {
      let renamed = temporary.withCString { old in
        name.withCString { renameat(descriptor, old, descriptor, $0) }
      }
      if renamed != 0 { code = errno }
    }
    if code != 0 {
      _ = temporary.withCString { unlinkat(descriptor, $0, 0) }
    } else {
      // The new name is safe on disk; a file system without this call keeps what it can.
      _ = fsync(descriptor)
    }
    return code
  }

  private func isUnchanged(_ name: Path, _ status: FileStatus) -> Bool {
    guard let now = try? self.status(of: name, follow: false) else { return false }
    return now.isSameFile(as: status) && now.changed == status.changed && now.size == status.size
  }
}
