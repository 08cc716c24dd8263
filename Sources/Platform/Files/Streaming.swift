import CSystem
import Glibc

extension Directory {
  /// Hands a regular file over piece by piece, in one buffer.
  ///
  /// `body` tells how many bytes of a piece it took; the rest stands at the beginning of the next
  /// one. It is called a last time with all that remains. Fails as `read` does, and with `EFBIG`
  /// where `body` takes nothing of a whole buffer.
  package func forEachPiece(
    of name: Path, size: Int = 128 << 10,
    _ body: (_ piece: UnsafeRawBufferPointer, _ isLast: Bool) -> Int
  ) throws(FileError) {
    let opened = try openDescriptor(name, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    defer { close(opened) }
    var raw = file_status()
    var code = file_status_of_descriptor(opened, &raw)
    let kind = FileStatus(raw).kind
    if code == 0, kind != .regular { code = kind == .directory ? EISDIR : EINVAL }
    if code == 0 { code = Self.pieces(of: opened, size: size, body) }
    if code != 0 { throw failure(code, name) }
  }

  private static func pieces(
    of opened: CInt, size: Int, _ body: (UnsafeRawBufferPointer, Bool) -> Int
  ) -> CInt {
    withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
      var count = 0
      while true {
        let got = Glibc.read(opened, buffer.baseAddress?.advanced(by: count), size - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { return errno }
        count += got
        let taken = body(UnsafeRawBufferPointer(rebasing: buffer[..<count]), got == 0)
        if got == 0 { return 0 }
        if taken == 0, count == size { return EFBIG }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[taken..<count]))
        count -= taken
      }
    }
  }
}
