import Platform
import UV

/// What to change so that an install does not surprise again, with the evidence for it.
package struct Advice: Hashable, Sendable {
  /// Stable names; part of the JSON contract.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    case keysMatchNothing = "keys-match-nothing"
    case stillStale = "still-stale"
    case oldVersionCached = "old-version-cached"
    case globReachesEnvironment = "glob-reaches-environment"
    case globReachesBuildOutput = "glob-reaches-build-output"
    case missingArtifact = "missing-artifact"
    case editableTargetMissing = "editable-target-missing"
    case editableLoaderBroken = "editable-loader-broken"
    case otherCheckout = "other-checkout"
    case installedDiffers = "installed-differs"
    case missingDependency = "missing-dependency"
    case notInLock = "not-in-lock"
    case unwatchedSource = "unwatched-source"
    case dynamicVersionUnwatched = "dynamic-version-unwatched"
    case dynamicDependenciesUnwatched = "dynamic-dependencies-unwatched"
    case unknownKey = "unknown-key"
    case fileKeyIsDirectory = "file-key-is-directory"
    case keyMatchesNothing = "key-matches-nothing"
    case pyprojectUnwatched = "pyproject-unwatched"
    case notInPlainSync = "not-in-plain-sync"
    case notRead = "not-read"
    case cascade

    /// How much it matters where nothing special is known.
    package var level: Level {
      switch self {
      case .keysMatchNothing, .stillStale, .oldVersionCached, .globReachesEnvironment,
        .globReachesBuildOutput,
        .missingArtifact, .editableTargetMissing, .editableLoaderBroken, .otherCheckout,
        .installedDiffers, .missingDependency, .notInLock, .unwatchedSource,
        .dynamicVersionUnwatched, .dynamicDependenciesUnwatched, .notRead:
        .warning
      case .unknownKey, .fileKeyIsDirectory, .keyMatchesNothing, .pyprojectUnwatched,
        .notInPlainSync, .cascade:
        .note
      }
    }
  }

  /// Whether something is wrong now, or only may go wrong later.
  package enum Level: String, Hashable, Sendable, CaseIterable {
    case warning, note
  }

  package let code: Code
  package let level: Level
  /// One sentence, safe to show.
  package let message: String
  /// The evidence, relative to the project, or absolute.
  package let paths: [Path]
  /// A line for `[tool.uv]`: a whole `cache-keys` that keeps what is declared, or another setting;
  /// nil where no setting helps.
  package let suggestion: String?
  /// What may surprise in the suggestion, a sentence each.
  package let remarks: [String]
  /// What to run now, as one would type it; nil where no command helps.
  package let command: String?

  /// `level` is that of the code unless given; `paths` and `command` are shown as they are.
  package init(
    _ code: Code, _ message: String, level: Level? = nil, paths: [Path] = [],
    proposal: KeyProposal? = nil, setting: String? = nil, command: String? = nil
  ) {
    self.code = code
    self.level = level ?? code.level
    self.message = VisibleText.of(message)
    self.paths = paths
    suggestion = proposal?.line ?? setting.map { VisibleText.of($0) }
    remarks = (proposal?.remarks ?? []).map { VisibleText.of($0) }
    self.command = command.map { VisibleText.of($0) }
  }

  /// All advice on an install, what bites first in front.
  static func on(_ subject: Subject) -> [Advice] {
    Loops.advice(subject) + KeyMistakes.advice(subject) + DynamicMetadata.advice(subject)
      + BlindSpots.advice(subject)
      + (subject.content?.advice(proposal: subject.proposal) ?? [])
  }

  /// What advice is given on, each part read once.
  final class Subject {
    let assessment: Assessment
    let report: KeyReport
    let evidence: Evidence
    /// Nil without RECORD.
    let content: InstalledContent?
    /// When the installation ended: the ctime of RECORD, which is written last.
    let installed: Timestamp?
    let rules: Rules
    let project: Project
    /// Nil where nobody looked into uv's cache.
    var cachedBuild: CachedBuild?

    init(
      _ assessment: Assessment, _ report: KeyReport, _ evidence: Evidence, project: Project,
      content: InstalledContent?, rules: Rules
    ) {
      self.assessment = assessment
      self.report = report
      self.evidence = evidence
      self.project = project
      self.content = content
      self.rules = rules
      installed = Self.installed(assessment)
    }

    private static func installed(_ assessment: Assessment) -> Timestamp? {
      let record = assessment.distribution.path.appending("RECORD")
      return (try? Directory.working.status(of: record))?.changed
    }

    /// Key files that changed between the computation of the record and the end of the
    /// installation: the build wrote them.
    static func written(_ assessment: Assessment, _ evidence: Evidence) -> [Path] {
      guard assessment.state == .stale, let installed = installed(assessment) else { return [] }
      return evidence.changedFiles.filter { $0.changed <= installed }.map(\.path)
    }

    var build: BuildDescription { project.build }
    var keys: [CacheKey] { report.list?.keys ?? [] }
    var isEditable: Bool { assessment.distribution.localSource?.kind == .editable }
    var reinstallCommand: String { "uvfresh reinstall \(assessment.distribution.name)" }

    func isWatched(_ path: Path) -> Bool {
      evidence.watched.contains(path)
    }

    /// Whether somebody edited a file since the build, which uv may have taken from its cache.
    ///
    /// A copy or a checkout of the same content changes the ctime alone.
    func isEdited(_ path: Path) -> Bool {
      guard let built = content?.moment?.ended ?? installed,
        let status = try? Directory.working.status(of: project.files.full(path))
      else { return false }
      return status.changed > built && status.modified > built
    }

    /// Whether a build leaves a data file out of a copy, as far as one can tell: it ships none like
    /// it, or this one was there and is not installed.
    func isLeftOut(_ path: Path) -> Bool {
      guard let content, let comparison = content.source?.comparison else { return false }
      if let suffix = path.suffix, !comparison.suffixes.contains(suffix) { return true }
      guard let built = content.moment?.ended,
        let born = (try? Directory.working.status(of: project.files.full(path)))?.born
      else { return false }
      return born <= built
    }

    /// One list that answers all advice on the keys, so that one paste is enough.
    private(set) lazy var proposal: KeyProposal? = report.list.flatMap {
      project.proposal(for: $0, isEditable: isEditable, rules: rules)
    }
  }
}
