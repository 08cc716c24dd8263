/// How two texts differ, line by line, in the form that `diff -u`, Git and `patch` use.
///
/// None of the Swift packages at hand makes one without Foundation.
package struct UnifiedDiff: Hashable, Sendable {
  package struct Line: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
      case context = 0x20
      case removed = 0x2D
      case added = 0x2B
    }

    package let kind: Kind
    /// Bytes as they are, without the line feed.
    package let text: [UInt8]
    /// Only the last line of a text has none.
    package let endsWithLineFeed: Bool
  }

  /// A run of edits with the lines around it.
  package struct Hunk: Hashable, Sendable {
    /// Counted from 1; the line before where the side has none, as `diff` writes it.
    package let oldStart: Int
    package let oldCount: Int
    package let newStart: Int
    package let newCount: Int
    package let lines: [Line]

    /// As in `@@ -1,3 +1,4 @@`.
    package var header: String {
      func range(_ start: Int, _ count: Int) -> String {
        count == 1 ? "\(start)" : "\(start),\(count)"
      }
      return "@@ -\(range(oldStart, oldCount)) +\(range(newStart, newCount)) @@"
    }
  }

  package let hunks: [Hunk]
  /// One of the two holds a NUL near its start, as Git tells; then there are no hunks.
  package let isBinary: Bool
  /// Whether the bytes differ at all.
  package let isEmpty: Bool

  /// `context` is how many equal lines stand around an edit.
  package init(from old: [UInt8], to new: [UInt8], context: Int = 3) {
    isEmpty = old == new
    isBinary = old.prefix(8000).contains(0) || new.prefix(8000).contains(0)
    hunks = isEmpty || isBinary ? [] : Self.hunks(Self.lines(old), Self.lines(new), context)
  }

  /// The whole text with its two header lines; empty if nothing differs.
  package func text(old: String, new: String) -> [UInt8] {
    if isEmpty { return [] }
    if isBinary { return Array("Binary files \(old) and \(new) differ\n".utf8) }
    var text = Array("--- \(old)\n+++ \(new)\n".utf8)
    for hunk in hunks {
      text += "\(hunk.header)\n".utf8
      for line in hunk.lines {
        text.append(line.kind.rawValue)
        text += line.text
        text.append(UInt8(ascii: "\n"))
        if !line.endsWithLineFeed { text += "\\ No newline at end of file\n".utf8 }
      }
    }
    return text
  }

  // MARK: - Making

  /// A line with its line feed, compared by memory: arrays of bytes would be hashed one by one.
  private struct Bytes: Hashable {
    let slice: ArraySlice<UInt8>

    func hash(into hasher: inout Hasher) {
      slice.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    func line(_ kind: Line.Kind) -> Line {
      let ends = slice.last == UInt8(ascii: "\n")
      return Line(kind: kind, text: Array(ends ? slice.dropLast() : slice), endsWithLineFeed: ends)
    }
  }

  private static func lines(_ text: [UInt8]) -> [Bytes] {
    var lines: [Bytes] = []
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.count
      lines.append(Bytes(slice: text[start..<end]))
      start = end
    }
    return lines
  }

  private static func hunks(_ old: [Bytes], _ new: [Bytes], _ context: Int) -> [Hunk] {
    let marks = LineDifference.marks(from: old, to: new)
    // Every line of both sides in order, removed ones before added ones.
    var all: [(kind: Line.Kind, old: Int, new: Int)] = []
    var (one, other) = (0, 0)
    while one < old.count || other < new.count {
      if one < old.count, marks.removed[one] {
        all.append((.removed, one, other))
        one += 1
      } else if other < new.count, marks.added[other] {
        all.append((.added, one, other))
        other += 1
      } else {
        all.append((.context, one, other))
        one += 1
        other += 1
      }
    }
    let edits = all.indices.filter { all[$0].kind != .context }
    var ranges: [Range<Int>] = []
    for edit in edits {
      let range = max(0, edit - context)..<min(all.count, edit + context + 1)
      if let last = ranges.last, last.upperBound >= range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges.map { range in
      let part = all[range]
      let oldCount = part.count { $0.kind != .added }
      let newCount = part.count { $0.kind != .removed }
      let first = all[range.lowerBound]
      return Hunk(
        oldStart: oldCount == 0 ? first.old : first.old + 1, oldCount: oldCount,
        newStart: newCount == 0 ? first.new : first.new + 1, newCount: newCount,
        lines: part.map { $0.kind == .added ? new[$0.new].line(.added) : old[$0.old].line($0.kind) }
      )
    }
  }
}
