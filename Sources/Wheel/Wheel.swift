import Foundation
import PackagePlugin

/// `swift package wheel`: the static release program as a Python wheel, for `uvx uvfresh`.
///
/// The same commit gives the same bytes: entries are sorted and bear the commit's time, and the two
/// sections in which two builds differ are removed from the program.
@main
struct Wheel: CommandPlugin {
  /// Differ between two builds of the same source, and nothing reads them at run time.
  private static let volatileSections = [".swift_modhash", ".note.gnu.build-id"]

  /// Tables that lead from a function to its caller, for a stack trace or a C++ exception.
  ///
  /// The stripped program has no names to show in a trace, and neither Swift's errors nor its runtime
  /// use exceptions. An empty table means "the stack ends here". It saves 0.7 MB of 8.4.
  private static let unwindTables = [".eh_frame", ".eh_frame_hdr"]

  func performCommand(context: PluginContext, arguments: [String]) throws {
    var extractor = ArgumentExtractor(arguments)
    let output = extractor.extractOption(named: "output").last.map { URL(fileURLWithPath: $0) }
    guard extractor.remainingArguments.isEmpty else {
      throw Failure("usage: swift package wheel [--output DIRECTORY]")
    }
    let work = context.pluginWorkDirectoryURL
    let files = work.appending(path: "files")
    try? FileManager.default.removeItem(at: files)
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)

    let program = files.appending(path: "uvfresh")
    let sections = Self.volatileSections.flatMap { ["--remove-section", $0] }
    try run("strip", sections + ["-o", program.path(), try build().path()])
    for section in Self.unwindTables {
      try empty(section, of: program, in: work)
    }

    for (shell, name) in [
      ("bash", "uvfresh.bash"), ("zsh", "_uvfresh"), ("fish", "uvfresh.fish"),
    ] {
      let script = try run(program.path(), ["--generate-completion-script", shell])
      try script.write(to: files.appending(path: name))
    }
    let root = context.package.directoryURL
    let time =
      (try? run("git", ["-C", root.path(), "log", "-1", "--format=%ct"])).map(text) ?? "315532800"
    try makeManual(in: files, root: root, time: time)
    let wheel = try run(
      "python3",
      [
        root.appending(path: "Sources/Wheel/make_wheel.py").path(), "--root", root.path(),
        "--files", files.path(), "--output", (output ?? work).path(),
      ],
      environment: ["SOURCE_DATE_EPOCH": time])
    print(text(wheel))
  }

  /// Fills a section with zeros: start-up code reads the first bytes, so that it must not be removed.
  private func empty(_ section: String, of program: URL, in work: URL) throws {
    let contents = work.appending(path: "section")
    let copy = ["\(section)=\(contents.path())", program.path()]
    try run("objcopy", ["--dump-section"] + copy + ["/dev/null"])
    try Data(count: Data(contentsOf: contents).count).write(to: contents)
    try run("objcopy", ["--update-section"] + copy)
  }

  /// The manual page, by the parser's own plugin.
  ///
  /// A plugin cannot call another one, so this starts SwiftPM within SwiftPM: the lock that it would
  /// wait for is held for this very command.
  private func makeManual(in files: URL, root: URL, time: String) throws {
    let day = Date(timeIntervalSince1970: Double(time) ?? 0).formatted(
      .iso8601.year().month().day())
    try run(
      "swift",
      [
        "package", "--package-path", root.path(), "--ignore-lock", "--allow-writing-to-directory",
        files.path(), "generate-manual", "--configuration", "debug", "--output-directory",
        files.path(), "--date", day,
      ])
  }

  private func build() throws -> URL {
    var parameters = PackageManager.BuildParameters(
      configuration: .release, logging: .concise, echoLogs: true)
    // A section for each function, so that the linker leaves out what nothing calls and keeps one of
    // those that are alike.
    parameters.otherSwiftcFlags = [
      "-static-stdlib", "-static-executable", "-Xfrontend", "-function-sections", "-Xlinker",
      "--icf=safe",
    ]
    let result = try packageManager.build(.product("uvfresh"), parameters: parameters)
    guard result.succeeded,
      let built = result.builtArtifacts.first(where: { $0.kind == .executable })
    else { throw Failure(result.logText) }
    return built.url
  }

  @discardableResult
  private func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure("`\(program)` ended with status \(process.terminationStatus)")
    }
    return output
  }

  private func text(_ data: Data) -> String {
    String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

private struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
