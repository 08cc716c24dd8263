import Formats
import Freshness
import Platform
import TestSupport
import Testing

/// A file against the commit that is checked out, without any program that a repository names.
@Suite struct HeadDifferenceTests {
  private let tree = TemporaryTree()
  private let variables = ProcessEnvironment.current()

  private func difference(_ name: String) -> HeadDifference {
    HeadDifference.of(Path("\(tree.path)/\(name)"), variables: variables)
  }

  @Test func linesOfAFile() throws {
    #expect(difference("a.py") != .notInHead)
    try tree.shell(
      """
      git init -q . && mkdir d && printf '1\\n2\\n' > d/a.py && printf '\\0' > d/b && git add -A
      git -c user.name=a -c user.email=a@b commit -qm x; echo 3 >> d/a.py; touch d/new.py
      """)
    guard case .lines(let diff) = difference("d/a.py") else {
      Issue.record("no lines")
      return
    }
    #expect(diff.hunks.map(\.header) == ["@@ -1,2 +1,3 @@"])
    #expect(difference("d/new.py") == .notInHead)
    guard case .lines(let same) = difference("d/b") else {
      Issue.record("no lines")
      return
    }
    #expect(same.isEmpty)
    guard case .unknown = difference("d/absent.py") else {
      // HEAD has no such file either.
      #expect(difference("d/absent.py") == .notInHead)
      return
    }
  }

  /// `git diff` would start this filter.
  @Test func noFilterRuns() throws {
    try tree.shell(
      """
      git init -q . && echo 1 > a.py && git add -A && git -c user.name=a -c user.email=a@b commit -qm x
      echo '*.py filter=bad diff=bad' > .gitattributes; echo 2 > a.py
      git config filter.bad.clean 'touch ran; cat'; git config filter.bad.smudge 'touch ran; cat'
      git config diff.bad.textconv 'touch ran; cat'; git config diff.external 'touch ran'
      git config core.fsmonitor 'touch ran'; git config core.pager 'touch ran'
      """)
    guard case .lines(let diff) = difference("a.py") else {
      Issue.record("no lines")
      return
    }
    #expect(!diff.isEmpty)
    #expect(try tree.shell("ls ran 2>/dev/null | wc -l").contains("0"))
  }

  @Test func pointersOfGitLFS() {
    let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8)
    #expect(HeadDifference.between(pointer, and: [1, 2]) == .filtered)
    guard case .lines(let diff) = HeadDifference.between(pointer, and: pointer) else {
      Issue.record("no lines")
      return
    }
    #expect(diff.isEmpty)
  }
}
