import ArgumentParser
import Freshness
import Glibc
import Platform
import UV

/// A uv for the demo: it prints, waits and fails as uv does, and then writes new records.
///
/// The demo's `bin/uv` calls it. It builds nothing and touches nothing but a demo's environment.
struct PretendUV: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pretend-uv", abstract: "What the demo has in place of uv.", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough)
  var words: [String] = []

  /// A step's time: long enough to be seen, and short enough for the whole demo.
  private static let pause: UInt32 = 100_000

  /// Writes the script that stands for uv.
  static func install(_ demo: DemoEnvironment) throws(FileError) {
    guard let program = Executable.own?.utf8Text else {
      throw FileError(code: ENOENT, path: "/proc/self/exe")
    }
    let quoted = program.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''")
    try Directory.working.write(
      demo.uv, Array("#!/bin/sh\nexec '\(quoted)' pretend-uv \"$@\"\n".utf8))
    try Directory.working.setMode(demo.uv, 0o755)
  }

  func run() throws {
    if words == ["--version"] { return StandardStream.output("uv \(Rules.latestRelease)\n") }
    guard words.starts(with: ["pip", "install"]), let root = value(after: "--python"),
      let name = value(after: "--reinstall-package"),
      let install = (DemoInstall.all + [.broken]).first(where: { $0.name == name }),
      let parent = Path(root).parent,
      let demo = DemoEnvironment(at: parent, variables: .current())
    else { throw Failure(message: "this is the demo's uv: it only reinstalls the demo's packages") }

    say("Resolved 1 package in 2ms")
    let what = "\(name) @ \(words.last?.split(separator: " ").last ?? "")"
    if let failure = demo.failure(of: install) {
      say("error: \(failure.message)")
      throw ExitCode(2)
    }
    if install.kind != .wheel {
      say("   Building \(what)")
      usleep(Self.pause)
      if let output = install.failure, isFirst(name, demo) {
        say(
          """
            × Failed to build `\(what)`
            ├─▶ The build backend returned an error
            ╰─▶ Call to `maturin.build_editable` failed (exit status: 1)

                [stderr]
          """)
        for line in output.split(separator: "\n") { say("      \(line)") }
        throw ExitCode(1)
      }
      say("      Built \(what)")
    }
    say("Prepared 1 package in \(Self.pause / 1000)ms")
    try demo.reinstall(install)
    say("Uninstalled 1 package in 0.31ms\nInstalled 1 package in 0.87ms")
    say(" ~ \(name)==\(install.version) (from \(words.last?.split(separator: " ").last ?? ""))")
  }

  /// Whether this is built for the first time.
  private func isFirst(_ name: String, _ demo: DemoEnvironment) -> Bool {
    let mark = demo.root.appending("bin/built-\(name)")
    if Directory.working.has(mark) { return false }
    return (try? Directory.working.write(mark, [])) != nil
  }

  private func value(after option: String) -> String? {
    words.firstIndex(of: option).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
  }

  private func say(_ text: String) {
    StandardStream.error("\(text)\n")
  }
}
