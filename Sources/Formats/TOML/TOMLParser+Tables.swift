/// Headers, entries and keys.
extension TOMLParser {
  /// `[a.b]` or `[[a.b]]`: the table that the lines below belong to.
  mutating func header(in root: TableBuilder) throws(SyntaxError) -> TableBuilder {
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

  mutating func keyValue(into table: TableBuilder, depth: Int) throws(SyntaxError) {
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
}

private func isBareKey(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default: false
  }
}
