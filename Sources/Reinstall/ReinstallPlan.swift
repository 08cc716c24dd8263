import Freshness
import Platform
import UV

/// The exact commands that would reinstall some installs; making it runs nothing.
package struct ReinstallPlan: Hashable, Sendable {
  /// One install and its command, or why there is none.
  package struct Step: Hashable, Sendable {
    package let assessment: Assessment
    package let outcome: Outcome
    /// What should be known before it is run.
    package let notes: [String]

    package init(assessment: Assessment, outcome: Outcome, notes: [String] = []) {
      self.assessment = assessment
      self.outcome = outcome
      self.notes = notes
    }

    package var name: String { assessment.distribution.name }

    package var command: UVCommand? {
      if case .command(let command) = outcome { return command }
      return nil
    }
  }

  package enum Outcome: Hashable, Sendable {
    case command(UVCommand)
    case refused(String)
  }

  package let steps: [Step]

  package init(steps: [Step]) {
    self.steps = steps
  }

  package var commands: [UVCommand] {
    steps.compactMap(\.command)
  }
}

/// A command line of uv, and the directory to run it in.
package struct UVCommand: Hashable, Sendable {
  package let program: Path
  package let arguments: [String]
  package let directory: Path

  package init(program: Path, arguments: [String], directory: Path) {
    self.program = program
    self.arguments = arguments
    self.directory = directory
  }

  /// As one would type it, quoted for a POSIX shell; control characters are visible.
  package var shellText: String {
    (["uv"] + arguments).map(Self.quoted).joined(separator: " ")
  }

  /// A word as a POSIX shell takes it.
  package static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x2B...0x3A).contains(byte) || byte == 0x40
        || byte == 0x5F || byte == 0x3D || byte == 0x25
    }
    if plain, !word.isEmpty { return word }
    return "'"
      + VisibleText.of(word).split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}

/// Makes plans for one environment.
package struct ReinstallPlanner: Sendable {
  /// How to reinstall.
  package struct Manner: Hashable, Sendable {
    /// `uv sync` for all, instead of for what only a sync leaves alone afterwards.
    package var usesSync = false
    /// Build with the config settings of the last build instead of those in files now.
    package var replaysSettings = false
    /// `--cache-dir`, handed on.
    package var cacheDirectory: String?

    package init(
      usesSync: Bool = false, replaysSettings: Bool = false, cacheDirectory: String? = nil
    ) {
      self.usesSync = usesSync
      self.replaysSettings = replaysSettings
      self.cacheDirectory = cacheDirectory
    }
  }

  private let survey: Survey
  private let uv: Result<UVProgram, UVProgram.Failure>
  private let settings: GoverningSettings
  /// The directory whose uv settings govern the environment.
  private let directory: Path

  package init(
    survey: Survey, uv: Result<UVProgram, UVProgram.Failure>, settings: GoverningSettings,
    directory: Path
  ) {
    self.survey = survey
    self.uv = uv
    self.settings = settings
    self.directory = directory
  }

  package func plan(_ chosen: [Assessment], _ manner: Manner = Manner()) -> ReinstallPlan {
    ReinstallPlan(
      steps: chosen.map { assessment in
        let outcome = outcome(assessment, manner)
        var notes: [String] = []
        if case .command(let command) = outcome {
          if command.arguments.first == "sync" {
            notes.append(
              "run in \(directory.shown); a sync reinstalls other stale installs as well")
          }
          if command.arguments.contains(Self.settingsFlag) {
            notes.append(
              "built with the settings of its last build: the next sync finds that they differ from"
                + " the settings in files")
          }
        }
        return ReinstallPlan.Step(assessment: assessment, outcome: outcome, notes: notes)
      })
  }

  private static let settingsFlag = "--config-settings-package"
  /// The first release that knows the flag; 0.8.0 does not.
  private static let settingsFlagRelease = UVRelease(0, 8, 1)

  private func outcome(_ assessment: Assessment, _ manner: Manner) -> ReinstallPlan.Outcome {
    let distribution = assessment.distribution
    for other in survey.assessments where other.state == .broken {
      if case .corruptRecord(let path, _) = other.problem {
        return .refused("uv fails on this environment until \(path.shown) is removed")
      }
    }
    guard let source = distribution.localSource else {
      return .refused("it is no local install (\(distribution.kindName ?? "unknown"))")
    }
    if let problem = assessment.problem, problem.isSourceGone { return .refused(problem.message) }
    guard let root = survey.environment.root else {
      return .refused("directories were given with --site-packages; name the environment with -p")
    }
    guard let environment = root.utf8Text else {
      return .refused("the environment's path is not UTF-8")
    }
    if PackageName(distribution.name) == nil { return .refused("its name is none that uv takes") }
    let program: UVProgram
    switch uv {
    case .success(let found): program = found
    case .failure(let failure): return .refused(failure.message)
    }
    var options: [String] = manner.cacheDirectory.map { ["--cache-dir", $0] } ?? []
    if manner.replaysSettings {
      let settings = recordedSettings(of: distribution)
      if !settings.isEmpty, program.release < Self.settingsFlagRelease {
        return .refused(
          "uv \(program.release) does not know \(Self.settingsFlag); uv \(Self.settingsFlagRelease)"
            + " and later do")
      }
      for (key, value) in settings.sorted(by: { $0.key < $1.key }) {
        for text in value.all {
          options += [Self.settingsFlag, "\(distribution.name):\(key)=\(text)"]
        }
      }
    }

    let neededSync = source.directURL.kind == .directory(editable: false) && ownsEnvironment
    if neededSync || manner.usesSync {
      guard ownsEnvironment else {
        return .refused("no uv project owns this environment, so that `uv sync` cannot be used")
      }
      return .command(
        UVCommand(
          program: program.path,
          arguments: ["sync", "--inexact", "--reinstall-package", distribution.name] + options,
          directory: directory))
    }
    if source.kind == .editable, source.url.utf8.contains(UInt8(ascii: "#")) {
      return .refused("uv cannot take an editable URL with `#`")
    }
    let requirement =
      source.kind == .editable
      ? ["-e", source.url] : ["\(distribution.name) @ \(source.url)"]
    return .command(
      UVCommand(
        program: program.path,
        arguments: [
          "pip", "install", "--python", environment, "--no-deps", "--reinstall-package",
          distribution.name,
        ] + options + requirement,
        directory: directory))
  }

  /// The config settings of the last build, from `uv_build.json`.
  private func recordedSettings(of distribution: Distribution) -> [String: BuildInfo.ConfigValue] {
    let record = distribution.path.appending("uv_build.json")
    guard let bytes = try? Directory.working.read(record).content,
      let build = try? BuildInfo(bytes)
    else { return [:] }
    return build.configSettings
  }

  /// Whether the environment is the one that `uv sync` in the project's directory would use.
  private var ownsEnvironment: Bool {
    guard let project = settings.projectRoot, let root = survey.environment.root else {
      return false
    }
    let own = project.appending(".venv")
    guard let one = try? Directory.working.status(of: own),
      let other = try? Directory.working.status(of: root)
    else { return false }
    return one.isSameFile(as: other)
  }
}
