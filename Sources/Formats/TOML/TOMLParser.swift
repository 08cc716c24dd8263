/// The grammar of documents, keys, tables and values.
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

  // MARK: - Tables

  /// `[a.b]` or `[[a.b]]`: the table that the lines below belong to.
  private mutating func header(in root: TableBuilder) throws(SyntaxError) -> TableBuilder {
    let start = position
    let line = currentLine()
    position += 1
    let isArray = take(UInt8(ascii: "["))
    skipBlanks()
    let path = try keyPath()
    skipBlanks()
    try expect(UInt8(ascii: "]"))
    if isArray { try expect(UInt8(ascii: "]")) }
    recorder?.header(path.map(\.name), isArray: isArray, start..<position)

    var table = root
    for part in path.dropLast() {
      switch table[part.name] {
      case nil:
        let next = TableBuilder(.implied, line: line)
        table[part.name] = .table(next)
        table = next
      case .table(let next) where next.origin != .inline: table = next
      case .tables(let list):
        guard let last = list.all.last else { throw duplicate(part) }
        table = last
      default: throw duplicate(part)
      }
    }
    guard let last = path.last else { throw SyntaxError(message: "expected a key", offset: start) }
    return try isArray
      ? element(named: last, in: table, line: line) : opened(named: last, in: table, line: line)
  }

  private func opened(
    named key: Key, in table: TableBuilder, line: Int
  ) throws(SyntaxError) -> TableBuilder {
    switch table[key.name] {
    case nil:
      let next = TableBuilder(.header, line: line)
      table[key.name] = .table(next)
      return next
    case .table(let next) where next.origin == .implied:
      next.origin = .header
      return next
    default: throw duplicate(key)
    }
  }

  private func element(
    named key: Key, in table: TableBuilder, line: Int
  ) throws(SyntaxError) -> TableBuilder {
    let next = TableBuilder(.header, line: line)
    switch table[key.name] {
    case nil: table[key.name] = .tables(TableBuilder.TableList(next))
    case .tables(let list): list.all.append(next)
    default: throw duplicate(key)
    }
    return next
  }

  private mutating func keyValue(into table: TableBuilder, depth: Int) throws(SyntaxError) {
    let line = currentLine()
    let start = position
    let path = try keyPath()
    skipBlanks()
    try expect(UInt8(ascii: "="))
    skipBlanks()
    var table = table
    for part in path.dropLast() {
      switch table[part.name] {
      case nil:
        let next = TableBuilder(.dotted, line: line)
        table[part.name] = .table(next)
        table = next
      case .table(let next) where next.origin == .dotted || next.origin == .implied: table = next
      default: throw duplicate(part)
      }
    }
    guard let last = path.last else { throw failure("expected a key") }
    if table[last.name] != nil { throw duplicate(last) }
    let keys = recorder.map { _ in path.map(\.name) }
    if let keys { recorder?.beginEntry(keys) }
    let valueStart = position
    table[last.name] = .value(try value(depth: depth))
    if let keys { recorder?.endEntry(keys, start..<position, value: valueStart..<position) }
  }

  private func duplicate(_ key: Key) -> SyntaxError {
    SyntaxError(message: "`\(key.name)` is defined twice", offset: key.offset)
  }

  // MARK: - Keys

  struct Key {
    let name: String
    let offset: Int
  }

  private mutating func keyPath() throws(SyntaxError) -> [Key] {
    var path: [Key] = []
    while true {
      let offset = position
      path.append(Key(name: try simpleKey(), offset: offset))
      if path.count > TOMLDocument.depthLimit { throw failure("a key of too many parts") }
      let end = position
      skipBlanks()
      if !take(UInt8(ascii: ".")) {
        position = end
        return path
      }
      skipBlanks()
    }
  }

  private mutating func simpleKey() throws(SyntaxError) -> String {
    if peek() == UInt8(ascii: "\"") { return try basicString() }
    if peek() == UInt8(ascii: "'") { return try literalString() }
    let start = position
    while let byte = peek(), isBareKey(byte) { position += 1 }
    if position == start { throw failure("expected a key") }
    return text(from: start)
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
      let first = position
      elements.append(try value(depth: depth))
      if recorder != nil { ranges.append(first..<position) }
      try skipBlanksAndLines()
      if take(UInt8(ascii: "]")) { return .array(elements) }
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
      try keyValue(into: table, depth: depth)
      isEmpty = false
      try skipInsideInlineTable()
      if take(UInt8(ascii: "}")) { return .table(table.table()) }
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

  private mutating func skipBlanks() {
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

  private mutating func expect(_ byte: UInt8) throws(SyntaxError) {
    if !take(byte) { throw failure("expected `\(Unicode.Scalar(byte))`") }
  }

  /// The line of the next byte; each byte is looked at once over the whole document.
  private mutating func currentLine() -> Int {
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

private func isBareKey(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default: false
  }
}
