import Platform
import UV

/// Why nothing can be said of an install, or why uv fails on it.
package enum Problem: Hashable, Sendable {
  /// Its records do not parse; the file or directory to remove.
  case corruptRecord(Path, String)
  case sourceMissing(Path)
  case sourceUnreadable(FileError)
  /// Neither pyproject.toml nor setup.py.
  case notAProject(Path)
  /// uv fails on its pyproject.toml, or on one around it.
  case refused(String)
  case invalidKeys(InvalidKeyList)
  case badGlob(BadGlob)

  package init(_ failure: ComputationFailure) {
    switch failure {
    case .sourceUnreadable(let error) where error.isNotFound: self = .sourceMissing(error.path)
    case .sourceUnreadable(let error): self = .sourceUnreadable(error)
    case .invalidKeys(let list): self = .invalidKeys(list)
    case .badGlob(let bad): self = .badGlob(bad)
    }
  }

  /// One line, safe to show: what, where, and what to do.
  package var message: String {
    VisibleText.of(words)
  }

  private var words: String {
    switch self {
    case .corruptRecord(let path, let message):
      "\(message); every uv command on this environment fails until \(path.shown) is removed"
    case .sourceMissing(let path): "the source is gone: \(path.shown)"
    case .sourceUnreadable(let error):
      "the source cannot be read: \(error.path.shown): \(error.reason)"
    case .notAProject(let path):
      "\(path.shown) is not a Python project: neither pyproject.toml nor setup.py is there"
    case .refused(let message): message
    case .invalidKeys(let list): "pyproject.toml line \(list.line): \(list.message)"
    case .badGlob(let bad):
      bad.pattern.map { "cache-keys: the glob `\($0)` cannot be used: \(bad.reason)" }
        ?? "cache-keys: the globs cannot be used: \(bad.reason)"
    }
  }

  var isCorruptRecord: Bool {
    if case .corruptRecord = self { return true }
    return false
  }

  /// Whether the computation itself failed, which ended uv before 0.6.8.
  package var failsComputation: Bool {
    switch self {
    case .invalidKeys, .badGlob: true
    default: false
    }
  }

  /// Whether the whole sync fails, for every other install too.
  var stopsSync: Bool {
    switch self {
    case .refused: true
    case .invalidKeys(let list): list.isWholeDocument
    default: isSourceGone
    }
  }

  /// Whether uv fails on the whole sync or build rather than on the comparison alone.
  package var isSourceGone: Bool {
    switch self {
    case .sourceMissing, .sourceUnreadable, .notAProject: true
    default: false
    }
  }
}
