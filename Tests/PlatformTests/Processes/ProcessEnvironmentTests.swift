import Platform
import Testing

@Suite struct ProcessEnvironmentTests {
  private let variables = ProcessEnvironment([
    Array("A=1".utf8), Array("A=2".utf8), Array("EMPTY=".utf8), Array("B=C=d".utf8),
    Array("BAD=".utf8) + [0xFF], Array("NOTHING".utf8),
  ])

  @Test(arguments: [
    ("A", "1"), ("EMPTY", ""), ("B", "C=d"), ("B=C", "d"), ("a", nil), ("", nil), ("NOTHING", nil),
    ("A\0", nil), ("BAD", nil),
  ])
  func looksUpAsGetenvDoes(_ name: String, _ value: String?) {
    #expect(variables.text(of: name) == value)
  }

  @Test func bytesStayAndChangesReplace() {
    #expect(variables.bytes(of: "BAD") == [0xFF])
    #expect(variables.nonEmpty("EMPTY") == nil)
    #expect(variables.setting(["A": "3"]).text(of: "A") == "3")
    #expect(variables.without(["A"]).text(of: "A") == nil)
    #expect(variables.without(["B"]).raw.count == 5)
  }

  @Test(arguments: [
    ("1", true), ("true", true), ("T", true), ("YES", true), ("on", true), ("0", false),
    ("False", false), ("n", false), ("off", false), ("", nil), ("2", nil), (" 1", nil),
  ])
  func truth(_ text: String, _ value: Bool?) {
    #expect(ProcessEnvironment(["X": text]).truth(of: "X") == value)
  }
}
