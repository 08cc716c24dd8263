import Formats
import Foundation
import TestSupport
import Testing

/// What uv would do with each install of an environment, and what is said here: the scenarios of
/// `Scenarios/*.scenarios`.
///
/// To add one, write a few lines at the end of the file that fits:
///
///     == what is special about it
///     project a
///     venv
///     install .venv -e a
///     export UV_PYTHON=3.99
///     ask pip
///
/// The lines are bash; `Scenarios/prelude.bash` says what else is known there. Each `ask` has uv
/// plan (`--dry-run`), asks `uvfresh` in the same directory with the same variables, and fails
/// where the two differ on any install. `UVFRESH_SCENARIOS=WORDS` runs those whose title or
/// file contains the words; nothing has to be built after a change of a scenario.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"))
struct ScenarioTests {
  @Test(arguments: Scenario.all)
  func uvSaysTheSame(_ scenario: Scenario) throws {
    let uv = try #require(RealUV.newest)
    let tree = TemporaryTree()
    try scenario.run(in: tree, uv: uv)
    if FileManager.default.fileExists(atPath: "\(tree.path)/out/needs") { return }
    let answers = try Scenario.answers(in: tree)
    #expect(!answers.isEmpty, "nothing was asked")
    for answer in answers {
      let differences = answer.differences
      #expect(differences.isEmpty, "\(differences.joined(separator: "; "))\n\(answer.words)")
    }
  }
}

/// A title and lines of bash.
struct Scenario: Sendable, CustomTestStringConvertible {
  let file: String
  let title: String
  let lines: String

  var testDescription: String { "\(file): \(title)" }

  /// Those that the variable names, or all.
  static let all: [Scenario] = {
    let directory = "\(SharedCases.project.path)/Tests/Conformance/Scenarios"
    let words = ProcessInfo.processInfo.environment["UVFRESH_SCENARIOS"] ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.filter { $0.hasSuffix(".scenarios") }.sorted().flatMap { name in
      let text = (try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)) ?? ""
      return ("\n" + text).components(separatedBy: "\n== ").dropFirst().map { part in
        let end = part.firstIndex(of: "\n") ?? part.endIndex
        return Scenario(
          file: String(name.dropLast(".scenarios".count)), title: String(part[..<end]),
          lines: String(part[end...]))
      }
    }.filter { words.isEmpty || $0.testDescription.contains(words) }
  }()

  /// Without the variables of the one who tests; the caches are shared, since asking an
  /// interpreter takes longer than all else.
  func run(in tree: TemporaryTree, uv: RealUV) throws {
    let prelude = "\(SharedCases.project.path)/Tests/Conformance/Scenarios/prelude.bash"
    let script = tree.write("scenario.bash", "set -e\n. '\(prelude)'\n\(lines)\n")
    let cache = FileManager.default.temporaryDirectory.path + "/uvfresh-scenarios-cache"
    // Without the shims of version managers, which are programs only in name.
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
      .split(separator: ":").filter { !$0.hasSuffix("/shims") }.joined(separator: ":")
    let result = try Command.run(
      [
        "-i", "PATH=\(path)", "UV=\(uv.path)", "UVFRESH=\(Built.program)",
        "XDG_CACHE_HOME=\(cache)", "LC_ALL=C.UTF-8", "TMPDIR=\(tree.path)",
        "/bin/bash", script,
      ], in: tree.path)
    if result.status != 0 { throw CommandFailure(line: title, result: result) }
  }

  static func answers(in tree: TemporaryTree) throws -> [ScenarioAnswer] {
    let places = try FileManager.default.contentsOfDirectory(atPath: "\(tree.path)/out").sorted()
    return try places.map { try ScenarioAnswer("\(tree.path)/out/\($0)") }
  }
}

/// What uv and what `uvfresh` said to one `ask`.
struct ScenarioAnswer {
  /// By the name of the package: `keep`, `reinstall`, `remove` or `fail`.
  typealias Verdicts = [String: String]

  let words: String
  private let uv: (status: String, text: String)
  /// Whether what uv plans fails when it is done.
  private let realityFails: Bool
  private let list: (status: String, text: String)
  private let check: (status: String, text: String)

  init(_ directory: String) throws {
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
    }
    func status(_ name: String) throws -> String {
      try text("\(name).status").trimmingCharacters(in: .whitespacesAndNewlines)
    }
    uv = (try status("uv"), try text("uv.txt"))
    let real = try? status("real")
    realityFails = (real ?? "0") != "0"
    list = (try status("list"), try text("list.json"))
    check = (try status("check"), try text("check.txt"))
    words = """
      --- uv: \(uv.status)
      \(uv.text)
      --- uvfresh list: \(list.status) \(try text("list.txt"))
      --- uvfresh check: \(check.status) \(check.text)
      """
  }

  /// uv's plan, from the lines `- NAME==…`, `+ NAME==…` and `~ NAME==…` of its dry run.
  private var plan: (removed: Set<String>, added: Set<String>) {
    var removed: Set<String> = []
    var added: Set<String> = []
    for line in uv.text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count >= 2, ["-", "+", "~"].contains(parts[0]), line.first == " " else {
        continue
      }
      let name = String(parts[1].prefix { $0 != "=" && $0 != "@" })
      if parts[0] != "+" { removed.insert(name) }
      if parts[0] != "-" { added.insert(name) }
    }
    return (removed, added)
  }

  /// One line for each verdict that differs.
  var differences: [String] {
    if list.status != "0" {
      return uv.status == "0" ? ["uvfresh cannot look, uv can"] : []
    }
    guard case .array(let packages)? = try? JSONValue.read(Array(list.text.utf8))["packages"] else {
      return ["no JSON"]
    }
    let plan = plan
    var found: [String] = []
    var installed: Set<String> = []
    for package in packages {
      guard let name = package["name"]?.text else { return ["a package without a name"] }
      installed.insert(name)
      let mine = package["next_action"]?.text ?? "keep"
      let theirs =
        uv.status != "0"
        ? "fail"
        : plan.added.contains(name)
          ? realityFails ? "fail" : "reinstall" : plan.removed.contains(name) ? "remove" : "keep"
      if mine != theirs { found.append("\(name): uv \(theirs), uvfresh \(mine)") }
    }
    if uv.status == "0" {
      for name in plan.removed.subtracting(installed) {
        found.append("\(name): in uv's environment only: another environment was looked at")
      }
    }
    if uv.status != "0", !packages.isEmpty, check.status == "0" {
      found.append("uv fails, `uvfresh check` exits 0")
    }
    return found
  }
}
