import Platform
import Testing

@testable import Reinstall

/// Events of a build and the files that it depends on.
@Suite struct BuildActivityTests {
  static let cases: [(name: String, events: [FileEvent], read: [Path: Int])] = [
    ("a read", [.read("/p/a.c", by: "cc")], ["a.c": 1]),
    ("what the build wrote before", [.write("/p/a.c", by: "x"), .read("/p/a.c", by: "cc")], [:]),
    ("what Git looks at for changes", [.read("/p/docs/a.md", by: "git")], [:]),
    (
      "a copy that nothing reads",
      [.read("/p/docs/a.md", by: "python"), .write("/t/q/docs/a.md", by: "python")], [:]
    ),
    (
      "a copy that is compiled",
      [
        .read("/p/a.pyx", by: "python"), .write("/t/q/a.pyx", by: "python"),
        .read("/t/q/a.pyx", by: "python"),
      ], ["a.pyx": 1]
    ),
    (
      "a copy of a copy",
      [
        .read("/p/a.c", by: "cp"), .write("/t/a.c", by: "cp"), .read("/t/a.c", by: "cp"),
        .write("/u/a.c", by: "cp"), .read("/u/a.c", by: "cc"),
      ], ["a.c": 1]
    ),
    (
      "a copy that stays in the project",
      [.read("/p/a.py", by: "python"), .write("/p/build/a.py", by: "python")], ["a.py": 1]
    ),
    (
      "a file of another name, or by another program",
      [
        .read("/p/a.c", by: "cc"), .write("/t/a.o", by: "cc"), .read("/p/b.c", by: "cc"),
        .write("/t/b.c", by: "x"),
      ], ["a.c": 1, "b.c": 1]
    ),
  ]

  @Test("reads are counted", arguments: cases.indices)
  func counts(index: Int) {
    let (name, events, read) = Self.cases[index]
    var activity = BuildActivity(roots: ["/p"], excluding: ["/t"], around: nil)
    for event in events { activity.take(event) }
    let found = activity.files.filter { $0.value.reads > 0 }.mapValues(\.reads)
    #expect(found == read, "\(name)")
  }
}
