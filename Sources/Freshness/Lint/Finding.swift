import Platform

/// Something wrong with the cache keys of a project.
package struct Finding: Hashable, Sendable {
  /// Stable codes with their names; part of the JSON contract.
  package enum Rule: String, Hashable, Sendable, CaseIterable {
    case keysMatchNothing = "keys-match-nothing"
    case keyMatchesNothing = "key-matches-nothing"
    case unknownKey = "unknown-key"
    case fileKeyIsDirectory = "file-key-is-directory"
    case globReachesEnvironment = "glob-reaches-environment"
    case globReachesBuildOutput = "glob-reaches-build-output"
    case watchedFileIsWritten = "watched-file-is-written"
    case globReachesIgnoredFile = "glob-reaches-ignored-file"
    case globsWalkFar = "globs-walk-far"
    case pyprojectUnwatched = "pyproject-unwatched"
    case buildFileUnwatched = "build-file-unwatched"
    case sourceUnwatched = "source-unwatched"
    case backendUnwatched = "backend-unwatched"
    case versionFileUnwatched = "version-file-unwatched"
    case gitVersionUnwatched = "git-version-unwatched"
    case dependenciesUnwatched = "dependencies-unwatched"
    case dataUnwatched = "data-unwatched"
    case outsideSourceUnwatched = "outside-source-unwatched"
    case modulesUnwatched = "modules-unwatched"
    case reinstallInsteadOfKeys = "reinstall-instead-of-keys"
    case keyNeedsNewerUV = "key-needs-newer-uv"
    case backendUnknown = "backend-unknown"
    case sourcePerhapsUnwatched = "source-perhaps-unwatched"
    case manifestInvalid = "manifest-invalid"

    /// `UVF001` and on; a rule keeps its number for good, a new one gets the next.
    package var code: String {
      let number = (Self.allCases.firstIndex(of: self) ?? 0) + 1
      let digits = "\(number)"
      return "UVF" + String(repeating: "0", count: 3 - digits.count) + digits
    }

    package var level: Advice.Level {
      switch self {
      case .globReachesIgnoredFile, .globsWalkFar, .dataUnwatched, .modulesUnwatched,
        .reinstallInsteadOfKeys, .backendUnknown, .sourcePerhapsUnwatched:
        .note
      default: .warning
      }
    }
  }

  package let rule: Rule
  package let level: Advice.Level
  /// In pyproject.toml, from 1; nil where nothing is declared.
  package let line: Int?
  /// Safe to show.
  package let message: String
  /// The evidence, relative to the project.
  package let paths: [Path]
  /// Whether the proposed keys answer it.
  package let isFixable: Bool

  init(
    _ rule: Rule, _ message: String, level: Advice.Level? = nil, line: Int? = nil,
    paths: [Path] = [], isFixable: Bool = true
  ) {
    self.rule = rule
    self.level = level ?? rule.level
    self.line = line
    self.message = VisibleText.of(message)
    self.paths = paths
    self.isFixable = isFixable
  }

  /// The same, which no proposal answers.
  var unfixable: Finding {
    Finding(rule, message, level: level, line: line, paths: paths, isFixable: false)
  }
}
