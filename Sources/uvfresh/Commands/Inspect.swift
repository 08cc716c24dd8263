import ArgumentParser
import Freshness
import Glibc
import Inspector
import Platform
import Terminal
import UV

struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Open the inspector (the default).",
    discussion: """
      Examples:
        uvfresh                          the environment of this project
        uvfresh -p ~/other/.venv         another one
        uvfresh --uv-version 0.8.0       by the rules of another release
      """, shouldDisplay: false)

  @Flag(help: "Leave the mouse to the terminal.")
  var noMouse = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let session = try Session(common)
    try Self.open(session, uv: common.uv.uv, look: common.look, noMouse: noMouse)
  }

  /// The inspector if there is a terminal that it can use, else the list.
  static func open(
    _ session: Session, uv: String?, look: LookOptions, noMouse: Bool
  ) throws {
    let term = session.variables.nonEmpty("TERM") ?? "dumb"
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1, term != "dumb" else {
      return try List.run(session, List.Manner(showValues: look.showValues))
    }
    let preferences = session.preferences
    let color = look.color == .auto ? preferences.color.rawValue : look.color.rawValue
    let noColor = color == "auto" && session.variables.nonEmpty("NO_COLOR") != nil
    let setup = InspectorSetup(
      surveyor: session.surveyor,
      uv: UVProgram.Places(named: uv ?? preferences.uv, environmentRoot: session.environment.root),
      screen: InspectorSetup.Screen(
        isUTF8: session.style.isUTF8, wantsColor: color != "never" && !noColor,
        wantsMouse: !noMouse && preferences.mouse),
      preferences: preferences)
    do throws(InspectorSession.Failure) {
      try InspectorSession.run(setup)
    } catch {
      throw Failure(
        message: "the terminal `\(term)` cannot show the inspector; `uvfresh list` needs none")
    }
  }
}
