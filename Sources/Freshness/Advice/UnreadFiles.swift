import Glibc
import Platform
import UV

/// Files that a close look could not read: its silence on them is no answer.
enum UnreadFiles {
  static func advice(_ assessment: Assessment, _ missed: [FileError]) -> [Advice] {
    // The verdict tells of it.
    if assessment.state == .error { return [] }
    let unread = missed.filter { $0.code != EACCES || isFile($0.path) }
    guard let first = unread.first else { return [] }
    let others = Counted.more(unread.count - 1)
    return [
      Advice(
        .notRead,
        "\(first.path.shown)\(others) cannot be read (\(first.reason)); what it would tell is not"
          + " known",
        level: unread.allSatisfy { $0.code == EACCES } ? .note : .warning,
        paths: unread.prefix(50).map(\.path))
    ]
  }

  /// Of directories without permission uv takes no notice either.
  private static func isFile(_ path: Path) -> Bool {
    (try? Directory.working.status(of: path))?.kind == .regular
  }
}
