import Formats
import Platform
import Testing

@testable import Freshness

/// Entries as lines and back.
@Suite struct JournalTextTests {
  static func entry(
    _ name: String = "harbor", at seconds: UInt64 = 1_000_000, causes: [JournalReasons.Reason] = [],
    files: [String] = [], count: Int? = nil, reinstall: JournalEntry.Reinstall? = nil
  ) -> JournalEntry {
    let entry = JournalEntry(
      at: Timestamp(seconds: seconds, nanoseconds: 5),
      JournalEntry.Subject(
        name: name, version: "1.0", environment: "/p/.venv", source: "/p/\(name)"),
      from: .fresh, to: .stale,
      JournalReasons(causes: causes, files: files, fileCount: count))
    return reinstall.map(entry.of) ?? entry
  }

  private func read(_ text: String) -> JournalText {
    JournalText(Array(text.utf8))
  }

  private func line(_ entry: JournalEntry) -> String {
    String(decoding: JournalText.line(entry), as: UTF8.self)
  }

  @Test func entriesComeBack() {
    let nasty = "a\n\u{1B}[31m\u{202E}\"\\é\u{0}"
    let entries = [
      Self.entry(),
      Self.entry(
        nasty, causes: [.init(kind: "env-set", name: nasty), .init(kind: "of-later", path: nasty)],
        files: [nasty, "b"], count: 7),
      Self.entry(
        reinstall: .init(
          by: .uvfresh, .done, uv: "0.13.9", seconds: 3,
          installed: Timestamp(seconds: 9, nanoseconds: 999_999_999))),
      Self.entry(reinstall: .init(by: .uv, .failed)),
    ]
    let found = read(entries.map(line).joined())
    #expect(found.entries == entries)
    #expect(found.damaged == 0)
    #expect(found.readable == Array(entries.map(line).joined().utf8))
  }

  /// One line and one write, whatever is in it.
  @Test func aLineIsBounded() throws {
    let long = String(repeating: "\u{1}", count: 5000)
    let many = Array(repeating: long, count: 500)
    let entry = JournalEntry(
      at: Timestamp(seconds: 1, nanoseconds: 0),
      JournalEntry.Subject(name: long, version: long, environment: long, source: long),
      from: .fresh, to: .stale,
      JournalReasons(
        causes: many.map { .init(kind: $0, name: $0, path: $0) }, files: many))
    let bytes = JournalText.line(entry)
    #expect(bytes.count <= JournalText.lineLimit)
    #expect(bytes.filter { $0 == UInt8(ascii: "\n") }.count == 1)
    let back = try #require(JournalText(bytes).entries.first)
    #expect(back.subject == entry.subject)
    #expect(back.reasons.fileCount == 500)
    // What fits stays: fifty files and no more.
    let short = Self.entry(files: (0..<60).map { "src/file\($0).rs" })
    #expect(JournalText(JournalText.line(short)).entries == [short])
    #expect(short.reasons.files.count == 50 && short.reasons.fileCount == 60)
  }

  @Test(arguments: ["", "x", "é", "🚢"])
  func cutTextsEndWithACharacter(_ end: String) {
    for count in 790...805 {
      let text = String(repeating: "a", count: count) + end + end
      let bounded = JournalText.bounded(text)
      #expect(bounded.utf8.count <= 800)
      #expect(bounded == text || (bounded.hasSuffix("…") && text.hasPrefix(bounded.dropLast())))
    }
  }

  @Test func damageIsCountedAndTheRestIsKept() {
    let good = line(Self.entry())
    let later = "{\"v\":2,\"what\":\"ever\"}\n"
    let spoiled: [(String, String)] = [
      ("\"turned\"", "\"flew\""), ("\"from\":\"fresh\"", "\"from\":\"rotten\""),
      ("\"nanos_since_epoch\":5", "\"nanos_since_epoch\":-5"),
      ("\"nanos_since_epoch\":5", "\"nanos_since_epoch\":4294967296"), ("}", ""),
    ]
    let whole = String(good.dropLast())
    let bad: [String] =
      ["{\"v\":1}", "{", "[]", "\0\0\0", "{\"v\":1,\"v\":1}"]
      + spoiled.map { whole.replacing($0.0, with: $0.1) }
    let found = read(good + bad.joined(separator: "\n") + "\n\n" + later + good)
    #expect(found.entries == [Self.entry(), Self.entry()])
    #expect(found.damaged == bad.count)
    #expect(String(decoding: found.readable, as: UTF8.self) == good + later + good)
    #expect(read(String(decoding: found.readable, as: UTF8.self)).damaged == 0)
  }

  /// Somebody may be writing it at this moment.
  @Test func aLastLineWithoutItsEnd() {
    let good = line(Self.entry())
    for count in 0..<good.utf8.count {
      let part = String(decoding: good.utf8.prefix(count), as: UTF8.self)
      let found = read(good + part)
      let isWhole = count == good.utf8.count - 1
      #expect(found.entries.count == (isWhole ? 2 : 1), "\(part)")
      #expect(found.damaged == 0)
      #expect(JournalText.isWhole(Array(part.utf8)) == isWhole)
    }
  }
}
