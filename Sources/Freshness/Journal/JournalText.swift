import Formats
import Platform

/// The journal as text: a JSON object in each line.
package struct JournalText: Sendable {
  /// Oldest first.
  package private(set) var entries: [JournalEntry] = []
  /// Lines that are not what this program writes, nor what a later release of it may write.
  package private(set) var damaged = 0
  /// All other lines.
  package private(set) var readable: [UInt8] = []

  /// Takes it apart.
  ///
  /// A last line without its end is left out if it is not whole: somebody is writing it, or was
  /// killed.
  package init(_ bytes: [UInt8]) {
    var lines = bytes.split(separator: Self.end, omittingEmptySubsequences: false)
    let last = lines.popLast() ?? []
    for line in lines where !line.isEmpty {
      if !take(Array(line)) { damaged += 1 }
    }
    _ = take(Array(last))
  }

  private mutating func take(_ line: [UInt8]) -> Bool {
    switch Line(line) {
    case .entry(let entry): entries.append(entry)
    case .later: break
    case nil: return false
    }
    readable += line
    readable.append(Self.end)
    return true
  }

  /// Whether a line is complete.
  package static func isWhole(_ line: [UInt8]) -> Bool {
    Line(line) != nil
  }

  private enum Line {
    case entry(JournalEntry)
    /// Of a later form.
    case later

    init?(_ line: [UInt8]) {
      guard let value = try? JSONValue.read(line), let form = value["v"]?.integer else {
        return nil
      }
      if form > JournalText.form {
        self = .later
      } else if let entry = JournalEntry(value) {
        self = .entry(entry)
      } else {
        return nil
      }
    }
  }

  // MARK: - Writing

  /// The form of the lines.
  static let form = 1
  private static let end = UInt8(ascii: "\n")
  /// A line is one write, which must stay small.
  package static let lineLimit = 32 << 10

  /// An entry as a line with its end; files are left out where it would be too long.
  package static func line(_ entry: JournalEntry) -> [UInt8] {
    var reasons = entry.reasons
    while true {
      var writer = JSONWriter()
      writer.object { writer in
        writer.name("v")
        writer.integer(form)
        entry.write(reasons, to: &writer)
      }
      guard writer.bytes.count >= lineLimit, let shorter = reasons.shorter else {
        return writer.bytes + [end]
      }
      reasons = shorter
    }
  }

  /// A text of no more than 800 bytes: escaped, the four of an entry fill no line.
  static func bounded(_ text: String) -> String {
    let limit = 800
    if text.utf8.count <= limit { return text }
    var cut = ""
    for scalar in text.unicodeScalars {
      if cut.utf8.count + UTF8.width(scalar) > limit - 3 { break }
      cut.unicodeScalars.append(scalar)
    }
    return cut + "…"
  }
}
