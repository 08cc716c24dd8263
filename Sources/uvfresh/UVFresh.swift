import ArgumentParser
import Glibc
import Platform

@main
struct UVFresh: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uvfresh",
    abstract: "Shows which editable and path installs are stale and why, and reinstalls them.",
    discussion: """
      Without a command it opens the inspector, or lists if standard output is not a terminal; \
      `uvfresh inspect --help` has the inspector's options.

      Examples:
        uvfresh                       the inspector
        uvfresh check                 what needs a reinstall, and why
        uvfresh explain mypackage     everything about one install
        uvfresh reinstall --stale     install the stale ones again

      `uvfresh --generate-completion-script SHELL` prints completions for bash, fish or zsh.

      Exit status: 0 all is well; 1 `check` found something, or a reinstall failed; 2 wrong use, \
      or an environment that cannot be read.
      """,
    version: "0.1.0",
    subcommands: [
      Inspect.self, List.self, Check.self, Explain.self, Diff.self, Keys.self, WhatIfCommand.self,
      Trace.self, ReinstallCommand.self, LogCommand.self, Demo.self, PretendUV.self,
    ],
    defaultSubcommand: Inspect.self)

  /// The subcommand of a name.
  private static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0.configuration.commandName == name }
  }

  /// The command that the arguments ask for.
  ///
  /// A subcommand that is named first is parsed by itself: the parser's work on all the others
  /// would be a tenth of a whole `check`. Help needs them all, for its usage line. Such a command
  /// says whose part it is, by which the parser also knows that it need not look for the program's
  /// own flags.
  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    guard let name = arguments.first(where: { $0 != "help" }), !name.hasPrefix("-") else {
      return try parseAsRoot(arguments)
    }
    guard let command = subcommand(name) else {
      let names = configuration.subcommands.map { $0.configuration }
        .filter { $0.shouldDisplay }.compactMap { $0.commandName }
      throw Failure(
        message: "there is no command `\(name)`; there are \(names.joined(separator: ", "))")
    }
    if arguments.contains(where: { ["-h", "--help", "help"].contains($0) }) {
      return try parseAsRoot(arguments)
    }
    return try command.parseAsRoot(Array(arguments.dropFirst()))
  }

  /// Runs the command lines that prompts, hooks and editors call again and again; false for any
  /// other.
  ///
  /// They go without the parser, which finds options by reflection: a third of an everyday `check`.
  /// A test holds them to what the parser makes of the same words.
  private static func runAtOnce(_ arguments: [String]) throws -> Bool {
    switch arguments {
    case ["check"]: try Check.run(Session())
    case ["check", "-q"], ["check", "--quiet"]: try Check.run(Session(), Check.Manner(quiet: true))
    case ["check", "--strict"]: try Check.run(Session(), Check.Manner(strict: true))
    case ["check", "-q", "--strict"], ["check", "--strict", "-q"]:
      try Check.run(Session(), Check.Manner(quiet: true, strict: true))
    case ["check", "--format", "json"]: try Check.run(Session(), Check.Manner(format: .json))
    case ["list"]: try List.run(Session())
    case ["list", "--format", "json"]: try List.run(Session(), List.Manner(format: .json))
    case ["--version"]: StandardStream.output("\(configuration.version)\n")
    default: return false
    }
    return true
  }

  /// The parser writes many values that it would take as a list below its message.
  private static func oneLine(_ message: String) -> String {
    message.split(whereSeparator: \.isNewline).reduce(into: "") { text, line in
      let isItem = line.hasPrefix("  - ")
      if !text.isEmpty { text += isItem && !text.hasSuffix(":") ? ", " : " " }
      text += isItem ? line.dropFirst(4) : line
    }
  }

  /// Exit 2 and one line for wrong use, where the parser's own way would be 64 and several.
  static func main() {
    // A parent may have left it ignored; a closed pipe then would turn into an endless error.
    signal(SIGPIPE, SIG_DFL)
    Memory.keepFreed()
    do {
      let arguments = Arguments.all
      if try runAtOnce(arguments) { return }
      var command = try parsed(arguments)
      try command.run()
    } catch let failure as Failure {
      StandardStream.error("uvfresh: \(failure.message)\n")
      Glibc.exit(failure.status)
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      if exitCode(for: error).isSuccess { exit(withError: error) }
      let message = oneLine(message(for: error))
      let name = Arguments.all.first.flatMap(subcommand)?.configuration.commandName
      let help = name.map { "uvfresh \($0) --help" } ?? "uvfresh --help"
      StandardStream.error("uvfresh: \(message) (see `\(help)`)\n")
      Glibc.exit(2)
    }
  }
}

/// An end with one line on standard error.
struct Failure: Error {
  let message: String
  var status: Int32 = 2
}
