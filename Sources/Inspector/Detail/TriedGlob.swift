import Freshness
import Platform
import UV

/// What a pattern that was tried would bring in; nothing is written anywhere.
package struct TriedGlob: Hashable, Sendable {
  package let install: Path
  package let pattern: String
  /// Files that no key matches yet, relative to the source.
  package let new: [Path]
  package let known: [Path]
  /// Why it cannot be used.
  package let failure: String?

  package init(
    install: Path, pattern: String, new: [Path], known: [Path], failure: String? = nil
  ) {
    self.install = install
    self.pattern = pattern
    self.new = new
    self.known = known
    self.failure = failure
  }

  /// Looks at the source with the pattern beside its keys, and once without: a file that both
  /// match stands under one of them only.
  package init(
    _ pattern: String, on install: Path, source: Path, rules: Rules,
    variables: ProcessEnvironment
  ) {
    func report(_ trying: [String]) -> KeyReport? {
      try? KeyReport(of: source, trying: trying, rules: rules, variables: variables)
    }
    guard let with = report([pattern]), with.error == nil else {
      let why = report([pattern])?.error?.message ?? "\(source.shown) cannot be read"
      self.init(install: install, pattern: pattern, new: [], known: [], failure: why)
      return
    }
    let known = Set(report([])?.entries.flatMap(\.matches) ?? [])
    let alone = report([])?.list?.keys.contains(.file(pattern)) == true
    let matched = with.entries.filter { $0.isTried || (alone && $0.key == .file(pattern)) }
      .flatMap(\.matches)
    self.init(
      install: install, pattern: pattern, new: matched.filter { !known.contains($0) },
      known: matched.filter(known.contains))
  }
}
