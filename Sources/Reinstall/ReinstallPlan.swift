import CacheKeys
import Environments
import FileSystem
import Freshness
import UVSettings
import VisibleText

/// The exact commands that would reinstall some installs; making it runs nothing.
package struct ReinstallPlan: Hashable, Sendable {
  /// One install and its command, or why there is none.
  package struct Step: Hashable, Sendable {
    package let assessment: Assessment
    package let outcome: Outcome

    package init(assessment: Assessment, outcome: Outcome) {
      self.assessment = assessment
      self.outcome = outcome
    }

    package var name: String { assessment.distribution.name }
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
    steps.compactMap { step in
      if case .command(let command) = step.outcome { return command }
      return nil
    }
  }
}

/// A command line of uv, and the folder to run it in.
package struct UVCommand: Hashable, Sendable {
  package let program: Path
  package let arguments: [String]
  package let folder: Path

  package init(program: Path, arguments: [String], folder: Path) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
  }

  /// As one would type it, quoted for a POSIX shell; control characters are visible.
  package var shellText: String {
    (["uv"] + arguments).map(Self.quoted).joined(separator: " ")
  }

  package var isSync: Bool { arguments.first == "sync" }

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
  package enum Way: Hashable, Sendable {
    /// `uv pip install`, or `uv sync` for what only a sync leaves alone afterwards.
    case fitting
    case sync
  }

  private let survey: Survey
  private let uv: Result<UVProgram, UVProgram.Failure>
  private let settings: GoverningSettings
  /// The folder whose uv settings govern the environment.
  private let folder: Path

  package init(
    survey: Survey, uv: Result<UVProgram, UVProgram.Failure>, settings: GoverningSettings,
    folder: Path
  ) {
    self.survey = survey
    self.uv = uv
    self.settings = settings
    self.folder = folder
  }

  package func plan(_ chosen: [Assessment], way: Way = .fitting) -> ReinstallPlan {
    ReinstallPlan(
      steps: chosen.map { assessment in
        ReinstallPlan.Step(assessment: assessment, outcome: outcome(assessment, way))
      })
  }

  private func outcome(_ assessment: Assessment, _ way: Way) -> ReinstallPlan.Outcome {
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
      return .refused("folders were given with --site-packages; name the environment with -p")
    }
    guard let environment = root.utf8Text else {
      return .refused("the environment's path is not UTF-8")
    }
    if PackageName(distribution.name) == nil { return .refused("its name is none that uv takes") }
    let program: Path
    switch uv {
    case .success(let found): program = found.path
    case .failure(let failure): return .refused(failure.message)
    }

    let neededSync = source.directURL.kind == .directory(editable: false) && ownsEnvironment
    if neededSync || way == .sync {
      guard ownsEnvironment else {
        return .refused("no uv project owns this environment, so that `uv sync` cannot be used")
      }
      return .command(
        UVCommand(
          program: program,
          arguments: ["sync", "--inexact", "--reinstall-package", distribution.name],
          folder: folder))
    }
    if source.kind == .editable, source.url.utf8.contains(UInt8(ascii: "#")) {
      return .refused("uv cannot take an editable URL with `#`")
    }
    let requirement =
      source.kind == .editable
      ? ["-e", source.url] : ["\(distribution.name) @ \(source.url)"]
    return .command(
      UVCommand(
        program: program,
        arguments: [
          "pip", "install", "--python", environment, "--no-deps", "--reinstall-package",
          distribution.name,
        ] + requirement,
        folder: folder))
  }

  /// Whether the environment is the one that `uv sync` in the project's folder would use.
  private var ownsEnvironment: Bool {
    guard let project = settings.projectRoot, let root = survey.environment.root else {
      return false
    }
    let own = project.appending(".venv")
    guard let one = try? Folder.working.status(of: own),
      let other = try? Folder.working.status(of: root)
    else { return false }
    return one.isSameFile(as: other)
  }
}
