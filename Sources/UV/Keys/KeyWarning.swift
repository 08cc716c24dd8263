import Platform

/// A warning that does not stop uv's computation.
package enum KeyWarning: Hashable, Sendable {
  /// A file key that does not name a regular file.
  case notAFile(key: String)
  case unreadableFile(key: String, FileError)
  /// A directory key that names something else.
  case notADirectory(key: String)
  case unreadableDirectory(key: String, FileError)
  case unreadableGlobEntry(FileError)
  case unreadableGlobFile(FileError)
  case unresolvedLink(FileError)
  case unreadableTagDirectory(FileError)
  case commitUnread(GitFailure)
  case tagsUnread(GitFailure)
  case listIgnored(InvalidKeyList)

  /// What could not be read.
  package var unread: FileError? {
    switch self {
    case .unreadableFile(_, let error), .unreadableDirectory(_, let error),
      .unreadableGlobEntry(let error), .unreadableGlobFile(let error), .unresolvedLink(let error),
      .unreadableTagDirectory(let error), .commitUnread(.unreadable(let error)),
      .tagsUnread(.unreadable(let error)):
      error
    case .notAFile, .notADirectory, .commitUnread, .tagsUnread, .listIgnored: nil
    }
  }
}
