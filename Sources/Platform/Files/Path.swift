import Glibc

/// A path as the kernel takes it: any bytes except NUL, components separated by slashes.
///
/// Kept as given, because `x/` and `x` mean different things to the kernel and names need not be
/// UTF-8. swift-system's `FilePath` normalises both away, and its import costs start-up time.
package struct Path: Hashable, Sendable, Comparable, ExpressibleByStringLiteral {
  /// The bytes as they were given.
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  package init(stringLiteral text: String) {
    self.init(text)
  }

  package var isAbsolute: Bool {
    bytes.first == UInt8(ascii: "/")
  }

  package var isEmpty: Bool {
    bytes.isEmpty
  }

  /// Joins two paths; an absolute one replaces this path, as Rust's `Path::join` does.
  package func appending(_ other: [UInt8]) -> Path {
    if other.first == UInt8(ascii: "/") || bytes.isEmpty { return Path(other) }
    if bytes.last == UInt8(ascii: "/") { return Path(bytes + other) }
    var joined = [UInt8]()
    joined.reserveCapacity(bytes.count + 1 + other.count)
    joined += bytes
    joined.append(UInt8(ascii: "/"))
    joined += other
    return Path(joined)
  }

  package func appending(_ other: String) -> Path {
    appending(Array(other.utf8))
  }

  /// The components, without empty ones and `.`; the root is not a component.
  package var components: [ArraySlice<UInt8>] {
    var found: [ArraySlice<UInt8>] = []
    found.reserveCapacity(bytes.reduce(1) { $0 + ($1 == Self.slash ? 1 : 0) })
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == Self.slash {
      if end > start, end - start != 1 || bytes[start] != Self.dot {
        found.append(bytes[start..<end])
      }
      start = end + 1
    }
    return found
  }

  /// The last component, empty for `/`.
  package var name: [UInt8] {
    lastComponent.map { Array(bytes[$0]) } ?? []
  }

  /// The path without its last component.
  ///
  /// Textual, does not resolve links. Nil for the root.
  package var parent: Path? {
    lastComponent.map { Path(Array(bytes[..<$0.lowerBound])).tidied }
  }

  /// The path without empty and `.` components.
  ///
  /// `..` stays: after a link it is not the textual parent.
  package var tidied: Path {
    isTidy(up: true) ? self : joined(components)
  }

  /// The path without empty and `.` components and with `..` resolved textually.
  package var normalized: Path {
    if !bytes.isEmpty, isTidy(up: false) { return self }
    var kept: [ArraySlice<UInt8>] = []
    let up: ArraySlice<UInt8> = [Self.dot, Self.dot]
    for part in components {
      if part != up {
        kept.append(part)
      } else if let last = kept.last, last != up {
        kept.removeLast()
      } else if !isAbsolute {
        kept.append(part)
      }
    }
    let path = joined(kept)
    return path.isEmpty ? "." : path
  }

  /// This path as seen from `base`: `src/a.c`, or `../x` outside it.
  ///
  /// Unchanged unless both are absolute.
  package func relative(to base: Path) -> Path {
    guard isAbsolute, base.isAbsolute else { return self }
    let (path, base) = (normalized, base.normalized)
    if path.bytes.count > base.bytes.count, path.bytes[base.bytes.count] == Self.slash,
      path.bytes.starts(with: base.bytes)
    {
      return Path(Array(path.bytes[(base.bytes.count + 1)...]))
    }
    let (mine, theirs) = (path.components, base.components)
    var common = 0
    while common < mine.count, common < theirs.count, mine[common] == theirs[common] {
      common += 1
    }
    let up = Array(repeating: ArraySlice("..".utf8), count: theirs.count - common)
    let parts = up + mine[common...]
    return parts.isEmpty ? "." : Path(Array(parts.joined(separator: [Self.slash])))
  }

  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  private func joined(_ components: [ArraySlice<UInt8>]) -> Path {
    let joined = Array(components.joined(separator: [Self.slash]))
    return Path(isAbsolute ? [Self.slash] + joined : joined)
  }

  private var lastComponent: Range<Int>? {
    var end = bytes.count
    while end > 0 {
      var start = end
      while start > 0, bytes[start - 1] != Self.slash { start -= 1 }
      if end - start > 1 || (end - start == 1 && bytes[start] != Self.dot) { return start..<end }
      end = max(0, start - 1)
    }
    return nil
  }

  /// Whether there is no empty component and no `.`, and no `..` unless `up` allows it.
  ///
  /// Nearly all paths are so, and a path is asked a dozen times a file.
  private func isTidy(up: Bool) -> Bool {
    var length = 0
    var dots = 0
    for index in bytes.indices {
      if bytes[index] != Self.slash {
        length += 1
        if bytes[index] == Self.dot { dots += 1 }
      } else if index > 0 {
        if length == 0 || (length == dots && (length == 1 || (length == 2 && !up))) { return false }
        length = 0
        dots = 0
      }
    }
    if length == 0 { return bytes.count < 2 }
    return length != dots || length > 2 || (length == 2 && up)
  }

  /// The path as text; nil if it is not UTF-8.
  package var utf8Text: String? {
    bytes.utf8Text
  }

  /// All bytes at once: an array hashes each of its elements.
  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  /// All bytes at once, too: an array compares each of its elements.
  package static func == (one: Path, other: Path) -> Bool {
    one.bytes.count == other.bytes.count && one.order(other, first: one.bytes.count) == 0
  }

  package static func < (one: Path, other: Path) -> Bool {
    let order = one.order(other, first: min(one.bytes.count, other.bytes.count))
    return order == 0 ? one.bytes.count < other.bytes.count : order < 0
  }

  /// Whether the path lies below a directory, by its text.
  package func isBelow(_ directory: Path) -> Bool {
    let length = directory.bytes.count
    if length == 0 || directory == "." { return true }
    return bytes.count > length && bytes[length] == Self.slash
      && order(directory, first: length) == 0
  }

  /// Where the last component begins: 0 without a slash.
  package var nameStart: Int {
    var start = bytes.count
    while start > 0, bytes[start - 1] != Self.slash { start -= 1 }
    return start
  }

  /// Whether the path and another have the same bytes up to their last slash: nothing is copied.
  package func isBeside(_ other: Path) -> Bool {
    let start = nameStart
    return start == other.nameStart && order(other, first: start) == 0
  }

  /// How the first bytes of two paths compare; both have as many.
  private func order(_ other: Path, first count: Int) -> CInt {
    bytes.withUnsafeBytes { left in
      other.bytes.withUnsafeBytes { right -> CInt in
        guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
        return memcmp(left, right, count)
      }
    }
  }

  /// Calls `body` with a C string; nil if the path contains a NUL, which no path can.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result? {
    if bytes.contains(0) { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      buffer[bytes.count] = 0
      return buffer.baseAddress.map { body(UnsafePointer($0)) }
    }
  }
}
