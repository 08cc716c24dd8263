import Platform
import UV

/// What the verdict on one install takes from the others, the settings and the project's lock.
package struct Surroundings: Sendable {
  package let settings: GoverningSettings
  package let outlook: Outlook
  /// Nil where no lock bears on the environment.
  package let wants: SyncWants?
  /// Whether `uv tool` made the environment.
  package let isTool: Bool
  /// Distributions by name, where a name has several.
  private let duplicates: [String: [Path]]

  package init(
    settings: GoverningSettings, outlook: Outlook = .usual, wants: SyncWants? = nil,
    isTool: Bool = false, distributions: [Distribution]
  ) {
    self.settings = settings
    self.outlook = outlook
    self.wants = wants
    self.isTool = isTool
    duplicates = distributions.isEmpty ? [:] : Self.duplicates(among: distributions)
  }

  private static func duplicates(among distributions: [Distribution]) -> [String: [Path]] {
    var first: [String: Path] = [:]
    first.reserveCapacity(distributions.count)
    var several: [String: [Path]] = [:]
    for distribution in distributions {
      guard let known = first.updateValue(distribution.path, forKey: distribution.name) else {
        continue
      }
      several[distribution.name, default: [known]].append(distribution.path)
    }
    return several
  }

  /// For the top of all output.
  package var warnings: [String] {
    (outlook.warning.map { [$0] } ?? []) + settings.warnings
  }

  /// The verdict that follows from an install's own facts and from these.
  package func assessment(of facts: consuming Facts) -> Assessment {
    let distribution = facts.distribution
    if let wants, wants.outcome != .unlocked {
      facts.mismatches.removeAll {
        $0.key == .version || $0.name == Change.SourcePart.name.rawValue
      }
      // A script has no members; what it takes from a directory is built as by `uv pip`.
      if case .sync = settings.audience { facts.buildForbiddenBy = nil }
    }
    facts.duplicates = (duplicates[distribution.name] ?? []).filter { $0 != distribution.path }
    facts.outlook = outlook
    facts.isInTool = isTool
    if isTool, let source = distribution.localSource?.path,
      facts.mismatches.contains(where: { $0.name == Change.SourcePart.name.rawValue })
    {
      facts.problem =
        facts.problem
        ?? .refused("\(source.shown): the project is not \(distribution.name) any more")
    }
    facts.wish = SyncWish(wants, of: distribution)
    return Assessment(facts)
  }

  /// Local packages that the sync would install in addition.
  func missing(among distributions: some Sequence<Distribution>) -> [MissingPackage] {
    guard let wants, wants.outcome == .known else { return [] }
    let installed = Set(distributions.map(\.name))
    return wants.wanted.values
      .filter { $0.source.isLocal && $0.isCertain && !installed.contains($0.name) }
      .sorted { $0.name < $1.name }
      .map { MissingPackage(name: $0.name, version: $0.version, source: $0.path) }
  }
}
