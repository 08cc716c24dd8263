import ArgumentParser
import CacheKeys
import Environments
import FileSystem
import Freshness
import Glibc
import InspectorModel

/// Options that every command on an environment takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "An environment's root, or an interpreter in it.")
  var python: String?

  @Option(
    name: .customLong("site-packages"),
    help: "A folder of installed packages; skips discovery. May be given several times.")
  var sitePackages: [String] = []

  @Option(help: "Do as if started in this folder.")
  var directory: String?

  @OptionGroup var uv: UVOptions
  @OptionGroup var look: LookOptions
}

/// Which uv's rules hold.
struct UVOptions: ParsableArguments {
  @Option(help: "The uv to use (otherwise $UV, PATH, the environment's own).")
  var uv: String?

  @Option(
    name: .customLong("uv-version"),
    help: "Whose rules hold: a release, `auto` (that of the uv in use) or `latest`.")
  var uvVersion = "auto"

  @Option(name: .customLong("cache-dir"), help: "uv's cache, where it is not in its usual place.")
  var cacheFolder: String?

  /// The rules in force.
  ///
  /// Without any uv the newest rules known hold.
  func rules(
    environmentRoot: Path?, preferred: String?, variables: ProcessEnvironment
  ) throws -> Rules {
    switch uvVersion {
    case "latest": return .latest
    case "auto":
      let places = UVProgram.Places(named: uv ?? preferred, environmentRoot: environmentRoot)
      if places.named != nil { return try program(places, variables).rules }
      return (try? UVProgram.find(places, variables: variables))?.rules ?? .latest
    default:
      guard let release = UVRelease(uvVersion) else {
        throw Failure(message: "--uv-version \(uvVersion): expected X.Y.Z, `auto` or `latest`")
      }
      return Rules(min(release, Rules.latestRelease))
    }
  }

  private func program(
    _ places: UVProgram.Places, _ variables: ProcessEnvironment
  ) throws -> UVProgram {
    do throws(UVProgram.Failure) {
      return try UVProgram.find(places, variables: variables)
    } catch {
      throw Failure(message: error.message)
    }
  }
}

/// How output looks.
struct LookOptions: ParsableArguments {
  @Option(help: "When to use colours: auto, always or never.")
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

  init(_ options: CommonOptions) throws {
    variables = ProcessEnvironment.current()
    preferences = try PreferencesFile.read(variables)
    workingDirectory = try Self.enter(options.directory, variables: variables)
    style = Style(options.look.color, preferences, variables: variables)
    let discovery = EnvironmentDiscovery(
      variables: variables, workingDirectory: workingDirectory)
    do throws(EnvironmentDiscovery.Failure) {
      environment = try discovery.find(
        EnvironmentDiscovery.Request(
          python: options.python, sitePackages: options.sitePackages))
    } catch {
      throw Failure(message: error.message)
    }
    surveyor = Surveyor(
      environment: environment,
      rules: try options.uv.rules(
        environmentRoot: environment.root, preferred: preferences.uv, variables: variables),
      variables: variables, workingDirectory: workingDirectory,
      cacheFolder: options.uv.cacheFolder)
  }

  /// A session on an environment that is known, by the newest rules.
  init(
    _ environment: PythonEnvironment, variables: ProcessEnvironment, folder: Path,
    look: LookOptions
  ) throws {
    self.variables = variables
    self.environment = environment
    workingDirectory = folder
    preferences = try PreferencesFile.read(variables)
    style = Style(look.color, preferences, variables: variables)
    surveyor = Surveyor(
      environment: environment, rules: .latest, variables: variables, workingDirectory: folder)
  }

  /// Changes to `--directory`; the absolute path of where we are then.
  static func enter(_ folder: String?, variables: ProcessEnvironment) throws -> Path {
    guard let folder else { return Folder.workingPath(variables) }
    if chdir(folder) != 0 {
      throw Failure(message: "--directory \(folder): \(String(cString: strerror(errno)))")
    }
    return Folder.workingPath(ProcessEnvironment([String: String]()))
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
