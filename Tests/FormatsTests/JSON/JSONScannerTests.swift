import Formats
import TestSupport
import Testing

/// What uv's reader (serde_json) takes and refuses, a line each.
@Suite struct JSONScannerTests {
  @Test(arguments: [
    ("{}", "{}"),
    (" [1, 2.5e3, -0, null, true, \"a\"] \n", "[1,2.5e3,-0,null,true,\"a\"]"),
    ("{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}"),
    ("\"\\u00e9\\ud83d\\ude00\\/\"", "\"é😀/\""),
    ("\"\\u001b\\u007f\"", "\"\\u001b\\u007f\""),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
  ])
  func accepts(_ text: String, _ written: String) throws {
    var writer = JSONWriter()
    writer.value(try JSONValue.read(Array(text.utf8)))
    #expect(String(decoding: writer.bytes, as: UTF8.self) == written)
  }

  @Test(arguments: [
    ("", "line 1 column 1"),
    ("{} x", "line 1 column 4"),
    ("\u{FEFF}{}", "line 1 column 1"),
    ("[01]", "line 1 column 2"),
    ("[1.]", "line 1 column 4"),
    ("[+1]", "line 1 column 2"),
    ("[1,]", "line 1 column 4"),
    ("{\"a\" 1}", "line 1 column 6"),
    ("\n[\"\u{1}\"]", "line 2 column 3"),
    ("\"\\ud800\"", "line 1"),
    ("\"\\x\"", "line 1 column 3"),
    ("tru", "line 1 column 1"),
    ("nul", "line 1 column 1"),
    ("[NaN]", "line 1 column 2"),
    ("{'a':1}", "line 1 column 2"),
    ("[\"a", "line 1"),
  ])
  func refuses(_ text: String, _ place: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue.read(Array(text.utf8)) }
    #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
  }

  @Test func refusesBytesThatAreNotUTF8() {
    #expect(throws: JSONError.self) { try JSONValue.read([0x22, 0xFF, 0x22]) }
  }

  @Test func integersAreWholeAndUnsigned() throws {
    func read(_ text: String) throws -> UInt64 {
      try JSONScanner.read(Array(text.utf8)) { (scanner) throws(JSONError) in try scanner.unsigned()
      }
    }
    #expect(try read("18446744073709551615") == .max)
    for text in ["18446744073709551616", "-1", "1.0", "1e2", "-0", "\"1\""] {
      #expect(throws: JSONError.self) { try read(text) }
    }
  }

  @Test func whatIsPassedOverMayLieAsDeepAsItWants() throws {
    let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
    try JSONScanner.read(Array(deep.utf8)) { (scanner) throws(JSONError) in try scanner.skip() }
    #expect(throws: JSONError.self) { try JSONValue.read(Array(deep.utf8)) }
  }
}
