import ArgumentParser
import Freshness
import Platform
import UV

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Open the inspector on a throw-away environment with installs in every state.",
    discussion: """
      Needs neither uv nor Python. The environment is removed at the end.

      Examples:
        uvfresh demo
        uvfresh demo --list
      """)

  @Flag(
    inversion: .prefixedNo,
    help: "With a corrupt record, because of which every uv command on the environment fails.")
  var broken = true

  @Flag(help: "List it instead.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Make it in this directory, for pictures that can be compared.",
      valueName: "directory"))
  var still: String?

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @OptionGroup var look: LookOptions

  func run() throws {
    let variables = ProcessEnvironment.current()
    let demo: DemoEnvironment
    do throws(FileError) {
      demo = try DemoEnvironment(
        variables: variables, withBroken: broken,
        directory: still.map { Directory.workingPath(variables).appending($0).tidied })
    } catch {
      throw Failure(message: "the demo cannot be made: \(error.path.shown): \(error.reason)")
    }
    defer { demo.remove() }
    let session = try Session(
      demo.environment, variables: variables, directory: demo.root, look: look)
    if list {
      try List.run(session, showValues: look.showValues)
    } else {
      try Inspect.open(
        session, uv: nil, look: look, noMouse: noMouse)
    }
  }
}
