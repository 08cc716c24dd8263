import Platform
import Testing

@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("é 漢 😀", "é 漢 😀"), ("a\u{1B}[31mb", "a\\x1b[31mb"),
    ("a\nb\tc\r", "a\\nb\\tc\\r"),
    ("\u{9B}31m", "\\x9b31m"), ("\u{202E}abc", "\\u{202e}abc"), ("\u{7F}\0", "\\x7f\\x00"),
    ("a\u{200B}b", "a\\u{200b}b"), ("\u{2028}", "\\u{2028}"),
  ])
  func shows(_ text: String, _ visible: String) {
    #expect(VisibleText.of(text) == visible)
  }

  @Test func bytesThatAreNotUTF8CanBeToldAgain() {
    #expect(VisibleText.exactly([0x61, 0xFF, 0x5C, 0xC3, 0xA9]) == "a\\xff\\\\é")
    #expect(VisibleText.exactly(Array("a\\b".utf8)) == "a\\b")
    #expect(VisibleText.of(bytes: [0xE2, 0x82]) == "\\xe2\\x82")
  }

  @Test(arguments: [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("😀", 2), ("", 0), ("●", 1)])
  func width(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 4, "abc…"), ("漢字漢字", 5, "漢字…"), ("漢字漢字", 4, "漢…"),
    ("abc", 0, ""),
  ])
  func cut(_ text: String, _ width: Int, _ shown: String) {
    #expect(DisplayWidth.cut(text, to: width) == shown)
    #expect(DisplayWidth.of(shown) <= width)
  }

  @Test func pathsAreCutInFront() {
    #expect(DisplayWidth.cutFront("/srv/projects/a", to: 9) == "…ojects/a")
  }

  @Test func pathsInTablesKeepBothEnds() {
    let path = "conf/d3/very/deeply/nested/config-number-9.yaml"
    #expect(DisplayWidth.cutMiddle(path, to: 30) == "conf/d3/ve…onfig-number-9.yaml")
    #expect(
      DisplayWidth.cutMiddle(path, to: 30, ellipsis: "~") == "conf/d3/ve~onfig-number-9.yaml")
    #expect(DisplayWidth.cutMiddle(path, to: 80) == path)
    for width in 1...50 {
      #expect(DisplayWidth.of(DisplayWidth.cutMiddle(path, to: width)) <= width)
    }
  }

  @Test(arguments: [
    (0.004, "4 ms"), (3.7, "3 s"), (119, "119 s"), (180, "3 min"), (7300, "2 h"), (200_000, "2 d"),
    (-5, "5 s"), (1e300, "ages"),
  ])
  func lengths(_ seconds: Double, _ words: String) {
    #expect(TimeWords.length(seconds) == words)
  }

  @Test(arguments: [
    ("", "(empty)"), ("secret", "…(6 chars)"),
    ("abcdefghijklmnopqrstuvwxyz0123456789-+*/=", "abc…(41 chars)"),
  ])
  func masks(_ value: String, _ shown: String) {
    #expect(Masked.of(value) == shown)
  }
}
