import Platform

/// What RECORD lists of an install: every file that the installer put somewhere.
///
/// Source: the Python packaging guide, "recording installed projects".
package struct InstalledFiles: Sendable {
  package struct File: Hashable, Sendable {
    /// As it is written: relative to site-packages, or absolute.
    package let path: Path
    /// Bytes; nil where RECORD does not say.
    package let size: Int?
  }

  package let files: [File]

  /// The sum of the sizes that are known.
  package var size: Int { files.reduce(0) { $0 &+ ($1.size ?? 0) } }

  /// Nil if there is no RECORD, or it cannot be read.
  package init?(of distribution: Distribution) {
    guard let content = try? Directory.working.read(distribution.path.appending("RECORD")).content
    else { return nil }
    self.init(content)
  }

  /// Reads comma separated values: path, hash, size.
  package init(_ content: [UInt8]) {
    let isPlain = !content.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\r") }
    files = content.split(separator: UInt8(ascii: "\n")).compactMap { line in
      // Quotes are rare, and a list of lists for each line takes longer than all else.
      let fields =
        isPlain
        ? line.split(separator: UInt8(ascii: ","), maxSplits: 3, omittingEmptySubsequences: false)
        : Self.fields(line).map { $0[...] }
      guard let path = fields.first, !path.isEmpty, !path.contains(0) else { return nil }
      let size = fields.count > 2 ? Int(String(decoding: fields[2], as: UTF8.self)) : nil
      return File(
        path: Path(Array(path)), size: size.flatMap { $0 < 0 || $0 > 1 << 50 ? nil : $0 })
    }
  }

  /// Fields of a line; a quoted one may hold commas, and quotes that are doubled.
  private static func fields(_ line: ArraySlice<UInt8>) -> [[UInt8]] {
    var fields: [[UInt8]] = [[]]
    var isQuoted = false
    let quote = UInt8(ascii: "\"")
    for (index, byte) in zip(line.indices, line) {
      switch byte {
      case quote:
        isQuoted.toggle()
        if isQuoted, index > line.startIndex, line[index - 1] == quote {
          fields[fields.count - 1].append(quote)
        }
      case UInt8(ascii: ",") where !isQuoted: fields.append([])
      case UInt8(ascii: "\r") where !isQuoted: continue
      default: fields[fields.count - 1].append(byte)
      }
    }
    return fields
  }
}
