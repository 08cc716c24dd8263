import Formats
import Platform

/// Changes that builds make to the files they ship: a version written in, a first line that names
/// an interpreter, line ends.
enum BuildRewriting {
  /// Whether such changes alone turn a source into what was installed.
  static func explains(from source: [UInt8], to installed: [UInt8], version: String?) -> Bool {
    let diff = UnifiedDiff(from: source, to: installed, context: 0)
    if diff.isBinary { return false }
    return diff.hunks.allSatisfy { hunk in
      let removed = hunk.lines.filter { $0.kind == .removed }.map { trimmed($0.text) }
      let added = hunk.lines.filter { $0.kind == .added }.map { trimmed($0.text) }
      if removed == added { return true }
      if hunk.newStart == 1, removed.count <= 1, added.count == 1,
        added[0].starts(with: "#!".utf8)
      {
        return true
      }
      return namesVersion(added, version)
    }
  }

  /// Lines that assign a version, as templates have them written in.
  private static func namesVersion(_ lines: [[UInt8]], _ version: String?) -> Bool {
    guard let version, !lines.isEmpty, lines.count <= 8 else { return false }
    let plain = version.split(separator: "+", maxSplits: 1).first.map(String.init) ?? version
    return lines.allSatisfy { line in
      let text = String(decoding: line, as: UTF8.self)
      return text.isEmpty || text.contains(bytesOf: plain)
        || text.lowercased().contains(bytesOf: "version")
    } && lines.contains { String(decoding: $0, as: UTF8.self).contains(bytesOf: plain) }
  }

  private static func trimmed(_ line: [UInt8]) -> [UInt8] {
    var line = line[...]
    while let last = line.last, last == 0x20 || (0x09...0x0D).contains(last) {
      line = line.dropLast()
    }
    return Array(line)
  }
}
