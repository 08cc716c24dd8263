import ArgumentParser
import Formats
import Freshness
import Inspector
import Platform
import UV

enum KeysFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", _superCommandName: "uvfresh",
    abstract: "Show which cache keys hold for a project and what each matches.",
    discussion: """
      For authors of `[tool.uv] cache-keys`: run it in the project's directory.

      Examples:
        uvfresh keys
        uvfresh keys ../lib -v
        uvfresh keys --try 'src/**/*.rs'     what one more key would match
        uvfresh keys --check                 what is wrong with them
        uvfresh keys --fix                   show a better list as a diff, ask, write it
        uvfresh keys --digest                one hash over all that they match
      """)

  @Argument(help: "The project's directory.")
  var project = "."

  @Option(
    name: .customLong("try"),
    help: ArgumentHelp(
      "A file key to add for this run. May be given several times.", valueName: "pattern"))
  var tried: [String] = []

  @Flag(name: .shortAndLong, help: "Every file that matches.")
  var verbose = false

  @Flag(help: "Only one hash over what the keys match, for a cache key in CI.")
  var digest = false

  @Flag(help: "What is wrong with the keys; exit 1 if there are warnings.")
  var check = false

  @Flag(help: "Edit the keys in pyproject.toml: shows the edit, asks, writes. Implies --check.")
  var fix = false

  @Flag(help: "Only show the edit that --fix would make.")
  var diff = false

  @Flag(name: .shortAndLong, help: "Do not ask before the edit is written.")
  var yes = false

  @Option(help: "The form of the output.")
  var format: KeysFormat = .text

  @Option(help: ArgumentHelp("Do as if started in this directory.", valueName: "directory"))
  var directory: String?

  @OptionGroup var uv: UVOptions
  @OptionGroup var look: LookOptions

  func run() throws {
    let variables = ProcessEnvironment.current()
    let here = try directory.map { try Session.enter($0) } ?? Directory.workingPath
    let path = here.appending(project).tidied
    let preferences = try PreferencesFile.read(variables)
    var choice = uv.choice
    choice.program = choice.program ?? preferences.uv
    let rules = try choice.rules(environmentRoot: nil, variables: variables)
    let report: KeyReport
    do throws(FileError) {
      report = try KeyReport(of: path, trying: tried, rules: rules, variables: variables)
    } catch {
      throw Failure(message: "\(project): \(error.reason)")
    }
    if digest { return try KeysDigest.print(report, named: project) }
    if check || fix || diff {
      let style = Style(look.color, preferences, variables: variables)
      return try KeysCheck(
        rules: rules, variables: variables, style: style, format: format, fixes: fix, shows: diff,
        yes: yes
      ).run(report)
    }
    switch format {
    case .json: StandardStream.output(KeysOutput.json(report))
    case .text:
      let style = Style(look.color, preferences, variables: variables)
      StandardStream.output(
        KeysOutput.text(report, style, verbose: verbose, showValues: look.showValues))
    }
    if report.error != nil, format == .text { throw ExitCode(1) }
  }
}
