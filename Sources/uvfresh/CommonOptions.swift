import ArgumentParser

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

/// The forms of output that most commands have.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Options of the commands that look at a project, installed or not.
struct ProjectOptions: ParsableArguments {
  @Argument(help: "The project's directory.")
  var project = "."

  @Option(help: "The form of the output.")
  var format: OutputFormat = .text

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

  var choice: UVChoice {
    UVChoice(program: uv, version: uvVersion, cacheDirectory: cacheDirectory)
  }
}

/// How output looks.
struct LookOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
  var color: ColorChoice = .auto

  @Flag(help: "Show the values of environment variables, which are masked otherwise.")
  var showValues = false
}
