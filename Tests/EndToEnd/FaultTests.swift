import Foundation
import TestSupport
import Testing

/// Every system call that can fail is made to fail once, by `strace --inject`.
///
/// Whatever fails, the program ends with a state or one line: no crash, no hang, never "fresh" for
/// an install that is stale.
@Suite(.enabled(if: Tracing.isPossible, "strace is missing or may not trace"))
struct FaultTests {
  /// A call and the errors it can give here.
  static let faults: [(call: String, errors: [String])] = [
    ("openat", ["ENOENT", "EACCES", "EIO", "EMFILE", "ENOMEM"]),
    ("statx", ["ENOENT", "EACCES", "EIO", "ENOSYS"]),
    ("newfstatat", ["ENOENT", "EACCES", "EIO"]),
    ("getdents64", ["ENOENT", "EIO"]),
    ("read", ["EIO", "EINTR", "EISDIR"]),
    ("readlink", ["EACCES", "EIO"]),
    ("getcwd", ["ENOENT"]),
    ("clone3", ["EAGAIN"]),
    ("unshare", ["EPERM"]),
    ("pipe2", ["EMFILE"]),
    ("write", ["EINTR", "ENOSPC", "EPIPE"]),
    ("renameat", ["ENOSPC"]),
    ("mkdirat", ["EROFS"]),
  ]

  @Test(arguments: faults.flatMap { fault in fault.errors.map { "\(fault.call) \($0)" } })
  func oneCallFails(_ fault: String) throws {
    let words = fault.split(separator: " ").map(String.init)
    let fake = FakeEnvironment()
    fake.project("a", keys: "['**/*.py', { git = { commit = true, tags = true } }]")
    fake.tree.write("a/src/deep/x.py")
    fake.install("a", record: "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2}}")
    try fake.tree.shell(
      """
      cd a && git init -q . && git -c user.name=x -c user.email=x@example.invalid commit -q \
      --allow-empty -m one && git tag v1
      """)
    let counted = try run([], fake)
    let calls = Self.count(words[0], in: counted.trace)
    // Those before main are the loader's and the runtime's; strace counts them as well.
    var index = 1
    while index <= calls {
      let result = try run(["-e", "inject=\(words[0]):error=\(words[1]):when=\(index)"], fake)
      try judge(result, "\(fault) at call \(index) of \(calls)")
      index += max(1, calls / 60)
    }
  }

  private struct Traced {
    let result: Command.Result
    let trace: String
  }

  private func run(_ options: [String], _ fake: FakeEnvironment) throws -> Traced {
    let log = "\(fake.tree.path)/trace"
    let names = Self.faults.map(\.call).joined(separator: ",")
    let result = try Command.run(
      ["timeout", "20", "strace", "-f", "-o", log, "-e", "trace=\(names)"] + options
        + [Built.program, "list", "--format", "json"],
      in: fake.tree.path,
      environment: [
        "VIRTUAL_ENV": "", "PWD": fake.tree.path, "HOME": fake.tree.path,
        "XDG_CACHE_HOME": "\(fake.tree.path)/cache", "SWIFT_BACKTRACE": "enable=no",
      ])
    return Traced(result: result, trace: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
  }

  private static func count(_ call: String, in trace: String) -> Int {
    trace.split(separator: "\n").filter { $0.contains(" \(call)(") }.count
  }

  private func judge(_ traced: Traced, _ place: String) throws {
    let result = traced.result
    // A fault in the dynamic loader or the runtime, before main, is theirs to report.
    if !traced.trace.contains("pyvenv.cfg"), result.status == 127 { return }
    #expect(result.status <= 2, "\(place): \(result.status) \(result.errors.prefix(500))")
    if result.status == 2 {
      let lines = result.errors.split(separator: "\n")
      #expect(lines.count == 1, "\(place): \(result.errors)")
      return
    }
    guard let document = try? JSONSerialization.jsonObject(with: Data(result.output.utf8)) else {
      // Output that cannot be written is the one reason for none.
      #expect(place.hasPrefix("write"), "\(place): no JSON: \(result.output.prefix(200))")
      return
    }
    let packages = (document as? [String: Any])?["packages"] as? [[String: Any]] ?? []
    for package in packages where package["name"] as? String == "a" {
      #expect(package["state"] as? String != "fresh", "\(place)")
    }
  }
}
