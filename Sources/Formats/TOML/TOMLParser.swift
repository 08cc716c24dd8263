/// The grammar of documents and values.
struct TOMLParser {
  let bytes: [UInt8]
  let version: TOMLVersion
  let recorder: TOMLRecorder?
  var position = 0
  private var line = 1
  private var lineCountedTo = 0

  init(_ bytes: [UInt8], version: TOMLVersion, recorder: TOMLRecorder?) {
    self.bytes = bytes
    self.version = version
    self.recorder = recorder
  }

  mutating func document() throws(SyntaxError) -> TOMLTable {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let root = TableBuilder(.header, line: 1)
    var current = root
    while true {
      skipBlanks()
      guard let byte = peek() else { return root.table() }
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): try lineBreak()
      case UInt8(ascii: "#"): try comment()
      case UInt8(ascii: "["):
        current = try header(in: root)
        try endOfLine()
      default:
        try keyValue(into: current, depth: 0)
        try endOfLine()
      }
    }
  }

  // MARK: - Values

  mutating func value(depth: Int) throws(SyntaxError) -> TOMLNode {
    let line = currentLine()
    guard let byte = peek() else { throw failure("expected a value") }
    let value: TOMLNode.Value =
      switch byte {
      case UInt8(ascii: "\""):
        startsWith("\"\"\"")
          ? .string(try multilineBasicString()) : .string(try basicString())
      case UInt8(ascii: "'"):
        startsWith("'''")
          ? .string(try multilineLiteralString()) : .string(try literalString())
      case UInt8(ascii: "["): try array(depth: depth + 1)
      case UInt8(ascii: "{"): try inlineTable(depth: depth + 1)
      case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean(try boolean())
      default: try numberOrDatetime()
      }
    return TOMLNode(value: value, line: line)
  }

  private mutating func array(depth: Int) throws(SyntaxError) -> TOMLNode.Value {
    if depth > TOMLDocument.depthLimit { throw failure("nested too deep") }
    let start = position
    position += 1
    var elements: [TOMLNode] = []
    var ranges: [Range<Int>] = []
    recorder?.beginArray()
    defer { recorder?.endArray(at: start, ranges) }
    while true {
      try skipBlanksAndLines()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      if peek() == nil { throw failure("the array has no closing `]`") }
      let first = position
      elements.append(try value(depth: depth))
      if recorder != nil { ranges.append(first..<position) }
      try skipBlanksAndLines()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      if peek() == nil { throw failure("the array has no closing `]`") }
      if !take(UInt8(ascii: ",")) { throw failure("expected `,` or `]`") }
    }
  }

  private mutating func inlineTable(depth: Int) throws(SyntaxError) -> TOMLNode.Value {
    if depth > TOMLDocument.depthLimit { throw failure("nested too deep") }
    let table = TableBuilder(.inline, line: currentLine())
    position += 1
    var isEmpty = true
    while true {
      try skipInsideInlineTable()
      if isEmpty || version == .v1_1, take(UInt8(ascii: "}")) { return .table(table.table()) }
      if peek() == nil { throw failure("the inline table has no closing `}`") }
      try keyValue(into: table, depth: depth)
      isEmpty = false
      try skipInsideInlineTable()
      if take(UInt8(ascii: "}")) { return .table(table.table()) }
      if peek() == nil { throw failure("the inline table has no closing `}`") }
      if !take(UInt8(ascii: ",")) { throw failure("expected `,` or `}`") }
    }
  }

  private mutating func boolean() throws(SyntaxError) -> Bool {
    for (word, truth) in [("true", true), ("false", false)] where startsWith(word) {
      position += word.utf8.count
      return truth
    }
    throw failure("expected a value")
  }

  // MARK: - Blanks

  mutating func skipBlanks() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 { position += 1 }
  }

  private mutating func skipBlanksAndLines() throws(SyntaxError) {
    while true {
      skipBlanks()
      switch peek() {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): try lineBreak()
      case UInt8(ascii: "#"): try comment()
      default: return
      }
    }
  }

  private mutating func skipInsideInlineTable() throws(SyntaxError) {
    if version == .v1_1 { try skipBlanksAndLines() } else { skipBlanks() }
  }

  private mutating func endOfLine() throws(SyntaxError) {
    skipBlanks()
    switch peek() {
    case nil: return
    case UInt8(ascii: "#"): try comment()
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): try lineBreak()
    default: throw failure("expected the end of the line")
    }
  }

  mutating func lineBreak() throws(SyntaxError) {
    if take(UInt8(ascii: "\r")), peek() != UInt8(ascii: "\n") {
      throw failure("a carriage return without a line feed")
    }
    if !take(UInt8(ascii: "\n")) { throw failure("expected a line break") }
  }

  private mutating func comment() throws(SyntaxError) {
    while let byte = peek(), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\r"), startsWith("\r\n") { return }
      if isControl(byte) { throw failure("a control character in a comment") }
      position += 1
    }
  }

  // MARK: - Bytes

  func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  func startsWith(_ text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  func text(from start: Int) -> String {
    String(decoding: bytes[start..<position], as: UTF8.self)
  }

  func failure(_ message: String) -> SyntaxError {
    SyntaxError(message: message, offset: position)
  }

  mutating func expect(_ byte: UInt8) throws(SyntaxError) {
    if !take(byte) { throw failure("expected `\(Unicode.Scalar(byte))`") }
  }

  /// The line of the next byte; each byte is looked at once over the whole document.
  mutating func currentLine() -> Int {
    while lineCountedTo < position {
      if bytes[lineCountedTo] == UInt8(ascii: "\n") { line += 1 }
      lineCountedTo += 1
    }
    return line
  }
}

/// Whether a byte is a control character that TOML forbids; a tab is allowed.
func isControl(_ byte: UInt8) -> Bool {
  (byte < 0x20 && byte != 0x09) || byte == 0x7F
}
