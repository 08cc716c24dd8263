import Glibc

/// A time axis in one line: the record on the left, now on the right, changes in between.
///
/// The axis is logarithmic in the time since the record: "two seconds after the build" and
/// "yesterday" stay apart whether the record is an hour or a year old.
package struct Timeline: Hashable, Sendable {
  package let text: String

  /// `changes` and `total` are seconds since the record; nil if there is nothing to place.
  package init?(changes: [Double], total: Double, columns: Int, isUTF8: Bool) {
    guard !changes.isEmpty, total > 0, columns >= 10 else { return nil }
    var counts = Array(repeating: 0, count: columns)
    for change in changes {
      let share = log1p(max(0, min(change, total))) / log1p(total)
      let place = Int((share * Double(columns - 1)).rounded())
      counts[max(0, min(place, columns - 1))] += 1
    }
    let axis = counts.map { count in
      switch count {
      case 0: isUTF8 ? "─" : "-"
      case 1: isUTF8 ? "▲" : "^"
      case 2...9: "\(count)"
      default: isUTF8 ? "█" : "#"
      }
    }.joined()
    text = "record \(isUTF8 ? "├" : "|")\(axis)\(isUTF8 ? "┤" : "|") now"
  }
}
