/// A version as PEP 440 reads and normalises it.
package struct PackageVersion: Hashable, Sendable, CustomStringConvertible {
  /// The normalised text, such as `1.0.post2` for `1.0-2`.
  package let normalized: String

  static let zero = PackageVersion(plain: "0")

  private init(plain: String) {
    normalized = plain
  }

  /// Nil for what PEP 440 does not take, or a number beyond 64 bits.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    if Self.isPlain(text) {
      normalized = text
      return
    }
    var scanner = Scanner(Array(text.trimmedASCII.lowercased().utf8))
    guard let normalized = scanner.version() else { return nil }
    self.normalized = normalized
  }

  package var description: String { normalized }

  /// Whether two texts mean one version: `1.0` is `1.0.0`.
  package static func areEqual(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    guard let left = PackageVersion(one), let right = PackageVersion(other) else { return false }
    return left.isSame(as: right)
  }

  /// Numbers without leading zeros and dots between them, as most versions are.
  private static func isPlain(_ text: String) -> Bool {
    var digits = 0
    var startsWithZero = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: ".") {
        if digits == 0 { return false }
        digits = 0
      } else if (0x30...0x39).contains(byte) {
        if digits == 0 { startsWithZero = byte == 0x30 }
        digits += 1
        if digits > 18 || (startsWithZero && digits > 1) { return false }
      } else {
        return false
      }
    }
    return digits > 0
  }

  private struct Scanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
    }

    mutating func version() -> String? {
      _ = take("v")
      guard var first = number() else { return nil }
      var text = ""
      if take("!") {
        text = first == 0 ? "" : "\(first)!"
        guard let release = number() else { return nil }
        first = release
      }
      text += "\(first)"
      while let next = dotted() { text += ".\(next)" }
      if let pre = preRelease() { text += pre }
      if let post = postRelease() { text += ".post\(post)" }
      if let dev = word(["dev"]) { text += ".dev\(dev.number)" }
      if take("+") {
        guard let local = local() else { return nil }
        text += "+\(local)"
      }
      return position == bytes.count ? text : nil
    }

    private mutating func dotted() -> UInt64? {
      let start = position
      if take("."), let value = number() { return value }
      position = start
      return nil
    }

    private mutating func preRelease() -> String? {
      let spellings = [
        ("alpha", "a"), ("beta", "b"), ("preview", "rc"), ("pre", "rc"), ("rc", "rc"), ("a", "a"),
        ("b", "b"), ("c", "rc"),
      ]
      guard let found = word(spellings.map(\.0)) else { return nil }
      return (spellings.first { $0.0 == found.word }?.1 ?? "") + "\(found.number)"
    }

    private mutating func postRelease() -> UInt64? {
      let start = position
      if take("-"), let value = number() { return value }
      position = start
      return word(["post", "rev", "r"])?.number
    }

    /// `[-_.]? WORD [-_.]? NUMBER?`, the number being 0 if there is none.
    private mutating func word(_ words: [String]) -> (word: String, number: UInt64)? {
      let start = position
      _ = takeSeparator()
      guard let word = words.first(where: { take($0) }) else {
        position = start
        return nil
      }
      let end = position
      _ = takeSeparator()
      if let value = number() { return (word, value) }
      position = end
      return (word, 0)
    }

    private mutating func local() -> String? {
      var segments: [String] = []
      repeat {
        let start = position
        while position < bytes.count, isAlphanumeric(bytes[position]) { position += 1 }
        if start == position { return nil }
        let segment = String(decoding: bytes[start..<position], as: UTF8.self)
        segments.append(UInt64(segment).map(String.init) ?? segment)
      } while takeSeparator()
      return segments.joined(separator: ".")
    }

    private mutating func number() -> UInt64? {
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
      return UInt64(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func takeSeparator() -> Bool {
      take("-") || take("_") || take(".")
    }

    private mutating func take(_ text: String) -> Bool {
      guard bytes[position...].starts(with: text.utf8) else { return false }
      position += text.utf8.count
      return true
    }
  }
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
}

extension String {
  fileprivate var trimmedASCII: Substring {
    let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\u{B}", "\u{C}"]
    let start = drop { blanks.contains($0) }
    guard let last = start.lastIndex(where: { !blanks.contains($0) }) else { return "" }
    return Substring(start[...last])
  }
}
