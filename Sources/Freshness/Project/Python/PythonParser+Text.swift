/// The texts of Python: with their escapes, and with expressions inside.
extension PythonParser {
  func text(_ token: PythonToken, at place: Int) -> [PythonExpression.Part] {
    var start = token.start
    var isRaw = false
    var isFormatted = false
    while start < token.end, bytes[start] != UInt8(ascii: "\""), bytes[start] != UInt8(ascii: "'") {
      switch bytes[start] | 0x20 {
      case UInt8(ascii: "r"): isRaw = true
      case UInt8(ascii: "f"), UInt8(ascii: "t"): isFormatted = true
      default: break
      }
      start += 1
    }
    guard start < token.end else { return [] }
    let quote = bytes[start]
    let isLong =
      start + 2 < token.end && bytes[start + 1] == quote && bytes[start + 2] == quote
      && token.end - start >= 6
    start += isLong ? 3 : 1
    let end = max(start, token.end - (isLong ? 3 : 1))
    // A long text is a description, no name.
    if isLong, end - start > 4000 { return [.literal("")] }
    guard isFormatted else {
      return [.literal(plain(start..<end, isRaw: isRaw))]
    }
    return formatted(start..<end, isRaw: isRaw, at: place)
  }

  private func plain(_ range: Range<Int>, isRaw: Bool) -> String {
    let content = bytes[range]
    if isRaw || !content.contains(UInt8(ascii: "\\")) {
      return String(decoding: content, as: UTF8.self)
    }
    var text: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let byte = bytes[place]
      place += 1
      guard byte == UInt8(ascii: "\\"), place < range.upperBound else {
        text.append(byte)
        continue
      }
      switch bytes[place] {
      case UInt8(ascii: "n"): text.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): text.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "\n"): break
      case let byte where byte == UInt8(ascii: "\\") || "\"'".utf8.contains(byte):
        text.append(byte)
      case let byte: text += [UInt8(ascii: "\\"), byte]
      }
      place += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func formatted(
    _ range: Range<Int>, isRaw: Bool, at token: Int
  ) -> [PythonExpression.Part] {
    var parts: [PythonExpression.Part] = []
    var literal: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      let byte = bytes[place]
      let next = place + 1 < range.upperBound ? bytes[place + 1] : 0
      if (byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")) && next == byte {
        literal.append(byte)
        place += 2
      } else if byte == UInt8(ascii: "{") {
        let start = place + 1
        let end = holeEnd(from: start, before: range.upperBound)
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        var inner = PythonParser(Array(bytes[start..<end.expression]), base: token)
        parts.append(.hole(inner.list()))
        place = end.brace + 1
      } else {
        literal.append(byte)
        place += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
    return parts
  }

  /// Where the expression of a hole ends, and where its brace closes.
  private func holeEnd(from start: Int, before end: Int) -> (expression: Int, brace: Int) {
    var depth = 0
    var expression: Int?
    var quote: UInt8?
    var place = start
    while place < end {
      let byte = bytes[place]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if "([{".utf8.contains(byte) {
        depth += 1
      } else if byte == UInt8(ascii: "}"), depth == 0 {
        return (expression ?? place, place)
      } else if ")]}".utf8.contains(byte) {
        depth -= 1
      } else if depth == 0, expression == nil {
        let next = place + 1 < end ? bytes[place + 1] : 0
        let isConversion = byte == UInt8(ascii: "!") && next != UInt8(ascii: "=")
        let isDebug = byte == UInt8(ascii: "=") && "}!".utf8.contains(next)
        if byte == UInt8(ascii: ":") || isConversion || isDebug { expression = place }
      }
      place += 1
    }
    return (expression ?? end, end)
  }
}
