import Platform
import Testing

@testable import Freshness

/// How often, and by what.
@Suite struct RebuildSummaryTests {
  private static let now: UInt64 = 2_000_000

  private func rebuild(
    _ files: String..., name: String = "harbor", ago: UInt64 = 60,
    outcome: JournalEntry.Reinstall.Outcome = .done, kind: Cause.Kind = .fileChanged,
    by actor: JournalEntry.Reinstall.Actor = .uvfresh, installed: UInt64? = nil
  ) -> JournalEntry {
    JournalTextTests.entry(
      name, at: Self.now - ago,
      causes: kind != .fileChanged || !files.isEmpty
        ? [.init(kind: kind.rawValue, name: "CFLAGS", path: files.first)] : [],
      files: files,
      reinstall: .init(
        by: actor, outcome, installed: installed.map { Timestamp(seconds: $0, nanoseconds: 0) }))
  }

  private func text(_ entries: [JournalEntry]) -> [String] {
    RebuildSummary.all(of: entries, now: Timestamp(seconds: Self.now, nanoseconds: 0)).map { one in
      let shares = one.shares.map {
        " \($0.rebuilds) \(([$0.cause ?? "-"] + $0.also).joined(separator: "+"))"
      }.joined()
      return "\(one.name) \(one.rebuilds) \(one.failed):\(shares)"
    }
  }

  @Test func aLoopIsSeenAmongOtherCauses() {
    let loop = (0..<9).map { number in
      number % 3 == 0 ? rebuild("target/debug/x", "src/lib.rs") : rebuild("target/debug/x")
    }
    let all = loop + [rebuild("src/a/b.rs"), rebuild("pyproject.toml")]
    #expect(text(all.shuffled()) == ["harbor 11 0: 9 target/ 1 pyproject.toml 1 src/"])
  }

  @Test func allThatChangedEachTimeIsNamed() {
    #expect(text([rebuild("src/a", "rust/b")]) == ["harbor 1 0: 1 rust/+src/"])
    #expect(
      text([rebuild("src/a", "rust/b", "c"), rebuild("src/a", "rust/b", "c", "d/e")])
        == ["harbor 2 0: 2 c+rust/+src/"])
  }

  @Test func onlyRebuildsOfThisWeekCount() {
    #expect(
      text([
        rebuild("src/a"), rebuild("src/b", outcome: .failed), rebuild("src/c", outcome: .cancelled),
        rebuild("src/d", ago: 7 * 86_400 + 1), JournalTextTests.entry(at: Self.now - 5),
        rebuild("x", name: "anchor"), rebuild("y", name: "anchor", ago: 6 * 86_400),
        rebuild(name: "lost", outcome: .cancelled), rebuild(name: "weak", outcome: .failed),
        rebuild(name: "asked"),
      ]) == [
        "anchor 2 0: 1 x 1 y", "asked 1 0: 1 -", "harbor 1 1: 1 src/", "weak 0 1:",
      ])
    #expect(text([]) == [])
  }

  @Test(arguments: [
    ("src/lib.rs", "src/"), ("pyproject.toml", "pyproject.toml"), ("target/a/b/c", "target/"),
    ("rust/target/debug/x.d", "rust/target/"),
    ("src/pkg/__pycache__/a.pyc", "src/pkg/__pycache__/"),
    ("../shared/a.proto", "../shared/"), ("../../a.proto", "../../a.proto"), ("/etc/x/y", "/etc/"),
    ("/x", "/x"), ("", ""), (".venv/lib/a", ".venv/"), ("target", "target"),
  ])
  func places(_ path: String, _ place: String) {
    #expect(JournalReasons.place(path) == place)
  }

  @Test(arguments: [
    (Cause.Kind.commitMoved, "commits"), (.tagAdded, "tags"), (.envSet, "CFLAGS"),
    (.directoryCreated, "CFLAGS/"), (.noRecord, "no record"), (.sourceMissing, "source-missing"),
  ])
  func otherCauses(_ kind: Cause.Kind, _ word: String) {
    #expect(text([rebuild(kind: kind)]) == ["harbor 1 0: 1 \(word)"])
  }

  /// An inspector beside a `reinstall`, and two inspectors.
  @Test func oneRebuildIsReportedOnce() {
    let seen = rebuild("a", by: .uv, installed: 5)
    let own = rebuild("a", by: .uvfresh, installed: 5)
    let other = rebuild("a", by: .uv, installed: 6)
    #expect([seen, own, seen, other, other].withoutRepeats == [own, other])
    let elsewhere = rebuild("a", name: "b", by: .uv, installed: 5)
    let unknown = rebuild("a", by: .uv)
    #expect(
      [own, elsewhere, unknown, unknown].withoutRepeats == [own, elsewhere, unknown, unknown])
  }

  @Test func oneTurnIsReportedOnce() {
    let first = JournalTextTests.entry(at: 100)
    let again = JournalTextTests.entry(at: 110)
    let later = JournalTextTests.entry(at: 121)
    #expect([first, again, later].withoutRepeats == [first, later])
    // Between them it was rebuilt.
    let own = rebuild("a", installed: 5)
    #expect([first, own, again].withoutRepeats == [first, own, again])
    let other = JournalTextTests.entry("b", at: 101)
    #expect([first, other].withoutRepeats == [first, other])
  }
}
