import Glibc
import Platform

/// The text of a lock file, shortened before it is parsed.
///
/// A purpose-made pass over the bytes, because the TOML reader takes 65 ms for a lock of 4 MB and a
/// whole `uvfresh check` a tenth of that. More than nine tenths of a lock are files to download: the
/// arrays `wheels`, which uv writes as `wheels = [`, one table a line, and `]`, and the lines `sdist`.
package struct LockText {
  private var kept: [UInt8] = []
  private var isInWheels = false
  private var isOdd = false

  /// The text without `wheels` and `sdist`; nil where anything stands in another form than uv
  /// writes, so that the whole text must be read.
  package static func withoutFiles(_ content: [UInt8]) -> [UInt8]? {
    var text = LockText()
    content.withUnsafeBytes { _ = text.take($0, isLast: true) }
    return text.withoutFiles
  }

  /// The same of a file, nil also where there is none.
  ///
  /// It is never in memory as a whole: to fill 4 MB takes as long as all the rest.
  static func withoutFiles(at file: Path) throws(FileError) -> [UInt8]? {
    var text = LockText()
    do throws(FileError) {
      try Directory.working.forEachPiece(of: file) { text.take($0, isLast: $1) }
    } catch {
      // A line longer than a piece, which uv does not write.
      if error.code == EFBIG { return nil }
      throw error
    }
    return text.withoutFiles
  }

  private var withoutFiles: [UInt8]? {
    isOdd || isInWheels || Self.hasLongText(kept) ? nil : kept
  }

  /// Takes the whole lines at the beginning of a piece, and tells how many bytes they are.
  private mutating func take(_ text: UnsafeRawBufferPointer, isLast: Bool) -> Int {
    var place = 0
    while place < text.count, !isOdd {
      let end = Self.lineEnd(text, place)
      if end == text.count, !isLast, text[end - 1] != UInt8(ascii: "\n") { break }
      takeLine(text, place, end)
      place = end
    }
    return isOdd ? text.count : place
  }

  private mutating func takeLine(_ text: UnsafeRawBufferPointer, _ place: Int, _ end: Int) {
    if isInWheels {
      if text[place] == UInt8(ascii: "]") {
        isInWheels = false
        isOdd = end - place != 2
      } else {
        isOdd =
          !Self.starts(text, place, end, with: Self.item) || end - place <= Self.item.count + 4
          || text[end - 2] != UInt8(ascii: ",") || text[end - 3] != UInt8(ascii: "}")
      }
    } else if Self.starts(text, place, end, with: Self.opening),
      place + Self.opening.count + 1 == end
    {
      isInWheels = true
    } else if !Self.starts(text, place, end, with: Self.source)
      || end - place <= Self.source.count + 3 || text[end - 2] != UInt8(ascii: "}")
    {
      kept.append(contentsOf: text[place..<end])
    }
  }

  /// Whether there may be a text of several lines: a line in it could look like a key.
  private static func hasLongText(_ text: [UInt8]) -> Bool {
    var quotes = 0
    var before: UInt8 = 0
    for byte in text {
      quotes = byte != 0x22 && byte != 0x27 ? 0 : byte == before ? quotes + 1 : 1
      if quotes == 3 { return true }
      before = byte
    }
    return false
  }

  /// The text cut before some of its lines `[[package]]`, into parts of which each is a document:
  /// they can be parsed side by side.
  static func parts(of text: [UInt8], size: Int = 1 << 15) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var start = 0
    text.withUnsafeBytes { bytes in
      var place = 0
      while place < bytes.count {
        let end = lineEnd(bytes, place)
        if place - start >= size, starts(bytes, place, end, with: heading) {
          parts.append(text[start..<place])
          start = place
        }
        place = end
      }
    }
    parts.append(text[start...])
    return parts
  }

  private static let heading = Array("[[package]]".utf8)
  private static let opening = Array("wheels = [".utf8)
  private static let source = Array("sdist = { ".utf8)
  private static let item = Array("    { ".utf8)

  /// The place behind the next line break.
  private static func lineEnd(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int {
    guard let start = text.baseAddress,
      let found = memchr(start + place, 0x0A, text.count - place)
    else { return text.count }
    return UnsafeRawPointer(found) - start + 1
  }

  private static func starts(
    _ text: UnsafeRawBufferPointer, _ place: Int, _ end: Int, with word: [UInt8]
  ) -> Bool {
    end - place >= word.count
      && word.indices.allSatisfy { text[place + $0] == word[$0] }
  }
}
