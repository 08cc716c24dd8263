import Platform

/// The grammar of JSON, byte by byte.
extension JSONScanner {
  mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  mutating func closes(_ close: UInt8) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == close else { return false }
    position += 1
    return true
  }

  mutating func comma(or close: String) throws(JSONError) {
    guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else {
      throw failure("expected `,` or `\(close)`")
    }
    position += 1
  }

  mutating func colon() throws(JSONError) {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
      throw failure("expected `:`")
    }
    position += 1
  }

  mutating func word(_ word: StaticString) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    let matches =
      position + length <= bytes.count
      && (0..<length).allSatisfy { word.utf8Start[$0] == bytes[position + $0] }
    if !matches { throw failure("expected `\(word)`") }
    position += length
  }

  mutating func skipName() throws(JSONError) {
    guard try kind() == .string else { throw failure("expected a name in quotes") }
    try skipString()
    try colon()
  }

  /// Passes over a number; true if it is an integer without a sign.
  mutating func skipNumber() throws(JSONError) -> Bool {
    var integral = true
    if bytes[position] == UInt8(ascii: "-") {
      integral = false
      position += 1
    }
    let first = position
    try digits()
    if bytes[first] == UInt8(ascii: "0"), position > first + 1 {
      throw failure("a number must not begin with 0", at: first)
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      integral = false
      position += 1
      try digits()
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      integral = false
      position += 1
      if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
        position += 1
      }
      try digits()
    }
    return integral
  }

  private mutating func digits() throws(JSONError) {
    let first = position
    while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    if position == first { throw failure("expected a digit") }
  }

  mutating func skipString() throws(JSONError) {
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"):
        position += 1
        _ = try escape(joiningSurrogates: false)
      case 0..<0x20: throw failure("a control character must be escaped in a text")
      default: position += 1
      }
    }
    throw failure("the text has no closing quote")
  }

  mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
    var content = Array(bytes[(start + 1)..<position])
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else {
          throw failure("the text is not UTF-8", at: start)
        }
        return text
      case UInt8(ascii: "\\"):
        position += 1
        let scalar = try escape(joiningSurrogates: true)
        content += Array(String(Character(scalar)).utf8)
      case 0..<0x20: throw failure("a control character must be escaped in a text")
      case let byte:
        content.append(byte)
        position += 1
      }
    }
    throw failure("the text has no closing quote")
  }

  /// Reads what follows a backslash.
  private mutating func escape(joiningSurrogates: Bool) throws(JSONError) -> Unicode.Scalar {
    guard position < bytes.count else { throw failure("the text has no closing quote") }
    let letter = bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try fourHexDigits()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      if !joiningSurrogates { return "\u{FFFD}" }
      return try join(unit)
    default: throw failure("no such escape", at: position - 1)
    }
  }

  private mutating func join(_ high: UInt32) throws(JSONError) -> Unicode.Scalar {
    let start = position
    if high < 0xDC00, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try fourHexDigits()
      if (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
      {
        return scalar
      }
    }
    throw failure("half of a surrogate pair stands alone", at: start)
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count,
        let digit = Hexadecimal.value(of: bytes[position])
      else { throw failure("expected four hexadecimal digits") }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
