import Glibc

/// What could not be read while this thread looked at something.
///
/// A close look asks many files with `try?`, since most of them need not be there. One that is
/// there, and that the system does not give away just now, must not pass for one that is not.
package final class MissedReads {
  /// By thread; empty unless somebody looks closely.
  private static let collections = Locked<[pthread_t: [FileError]]>([:])

  private let outer: [FileError]?

  /// Begins to collect; nested looks count for the outer ones, too.
  package init() {
    outer = Self.collections.withLock { $0.updateValue([], forKey: pthread_self()) }
  }

  /// Ends it: what was missed, each path once.
  package func end() -> [FileError] {
    let missed = Self.collections.withLock { all -> [FileError] in
      let own = all.removeValue(forKey: pthread_self()) ?? []
      if let outer { all[pthread_self()] = outer + own }
      return own
    }
    var seen: Set<Path> = []
    return missed.filter { seen.insert($0.path).inserted }
  }

  static func note(_ error: FileError) {
    if error.code == ENOENT || !error.isOfTheMoment && error.code != EACCES { return }
    collections.withLock { all in
      if all.isEmpty { return }
      all[pthread_self()]?.append(error)
    }
  }
}
