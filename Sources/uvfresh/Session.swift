import Freshness
import Glibc
import Inspector
import Platform
import UV

/// What a command works on: the environment, the rules, and the process it runs in.
struct Session {
  let variables: ProcessEnvironment
  let workingDirectory: Path
  let environment: PythonEnvironment
  let surveyor: Surveyor
  let style: Style
  let preferences: Preferences

  /// The session that the options ask for; omitted ones take their defaults.
  ///
  /// `everywhere` needs no environment where one stands: an empty one takes its place.
  init(
    environment named: EnvironmentDiscovery.Request = EnvironmentDiscovery.Request(),
    directory: String? = nil, uv: UVChoice = UVChoice(), color: ColorChoice = .auto,
    everywhere: Bool = false
  ) throws {
    variables = ProcessEnvironment.current()
    preferences = try PreferencesFile.read(variables)
    var uv = uv
    uv.program = uv.program ?? preferences.uv
    workingDirectory =
      try directory.map { try Self.enter($0) } ?? Self.directoryOfUV(uv, variables: variables)
    style = Style(color, preferences, variables: variables)
    do {
      environment = try Self.environment(named, workingDirectory, uv, variables)
    } catch {
      if !everywhere || named.python != nil { throw error }
      environment = PythonEnvironment(root: nil, pythonVersion: nil, sitePackages: [])
    }
    surveyor = Surveyor(
      environment: environment,
      rules: try uv.rules(environmentRoot: environment.root, variables: variables),
      variables: variables, workingDirectory: workingDirectory, cacheDirectory: uv.cacheDirectory,
      sync: preferences.sync)
    if let project = surveyor.absentProject {
      throw Failure(message: "UV_PROJECT \(project.shown): no such directory; no uv command runs")
    }
  }

  init(_ options: CommonOptions, everywhere: Bool = false) throws {
    try self.init(
      environment: EnvironmentDiscovery.Request(
        python: options.python, sitePackages: options.sitePackages),
      directory: options.directory, uv: options.uv.choice, color: options.look.color,
      everywhere: everywhere)
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

  private static func environment(
    _ request: EnvironmentDiscovery.Request, _ workingDirectory: Path, _ uv: UVChoice,
    _ variables: ProcessEnvironment
  ) throws -> PythonEnvironment {
    let directory = ProjectEnvironment.directory(
      workingDirectory: workingDirectory, variables: variables, rules: .latest)
    let manifests = Manifests()
    let discovery = EnvironmentDiscovery(
      variables: variables, workingDirectory: workingDirectory,
      project: ProjectEnvironment(around: directory, manifests, variables: variables),
      settings: SettingsDiscovery.find(
        in: directory, variables: variables, manifests: manifests),
      rules: { (try? uv.rules(environmentRoot: nil, variables: variables)) ?? .latest })
    do throws(EnvironmentDiscovery.Failure) {
      return try discovery.find(request)
    } catch {
      throw Failure(message: error.message)
    }
  }

  // MARK: - Where we stand

  /// Changes to a directory; the absolute path of where we are then.
  static func enter(_ directory: String, named name: String = "--directory") throws -> Path {
    if chdir(directory) != 0 {
      throw Failure(message: "\(name) \(directory): \(String(cString: strerror(errno)))")
    }
    return Directory.workingPath
  }

  /// Where uv would work if it were started here: its variables may send it elsewhere.
  private static func directoryOfUV(
    _ uv: UVChoice, variables: ProcessEnvironment
  ) throws -> Path {
    let all = Rules.latest.workingDirectoryVariables
    if all.allSatisfy({ variables.nonEmpty($0) == nil }) { return Directory.workingPath }
    let rules = try uv.rules(environmentRoot: nil, variables: variables)
    for name in rules.workingDirectoryVariables {
      if let directory = variables.nonEmpty(name) { return try enter(directory, named: name) }
    }
    return Directory.workingPath
  }

  // MARK: - Looking

  func survey(_ extent: SitePackages.Extent = SitePackages.Extent()) throws -> Survey {
    do throws(FileError) {
      let survey = try surveyor.survey(extent)
      // Left to the end of the process, which frees all of it at once instead of piece by piece.
      _ = Unmanaged.passRetained(Kept(survey))
      return survey
    } catch {
      throw Failure(message: "\(error.path.shown): \(error.reason)")
    }
  }

  private final class Kept: Sendable {
    private let survey: Survey

    init(_ survey: Survey) {
      self.survey = survey
    }
  }
}
