import Formats
import TestSupport
import Testing

/// Unified diffs, held to what diff(1) and patch(1) make of the same files.
@Suite struct UnifiedDiffTests {
  private func text(_ old: String, _ new: String) -> String {
    String(
      decoding: UnifiedDiff(from: Array(old.utf8), to: Array(new.utf8)).text(old: "a", new: "b"),
      as: UTF8.self)
  }

  @Test(arguments: [
    ("", "", ""),
    ("a\n", "a\n", ""),
    ("a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"),
    ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
    ("a\n", "", "@@ -1 +0,0 @@\n-a\n"),
    ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
    (
      "a\nb", "a\nc",
      "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
    ),
    ("1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5\n6\n", "@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6\n"),
    (
      "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n",
      "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n"
    ),
    ("a\r\n", "a\n", "@@ -1 +1 @@\n-a\r\n+a\n"),
  ])
  func small(_ old: String, _ new: String, _ hunks: String) {
    #expect(text(old, new) == (hunks.isEmpty ? "" : "--- a\n+++ b\n" + hunks))
  }

  @Test func binaryFilesHaveNoLines() {
    #expect(text("a\0", "b") == "Binary files a and b differ\n")
    #expect(text("a\0", "a\0").isEmpty)
  }

  /// What patch(1) makes of the old text and the diff is the new text, and no diff is longer than
  /// that of diff(1) by more than the edits it may choose freely.
  @Test func patchAgrees() throws {
    let tree = TemporaryTree()
    var generator = SystemRandomNumberGenerator()
    for round in 0..<40 {
      let old = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        "\(Int.random(in: 0..<20, using: &generator))"
      }
      var new = old
      for _ in 0..<Int.random(in: 0...8, using: &generator) {
        let place = Int.random(in: 0...new.count, using: &generator)
        if Bool.random(using: &generator), place < new.count {
          new.remove(at: place)
        } else {
          new.insert("n\(Int.random(in: 0..<5, using: &generator))", at: place)
        }
      }
      func joined(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
      tree.write("\(round)/a", joined(old))
      tree.write("\(round)/b", joined(new))
      tree.write("\(round)/patch", text(joined(old), joined(new)))
      try tree.shell(
        """
        diff -u a b | tail -n +3 | grep -c '^[-+]' > theirs; grep '^[-+]' patch | tail -n +3 | wc -l > ours
        [ $(cat ours) = $(cat theirs) ] || { echo lengths; exit 1; }
        [ ! -s patch ] || patch -s a patch; cmp a b
        """, in: "\(round)")
    }
  }

  /// Unrelated large files end soon, and in one replacement.
  @Test func unrelatedFilesEndSoon() {
    func many(_ step: Int) -> String {
      (0..<30_000).map { "\(($0 * step) % 29_989)\n" }.joined()
    }
    let diff = UnifiedDiff(from: Array(many(7).utf8), to: Array(many(11).utf8))
    #expect(diff.hunks.count >= 1)
    let lines = diff.hunks.flatMap(\.lines)
    #expect(lines.count { $0.kind == .removed } == lines.count { $0.kind == .added })
  }
}
