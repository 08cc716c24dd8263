import Glibc
import Platform
import TestSupport
import Testing

/// Real files, and each error that a path can give.
@Suite struct DirectoryTests {
  private let tree = TemporaryTree()
  private var root: Directory {
    get throws { try Directory.working.open(Path(tree.path)) }
  }

  private func code(_ body: () throws -> Void) -> CInt? {
    do { try body() } catch let error as FileError { return error.code } catch { return -1 }
    return nil
  }

  /// Of an entry that the listing does not tell the kind of: gone is one thing, an error another.
  @Test func theKindOfAnEntryIsKnownOrAnError() throws {
    let directory = try Directory.working.open("/")
    func kind(_ name: String) throws -> FileKind? {
      try name.withCString { try directory.kind(entry: $0, length: name.utf8.count) }
    }
    #expect(try kind("etc") == .directory)
    #expect(try kind("absent") == nil)
    let error = #expect(throws: FileError.self) { try kind(String(repeating: "x", count: 300)) }
    #expect(error?.code == ENAMETOOLONG)
  }

  @Test(arguments: [
    "", "\n", "a", "ab\ncd\n", "one\ntwo\nthree\nfo", "12345678\n", "1234567\n1234567\n",
  ])
  func handsOverWholeLines(content: String) throws {
    tree.write("lines", content)
    var lines: [String] = []
    var ends = 0
    try root.forEachPiece(of: "lines", size: 10) { piece, isLast in
      ends += isLast ? 1 : 0
      var taken = 0
      while let end = piece[taken...].firstIndex(of: 0x0A) {
        lines.append(String(decoding: piece[taken...end], as: UTF8.self))
        taken = end + 1
      }
      if isLast { lines.append(String(decoding: piece[taken...], as: UTF8.self)) }
      return taken
    }
    #expect(lines.joined() == content)
    #expect(ends == 1)
  }

  @Test func piecesEndWhereNothingIsTaken() throws {
    tree.write("long", "no end of a line in sight")
    try tree.shell("mkdir sub; mkfifo pipe")
    for (name, expected) in [("long", EFBIG), ("sub", EISDIR), ("pipe", EINVAL), ("no", ENOENT)] {
      #expect(code { try root.forEachPiece(of: Path(name), size: 10) { _, _ in 0 } } == expected)
    }
  }

  @Test func readsFilesAndSaysWhyNot() throws {
    tree.write("file", "content")
    tree.write("empty")
    try tree.shell(
      "mkdir sub; mkfifo pipe; ln -s file link; ln -s nowhere dangling; ln -s loop loop")
    let root = try root
    #expect(try root.read("file").content == Array("content".utf8))
    #expect(try root.read("file").status.size == 7)
    #expect(try root.read("link").content == Array("content".utf8))
    #expect(try root.read("empty").content.isEmpty)
    #expect(try root.readIfPresent("nothing") == nil)
    #expect(try root.readIfPresent("dangling") == nil)
    #expect(try root.readIfPresent("empty") == [])
    for (name, expected) in [
      ("sub", EISDIR), ("pipe", EINVAL), ("nothing", ENOENT), ("file/x", ENOTDIR), ("loop", ELOOP),
      ("a\0b", EINVAL), (String(repeating: "n", count: 300), ENAMETOOLONG), ("", ENOENT),
    ] {
      #expect(code { _ = try root.read(Path(name)) } == expected, "\(name.prefix(20))")
    }
    #expect(code { _ = try root.read("file", limit: 6) } == EFBIG)
    #expect(code { _ = try root.readIfPresent("sub") } == EISDIR)
  }

  @Test func aFileThatGrewIsReadWhole() throws {
    let text = String(repeating: "0123456789", count: 20_000)
    tree.write("large", text)
    let root = try root
    let entries = try root.entries()
    #expect(try root.read(entries[0]) == Array(text.utf8))
    #expect(code { _ = try root.read(entries[0], limit: 1000) } == EFBIG)
  }

  @Test func listsEachKind() throws {
    tree.write("file")
    try tree.shell("mkdir sub; mkfifo pipe; ln -s file link; touch .hidden $'new\\nline' $'\\xff'")
    let entries = try root.entries().sorted { $0.name < $1.name }
    #expect(
      entries.map(\.name) == [".hidden", "file", "link", "new\nline", "pipe", "sub", Path([0xFF])])
    #expect(
      entries.map(\.kind) == [.regular, .regular, .link, .regular, .fifo, .directory, .regular])
  }

  @Test func statusFollowsLinksUnlessAskedNotTo() throws {
    tree.write("file", "abc")
    try tree.shell("ln -s file link; ln -s nowhere dangling; chmod 640 file")
    let root = try root
    let file = try root.status(of: "file")
    #expect(try root.status(of: "link").isSameFile(as: file))
    #expect(try root.status(of: "link", follow: false).kind == .link)
    #expect(file.permissions == 0o640)
    #expect(file.changed >= file.modified)
    #expect(root.has("link") && !root.has("dangling") && !root.has("nothing"))
  }

  @Test func opensDirectoriesOnly() throws {
    tree.write("sub/file", "x")
    try tree.shell("ln -s sub link")
    let root = try root
    #expect(try root.open("link").read("file").content == [0x78])
    #expect(try root.locate("sub").read("file").content == [0x78])
    #expect(code { _ = try root.open("link", follow: false) } == ENOTDIR)
    #expect(code { _ = try root.open("sub/file") } == ENOTDIR)
    #expect(code { _ = try root.locate("nothing") } == ENOENT)
    #expect(try root.open("sub").path == Path(tree.path).appending("sub"))
  }

  @Test func writesWholeAndRemovesAll() throws {
    let root = try root
    try root.write("a/b/file", Array("one".utf8))
    try root.write("a/b/file", Array("two".utf8))
    #expect(try root.read("a/b/file").content == Array("two".utf8))
    #expect(try root.open("a/b").entries().count == 1)
    try tree.shell("ln -s /nowhere a/link; mkdir a/full; touch a/full/x")
    #expect(code { try root.write("a/full", [1]) } == EISDIR)
    #expect(try root.open("a").entries().count == 3)
    try root.remove("a")
    #expect(try root.entries().isEmpty)
    #expect(code { try root.remove("a") } == ENOENT)
    try root.makeDirectory("x/y")
    try root.makeDirectory("x/y")
    tree.write("file")
    #expect(code { try root.makeDirectory("file/z") } == ENOTDIR)
  }

  @Test func errorsReadAsUVWritesThem() {
    let error = FileError(code: EACCES, path: "x")
    #expect(error.reason == "Permission denied (os error 13)")
    #expect(FileError(code: ENOENT, path: "x").isNotFound && !error.isNotFound)
  }
}
