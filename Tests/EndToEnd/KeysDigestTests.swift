import Foundation
import TestSupport
import Testing

/// `keys --digest`: what changes it, and what must not.
@Suite struct KeysDigestTests {
  private static let manifest = """
    [project]
    name = "p"
    version = "1"
    [tool.uv]
    cache-keys = [{file = "pyproject.toml"}, {file = "src/**/*.rs"}, {dir = "gen"}, {env = "UVF_D"}, \
    {git = {commit = true, tags = true}}]
    """
  private static let commit =
    "git -c user.name=a -c user.email=a@b.invalid commit -q --allow-empty -m x"

  private let tree = TemporaryTree()

  init() throws {
    tree.write("p/pyproject.toml", Self.manifest)
    tree.write("p/src/a.rs", "fn a() {}")
    tree.write("p/src/deep/b.rs", "fn b() {}")
    tree.write("p/src/c.py", "pass")
    try tree.shell("git init -q . && git add -A && \(Self.commit)", in: "p")
  }

  private func digest(_ project: String = "p", _ variables: [String: String] = [:]) throws -> String
  {
    let result = try Built.run(
      ["keys", project, "--digest", "--uv-version", "latest"], in: tree.path, variables)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.count == 65, "\(result.output)")
    return result.output
  }

  /// Everything that a fresh checkout elsewhere changes: times, inodes, the path, write permissions.
  @Test func aCheckoutElsewhereHasTheSame() throws {
    try tree.shell("git clone -q p other; chmod -R g+w other; touch other/src/a.rs")
    #expect(try digest() == digest("other"))
    #expect(try digest() == digest("./p/"))
  }

  @Test(arguments: [
    "echo >> src/a.rs", "echo >> src/deep/b.rs", "touch src/new.rs", "mv src/a.rs src/z.rs",
    "rm src/a.rs", "chmod +x src/a.rs", "mkdir gen", commit, "git tag v1",
    "echo >> pyproject.toml", "sed -i 's/UVF_D/UVF_E/' pyproject.toml",
    "cat src/deep/b.rs >> src/a.rs; : > src/deep/b.rs",
  ])
  func changesWith(_ line: String) throws {
    let before = try digest()
    try tree.shell(line, in: "p")
    #expect(try digest() != before)
  }

  @Test(arguments: [
    "echo >> src/c.py", "touch src/a.rs", "mkdir src/empty", "touch README", "true",
    "mv src x && cp -r x src",
  ])
  func staysWith(_ line: String) throws {
    let before = try digest()
    try tree.shell(line, in: "p")
    #expect(try digest() == before)
  }

  @Test func theValueOfAVariable() throws {
    let values = try [nil, "", "1", "2"].map { value in
      try digest("p", value.map { ["UVF_D": $0] } ?? [:])
    }
    #expect(Set(values).count == 4)
  }

  @Test(arguments: [
    ("cache-keys = [{file = \"{\"}]", "no digest of p: "), ("cache-keys = 1", "no digest of p: "),
  ])
  func noHashOfWhatCannotBeComputed(_ keys: String, _ said: String) throws {
    tree.write("p/pyproject.toml", "[tool.uv]\n\(keys)\n")
    let result = try Built.run(["keys", "p", "--digest", "--uv-version", "latest"], in: tree.path)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(said), "\(result.errors)")
  }

  @Test func keysThatMatchNothingAreSaid() throws {
    tree.write("q/pyproject.toml", "[tool.uv]\ncache-keys = ['nope']\n")
    let result = try Built.run(["keys", "q", "--digest", "--uv-version", "latest"], in: tree.path)
    #expect(result.status == 0)
    #expect(result.errors == "warning: no key of q matches anything\n")
  }
}
