import TestSupport
import Testing
import UV

/// Patterns of a `.gitignore`, asked of git itself.
@Suite(.enabled(if: Command.find("git") != nil, "there is no git"))
struct IgnoreFileTests {
  private static let paths = [
    "a.o", "src/a.o", "keep.o", "build/x", "src/build/x", "doc/x", "doc/a/x", "doc/a/b/x", "x{1}",
    "x1",
    "a b", "#hash", "!bang", "end ", "deep/er/file.py", "file.py", "[a]", "a", "dir/sub/f", "dir/f",
  ]

  @Test(arguments: [
    "*.o", "*.o\n!keep.o", "/build/", "build/", "build", "doc/*/x", "doc/**/x", "**/x", "x{1}",
    "x{1,2}",
    "\\#hash", "\\!bang", "# comment\n*.o", "a b", "end\\ ", "end ", "*\n!*.py", "/*\n!/src/",
    "[[]a]", "file.*",
    "deep/**", "dir/sub", "/dir/*\n!/dir/sub", "?", "*.o\r", "", "\n\n", "d?c/", "**", "!*.o",
  ])
  func asGitDoes(_ content: String) throws {
    let tree = TemporaryTree()
    try tree.shell("git init -q .")
    tree.write(".gitignore", content + "\n")
    for path in Self.paths { tree.write(path) }
    let file = IgnoreFile(Array((content + "\n").utf8))
    for path in Self.paths {
      let theirs =
        try Command.run(
          ["git", "-c", "core.excludesFile=", "check-ignore", "-q", "--no-index", path],
          in: tree.path
        ).status == 0
      // As a walk does: a directory that is ignored hides what is below.
      let parts = path.split(separator: "/")
      var mine = false
      for count in 1...parts.count {
        var copy = file
        let isDirectory = count < parts.count
        let part = Array(parts[..<count].joined(separator: "/").utf8)
        mine = copy?.ignores(part, isDirectory: isDirectory) ?? false
        if mine { break }
      }
      #expect(mine == theirs, "\(path) in \(content.debugDescription)")
    }
  }
}
