import TestSupport
import Testing

/// `check --format markdown`.
@Suite struct CheckMarkdownTests {
  private let fake = FakeEnvironment()

  @Test func aTable() throws {
    #expect(try Built.run(["check", "--format", "markdown"], in: fake.tree.path).output.isEmpty)
    fake.project("a_b")
    fake.install("a_b", record: "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2}}")
    let result = try Built.run(["check", "--format", "markdown"], in: fake.tree.path)
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.prefix(2) == ["### 1 package not fresh", ""])
    #expect(lines.dropFirst(2).first == "| package | version | state | why |")
    #expect(lines.dropFirst(3).first == "|---|---|---|---|")
    #expect(
      lines.dropFirst(4).first?.hasPrefix("| a-b | 0.1.0 | stale | pyproject.toml changed") == true,
      "\(result.output)")
  }

  /// Nothing that a name or a message holds can end a cell or make markup.
  @Test func marksAreText() throws {
    let odd = "x|y`*_<b>[a](b)"
    fake.project("p", keys: "['pyproject.toml', '\(odd)*']")
    fake.tree.write("p/\(odd)1", "")
    fake.install("p", record: "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2}}")
    let output = try Built.run(["check", "--format", "markdown"], in: fake.tree.path).output
    let row = output.split(separator: "\n").last ?? ""
    #expect(row.replacing("\\|", with: "").count { $0 == "|" } == 5, "\(row)")
    for mark in ["`", "*", "<", "["] {
      #expect(!row.replacing("\\\(mark)", with: "").contains(mark), "\(row)")
    }
  }
}
