import Platform
import UV

/// What a row says of an install beyond its verdict: part of an `Explanation`, for many at once.
package struct Outline: Sendable {
  package let assessment: Assessment
  package let evidence: Evidence
  package let advice: [Advice]
  /// Nil for an install that is not local.
  package let build: CachedBuild?
  /// The packages that changed since this one was built against them.
  package let cascade: [CascadeLink]

  init(
    of assessment: Assessment, _ builds: CachedBuilds, _ surveyor: Surveyor,
    among neighbours: [Assessment]
  ) {
    let missed = MissedReads()
    self.assessment = assessment
    let build = builds.build(of: assessment)
    self.build = build
    let look = CloserLook(
      at: assessment, files: InstalledFiles(of: assessment.distribution), surveyor: surveyor,
      among: neighbours, cachedBuild: build)
    evidence = look.evidence
    advice = look.advice + UnreadFiles.advice(assessment, missed.end())
    cascade = look.cascade
  }
}

/// Looks at many installs; what they share is read once.
package final class Outliner: Sendable {
  private let surveyor: Surveyor
  private let builds: CachedBuilds
  /// By both commits: the packages of one repository move together, and git takes long to ask.
  private let ranges = Locked<[String: CommitRange?]>([:])

  package init(_ surveyor: Surveyor) {
    self.surveyor = surveyor
    builds = CachedBuilds(surveyor)
  }

  /// Looks at each of some, on all cores; git is not asked.
  ///
  /// `neighbours` are all packages of the environment.
  package func outlines(
    of assessments: [Assessment], among neighbours: [Assessment]
  ) -> [Outline] {
    Parallel.map(assessments, state: { () }) { _, assessment in
      Outline(of: assessment, self.builds, self.surveyor, among: neighbours)
    }
  }

  /// The same by the path of each install.
  package func byPath(
    _ assessments: [Assessment], among neighbours: [Assessment]
  ) -> [Path: Outline] {
    let all = outlines(of: assessments, among: neighbours)
    return Dictionary(all.map { ($0.assessment.distribution.path, $0) }) { one, _ in one }
  }

  /// The commits that an install's source moved by; nil if it did not move, or git cannot tell.
  package func commits(of assessment: Assessment) -> CommitRange? {
    guard let (before, now) = CommitRange.ends(of: assessment) else { return nil }
    let key = "\(before)..\(now)"
    if let known = ranges.withLock({ $0[key] }) { return known }
    let range = CommitRange(of: assessment, variables: surveyor.variables)
    ranges.withLock { $0[key] = .some(range) }
    return range
  }
}
