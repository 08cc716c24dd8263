import Foundation
import TestSupport
import Testing

/// Trees that somebody made to do harm, or that are merely odd: every command ends, in time, with
/// its contract kept.
@Suite struct HostileTreeTests {
  private static let record = "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2}}"

  /// Bash, run in the directory of a project whose keys are `**/*`, `pyproject.toml` and those
  /// named.
  static let trees: [(name: String, script: String)] = [
    (
      "pipes, sockets and devices",
      """
      mkfifo pipe src/pipe; ln -s /dev/zero zero; ln -s /dev/tty tty; ln -s pipe link
      python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("sock")'
      """
    ),
    (
      "pipes under names that are opened",
      "rm pyproject.toml; mkfifo pyproject.toml setup.py setup.cfg"
    ),
    ("a pipe as HEAD", "mkdir .git; mkfifo .git/HEAD; mkfifo .git/packed-refs"),
    (
      "link loops",
      "ln -s . src/self; ln -s b a; ln -s a b; ln -s ../.. src/up; mkdir -p d; ln -s ../d d/d"
    ),
    (
      "a thousand directories deep",
      "for i in $(seq 1000); do mkdir d && cd d || break; done; touch x.py"
    ),
    (
      "a deep and long tree",
      "for i in $(seq 60); do n=$(printf 'x%.0s' $(seq 200)); mkdir $n && cd $n || break; done; touch x.py"
    ),
    (
      "names of 255 bytes, newlines, escapes, no UTF-8",
      """
      touch "$(printf 'n%.0s' $(seq 255))" "$(printf 'a\\nb\\033[31mc\\007')" "$(printf '\\377\\376\\033]0;x\\007')" -- -rf '*' '[' "$(printf 'e\\xcc\\x81')"
      """
    ),
    (
      "a manifest of ten megabytes",
      "printf '[tool.uv]\\n# %s\\n' \"$(head -c 10000000 /dev/zero | tr '\\0' x)\" > pyproject.toml"
    ),
    ("a manifest without an end", "rm pyproject.toml; ln -s /dev/zero pyproject.toml"),
    ("deep TOML", "python3 -c 'print(\"[tool.uv]\\na=\" + \"[\"*100000)' > pyproject.toml"),
    ("a git file that leads around", "echo 'gitdir: .git' > .git; ln -s .git src/.git"),
    (
      "refs that lead elsewhere",
      "mkdir -p .git/refs/tags; echo 'ref: ../../../../etc/passwd' > .git/HEAD; ln -s / .git/refs/tags/x"
    ),
    (
      "many tags",
      "mkdir -p .git/refs/tags; echo 'ref: refs/heads/m' > .git/HEAD; cd .git/refs/tags; seq 3000 | xargs touch"
    ),
  ]

  @Test(arguments: trees.map(\.name))
  func everyCommandEnds(_ name: String) throws {
    let fake = FakeEnvironment()
    fake.project(
      "a",
      keys:
        "['**/*', 'pyproject.toml', 'pipe', 'zero', {dir='pipe'}, {git={commit=true,tags=true}}]")
    fake.install("a", record: Self.record)
    fake.project("b")
    fake.install("b", record: Self.record)
    let script = try #require(Self.trees.first { $0.name == name }?.script)
    _ = try Command.run(["/bin/bash", "-c", script], in: "\(fake.tree.path)/a")
    for arguments in [
      ["list", "--format", "json"], ["list"], ["check"], ["explain", "a"],
      ["explain", "a", "--format", "json"], ["keys", "a", "-v"], ["reinstall", "a", "--dry-run"],
    ] {
      let result = try Command.run(
        ["timeout", "20", Built.program] + arguments, in: fake.tree.path,
        environment: ["VIRTUAL_ENV": "", "PWD": fake.tree.path])
      #expect(result.status <= 2, "\(arguments): \(result.status) \(result.errors.prefix(300))")
      let all = result.output + result.errors
      #expect(
        all.unicodeScalars.allSatisfy { $0.value >= 32 || $0 == "\n" }, "\(arguments): \(all)")
      if arguments.contains("json") {
        let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
        // One bad install does not hide the others.
        let names = ((document as? [String: Any])?["packages"] as? [[String: Any]])?
          .compactMap { $0["name"] as? String }
        #expect(names == (arguments[0] == "list" ? ["a", "b"] : ["a"]))
      }
    }
  }

  /// Entries that come and go while they are read.
  @Test func aTreeThatChangesUnderfoot() throws {
    let fake = FakeEnvironment()
    fake.project("a", keys: "['**/*']")
    fake.install("a", record: Self.record)
    let churn = """
      cd '\(fake.tree.path)/a'; for i in $(seq 400); do mkdir -p t$((i%7))/u; touch t$((i%7))/u/$i .x; \
      rm -rf t$(((i+3)%7)); mkdir -p ../\(FakeEnvironment.site)/r$((i%5))-1.dist-info; rm -rf ../\(FakeEnvironment.site)/r$(((i+2)%5))-1.dist-info; done
      """
    let result = try Command.run([
      "/bin/bash", "-c",
      "(\(churn)) & p=$!; s=0; while kill -0 $p 2>/dev/null; do timeout 20 '\(Built.program)' list --format json -p '\(fake.root)' >/dev/null || s=$?; done; exit $s",
    ])
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Nothing can be remembered, and nothing is lost by it.
  @Test func homesThatCannotBeWritten() throws {
    let fake = FakeEnvironment()
    fake.project("a")
    fake.install("a", record: Self.record)
    // None that could be made, not even by root.
    let below = "\(fake.tree.path)/a/pyproject.toml/home"
    for home in ["/dev/full", "/proc", below, "/dev/null"] {
      let result = try Built.run(
        ["check"], in: fake.tree.path,
        ["HOME": home, "XDG_CACHE_HOME": "\(home)/cache", "XDG_CONFIG_HOME": home])
      #expect(result.status == 1, "\(home): \(result.errors)")
      #expect(result.errors.isEmpty, "\(home): \(result.errors)")
    }
  }

  /// A full disk ends it, with a line that says so.
  @Test func outputThatCannotBeWritten() throws {
    let fake = FakeEnvironment()
    fake.project("a")
    fake.install("a", record: Self.record)
    let result = try Command.run(
      ["/bin/bash", "-c", "'\(Built.program)' list -p '\(fake.root)' > /dev/full"])
    #expect(result.status == 2)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }
}
