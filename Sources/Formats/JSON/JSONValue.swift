/// A JSON document as a tree, for what is looked at from more than one side.
package indirect enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  /// A number as it is written.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Members in the order of the text, repeated names included.
  case object([Member])

  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Reads a whole document.
  ///
  /// Arrays and objects may lie 128 deep, as in serde_json.
  package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    try JSONScanner.read(bytes) { (scanner) throws(JSONError) in
      try value(from: &scanner, depth: 0)
    }
  }

  /// The value of the only member of that name; nil for none or several, or another kind of value.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    let found = members.filter { $0.name == name }
    return found.count == 1 ? found[0].value : nil
  }

  package var text: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// The value as compact JSON.
  package var compactBytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }

  /// The value that the scanner stands at.
  package static func value(from scanner: inout JSONScanner) throws(JSONError) -> JSONValue {
    try value(from: &scanner, depth: 0)
  }

  private static func value(
    from scanner: inout JSONScanner, depth: Int
  ) throws(JSONError) -> JSONValue {
    switch try scanner.kind() {
    case .null:
      _ = try scanner.null()
      return .null
    case .boolean: return .boolean(try scanner.boolean())
    case .number:
      let start = scanner.position
      try scanner.skip()
      return .number(String(decoding: scanner.text(from: start), as: UTF8.self))
    case .string: return .string(try scanner.string())
    case .array:
      if depth == 128 { throw scanner.failure("more than 128 levels deep") }
      var elements: [JSONValue] = []
      try scanner.array { (scanner) throws(JSONError) in
        elements.append(try value(from: &scanner, depth: depth + 1))
      }
      return .array(elements)
    case .object:
      if depth == 128 { throw scanner.failure("more than 128 levels deep") }
      var members: [Member] = []
      try scanner.object { (scanner, name) throws(JSONError) in
        members.append(Member(name, try value(from: &scanner, depth: depth + 1)))
      }
      return .object(members)
    }
  }
}
