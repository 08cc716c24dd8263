import Foundation
import TestSupport
import Testing

/// System calls are made to fail by `strace --inject`: whatever fails, the program ends with a state
/// or one line, and nothing that cannot be read passes for nothing.
@Suite(.enabled(if: Tracing.isPossible, "strace is missing or may not trace"))
struct FaultTests {
  /// Single calls of every command, at random; `Tests/Benchmarks/faults` does more.
  @Test(.enabled(if: Command.find("python3") != nil))
  func oneCallFails() throws {
    let faults = SharedCases.project.appendingPathComponent("Tests/Benchmarks/faults").path
    let result = try Command.run(["python3", faults, Built.program, "200"])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  /// What changed lies where nothing can be read, and nothing else tells of it: uv, which need not
  /// meet the fault, would say stale.
  @Test(arguments: [
    // strace compares a path with a call's path and with that of the directory it starts from.
    ("changed/src/changed", "getdents64", "EIO"), ("changed/src", "openat", "EMFILE"),
    ("changed/src/changed", "newfstatat", "ENOMEM"), ("tagged/.git/refs/tags", "getdents64", "EIO"),
    ("tagged/.git/refs/tags", "openat", "ENFILE"), ("tagged/.git/packed-refs", "openat", "EMFILE"),
  ])
  func whatCannotBeReadIsNotFresh(path: String, call: String, error: String) throws {
    let fake = FakeEnvironment()
    fake.project("changed", keys: "['**/*.py']")
    fake.project("tagged", keys: "[{ git = { tags = true } }]")
    try fake.tree.shell(
      """
      cd tagged && git init -q . && git -c user.name=x -c user.email=x@example.invalid commit -q \
      --allow-empty -m one && git pack-refs --all
      """)
    for name in ["changed", "tagged"] { fake.install(name, record: "{}") }
    for (name, state) in try states(fake) {
      let record = try JSONSerialization.data(withJSONObject: try #require(state["current"]))
      fake.install(name, record: String(decoding: record, as: UTF8.self))
    }
    fake.tree.write("changed/src/changed/new.py")
    try fake.tree.shell("git -C tagged tag v1")
    if path.hasSuffix("packed-refs") { try fake.tree.shell("git -C tagged pack-refs --all") }
    let name = try #require(path.split(separator: "/").first.map(String.init))
    #expect(try states(fake)[name]?["state"] as? String == "stale")
    let tracer = [
      "strace", "-f", "-o", "/dev/null", "-P", "\(fake.tree.path)/\(path)", "-e",
      "inject=\(call):error=\(error)",
    ]
    #expect(try states(fake, tracer)[name]?["state"] as? String == "error")
  }

  /// A close look that lacks a part of what it asks for: no advice would be an answer.
  @Test(arguments: [
    ("src/copy/__init__.py", "openat", "EIO"), ("@/copy/src", "openat", "EMFILE"),
    ("@/copy/src/copy", "getdents64", "EIO"), ("copy/__init__.py", "openat", "EIO"),
    ("@/#/copy-0.1.0.dist-info/RECORD", "openat", "ENFILE"),
    ("@/#/copy-0.1.0.dist-info/WHEEL", "statx", "EIO"),
  ])
  func whatACloseLookMissesIsTold(path: String, call: String, error: String) throws {
    let fake = FakeEnvironment()
    let site = FakeEnvironment.site
    fake.project("copy")
    let direct = "{\"url\":\"file://\(fake.tree.path)/copy\",\"dir_info\":{}}"
    fake.tree.write("\(site)/copy/__init__.py", "x = 1\n")
    let info = "\(site)/copy-0.1.0.dist-info"
    fake.tree.write("\(info)/RECORD", "copy/__init__.py,,6\ncopy-0.1.0.dist-info/RECORD,,\n")
    fake.tree.write("\(info)/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
    fake.install("copy", record: "{}", direct: direct)
    let now = try #require(try states(fake)["copy"]?["current"])
    let record = try JSONSerialization.data(withJSONObject: now)
    fake.install("copy", record: String(decoding: record, as: UTF8.self), direct: direct)
    try fake.tree.shell("sleep 0.02; echo x = 2 >copy/src/copy/__init__.py")
    func codes(_ tracer: [String] = []) throws -> [String] {
      let row = try #require(try states(fake, tracer, ["--advice"])["copy"])
      #expect(row["state"] as? String == "fresh")
      return (row["advice"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }
    #expect(try codes() == ["installed-differs"])
    let place = path.replacingOccurrences(of: "@", with: fake.tree.path)
      .replacingOccurrences(of: "#", with: site)
    let tracer = [
      "strace", "-f", "-o", "/dev/null", "-P", place, "-e", "inject=\(call):error=\(error)",
    ]
    #expect(try codes(tracer).contains("not-read"))
  }

  private func states(
    _ fake: FakeEnvironment, _ tracer: [String] = [], _ options: [String] = []
  ) throws -> [String: [String: Any]] {
    let result = try Command.run(
      tracer + [Built.program, "list", "--format", "json"] + options, in: fake.tree.path,
      environment: ["VIRTUAL_ENV": fake.root, "PWD": fake.tree.path])
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let packages = (document as? [String: Any])?["packages"] as? [[String: Any]] ?? []
    return Dictionary(packages.map { ($0["name"] as? String ?? "", $0) }) { one, _ in one }
  }

  /// Even what uv passes over as well, such as a directory without permission.
  @Test func aDigestLeavesNothingOut() throws {
    let fake = FakeEnvironment()
    fake.project("a", keys: "['**/*.py']")
    let directory = "\(fake.tree.path)/a/src"
    let result = try Command.run(
      ["strace", "-f", "-o", "/dev/null", "-P", directory, "-e", "inject=openat:error=EACCES"]
        + [Built.program, "keys", "--digest", "a"], in: fake.tree.path)
    #expect(result.status == 2 && result.output.isEmpty, "\(result.output)")
    #expect(result.errors.contains("/a/src/a: Permission denied"), "\(result.errors)")
  }
}
