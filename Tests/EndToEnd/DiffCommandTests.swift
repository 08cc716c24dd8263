import Foundation
import TestSupport
import Testing

/// `uvfresh diff`: output, exit status, pager.
@Suite struct DiffCommandTests {
  private let fake = FakeEnvironment()

  /// A directory install of a package whose module differs from the source.
  private func install(source: String) throws {
    fake.project("a")
    fake.tree.write("a/src/a/__init__.py", source)
    fake.install(
      "a", record: "{}", direct: "{\"url\":\"file://\(fake.tree.path)/a\",\"dir_info\":{}}")
    let site = FakeEnvironment.site
    fake.tree.write("\(site)/a/__init__.py", "x = 1\n")
    fake.tree.write("\(site)/a-0.1.0.dist-info/WHEEL")
    fake.tree.write("\(site)/a-0.1.0.dist-info/RECORD", "a/__init__.py,,6\n")
    try fake.tree.shell("touch -d 2001-01-01 \(site)/a-0.1.0.dist-info/WHEEL")
  }

  private func diff(_ name: String = "a") throws -> Command.Result {
    try Built.run(["diff", name], in: fake.tree.path, ["TZ": "UTC"])
  }

  @Test func aDifferenceIsExitOne() throws {
    try install(source: "x = 2\n\u{1B}[31m\n")
    let result = try diff()
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines[0] == "--- installed/a/__init__.py\t2001-01-01 00:00:00")
    #expect(lines[1].hasPrefix("+++ source/src/a/__init__.py\t20"))
    #expect(lines[2...] == ["@@ -1 +1,2 @@", "-x = 1", "+x = 2", "+\u{1B}[31m"])
    // What it prints is a patch that turns one into the other.
    fake.tree.write("patch", result.output)
    try fake.tree.shell(
      "patch -s \(FakeEnvironment.site)/a/__init__.py < patch; cmp \(FakeEnvironment.site)/a/__init__.py a/src/a/__init__.py"
    )
    #expect(try diff().status == 0)
  }

  @Test func equalIsExitZero() throws {
    try install(source: "x = 1\n")
    let result = try diff("A")
    #expect(result.status == 0)
    #expect(result.output.isEmpty && result.errors.isEmpty)
  }

  @Test func whatCannotBeComparedIsExitTwo() throws {
    #expect(try diff().status == 2)
    fake.tree.makeDirectory("\(FakeEnvironment.site)/reg-1.0.dist-info")
    let registry = try diff("reg")
    #expect(registry.status == 2)
    #expect(registry.errors.split(separator: "\n").count == 1)
    fake.install("gone", record: "{}")
    let gone = try diff("gone")
    #expect(gone.status == 2)
    #expect(gone.errors.contains("gone: the source is gone: "), "\(gone.errors)")
    try install(source: "x = 2\n")
    try fake.tree.shell("rm \(FakeEnvironment.site)/a-0.1.0.dist-info/RECORD")
    #expect(try diff().status == 2)
  }

  @Test(.enabled(if: Tracing.isPossible, "strace is missing or may not trace"))
  func whatCannotBeReadIsExitTwo() throws {
    try install(source: "x = 2\n")
    for (call, path) in [
      ("getdents64", "a/src/a"), ("openat", "a/src"), ("read", "a/src/a/__init__.py"),
    ] {
      let result = try Command.run(
        [
          "strace", "-f", "-o", "/dev/null", "-P", "\(fake.tree.path)/\(path)", "-e",
          "inject=\(call):error=EIO",
        ]
          + [Built.program, "diff", "a"], in: fake.tree.path)
      #expect(result.status == 2, "\(call)")
      #expect(result.errors.contains("not everything was compared: "), "\(result.errors)")
    }
  }

  @Test func anEditableIsItsSource() throws {
    fake.project("a")
    fake.install("a", record: "{}")
    let result = try diff()
    #expect(result.status == 0)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("editable"))
  }

  /// On a terminal, which script(1) makes.
  @Test(.enabled(if: Command.find("script") != nil))
  func aPagerShowsItOnATerminal() throws {
    try install(source: "x = 2\n\u{1B}[31m\n")
    func run(_ pager: String) throws -> Command.Result {
      try Command.run(
        ["script", "-qec", "'\(Built.program)' diff a", "/dev/null"], in: fake.tree.path,
        environment: [
          "PAGER": pager, "TERM": "xterm", "NO_COLOR": "1", "VIRTUAL_ENV": "", "CONDA_PREFIX": "",
          "UV_PYTHON": "", "UV": "", "PWD": fake.tree.path,
        ])
    }
    let paged = try run("sed s/^/P:/")
    #expect(paged.status == 1)
    #expect(paged.output.contains("P:-x = 1\r\n"))
    #expect(paged.output.contains("P:+\\x1b[31m"))
    for pager in ["", "/nowhere/pager"] {
      let plain = try run(pager)
      #expect(plain.status == 1)
      #expect(plain.output.contains("\r\n-x = 1\r\n"))
    }
  }
}
