import Glibc

/// The text of a lock file, shortened before it is parsed.
///
/// A purpose-made pass over the bytes, because the TOML reader takes 65 ms for a lock of 4 MB and a
/// whole `uvfresh check` a tenth of that. More than nine tenths of a lock are files to download: the
/// arrays `wheels`, which uv writes as `wheels = [`, one table a line, and `]`, and the lines `sdist`.
package enum LockText {
  /// The text without `wheels` and `sdist`; nil where anything stands in another form than uv
  /// writes, so that the whole text must be read.
  package static func withoutFiles(_ content: [UInt8]) -> [UInt8]? {
    content.withUnsafeBytes { text -> [UInt8]? in
      var kept: [UInt8] = []
      kept.reserveCapacity(min(text.count, 1 << 18))
      var place = 0
      while place < text.count {
        let end = lineEnd(text, place)
        if starts(text, place, end, with: opening), place + opening.count + 1 == end {
          guard let next = afterArray(text, end) else { return nil }
          place = next
        } else if starts(text, place, end, with: source), end - place > source.count + 3,
          text[end - 2] == UInt8(ascii: "}")
        {
          place = end
        } else {
          kept.append(contentsOf: text[place..<end])
          place = end
        }
      }
      return hasLongText(kept) ? nil : kept
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

  /// Behind the line `]`; nil unless each line before it is one table.
  private static func afterArray(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int? {
    var place = start
    while place < text.count {
      let end = lineEnd(text, place)
      if text[place] == UInt8(ascii: "]") { return end - place == 2 ? end : nil }
      guard starts(text, place, end, with: item), end - place > item.count + 4,
        text[end - 2] == UInt8(ascii: ","), text[end - 3] == UInt8(ascii: "}")
      else { return nil }
      place = end
    }
    return nil
  }

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
