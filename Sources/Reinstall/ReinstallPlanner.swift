import Freshness
import Platform
import UV

/// Makes plans for one environment.
package struct ReinstallPlanner: Sendable {
  /// How to reinstall.
  package struct Manner: Hashable, Sendable {
    /// `uv sync` for all, instead of for what belongs to the project.
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
  /// The directory whose uv settings govern the environment.
  private let directory: Path
  /// The project that the environment belongs to.
  private let project: ProjectSync?
  private let receipt: Result<ToolReceipt, ToolReceipt.Unreadable>?
  /// Where `uv tool` looks for tools.
  private let toolDirectory: Path?

  /// `project` is looked for unless it is given; `variables` are those that uv will run with.
  package init(
    survey: Survey, uv: Result<UVProgram, UVProgram.Failure>, settings: GoverningSettings,
    directory: Path, project: ProjectSync? = nil, variables: ProcessEnvironment
  ) {
    toolDirectory = ToolDirectory.path(variables, in: directory)
    self.survey = survey
    self.uv = uv
    self.directory = directory
    self.project = settings.projectRoot.flatMap { root in
      project
        ?? ProjectSync(
          of: survey.environment, root: root, standing: directory,
          variables: ProcessEnvironment([:]))
    }
    receipt = survey.environment.root.flatMap { ToolReceipt.read(at: $0) }
  }

  package func plan(_ chosen: [Assessment], _ manner: Manner = Manner()) -> ReinstallPlan {
    var commands: Set<UVCommand> = []
    return ReinstallPlan(
      steps: chosen.map { assessment in
        do throws(Refusal) {
          return try step(assessment, manner)
        } catch {
          return ReinstallPlan.Step(assessment: assessment, outcome: .refused(error.reason))
        }
      }.filter { step in
        // uv replaces all installs of a name at once.
        step.command.map { commands.insert($0).inserted } ?? true
      })
  }

  private struct Refusal: Error {
    let reason: String
  }

  private func step(
    _ assessment: Assessment, _ manner: Manner
  ) throws(Refusal) -> ReinstallPlan.Step {
    let distribution = assessment.distribution
    let (source, environment) = try possible(assessment)
    let program: UVProgram
    switch uv {
    case .success(let found): program = found
    case .failure(let failure): throw Refusal(reason: failure.message)
    }
    var notes: [String] = []
    var options = manner.cacheDirectory.map { ["--cache-dir", $0] } ?? []
    if manner.replaysSettings {
      let replayed = try replayedSettings(of: distribution, program.release)
      if !replayed.isEmpty {
        notes.append(
          "built with the settings of its last build: the next sync finds that they differ from"
            + " the settings in files")
      }
      options += replayed
    }
    func made(_ arguments: [String], in directory: Path) -> ReinstallPlan.Step {
      ReinstallPlan.Step(
        assessment: assessment,
        outcome: .command(
          UVCommand(program: program.path, arguments: arguments, directory: directory)),
        notes: notes)
    }
    if let receipt {
      let (arguments, note) = try toolCommand(receipt, of: distribution)
      notes.append(note)
      return made(arguments + options, in: directory)
    }
    if belongsToProject(assessment, source) || manner.usesSync {
      guard let project else {
        throw Refusal(
          reason: "no uv project owns this environment, so that `uv sync` cannot be used")
      }
      let place = project.target
      notes.insert(
        "run in \(place.shown); a sync reinstalls other stale packages and installs missing ones as"
          + " well, and may rewrite uv.lock", at: 0)
      return made(
        ["sync", "--inexact", "--reinstall-package", distribution.name] + options, in: place)
    }
    if source.kind == .editable, source.url.utf8.contains(UInt8(ascii: "#")) {
      throw Refusal(reason: "uv cannot take an editable URL with `#`")
    }
    let requirement =
      source.kind == .editable ? ["-e", source.url] : ["\(distribution.name) @ \(source.url)"]
    return made(
      [
        "pip", "install", "--python", environment, "--no-deps", "--reinstall-package",
        distribution.name,
      ] + options + requirement, in: directory)
  }

  /// What must hold before any command is thought of: the source, and the environment's path.
  private func possible(
    _ assessment: Assessment
  ) throws(Refusal) -> (source: LocalSource, environment: String) {
    for other in survey.assessments where other.state == .broken {
      if case .corruptRecord(let path, _) = other.problem {
        throw Refusal(reason: "uv fails on this environment until \(path.shown) is removed")
      }
    }
    let distribution = assessment.distribution
    guard let source = distribution.localSource else {
      throw Refusal(reason: "it is not a local install (\(distribution.kindName ?? "unknown"))")
    }
    // A source that moved is no obstacle: the sync takes it from its new place.
    if let problem = assessment.problem, problem.isSourceGone, assessment.nextAction == .fail {
      throw Refusal(reason: problem.message)
    }
    guard let root = survey.environment.root else {
      throw Refusal(
        reason:
          "its directory is no environment (--site-packages, pip.target or pip.prefix); name one with -p"
      )
    }
    guard let environment = root.utf8Text else {
      throw Refusal(reason: "the environment's path is not UTF-8")
    }
    if let reason = CachedEnvironment(resolving: root)?.rebuiltBy {
      throw Refusal(reason: reason)
    }
    if PackageName(distribution.name) == nil {
      throw Refusal(reason: "its name is none that uv takes")
    }
    return (source, environment)
  }

  /// What makes a tool's package fresh.
  ///
  /// `uv tool install` also links new commands, but forgets what it is not told again; `uv tool
  /// upgrade` reads all of it from the receipt.
  private func toolCommand(
    _ receipt: Result<ToolReceipt, ToolReceipt.Unreadable>, of distribution: Distribution
  ) throws(Refusal) -> (arguments: [String], note: String) {
    guard let root = survey.environment.root, let tool = Path(root.name).utf8Text else {
      throw Refusal(reason: "the environment's path is not UTF-8")
    }
    let isThere = toolDirectory.map { Self.isSamePlace($0.appending(root.name), root) } ?? false
    if !isThere {
      let place = root.parent ?? root
      throw Refusal(
        reason:
          "`uv tool` looks for tools in \(toolDirectory?.shown ?? "no directory"); to reinstall"
          + " this one, set UV_TOOL_DIR=\(ShellWord.quoted(place.shown))")
    }
    switch receipt {
    case .failure(let error): throw Refusal(reason: error.message)
    case .success(let receipt):
      if let arguments = receipt.arguments {
        return (
          ["tool", "install", "--reinstall"] + arguments,
          "reinstalls the whole tool, with all that its receipt asks for"
        )
      }
      return (
        ["tool", "upgrade", tool, "--reinstall-package", distribution.name],
        "an upgrade by the tool's receipt, which holds \(receipt.unsaid ?? "more"): other packages of"
          + " the tool may move to newer versions, new commands are not linked"
      )
    }
  }

  private static func isSamePlace(_ one: Path, _ other: Path) -> Bool {
    guard let one = try? Directory.working.status(of: one),
      let other = try? Directory.working.status(of: other)
    else { return false }
    return one.isSameFile(as: other)
  }

  /// Whether a sync of the project installs it: its lock wants it, or without a lock, only a sync
  /// leaves alone what a sync installed (C7: `editable` absent and false are two things to uv).
  private func belongsToProject(_ assessment: Assessment, _ source: LocalSource) -> Bool {
    switch assessment.facts.wish {
    case .wanted: true
    case .none: source.directURL.kind == .directory(editable: false) && project != nil
    default: false
    }
  }

  // MARK: - Settings of the last build

  private static let settingsFlag = "--config-settings-package"

  private func replayedSettings(
    of distribution: Distribution, _ release: UVRelease
  ) throws(Refusal) -> [String] {
    let settings = recordedSettings(of: distribution)
    if !settings.isEmpty, release < Rules.configSettingsPackage {
      throw Refusal(
        reason:
          "uv \(release) does not know \(Self.settingsFlag); uv \(Rules.configSettingsPackage)"
          + " and later do")
    }
    return settings.sorted { $0.key < $1.key }.flatMap { key, value in
      value.all.flatMap { [Self.settingsFlag, "\(distribution.name):\(key)=\($0)"] }
    }
  }

  /// The config settings of the last build, from `uv_build.json`.
  private func recordedSettings(of distribution: Distribution) -> [String: BuildInfo.ConfigValue] {
    let record = distribution.path.appending("uv_build.json")
    guard let bytes = try? Directory.working.read(record).content,
      let build = try? BuildInfo(bytes)
    else { return [:] }
    return build.configSettings
  }
}
