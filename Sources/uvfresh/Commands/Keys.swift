import ArgumentParser
import Formats
import Freshness
import Inspector
import Platform
import UV

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

  @OptionGroup var common: ProjectOptions

  func validate() throws {
    if digest, check || fix || diff {
      throw ValidationError("--digest cannot be used with --check, --fix or --diff")
    }
  }

  func run() throws {
    let session = try ProjectSession(common)
    for pattern in tried {
      do throws(BadGlob) {
        _ = try KeyMatcher([.file(pattern)], rules: session.rules)
      } catch {
        throw Failure(message: "--try '\(pattern)': \(error.reason)")
      }
    }
    let report: KeyReport
    do throws(FileError) {
      report = try KeyReport(
        of: session.project, trying: tried, rules: session.rules, variables: session.variables)
    } catch {
      throw Failure(message: "\(common.project): \(error.reason)")
    }
    if digest || check || fix || diff, report.computed?.isBuildable == false {
      throw Failure(message: Problem.notAProject(report.project).message)
    }
    if digest { return try KeysDigest.print(report, named: common.project) }
    if check || fix || diff {
      return try KeysCheck(
        session: session, format: common.format, fixes: fix, shows: diff, yes: yes
      ).run(report)
    }
    switch common.format {
    case .json: StandardStream.output(document: KeysOutput.json(report))
    case .text:
      StandardStream.output(
        KeysOutput.text(
          report, session.style, verbose: verbose, showValues: common.look.showValues))
      if report.error != nil { throw ExitCode(1) }
    }
  }
}
