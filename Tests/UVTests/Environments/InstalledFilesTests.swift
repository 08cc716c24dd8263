import Platform
import TestSupport
import Testing
import UV

/// RECORD and METADATA, for people.
@Suite struct InstalledFilesTests {
  @Test func readsQuotedFields() {
    let files = InstalledFiles(
      Array("p/a.py,sha256=x,12\r\n\"b,\"\"c\"\".py\",,3\n\np.dist-info/RECORD,,\n,x,1\n".utf8))
    #expect(files.files.map(\.path) == ["p/a.py", "b,\"c\".py", "p.dist-info/RECORD"])
    #expect(files.files.map(\.size) == [12, 3, nil])
    #expect(files.size == 15)
  }

  @Test func readsWhatIsIncomplete() {
    let files = InstalledFiles(Array("a\nb,\nc,h\nd,h,4,more\n\u{0}e,h,5\nf,h,6".utf8)).files
    #expect(files.map(\.path) == ["a", "b", "c", "d", "f"])
    #expect(files.map(\.size) == [nil, nil, nil, 4, 6])
  }

  @Test(arguments: ["-1", "99999999999999999999", "x", "", "1x"])
  func sizesThatAreNone(_ size: String) {
    #expect(InstalledFiles(Array("a,,\(size)\n".utf8)).files.map(\.size) == [nil])
  }

  /// RECORD does not say how large it is itself.
  @Test func everyFileHasASize() throws {
    let tree = TemporaryTree()
    let record = "a-1.dist-info/REQUESTED,sha256=x,0\na-1.dist-info/RECORD,,\ngone.pyc,,\n"
    tree.write("a-1.dist-info/RECORD", record)
    let distribution = Distribution(
      name: "a", version: "1", path: Path("\(tree.path)/a-1.dist-info"), origin: .registry,
      record: nil, buildRecord: nil, fault: nil, warning: nil)
    let facts = PackageFacts(of: distribution, files: InstalledFiles(of: distribution))
    #expect(facts.files.map(\.size) == [0, record.utf8.count, nil])
  }

  @Test func headersEndAtTheFirstEmptyLine() {
    let metadata = CoreMetadata(
      Array(
        "Name: p\nSummary: what it does\nRequires-Dist: a\nRequires-Dist: b ; extra == \"x\"\nProject-URL: Home, https://p.example\n\nSummary: body\n"
          .utf8))
    #expect(metadata.summary == "what it does")
    #expect(metadata.requirementCount == 1)
    #expect(metadata.homepage == "https://p.example")
    #expect(metadata.requiresPython == nil)
  }
}
