import ArgumentParser
import Freshness
import Glibc
import Inspector
import Platform
import UV

/// Options that every command on an environment takes.
struct CommonOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("An environment's root, or an interpreter in it.", valueName: "path"))
  var python: String?

  @Option(
    name: .customLong("site-packages"),
    help: ArgumentHelp(
      "A directory of installed packages; skips discovery. May be given several times.",
      valueName: "directory"))
  var sitePackages: [String] = []

  @Option(help: ArgumentHelp("Do as if started in this directory.", valueName: "directory"))
  var directory: String?

  @OptionGroup var uv: UVOptions
  @OptionGroup var look: LookOptions
}

/// Which uv's rules hold.
struct UVOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The uv to use (otherwise $UV, PATH, the environment's own).", valueName: "path"))
  var uv: String?

  @Option(
    name: .customLong("uv-version"),
    help: ArgumentHelp(
      "Whose rules hold: a release, `auto` (that of the uv in use) or `latest`.",
      valueName: "release"))
  var uvVersion = "auto"

  @Option(
    name: .customLong("cache-dir"),
    help: ArgumentHelp("uv's cache, where it is not in its usual place.", valueName: "directory"))
  var cacheDirectory: String?

  /// The rules in force.
  func rules(
    environmentRoot: Path?, preferred: String?, variables: ProcessEnvironment
  ) throws -> Rules {
    try Self.rules(
      uvVersion, UVProgram.Places(named: uv ?? preferred, environmentRoot: environmentRoot),
      variables: variables)
  }

  /// The rules of `version`, one of the forms of `--uv-version`.
  ///
  /// Without any uv the newest rules known hold.
  static func rules(
    _ version: String, _ places: UVProgram.Places, variables: ProcessEnvironment
  ) throws -> Rules {
    switch version {
    case "latest": return .latest
    case "auto":
      do throws(UVProgram.Failure) {
        return try UVProgram.find(places, variables: variables).rules
      } catch {
        if places.named == nil { return .latest }
        throw Failure(message: error.message)
      }
    default:
      guard let release = UVRelease(version) else {
        throw Failure(message: "--uv-version \(version): expected X.Y.Z, `auto` or `latest`")
      }
      return Rules(min(release, Rules.latestRelease))
    }
  }
}

/// How output looks.
struct LookOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(help: "Show the values of environment variables, which are masked otherwise.")
  var showValues = false
}

/// What a command works on: the environment, the rules, and the process it runs in.
struct Session {
  let variables: ProcessEnvironment
  let workingDirectory: Path
  let environment: PythonEnvironment
  let surveyor: Surveyor
  let style: Style
  let preferences: Preferences

  /// The session that the options ask for, each as if it were not given unless it is.
  init(
    python: String? = nil, sitePackages: [String] = [], directory: String? = nil,
    uv: String? = nil, uvVersion: String = "auto", cacheDirectory: String? = nil,
    color: ColorChoice = .auto
  ) throws {
    variables = ProcessEnvironment.current()
    preferences = try PreferencesFile.read(variables)
    let uvName = uv ?? preferences.uv
    workingDirectory =
      try directory.map { try Self.enter($0) }
      ?? Self.directoryOfUV(uvName, uvVersion, variables: variables)
    style = Style(color, preferences, variables: variables)
    let discovery = EnvironmentDiscovery(
      variables: variables, workingDirectory: workingDirectory)
    do throws(EnvironmentDiscovery.Failure) {
      environment = try discovery.find(
        EnvironmentDiscovery.Request(python: python, sitePackages: sitePackages))
    } catch {
      throw Failure(message: error.message)
    }
    let places = UVProgram.Places(named: uvName, environmentRoot: environment.root)
    surveyor = Surveyor(
      environment: environment,
      rules: try UVOptions.rules(uvVersion, places, variables: variables), variables: variables,
      workingDirectory: workingDirectory, cacheDirectory: cacheDirectory, sync: preferences.sync)
    if let project = surveyor.absentProject {
      throw Failure(message: "UV_PROJECT \(project.shown): no such directory; no uv command runs")
    }
  }

  init(_ options: CommonOptions) throws {
    try self.init(
      python: options.python, sitePackages: options.sitePackages, directory: options.directory,
      uv: options.uv.uv, uvVersion: options.uv.uvVersion, cacheDirectory: options.uv.cacheDirectory,
      color: options.look.color)
  }

  /// A session on an environment that is known, by the newest rules.
  init(
    _ environment: PythonEnvironment, variables: ProcessEnvironment, directory: Path,
    look: LookOptions
  ) throws {
    self.variables = variables
    self.environment = environment
    workingDirectory = directory
    preferences = try PreferencesFile.read(variables)
    style = Style(look.color, preferences, variables: variables)
    surveyor = Surveyor(
      environment: environment, rules: .latest, variables: variables,
      workingDirectory: directory, sync: preferences.sync)
  }

  /// Changes to a directory; the absolute path of where we are then.
  static func enter(_ directory: String, named name: String = "--directory") throws -> Path {
    if chdir(directory) != 0 {
      throw Failure(message: "\(name) \(directory): \(String(cString: strerror(errno)))")
    }
    return Directory.workingPath(ProcessEnvironment([String: String]()))
  }

  /// Where uv would work if it were started here: its variables may send it elsewhere.
  private static func directoryOfUV(
    _ uv: String?, _ version: String, variables: ProcessEnvironment
  ) throws -> Path {
    let all = Rules.latest.workingDirectoryVariables
    if all.allSatisfy({ variables.nonEmpty($0) == nil }) { return Directory.workingPath(variables) }
    let places = UVProgram.Places(named: uv, environmentRoot: nil)
    let rules = try UVOptions.rules(version, places, variables: variables)
    for name in rules.workingDirectoryVariables {
      if let directory = variables.nonEmpty(name) { return try enter(directory, named: name) }
    }
    return Directory.workingPath(variables)
  }

  func survey(installers: SitePackages.Installers = .none) throws -> Survey {
    do throws(FileError) {
      let survey = try surveyor.survey(installers: installers)
      // Kept to the end of the process, which frees all of it at once instead of piece by piece.
      kept.withLock { $0.append(survey) }
      return survey
    } catch {
      throw Failure(message: "\(error.path.shown): \(error.reason)")
    }
  }
}

/// What lives as long as the process.
private let kept = Locked<[Survey]>([])
