/// Where the parts of a document stand, in bytes: what an editor needs that must leave the rest as
/// it is.
package struct TOMLLayout: Sendable {
  /// `[a.b]` or `[[a.b]]`.
  package struct Header: Hashable, Sendable {
    package let path: [String]
    package let isArray: Bool
    /// From the first bracket to behind the last.
    package let range: Range<Int>
  }

  /// `key = value`, in the body of a header or in an inline table, but not inside an array.
  package struct Entry: Hashable, Sendable {
    /// From the root, the header's path and the keys of inline tables around it included.
    package let path: [String]
    /// The index of the header above; nil in front of the first.
    package let header: Int?
    /// How many inline tables are around it.
    package let depth: Int
    /// From the key to the end of the value.
    package let range: Range<Int>
    package let value: Range<Int>
  }

  package fileprivate(set) var headers: [Header] = []
  /// In the order in which they end: an inline table's entries come before its own.
  package fileprivate(set) var entries: [Entry] = []
  /// The elements of each array, by the offset of its opening bracket.
  package fileprivate(set) var elements: [Int: [Range<Int>]] = [:]

  /// Reads a document as `TOMLDocument` does, and tells where its parts stand.
  package static func read(
    _ bytes: [UInt8], version: TOMLVersion = .v1_1
  ) throws(TOMLError) -> TOMLLayout {
    let recorder = TOMLRecorder()
    _ = try TOMLDocument.read(bytes, version: version, recorder: recorder)
    return recorder.layout
  }

  /// The entry of that path; nil where it is written another way, or not there.
  package func entry(_ path: [String]) -> Entry? {
    entries.first { $0.path.elementsEqual(path) { $0.utf8.elementsEqual($1.utf8) } }
  }
}

/// Notes positions while the parser reads.
final class TOMLRecorder {
  private(set) var layout = TOMLLayout()
  /// The header's path with the keys on the way to the value that is being read.
  private var path: [String] = []
  private var tables = 0
  private var arrays = 0

  func header(_ keys: [String], isArray: Bool, _ range: Range<Int>) {
    layout.headers.append(TOMLLayout.Header(path: keys, isArray: isArray, range: range))
    path = keys
  }

  func beginEntry(_ keys: [String]) {
    path += keys
    tables += 1
  }

  func endEntry(_ keys: [String], _ range: Range<Int>, value: Range<Int>) {
    tables -= 1
    if arrays == 0 {
      let header = layout.headers.isEmpty ? nil : layout.headers.count - 1
      layout.entries.append(
        TOMLLayout.Entry(path: path, header: header, depth: tables, range: range, value: value))
    }
    path.removeLast(keys.count)
  }

  func beginArray() {
    arrays += 1
  }

  func endArray(at start: Int, _ elements: [Range<Int>]) {
    arrays -= 1
    layout.elements[start] = elements
  }
}
