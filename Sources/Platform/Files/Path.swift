import Glibc

/// A path as the kernel takes it: any bytes but NUL, slashes between components.
///
/// Nothing is normalised, because `x/` and `x` are different questions to the kernel, and names
/// need not be UTF-8.
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

  /// This path with another below it; an absolute one takes its place, as in POSIX and Rust.
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

  /// The components between slashes, empty ones and `.` left out; a leading slash is none of them.
  package var components: [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "/")).filter { $0 != [UInt8(ascii: ".")] }
  }

  /// The last component, empty for `/`.
  package var name: [UInt8] {
    components.last.map(Array.init) ?? []
  }

  /// The path without its last component, by text alone (links are not looked at); nil at the top.
  package var parent: Path? {
    let parts = components
    if parts.isEmpty { return nil }
    let joined = Array(parts.dropLast().joined(separator: [UInt8(ascii: "/")]))
    return Path(isAbsolute ? [UInt8(ascii: "/")] + joined : joined)
  }

  /// The path without empty and `.` components; `..` stays, since behind a link it is not what the
  /// text says.
  package var tidied: Path {
    let joined = Array(components.joined(separator: [UInt8(ascii: "/")]))
    return Path(isAbsolute ? [UInt8(ascii: "/")] + joined : joined)
  }

  /// The path with empty and `.` components and what `..` undoes taken out, by text alone.
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

  /// How to name this path from `base`: below it without the prefix, outside it with `..`.
  ///
  /// Both must be absolute; else the path comes back as it is.
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

  /// The text of a path that is UTF-8; nil for any other.
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

  /// The path as a C string; nil if a NUL stands in it, which no path can hold.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result? {
    if bytes.contains(0) { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      buffer[bytes.count] = 0
      return buffer.baseAddress.map { body(UnsafePointer($0)) }
    }
  }
}
