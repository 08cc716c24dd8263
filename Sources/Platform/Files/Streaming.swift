import Glibc

extension Directory {
  /// Hands out a regular file's content piece by piece, for files that need not fit in memory.
  package static func stream(_ path: Path, _ body: ([UInt8]) -> Void) throws(FileError) {
    let opened = path.withCString { text -> CInt in
      let opened = Glibc.open(text, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      return opened < 0 ? -errno : opened
    }
    guard let opened, opened >= 0 else {
      throw FileError(code: opened.map { -$0 } ?? EINVAL, path: path)
    }
    defer { close(opened) }
    while true {
      var code: CInt = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
        while true {
          let got = Glibc.read(opened, buffer.baseAddress, buffer.count)
          if got < 0 && errno == EINTR { continue }
          if got < 0 { code = errno }
          count = max(got, 0)
          return
        }
      }
      if code != 0 { throw FileError(code: code, path: path) }
      if chunk.isEmpty { return }
      body(chunk)
    }
  }
}
