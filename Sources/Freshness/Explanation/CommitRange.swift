import Platform
import UV

/// What lies between two commits, told by the user's git where there is one.
package struct CommitRange: Hashable, Sendable {
  /// Commits that are new since the record.
  package let ahead: Int
  /// Commits of the record that are not in the history any more.
  package let behind: Int
  /// Of the new ones, latest first, at most 20; safe to show.
  package let subjects: [String]

  package init(ahead: Int, behind: Int, subjects: [String]) {
    self.ahead = ahead
    self.behind = behind
    self.subjects = subjects.map { VisibleText.of($0) }
  }

  /// The commit that was recorded and the one that is checked out, where they differ.
  static func ends(of assessment: Assessment) -> (recorded: String, current: String)? {
    let change = assessment.changes.first { $0.key == .commit }
    guard case .text(let before)? = change?.recorded, case .text(let now)? = change?.current else {
      return nil
    }
    return (before.string, now.string)
  }

  /// Nil unless the commit moved, and git can tell.
  init?(of assessment: Assessment, variables: ProcessEnvironment) {
    guard let ends = Self.ends(of: assessment),
      let source = assessment.distribution.localSource?.path
    else { return nil }
    self.init(from: ends.recorded, to: ends.current, in: source, variables: variables)
  }

  /// Nil if there is no git, or it does not know the commits.
  package init?(
    from recorded: String, to current: String, in source: Path, variables: ProcessEnvironment
  ) {
    guard Self.isID(recorded), Self.isID(current),
      let git = GitProgram(in: source, variables: variables)
    else { return nil }
    func ask(_ arguments: [String]) -> [String]? { git.lines(["rev-list"] + arguments) }
    guard
      let counts = ask(["--left-right", "--count", "\(recorded)...\(current)", "--"])?.first?
        .split(separator: "\t").compactMap({ Int($0) }), counts.count == 2,
      let lines = ask([
        "--max-count=20", "--no-commit-header", "--format=%h %s", "\(recorded)..\(current)", "--",
      ])
    else { return nil }
    behind = counts[0]
    ahead = counts[1]
    subjects = lines.map { VisibleText.of($0) }
  }

  private static func isID(_ text: String) -> Bool {
    text.utf8.count == 40
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20)
      }
  }

  /// In words, as in `3 commits ahead, 1 behind`.
  package var words: String {
    let commits = Counted.text(ahead, "commit")
    if behind == 0 { return "\(commits) ahead" }
    return ahead == 0 ? "\(behind) behind" : "\(commits) ahead, \(behind) behind"
  }
}
