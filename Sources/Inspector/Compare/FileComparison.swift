import Formats
import Freshness
import Platform
import UV

/// A file beside what is installed, and beside what Git has.
package struct FileComparison: Sendable {
  package struct Side: Sendable {
    /// What it is compared with.
    let against: String
    let content: Content
  }

  enum Content: Sendable {
    case lines(UnifiedDiff)
    case words(String)
  }

  let sides: [Side]

  /// Compares a file, named by its absolute path, that belongs to an install.
  package init(of file: Path, in assessment: Assessment, surveyor: Surveyor) {
    sides =
      [Self.installed(file, assessment, surveyor)].compactMap(\.self)
      + [
        Side(against: "HEAD", content: Self.head(.of(file, variables: surveyor.variables)))
      ]
  }

  package init(sides: [(against: String, diff: UnifiedDiff)]) {
    self.sides = sides.map { Side(against: $0.against, content: Self.content($0.diff)) }
  }

  /// Nil where the file is not known to be installed, or is what is imported.
  private static func installed(
    _ file: Path, _ assessment: Assessment, _ surveyor: Surveyor
  ) -> Side? {
    guard let comparison = SourceComparison(of: assessment, surveyor: surveyor) else { return nil }
    let difference = comparison.differences.first { difference in
      comparison.project.appending(difference.source.bytes) == file
        || comparison.site.appending(difference.installed.bytes) == file
    }
    guard let difference else { return nil }
    return Side(
      against: "what is installed",
      content: comparison.lines(of: difference).map(content) ?? .words("it cannot be read"))
  }

  private static func content(_ diff: UnifiedDiff) -> Content {
    if diff.isBinary { return .words("both are binary, and differ") }
    return diff.hunks.isEmpty ? .words("nothing differs") : .lines(diff)
  }

  private static func head(_ difference: HeadDifference) -> Content {
    switch difference {
    case .lines(let diff) where diff.isEmpty:
      .words("the file is as in HEAD: it was touched, not edited, or is committed already")
    case .lines(let diff): content(diff)
    case .notInHead: .words("HEAD has no such file: it is new, ignored, or was deleted since")
    case .filtered: .words("Git keeps a pointer in its place, as Git LFS does")
    case .unknown(let reason): .words(reason)
    }
  }
}
