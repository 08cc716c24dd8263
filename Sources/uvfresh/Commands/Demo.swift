import ArgumentParser
import Freshness
import Glibc
import Platform
import UV

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Open the inspector on a throw-away environment with installs in every state.",
    discussion: """
      Needs neither uv nor Python: a pretend uv reinstalls. The environment is removed at the end.

      Examples:
        uvfresh demo
        uvfresh demo --list
      """)

  @Flag(help: "With a corrupt record, because of which every uv command on the environment fails.")
  var broken = false

  @Flag(help: "List it instead.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Make it in this directory, for pictures that can be compared.", valueName: "directory"))
  var still: String?

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @OptionGroup var look: LookOptions

  func run() throws {
    let outer = ProcessEnvironment.current()
    let root =
      still.map { Directory.workingPath.appending($0).tidied }
      ?? Path(outer.nonEmpty("TMPDIR") ?? "/tmp")
      .appending("uvfresh-demo-\(UInt64.random(in: 0..<1 << 40))")
    let variables = Self.variables(outer, root)
    let demo: DemoEnvironment
    let janitor: Janitor
    do throws(FileError) {
      if Directory.working.has(root) { throw FileError(code: EEXIST, path: root) }
      janitor = try Janitor(root, environment: outer)
      try Directory.working.makePrivateDirectory(root)
      demo = try DemoEnvironment(in: root, hasBroken: broken, variables: variables)
      try PretendUV.install(demo)
    } catch {
      throw Failure(message: "the demo cannot be made: \(error.path.shown): \(error.reason)")
    }
    defer { janitor.finish() }
    let session = try Session(
      demo.environment, variables: variables, directory: root, look: look)
    if list {
      try List.run(session, List.Manner(showValues: look.showValues))
    } else {
      try Inspect.open(session, uv: demo.uv.utf8Text, look: look, noMouse: noMouse)
    }
  }

  /// Without the user's settings for uv, with caches and the journal in the demo's own directory.
  private static func variables(_ outer: ProcessEnvironment, _ root: Path) -> ProcessEnvironment {
    let own = outer.raw.filter { !$0.starts(with: "UV_".utf8) && !$0.starts(with: "UV=".utf8) }
    return ProcessEnvironment(own).without(EnvironmentDiscovery.variablesNamingRoots)
      .setting([
        "XDG_CACHE_HOME": root.appending("cache").shown,
        "XDG_STATE_HOME": root.appending("state").shown,
      ])
  }
}
