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
    bytes.split(separator: UInt8(ascii: "/")).filter { $0 != [UInt8(ascii: ".")] }
  }

  /// The last component, empty for `/`.
  package var name: [UInt8] {
    components.last.map(Array.init) ?? []
  }

  /// The path without its last component.
  ///
  /// Textual, does not resolve links. Nil for the root.
  package var parent: Path? {
    let parts = components
    if parts.isEmpty { return nil }
    let joined = Array(parts.dropLast().joined(separator: [UInt8(ascii: "/")]))
    return Path(isAbsolute ? [UInt8(ascii: "/")] + joined : joined)
  }

  /// The path without empty and `.` components.
  ///
  /// `..` stays: after a link it is not the textual parent.
  package var tidied: Path {
    let joined = Array(components.joined(separator: [UInt8(ascii: "/")]))
    return Path(isAbsolute ? [UInt8(ascii: "/")] + joined : joined)
  }

  /// The path without empty and `.` components and with `..` resolved textually.
  package var normalized: Path {
    var kept: [ArraySlice<UInt8>] = []
    let up: ArraySlice<UInt8> = [UInt8(ascii: "."), UInt8(ascii: ".")]
    for part in components {
      if part != up {
        kept.append(part)
      } else if let last = kept.last, last != up {
        kept.removeLast()
      } else if !isAbsolute {
        kept.append(part)
      }
    }
    let joined = Array(kept.joined(separator: [UInt8(ascii: "/")]))
    if isAbsolute { return Path([UInt8(ascii: "/")] + joined) }
    return joined.isEmpty ? "." : Path(joined)
  }

  /// This path as seen from `base`: `src/a.c`, or `../x` outside it.
  ///
  /// Unchanged unless both are absolute.
  package func relative(to base: Path) -> Path {
    guard isAbsolute, base.isAbsolute else { return self }
    let mine = normalized.components
    let theirs = base.normalized.components
    var common = 0
    while common < mine.count, common < theirs.count, mine[common] == theirs[common] {
      common += 1
    }
    let up = Array(repeating: ArraySlice("..".utf8), count: theirs.count - common)
    let parts = up + mine[common...]
    return parts.isEmpty ? "." : Path(Array(parts.joined(separator: [UInt8(ascii: "/")])))
  }

  /// The path as text; nil if it is not UTF-8.
  package var utf8Text: String? {
    String(validating: bytes, as: UTF8.self)
  }

  package static func < (one: Path, other: Path) -> Bool {
    let common = min(one.bytes.count, other.bytes.count)
    let order = one.bytes.withUnsafeBytes { left in
      other.bytes.withUnsafeBytes { right -> CInt in
        guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
        return memcmp(left, right, common)
      }
    }
    return order == 0 ? one.bytes.count < other.bytes.count : order < 0
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
