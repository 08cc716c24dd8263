import Platform
import Testing

@Suite struct TimelineTests {
  private func text(_ changes: [Double], _ total: Double, utf8: Bool = true) -> String? {
    Timeline(changes: changes, total: total, columns: 20, isUTF8: utf8)?.text
  }

  @Test func twoSecondsAfterIsNotYesterday() {
    #expect(text([2], 86_400 * 30) == "record ├─▲──────────────────┤ now")
    #expect(
      text(Array(repeating: 86_400 * 29, count: 40), 86_400 * 30)
        == "record ├───────────────────█┤ now")
    #expect(text([1, 1, 1e9], 10, utf8: false) == "record |-----2-------------^| now")
  }

  @Test func withoutChangesThereIsNone() {
    #expect(text([], 10) == nil)
    #expect(text([1], 0) == nil)
    #expect(text([-5], 10) == "record ├▲───────────────────┤ now")
  }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9949, "9.9 kB"), (9950, "10 kB"),
    (61_234_567, "61 MB"), (5_000_000_000_000, "5000 GB"),
  ])
  func sizes(_ bytes: Int, _ words: String) {
    #expect(ByteWords.size(bytes) == words)
  }
}
