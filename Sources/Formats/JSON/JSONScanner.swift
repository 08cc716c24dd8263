import Glibc
import Platform

/// Reads JSON strictly, value by value, as serde_json does for uv.
///
/// uv refuses what many readers accept: text after the value, a byte order mark, `1.0` for an
/// integer, lone surrogates, raw control characters, invalid UTF-8. What it ignores (an unknown
/// field) is only checked for its grammar.
package struct JSONScanner {
  let bytes: [UInt8]
  /// The index of the next byte to read.
  package internal(set) var position = 0

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What kind of value comes next.
  package enum Kind: Hashable, Sendable {
    case null, boolean, number, string, array, object
  }

  // MARK: - Whole document

  /// Reads one value with `body` and makes sure that nothing but blanks follows.
  package static func read<Value>(
    _ bytes: [UInt8], _ body: (inout JSONScanner) throws(JSONError) -> Value
  ) throws(JSONError) -> Value {
    var scanner = JSONScanner(bytes)
    let value = try body(&scanner)
    scanner.skipBlanks()
    if scanner.position < bytes.count { throw scanner.failure("there is text after the value") }
    return value
  }

  // MARK: - Values

  /// The kind of the value that comes next, by its first byte.
  package mutating func kind() throws(JSONError) -> Kind {
    skipBlanks()
    guard position < bytes.count else { throw failure("the text ends where a value should be") }
    switch bytes[position] {
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "{"): return .object
    default: throw failure("expected a value")
    }
  }

  /// Reads `null` and says true, or reads nothing and says false.
  package mutating func null() throws(JSONError) -> Bool {
    guard try kind() == .null else { return false }
    try word("null")
    return true
  }

  package mutating func boolean() throws(JSONError) -> Bool {
    guard try kind() == .boolean else { throw failure("expected true or false") }
    if bytes[position] == UInt8(ascii: "t") {
      try word("true")
      return true
    }
    try word("false")
    return false
  }

  /// An integer without sign, fraction or exponent, up to 2^64-1.
  package mutating func unsigned() throws(JSONError) -> UInt64 {
    guard try kind() == .number else { throw failure("expected a whole number") }
    let start = position
    let integral = try skipNumber()
    var value: UInt64 = 0
    for byte in bytes[start..<position] {
      let digit = UInt64(byte &- UInt8(ascii: "0"))
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if !integral || overflow || carry {
        throw failure("expected a whole number from 0 to 2^64-1", at: start)
      }
      value = sum
    }
    return value
  }

  package mutating func string() throws(JSONError) -> String {
    guard try kind() == .string else { throw failure("expected a text in quotes") }
    let start = position
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let text = bytes[(start + 1)..<position].utf8Text
        position += 1
        guard let text else { throw failure("the text is not UTF-8", at: start) }
        return text
      case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
      case 0..<0x20: throw failure("a control character must be escaped in a text")
      default: position += 1
      }
    }
    throw failure("the text has no closing quote")
  }

  /// Reads an array, calling `element` in front of each value, which it must read.
  package mutating func array(
    _ element: (inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard try kind() == .array else { throw failure("expected an array") }
    position += 1
    if closes(UInt8(ascii: "]")) { return }
    while true {
      try element(&self)
      if closes(UInt8(ascii: "]")) { return }
      try comma(or: "]")
    }
  }

  /// Reads an object, calling `member` in front of each value, which it must read.
  package mutating func object(
    _ member: (inout JSONScanner, String) throws(JSONError) -> Void
  ) throws(JSONError) {
    guard try kind() == .object else { throw failure("expected an object") }
    position += 1
    if closes(UInt8(ascii: "}")) { return }
    while true {
      guard try kind() == .string else { throw failure("expected a name in quotes") }
      let name = try string()
      try colon()
      try member(&self, name)
      if closes(UInt8(ascii: "}")) { return }
      try comma(or: "}")
    }
  }

  /// Passes over a value of any kind and depth, checking its grammar only.
  package mutating func skip() throws(JSONError) {
    var open: [UInt8] = []
    while true {
      switch try kind() {
      case .null: try word("null")
      case .boolean: _ = try boolean()
      case .number: _ = try skipNumber()
      case .string: try skipString()
      case .array:
        position += 1
        if !closes(UInt8(ascii: "]")) {
          open.append(UInt8(ascii: "]"))
          continue
        }
      case .object:
        position += 1
        if !closes(UInt8(ascii: "}")) {
          open.append(UInt8(ascii: "}"))
          try skipName()
          continue
        }
      }
      while let close = open.last, closes(close) { open.removeLast() }
      guard let close = open.last else { return }
      try comma(or: close == UInt8(ascii: "]") ? "]" : "}")
      if close == UInt8(ascii: "}") { try skipName() }
    }
  }

  // MARK: - Text seen before

  /// The bytes from `start` to where the scanner stands.
  package func text(from start: Int) -> ArraySlice<UInt8> {
    bytes[start..<position]
  }

  /// Passes over `text` if it comes next, blanks before it included; else reads nothing.
  ///
  /// Only sound for the whole text of a value that ends by itself: an object, array or string.
  package mutating func passes(_ text: ArraySlice<UInt8>) -> Bool {
    skipBlanks()
    guard !text.isEmpty, bytes.count - position >= text.count else { return false }
    let isSame = bytes.withUnsafeBytes { mine in
      text.withUnsafeBytes { other in
        guard let mine = mine.baseAddress, let other = other.baseAddress else { return false }
        return memcmp(mine + position, other, text.count) == 0
      }
    }
    guard isSame else { return false }
    position += text.count
    return true
  }

  // MARK: - Failure

  /// An error at `index`, or where the scanner stands.
  package func failure(_ message: String, at index: Int? = nil) -> JSONError {
    let before = bytes[..<min(index ?? position, bytes.count)]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
    return JSONError(message: message, line: line, column: before.count - lineStart + 1)
  }
}
