import Platform

/// Large walks use all idle cores.
extension GlobWalk {
  /// A thread is worth starting for this many directories.
  static let shareable = 32
  /// How often shared work may be shared again; each level takes stack.
  static let sharings = 8

  /// Walks directories on idle cores; reports in the order in which one thread would.
  func share(
    _ pending: [Pending], _ base: Path, sharings: Int, _ report: (GlobEvent) -> Void
  ) {
    let directories = Array(pending.reversed())
    let reports = Locked([[GlobEvent]](repeating: [], count: directories.count))
    var start = self
    start.hasForgotten = false
    Parallel.run(directories.count, share: Self.shareable / 2, threads: 1 + Parallel.idleCores) {
      [start] turns in
      var walk = start
      while let turn = turns.next() {
        for index in turn {
          if walk.hasForgotten { walk = start }
          var kept: [GlobEvent] = []
          var newest: Timestamp?
          walk.walk([directories[index]], base, sharings: sharings) { event in
            switch event {
            case .directory: break
            case .match(let match):
              if let newest, match.status.changed <= newest { break }
              newest = match.status.changed
              kept.append(event)
            case .warning: kept.append(event)
            }
          }
          reports.withLock { [kept] in $0[index] = kept }
        }
      }
    }
    // Each thread has its own descriptors: this one closes what it opened.
    withExtendedLifetime(directories) {}
    for event in reports.withLock({ $0 }).joined() { report(event) }
  }
}
