import Glibc
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
    var files: [File] = []
    content.withUnsafeBytes { content in
      var line = content[...]
      while !line.isEmpty {
        let end = line.position(of: UInt8(ascii: "\n")) ?? line.endIndex
        if let file = Self.file(line[..<end]) { files.append(file) }
        line = line[end...].dropFirst()
      }
    }
    self.files = files
  }

  private static func file(_ line: Slice<UnsafeRawBufferPointer>) -> File? {
    // Quotes are rare, and a list of lists for each line takes longer than all else.
    if line.position(of: UInt8(ascii: "\"")) != nil || line.last == UInt8(ascii: "\r") {
      let fields = fields(Array(line)[...])
      return file(fields[0], size: fields.count > 2 ? size(fields[2]) : nil)
    }
    let comma = UInt8(ascii: ",")
    guard let pathEnd = line.position(of: comma) else { return file(Array(line), size: nil) }
    let behind = line[pathEnd...].dropFirst()
    let hashEnd = behind.position(of: comma) ?? behind.endIndex
    let digits = behind[hashEnd...].dropFirst().prefix { $0 != comma }
    return file(Array(line[..<pathEnd]), size: size(digits))
  }

  private static func file(_ path: [UInt8], size: Int?) -> File? {
    path.isEmpty || path.contains(0) ? nil : File(path: Path(path), size: size)
  }

  /// Nil for what is no number, or more bytes than any file has.
  private static func size(_ digits: some Collection<UInt8>) -> Int? {
    if digits.isEmpty { return nil }
    var size = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit), size < 1 << 50 else {
        return nil
      }
      size = size * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return size > 1 << 50 ? nil : size
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

extension Slice<UnsafeRawBufferPointer> {
  /// Where a byte stands first.
  fileprivate func position(of byte: UInt8) -> Int? {
    guard let start = base.baseAddress,
      let found = memchr(start + startIndex, CInt(byte), count)
    else { return nil }
    return UnsafeRawPointer(found) - start
  }
}
