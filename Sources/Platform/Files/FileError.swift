import Glibc

/// A failed file system call: the error number and the path.
package struct FileError: Error, Hashable, Sendable {
  package let code: CInt
  package let path: Path

  /// Who collects what could not be read (`MissedReads`) hears of it, whether it is caught or not.
  package init(code: CInt, path: Path) {
    self.code = code
    self.path = path
    MissedReads.note(self)
  }

  /// Whether the path or one of its parents does not exist.
  package var isNotFound: Bool {
    code == ENOENT
  }

  /// Whether the system had no means just now: another program, or the same one a moment later, might
  /// get another answer.
  package var isOfTheMoment: Bool {
    [EMFILE, ENFILE, ENOMEM, EINTR, EAGAIN, EIO, ENOLCK, ESTALE, ETIMEDOUT].contains(code)
  }

  /// The system's message as uv prints it, such as `Permission denied (os error 13)`.
  package var reason: String {
    "\(String(cString: strerror(code))) (os error \(code))"
  }
}
