import Freshness
import Platform
import UV

/// One column of the list.
///
/// A new one is one entry in `all`.
package struct Column: Sendable {
  enum Width: Sendable {
    case fixed(Int)
    /// As wide as its longest value, within limits.
    case fitted(ClosedRange<Int>)
    /// What the others leave.
    case rest
  }

  let title: String
  let width: Width
  var isRight = false
  /// Shown where the list has at least so many columns.
  var minimum = 0
  /// What a click on its title sorts by.
  var sortKey: SortKey?
  let value: @Sendable (Row) -> [Span]

  static let all: [Column] = [
    Column(title: "NAME", width: .fitted(10...30), sortKey: .name) { row in
      (row.branch.map { [Span($0, .dim)] } ?? []) + [Span(row.item.distribution.name)]
        + (row.distinction.map { [Span(" \($0)", .dim)] } ?? [])
    },
    Column(title: "STATE", width: .fixed(12), sortKey: .state) { [$0.state] },
    Column(title: "WHY", width: .rest) { $0.why },
    Column(title: "FILES", width: .fixed(6), isRight: true, minimum: 100, sortKey: .files) { row in
      guard let glance = row.glance, glance.watchedFiles > 0 else {
        return [Span(row.glyphs.none, .dim)]
      }
      let changed = row.item.changedFiles(glance) ?? 0
      return changed == 0
        ? [Span("\(glance.watchedFiles)", .dim)]
        : [Span("\(changed)"), Span("/\(glance.watchedFiles)", .dim)]
    },
    Column(title: "RECORD", width: .fixed(7), isRight: true, minimum: 100, sortKey: .record) {
      row in
      guard let time = row.item.assessment?.recorded?.timestamp else {
        return [Span(row.glyphs.none, .dim)]
      }
      return [Span(TimeWords.age(row.moment.seconds(since: time)), .dim)]
    },
    Column(title: "NEXT SYNC", width: .fixed(10), minimum: 100, sortKey: .nextSync) { row in
      [row.item.nextSync(row.glance, row.glyphs)]
    },
  ]

  /// What a value is made from.
  struct Row {
    let item: ListState.Item
    let glance: Glance?
    let state: Span
    /// What tells it from another install of the same name.
    let distinction: String?
    /// Stands before the name of one that is stale because of the one above.
    let branch: String?
    let moment: Timestamp
    let glyphs: Glyphs
    /// That the column has.
    var columns = 0
  }

  /// The columns that a list of some width has, with where each begins and how wide it is.
  static func placed(in width: Int, nameWidth: Int) -> [(column: Column, start: Int, width: Int)] {
    let shown = all.filter { $0.minimum <= width }
    // Mark, glyph and a blank in front, a blank behind; two blanks between columns.
    var left = width - 4 - 2 * (shown.count - 1)
    var widths: [Int?] = []
    for column in shown {
      switch column.width {
      case .fixed(let columns): widths.append(columns)
      case .fitted(let range):
        // One long name must not take the space of all reasons.
        let share = width < 100 ? width / 4 : width / 5
        let most = min(range.upperBound, max(range.lowerBound, share))
        widths.append(max(range.lowerBound, min(nameWidth, most)))
      case .rest: widths.append(nil)
      }
      left -= widths.last.flatMap { $0 } ?? 0
    }
    var start = 3
    return zip(shown, widths).map { column, width in
      let width = width ?? max(0, left)
      defer { start += width + 2 }
      return (column, start, width)
    }
  }
}

extension Column.Row {
  /// The answer, and behind it how old it is, where there is space.
  var why: [Span] {
    let words = item.why(glance, glyphs, columns: columns)
    if words.isEmpty { return item.watched(glance).map { [Span($0, .dim)] } ?? [] }
    guard let age = item.changeAge(moment), words.columns + 2 + age.count <= columns else {
      return words
    }
    return words + [Span("  \(age)", .dim)]
  }
}

/// What the list can be sorted by: columns that have an order.
package enum SortKey: String, Hashable, Sendable, CaseIterable {
  case state, name, files, record
  case nextSync = "next-sync"

  /// For the menu.
  var words: String {
    switch self {
    case .state: "state, what needs attention first"
    case .name: "name"
    case .files: "files changed, most first"
    case .record: "record, newest first"
    case .nextSync: "next sync, what fails and builds first"
    }
  }

  /// The title of its column.
  var title: String { Column.all.first { $0.sortKey == self }?.title.lowercased() ?? rawValue }

  /// The smaller comes first; nil comes last in either direction.
  func rank(_ item: ListState.Item, _ glance: Glance?) -> Int? {
    switch self {
    case .name: 0
    case .state: item.urgency
    case .files: item.changedFiles(glance).map { -$0 }
    case .record:
      item.assessment?.recorded?.timestamp.map {
        -Int(truncatingIfNeeded: $0.seconds &* 1_000_000_000 &+ UInt64($0.nanoseconds))
      }
    case .nextSync:
      switch item.assessment?.nextAction {
      case nil: nil
      case .fail: 0
      case .remove: 1
      case .reinstall: glance?.build == .usable ? 3 : 2
      case .unknown: 4
      case .keep: 5
      }
    }
  }
}

extension Glyphs {
  /// Stands where there is no value.
  var none: String { "-" }
}
