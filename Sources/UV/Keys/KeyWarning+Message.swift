import Platform

extension KeyWarning {
  /// What uv warns of, in plain words that are safe to show.
  package var message: String {
    VisibleText.of(words)
  }

  private var words: String {
    switch self {
    case .notAFile(let key): "`\(key)` is not a regular file: uv ignores it"
    case .unreadableFile(let key, let error): "`\(key)` cannot be looked at: \(error.reason)"
    case .notADirectory(let key): "`\(key)` is not a directory: uv ignores it"
    case .unreadableDirectory(let key, let error): "`\(key)` cannot be looked at: \(error.reason)"
    case .unreadableGlobEntry(let error): "\(error.path.shown) cannot be read: \(error.reason)"
    case .unreadableGlobFile(let error): "\(error.path.shown) cannot be looked at: \(error.reason)"
    case .unresolvedLink(let error): "the link \(error.path.shown) leads nowhere: \(error.reason)"
    case .unreadableTagDirectory(let error): "\(error.path.shown) cannot be read: \(error.reason)"
    case .commitUnread(let failure): "the commit cannot be read: \(failure.description)"
    case .tagsUnread(let failure): "the tags cannot be read: \(failure.description)"
    case .listIgnored(let list):
      "\(list.isWholeDocument ? "pyproject.toml" : "the list") is invalid: uv uses the default keys:"
        + " \(list.words)"
    }
  }
}
