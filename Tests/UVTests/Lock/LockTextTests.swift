import Platform
import TestSupport
import Testing

@testable import UV

/// The short way through a lock file finds what reading all of it finds.
struct LockTextTests {
  private static func lock(packages: Int, odd: Bool) -> [UInt8] {
    var text = """
      version = 1
      revision = 3
      requires-python = ">=3.9"

      [manifest]
      members = [
          "app",
          "p3",
      ]

      """
    for number in 0..<packages {
      text += """

        [[package]]
        name = "p\(number)"
        version = "1.\(number)"
        source = { registry = "https://registry.example/simple" }
        dependencies = [
            { name = "p\((number + 1) % packages)", marker = "python_full_version < '3.11'" },
        ]
        sdist = { url = "https://files.example/p.tar.gz", hash = "sha256:00", size = 1 }
        wheels = [
            { url = "https://files.example/p.whl", hash = "sha256:00", size = 1 },
        ]

        [package.metadata]
        requires-dist = [{ name = "p\((number + 1) % packages)" }]

        """
    }
    // A table of another form than uv writes has the whole text read.
    if odd {
      text += "\n[[package]]\nname = \"last\"\nsource = { editable = \".\" }\nwheels = [\n]\n\n"
    }
    if odd { text += "[later]\nnote = \"\"\"\nlong\"\"\"\n" }
    return Array(text.utf8)
  }

  @Test(arguments: [0, 1, 700])
  func inPartsAsAWhole(packages: Int) throws {
    let parts = try LockFile(Self.lock(packages: packages, odd: false))
    let whole = try LockFile(Self.lock(packages: packages, odd: true))
    #expect(parts.members == ["app", "p3"] && whole.members == parts.members)
    for number in 0..<max(1, packages) {
      let (one, other) = (parts["p\(number)"], whole["p\(number)"])
      #expect(one.count == (packages == 0 ? 0 : 1) && one.count == other.count)
      #expect(one.first?.version == other.first?.version)
      #expect(one.first?.dependencies == other.first?.dependencies)
      #expect(one.first?.requires == other.first?.requires)
    }
    #expect(whole["last"].count == 1 && parts["last"].isEmpty)
  }

  /// Longer than the buffer that a file is read in, and with a line that is.
  @Test(arguments: [0, 300 << 10])
  func fromAFileAsFromItsText(comment: Int) throws {
    let tree = TemporaryTree()
    var text = Self.lock(packages: 2000, odd: false)
    if comment > 0 { text += Array("# \(String(repeating: "x", count: comment))\n".utf8) }
    tree.write("uv.lock", String(decoding: text, as: UTF8.self))
    let file = Path(tree.path).appending("uv.lock")
    let lock = try #require(try LockFile.read(file))
    for number in 0..<2000 { #expect(lock["p\(number)"].first?.version == "1.\(number)") }
    #expect(
      try LockText.withoutFiles(at: file) == (comment > 0 ? nil : LockText.withoutFiles(text)))
    #expect(try LockFile.read(Path(tree.path).appending("no.lock")) == nil)
  }

  @Test func aLockThatIsADirectoryCannotBeRead() throws {
    let tree = TemporaryTree()
    try tree.shell("mkdir uv.lock")
    #expect(
      throws: LockFile.Failure(message: "uv.lock cannot be read: Is a directory (os error 21)")
    ) {
      try LockFile.read(Path(tree.path).appending("uv.lock"))
    }
  }

  @Test func cutBeforePackagesOnly() {
    let text = Self.lock(packages: 20, odd: false)
    let parts = LockText.parts(of: text, size: 300)
    #expect(parts.count > 5)
    #expect(Array(parts.joined()) == text)
    for part in parts.dropFirst() { #expect(part.starts(with: "[[package]]\n".utf8)) }
  }
}
