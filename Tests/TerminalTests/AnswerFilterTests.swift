import Testing

@testable import Terminal

struct AnswerFilterTests {
  /// What comes, what is left for the keys, and what was answered; `⎋` is ESC, `⎵` a pause that is
  /// long enough.
  private static let cases: [(comes: String, keys: String, answers: [AnswerFilter.Answer])] = [
    ("jk", "jk", []),
    ("⎋⎵j", "⎋j", []),
    ("⎋]q", "⎋]q", []),
    ("⎋[j", "⎋[j", []),
    ("⎋⎋⎵", "⎋⎋", []),
    ("⎋]11;rgb:ffff/ffff/ffff⎋\\⎋[?62;4c", "", [.background(isLight: true), .end]),
    ("⎋]11;rgb:1010/1414/1818⎋\\⎋[?6c", "", [.background(isLight: false), .end]),
    ("⎋]11;rgb:ff/ff/f0\u{7}", "", [.background(isLight: true)]),
    ("⎋]11;rgba:0000/0000/0000/ffff\u{7}", "", [.background(isLight: false)]),
    ("⎋]11;rgb:f/f/f\u{7}j", "j", [.background(isLight: true)]),
    ("⎋]11;?⎋\\k", "k", []),
    ("⎋]11;rgb:zz/1/1\u{7}", "", []),
    ("⎋[?1;2c", "", [.end]),
    ("⎋[?1h", "", []),
    ("⎋[?62;⎵j", "j", []),
    ("a⎋]11;rgb:0/0/0\u{7}b⎋[?6cc", "abc", [.background(isLight: false), .end]),
  ]

  @Test func answersAreTakenOut() {
    for (comes, keys, answers) in Self.cases {
      var filter = AnswerFilter()
      var now = 0.0
      var left: [UInt32] = []
      var found: [AnswerFilter.Answer] = []
      for scalar in comes.unicodeScalars {
        if scalar == "⎵" {
          now += 2
          left += filter.pause(at: now)
          continue
        }
        let taken = filter.take(scalar == "⎋" ? 0x1B : scalar.value, at: now)
        left += taken.keys
        if let answer = taken.answer { found.append(answer) }
      }
      let expected = keys.unicodeScalars.map { $0 == "⎋" ? 0x1B : $0.value }
      #expect(left == expected, "\(comes)")
      #expect(found == answers, "\(comes)")
    }
  }

  /// While an answer is awaited, Esc is held for a moment; otherwise it is handed out at once.
  @Test func escapeWaitsOnlyWhileAnAnswerMayCome() {
    var filter = AnswerFilter()
    #expect(filter.take(0x1B, at: 5).keys.isEmpty)
    #expect(filter.pause(at: 5) == [0x1B])
    filter.ask()
    #expect(filter.take(0x1B, at: 6).keys.isEmpty)
    #expect(filter.pause(at: 6.05).isEmpty)
    #expect(filter.deadline.map { $0 > 6.05 } == true)
    // The rest of an answer that came in two pieces.
    for scalar in "]11;rgb:ff/ff/ff".unicodeScalars {
      #expect(filter.take(scalar.value, at: 6.06).keys.isEmpty)
    }
    #expect(filter.pause(at: 6.5).isEmpty)
    #expect(filter.take(7, at: 6.9).answer == .background(isLight: true))
    #expect(filter.isWaiting)
    #expect(filter.deadline == nil)
  }
}
