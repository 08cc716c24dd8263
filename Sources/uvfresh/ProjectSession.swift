import Freshness
import Inspector
import Platform
import UV

/// What a command works on that looks at a project without an environment.
struct ProjectSession {
  let variables: ProcessEnvironment
  /// Absolute.
  let project: Path
  let rules: Rules
  let style: Style
  private let workingDirectory: Path
  private let choice: UVChoice

  init(_ options: ProjectOptions) throws {
    variables = ProcessEnvironment.current()
    workingDirectory =
      try options.directory.map { try Session.enter($0) } ?? Directory.workingPath
    project = workingDirectory.appending(options.project).tidied
    let preferences = try PreferencesFile.read(variables)
    var choice = options.uv.choice
    choice.program = choice.program ?? preferences.uv
    self.choice = choice
    rules = try choice.rules(environmentRoot: nil, variables: variables)
    style = Style(options.look.color, preferences, variables: variables)
  }

  /// The absolute path of the uv to run.
  func uv() throws -> Path {
    do throws(UVProgram.Failure) {
      let places = UVProgram.Places(named: choice.program, environmentRoot: nil)
      let program = try UVProgram.find(places, variables: variables)
      return workingDirectory.appending(program.path.bytes).normalized
    } catch {
      throw Failure(message: error.message)
    }
  }
}
