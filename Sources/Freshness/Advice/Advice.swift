import Platform
import UV

/// What to change so that an install does not surprise again, with the evidence for it.
package struct Advice: Hashable, Sendable {
  /// Stable names; part of the JSON contract.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    case keysMatchNothing = "keys-match-nothing"
    case stillStale = "still-stale"
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
    case cascade

    /// How much it matters where nothing special is known.
    package var level: Level {
      switch self {
      case .keysMatchNothing, .stillStale, .globReachesEnvironment, .globReachesBuildOutput,
        .missingArtifact, .editableTargetMissing, .editableLoaderBroken, .otherCheckout,
        .installedDiffers, .missingDependency, .notInLock, .unwatchedSource,
        .dynamicVersionUnwatched, .dynamicDependenciesUnwatched:
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
  /// A whole `cache-keys` line that keeps what is declared; nil where keys are not at fault.
  package let suggestion: String?
  /// What to run now, as one would type it; nil where no command helps.
  package let command: String?

  /// `level` is that of the code unless given; `paths` and `command` are shown as they are.
  package init(
    _ code: Code, _ message: String, level: Level? = nil, paths: [Path] = [],
    proposal: KeyProposal? = nil, command: String? = nil
  ) {
    self.code = code
    self.level = level ?? code.level
    self.message = VisibleText.of(message)
    self.paths = paths
    suggestion = proposal?.line
    self.command = command.map { VisibleText.of($0) }
  }

  /// All advice on an install, what bites first in front.
  static func on(_ subject: Subject) -> [Advice] {
    Loops.advice(subject) + KeyMistakes.advice(subject) + DynamicMetadata.advice(subject)
      + BlindSpots.advice(subject) + BrokenInstall.advice(subject)
  }

  /// What advice is given on, each part read once.
  struct Subject {
    let assessment: Assessment
    let report: KeyReport
    let evidence: Evidence
    let build: BuildDescription
    /// What RECORD lists; nil without one.
    let files: InstalledFiles?
    /// When the installation ended: the ctime of RECORD, which is written last.
    let installed: Timestamp?
    let rules: Rules
    let variables: ProcessEnvironment

    var keys: [CacheKey] { report.list?.keys ?? [] }
    var isEditable: Bool { assessment.distribution.localSource?.kind == .editable }

    func isWatched(_ path: Path) -> Bool {
      evidence.watched.contains(path)
    }

    func adding(_ keys: [CacheKey]) -> KeyProposal { KeyProposal(self.keys, adding: keys) }

    /// What the keys would bring in with some more behind them.
    func matches(adding keys: [CacheKey]) -> Set<Path>? {
      KeyReport.matches(of: report.project, adding: keys, rules: rules, variables: variables)
    }
  }
}
