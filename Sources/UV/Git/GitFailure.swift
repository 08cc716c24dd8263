import Platform

/// Why uv cannot read a commit or the tags and leaves them null.
package enum GitFailure: Error, Hashable, Sendable {
  case noRepository
  /// The `.git` file does not begin with `gitdir:`.
  case invalidGitFile(Path)
  case unreadable(FileError)
  case notUTF8(Path)
  case emptyHead(Path)
  /// HEAD names a branch that has no commit yet, or whose ref cannot be found.
  case noSuchRef(String)
  /// A ref that does not hold 40 hexadecimal digits.
  case invalidRef(String)
  case invalidPackedRefs(line: Int)

  package var description: String {
    switch self {
    case .noRepository: "no Git repository here or above"
    case .invalidGitFile(let path): "\(path.shown) is a file that does not begin with `gitdir:`"
    case .unreadable(let error): "\(error.path.shown): \(error.reason)"
    case .notUTF8(let path): "\(path.shown) is not UTF-8"
    case .emptyHead(let path): "\(path.shown) is empty"
    case .noSuchRef(let name): "HEAD names \(name), which has no commit"
    case .invalidRef(let name): "\(name) does not hold 40 hexadecimal digits"
    case .invalidPackedRefs(let line): "packed-refs cannot be read (line \(line))"
    }
  }
}
