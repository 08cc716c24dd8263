import Glibc

/// A call to the file system that failed: the error number and the path it was asked about.
package struct FileError: Error, Hashable, Sendable {
  package let code: CInt
  package let path: Path

  package init(code: CInt, path: Path) {
    self.code = code
    self.path = path
  }

  /// Whether the path, or a directory on the way to it, is not there.
  package var isNotFound: Bool {
    code == ENOENT
  }

  /// The system's own words, such as `Permission denied (os error 13)`, in the form uv prints them.
  package var reason: String {
    "\(String(cString: strerror(code))) (os error \(code))"
  }
}
