import Platform

/// The four kinds of string.
extension TOMLParser {
  mutating func basicString() throws(SyntaxError) -> String {
    position += 1
    var content: [UInt8] = []
    var start = position
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        content += bytes[start..<position]
        position += 1
        return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        content += bytes[start..<position]
        position += 1
        try escape(into: &content)
        start = position
      default:
        if isControl(byte) { throw failure("a control character in a string") }
        position += 1
      }
    }
    throw failure("the string has no closing quote")
  }

  mutating func literalString() throws(SyntaxError) -> String {
    position += 1
    let start = position
    while let byte = peek() {
      if byte == UInt8(ascii: "'") {
        let content = text(from: start)
        position += 1
        return content
      }
      if isControl(byte) { throw failure("a control character in a string") }
      position += 1
    }
    throw failure("the string has no closing quote")
  }

  mutating func multilineBasicString() throws(SyntaxError) -> String {
    position += 3
    if peek() == UInt8(ascii: "\n") || startsWith("\r\n") { try lineBreak() }
    var content: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        if try closes(with: UInt8(ascii: "\""), into: &content) {
          return String(decoding: content, as: UTF8.self)
        }
      case UInt8(ascii: "\\"):
        position += 1
        if try !skipEscapedLineBreak() { try escape(into: &content) }
      default: try multilineByte(byte, into: &content)
      }
    }
    throw failure("the string has no closing quotes")
  }

  mutating func multilineLiteralString() throws(SyntaxError) -> String {
    position += 3
    if peek() == UInt8(ascii: "\n") || startsWith("\r\n") { try lineBreak() }
    var content: [UInt8] = []
    while let byte = peek() {
      if byte != UInt8(ascii: "'") {
        try multilineByte(byte, into: &content)
      } else if try closes(with: UInt8(ascii: "'"), into: &content) {
        return String(decoding: content, as: UTF8.self)
      }
    }
    throw failure("the string has no closing quotes")
  }

  /// Reads a run of quotes: three or more close the string, up to two before them belong to it.
  private mutating func closes(
    with quote: UInt8, into content: inout [UInt8]
  ) throws(SyntaxError) -> Bool {
    var count = 0
    while take(quote) { count += 1 }
    if count > 5 { throw failure("too many quotes") }
    content += Array(repeating: quote, count: count < 3 ? count : count - 3)
    return count >= 3
  }

  private mutating func multilineByte(
    _ byte: UInt8, into content: inout [UInt8]
  ) throws(SyntaxError) {
    if byte == UInt8(ascii: "\r") {
      let start = position
      try lineBreak()
      content += bytes[start..<position]
      return
    }
    if byte != UInt8(ascii: "\n"), isControl(byte) {
      throw failure("a control character in a string")
    }
    content.append(byte)
    position += 1
  }

  /// After a backslash: blanks up to a line break, and all blanks and line breaks after it.
  private mutating func skipEscapedLineBreak() throws(SyntaxError) -> Bool {
    let start = position
    while take(0x20) || take(0x09) {}
    guard peek() == UInt8(ascii: "\n") || peek() == UInt8(ascii: "\r") else {
      position = start
      return false
    }
    while let byte = peek() {
      switch byte {
      case 0x20, 0x09: position += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): try lineBreak()
      default: return true
      }
    }
    return true
  }

  /// Reads what follows a backslash.
  private mutating func escape(into content: inout [UInt8]) throws(SyntaxError) {
    guard let letter = peek() else { throw failure("the string has no closing quote") }
    position += 1
    switch letter {
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): content.append(letter)
    case UInt8(ascii: "e") where version == .v1_1: content.append(0x1B)
    case UInt8(ascii: "x") where version == .v1_1: try scalar(digits: 2, into: &content)
    case UInt8(ascii: "u"): try scalar(digits: 4, into: &content)
    case UInt8(ascii: "U"): try scalar(digits: 8, into: &content)
    default:
      position -= 1
      throw failure("no such escape")
    }
  }

  private mutating func scalar(
    digits: Int, into content: inout [UInt8]
  ) throws(SyntaxError) {
    let start = position
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = peek(), let digit = Hexadecimal.value(of: byte) else {
        throw failure("expected \(digits) hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw SyntaxError(message: "no such character", offset: start)
    }
    content += Array(UTF8.encode(scalar) ?? .init())
  }
}
