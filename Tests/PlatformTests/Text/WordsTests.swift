import Platform
import Testing

@Suite struct WordsTests {
  @Test(arguments: [("a", "a", true), ("é", "e\u{301}", false), ("", "", true), ("a", "ab", false)])
  func byteStringsCompareBytes(_ one: String, _ other: String, _ equal: Bool) {
    #expect((ByteString(one) == ByteString(other)) == equal)
    #expect((ByteString(one).hashValue == ByteString(other).hashValue) == equal)
  }

  @Test func byteStringsSortByBytes() {
    let sorted = ["b", "a", "ab", "", "é", "z"].map { ByteString($0) }.sorted()
    #expect(sorted.map(\.string) == ["", "a", "ab", "b", "z", "é"])
    #expect("e\u{301}x".starts(withBytesOf: "e") && !"éx".starts(withBytesOf: "e"))
    #expect("abc".contains(bytesOf: "bc") && !"ab".contains(bytesOf: "abc"))
    #expect("\u{3000} a b \u{85}".trimmed == "a b")
    #expect("\u{200B}a".trimmed == "\u{200B}a")
  }

  @Test(arguments: [(0, "0 files"), (1, "1 file"), (2, "2 files")])
  func counts(_ count: Int, _ text: String) {
    #expect(Counted.text(count, "file") == text)
    #expect(Counted.text(2, "directory", plural: "directories") == "2 directories")
  }

  @Test func hexadecimal() {
    #expect(Hexadecimal.text(UInt8(5)) == "05")
    #expect(Hexadecimal.text(255, width: 4) == "00ff")
    #expect(Hexadecimal.text(0x12345, width: 1) == "12345")
    #expect((0...255).filter { Hexadecimal.value(of: UInt8($0)) != nil }.count == 22)
    #expect(Hexadecimal.value(of: UInt8(ascii: "F")) == 15)
  }

  @Test(arguments: [
    (0.0004, "1 ms"), (0.239, "239 ms"), (1, "1 s"), (119, "119 s"), (120, "2 min"),
    (7200, "2 h"), (172_800, "2 d"), (-5, "5 s"), (1e16, "ages"),
  ])
  func durations(_ seconds: Double, _ text: String) {
    #expect(TimeWords.length(seconds) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (812, "812 B"), (999, "999 B"), (1000, "1.0 kB"), (4140, "4.1 kB"),
    (12_000_000, "12 MB"), (-3, "0 B"), (5_000_000_000_000, "5000 GB"),
  ])
  func sizes(_ bytes: Int, _ text: String) {
    #expect(ByteWords.size(bytes) == text)
  }

  @Test(arguments: [
    ("", "(empty)"), ("short", "…(5 chars)"), ("a-long-secret", "a-l…(13 chars)"),
    ("\u{1B}[31mlong-secret", "\\x1b[3…(16 chars)"),
  ])
  func masks(_ value: String, _ text: String) {
    #expect(Masked.of(value) == text)
  }

  @Test func timestamps() {
    let one = Timestamp(seconds: 5, nanoseconds: 500_000_000)
    let other = Timestamp(seconds: 6, nanoseconds: 0)
    #expect(one < other && other.seconds(since: one) == 0.5 && one.seconds(since: other) == -0.5)
    #expect(Timestamp.now > other)
  }
}
