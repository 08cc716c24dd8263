import Platform
import Testing

@Suite struct PathTests {
  @Test(arguments: [
    ("/a", "b", "/a/b"), ("/a/", "b", "/a/b"), ("/", "b", "/b"), ("", "b", "b"), ("a", "/b", "/b"),
    ("a", "", "a/"), ("a", "../b", "a/../b"),
  ])
  func joins(_ base: String, _ other: String, _ joined: String) {
    #expect(Path(base).appending(other) == Path(joined))
  }

  @Test(arguments: [
    ("/a/b", "/a"), ("/a", "/"), ("/", nil), ("", nil), ("a", ""), ("a/b/", "a"), ("/a//b", "/a"),
    ("/a/./b", "/a"), ("/a/..", "/a"),
  ])
  func parents(_ path: String, _ parent: String?) {
    #expect(Path(path).parent == parent.map { Path($0) })
  }

  @Test(arguments: [
    ("/a//b/./c/", "/a/b/c"), ("./a", "a"), ("", ""), ("/", "/"), ("a/../b", "a/../b"),
    ("/../a", "/../a"),
  ])
  func tidies(_ path: String, _ tidy: String) {
    #expect(Path(path).tidied == Path(tidy))
  }

  @Test(arguments: [
    ("/a/../b", "/b"), ("/../a", "/a"), ("a/../..", ".."), ("a/..", "."), ("../a", "../a"),
    ("/a/b/../../..", "/"), ("./a/./b", "a/b"), ("", "."),
  ])
  func normalizes(_ path: String, _ normal: String) {
    #expect(Path(path).normalized == Path(normal))
  }

  @Test(arguments: [
    ("/a/b/c", "/a/b", "c"), ("/a/x", "/a/b", "../x"), ("/a", "/a", "."), ("/a", "/a/b/c", "../.."),
    ("/", "/a", ".."), ("a", "/b", "a"), ("/a", "b", "/a"), ("/ab", "/a", "../ab"),
  ])
  func seenFrom(_ path: String, _ base: String, _ shown: String) {
    #expect(Path(path).relative(to: Path(base)) == Path(shown))
  }

  @Test(arguments: [("/a/b", "b"), ("/", ""), ("a/", "a"), ("a/.", "a"), ("..", "..")])
  func names(_ path: String, _ name: String) {
    #expect(Path(path).name == Array(name.utf8))
  }

  @Test func sortsByBytesAndKeepsThem() {
    let paths: [Path] = [Path([0xFF]), "b", "a/b", "a", "ab", "Z"]
    #expect(paths.sorted() == ["Z", "a", "a/b", "ab", "b", Path([0xFF])])
    #expect(Path([0xFF]).utf8Text == nil)
    #expect(Path("é").utf8Text == "é")
    #expect(Path("é") != Path("e\u{301}"))
    #expect(!("" < Path("")))
  }

  /// All short texts of slashes, dots and a letter, beside the plain definitions.
  @Test func allShortPaths() {
    var texts = [""]
    var longest = texts
    for _ in 0..<7 {
      longest = longest.flatMap { [$0 + "/", $0 + ".", $0 + "a"] }
      texts += longest
    }
    for text in texts {
      let path = Path(text)
      let parts = text.split(separator: "/").filter { $0 != "." }
      let root = text.hasPrefix("/") ? "/" : ""
      #expect(path.components.map { Array($0) } == parts.map { Array($0.utf8) }, "\(text)")
      #expect(path.name == Array((parts.last ?? "").utf8), "\(text)")
      #expect(path.tidied == Path(root + parts.joined(separator: "/")), "\(text)")
      let parent = parts.isEmpty ? nil : Path(root + parts.dropLast().joined(separator: "/"))
      #expect(path.parent == parent, "\(text)")
      var kept: [Substring] = []
      for part in parts {
        if part != ".." || (kept.last ?? "..") == ".." && root.isEmpty {
          kept.append(part)
        } else if part == "..", !kept.isEmpty {
          kept.removeLast()
        }
      }
      let normal = root + kept.joined(separator: "/")
      #expect(path.normalized == Path(normal.isEmpty ? "." : normal), "\(text)")
    }
  }

  @Test(arguments: [
    ("a/b", "a", true), ("a/b/c", "a", true), ("a", "a", false), ("ab/c", "a", false),
    ("a/b", "", true), ("a/b", ".", true), ("/a/b", "/a", true), ("b", "a/b", false),
  ])
  func below(_ path: Path, _ directory: Path, _ isBelow: Bool) {
    #expect(path.isBelow(directory) == isBelow)
  }

  @Test(arguments: [
    ("a/b", "a/c", true), ("a", "b", true), ("a/b", "b", false), ("a/b", "ab/b", false),
    ("a/b/c", "a/b", false), ("/a", "/b", true), ("/a", "a", false), ("", "a", true),
  ])
  func beside(_ one: Path, _ other: Path, _ isBeside: Bool) {
    #expect(one.isBeside(other) == isBeside)
    #expect(other.isBeside(one) == isBeside)
  }

  @Test(arguments: [("a", "a", true), ("a", "b", false), ("a", "a/", false), ("", "", true)])
  func equality(_ one: Path, _ other: Path, _ isEqual: Bool) {
    #expect((one == other) == isEqual)
    #expect((one < other || other < one) == !isEqual)
  }
}
