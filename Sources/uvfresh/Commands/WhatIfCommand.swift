import ArgumentParser
import Freshness
import Glibc
import Platform
import UV

/// Named apart from `WhatIf`.
struct WhatIfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what-if", _superCommandName: "uvfresh",
    abstract: "Which packages would turn stale if some files changed, and by which key.",
    discussion: """
      No file is touched. A directory stands for all files in it. With `-` paths are read from \
      standard input, a line each, relative to the top of the Git checkout, as `git diff \
      --name-only` prints them.

      Examples:
        uvfresh what-if native/codec.rs
        git diff --name-only main | uvfresh what-if -
        git diff --name-only -z main | uvfresh what-if - --format json | jq -r '.packages[].name'
      """)

  @Argument(help: ArgumentHelp("Files or directories, or `-`.", valueName: "path"))
  var paths: [String] = []

  @Option(help: "The form of the output.")
  var format: OutputFormat = .text

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if paths.isEmpty { throw ValidationError("Name files that would change, or `-`.") }
  }

  func run() throws {
    let session = try Session(common)
    let survey = try session.survey()
    var given: [Path] = []
    for name in paths {
      if name == "-" {
        let top = Checkout(around: session.workingDirectory)?.root ?? session.workingDirectory
        given += try Self.standardInput().map { top.appending($0.bytes).normalized }
      } else {
        given.append(session.workingDirectory.appending(name).normalized)
      }
    }
    var seen: Set<Path> = []
    given = given.filter { seen.insert($0).inserted }
    let found = WhatIf(given, survey, session.surveyor)
    let output = WhatIfOutput(style: session.style, base: session.workingDirectory)
    switch format {
    case .text: StandardStream.output(output.text(found))
    case .json: StandardStream.output(document: output.json(found, survey, given: given))
    }
  }

  /// Paths on lines, or with NUL between, as `git diff -z` writes them; Git's quotes are undone.
  private static func standardInput() throws -> [Path] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 { throw Failure(message: "standard input: \(String(cString: strerror(errno)))") }
      if count == 0 { break }
      bytes += buffer[..<count]
      if bytes.count > 64 << 20 {
        throw Failure(message: "standard input: more than 64 MB of paths")
      }
    }
    let separator: UInt8 = bytes.contains(0) ? 0 : UInt8(ascii: "\n")
    return bytes.split(separator: separator).map { line in
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return Path(separator == 0 ? Array(line) : GitQuotes.undone(line))
    }.filter { !$0.isEmpty }
  }
}
