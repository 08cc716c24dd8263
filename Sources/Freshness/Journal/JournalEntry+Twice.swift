import Platform

extension [JournalEntry] {
  /// Without what was reported twice: an inspector sees what `reinstall` does beside it, and two
  /// inspectors see the same.
  package var withoutRepeats: [JournalEntry] {
    let own = Set(filter { $0.reinstall?.actor == .uvfresh }.compactMap(Install.init))
    var seen: Set<Install> = []
    var turns: [[String]: JournalEntry] = [:]
    return filter { entry in
      let place = [entry.subject.name, entry.subject.environment]
      if let reinstall = entry.reinstall {
        turns[place] = nil
        guard reinstall.actor == .uv, let install = Install(entry) else { return true }
        return !own.contains(install) && seen.insert(install).inserted
      }
      guard let before = turns.updateValue(entry, forKey: place), before.before == entry.before,
        before.now == entry.now
      else { return true }
      return entry.time.seconds(since: before.time) > 10
    }
  }
}

/// One install of a package: reports of the same one are equal.
private struct Install: Hashable {
  let name: String
  let environment: String
  let moment: Timestamp

  init?(_ entry: JournalEntry) {
    guard let moment = entry.reinstall?.installed else { return nil }
    name = entry.subject.name
    environment = entry.subject.environment
    self.moment = moment
  }
}
