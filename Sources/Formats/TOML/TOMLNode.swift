import Platform

/// A value and the line on which it begins.
package struct TOMLNode: Sendable {
  package let value: Value
  /// Counted from 1.
  package let line: Int

  package indirect enum Value: Sendable {
    case string(String)
    case integer(Int64)
    /// A well-formed integer that 64 bits do not hold, as it is written.
    case hugeInteger(String)
    case float(Double)
    case boolean(Bool)
    case datetime(TOMLDatetime)
    case array([TOMLNode])
    case table(TOMLTable)
  }

  package var string: String? {
    if case .string(let text) = value { return text }
    return nil
  }

  package var boolean: Bool? {
    if case .boolean(let truth) = value { return truth }
    return nil
  }

  package var array: [TOMLNode]? {
    if case .array(let elements) = value { return elements }
    return nil
  }

  package var table: TOMLTable? {
    if case .table(let table) = value { return table }
    return nil
  }

  /// The node below, by table keys; nil where there is none.
  package subscript(keys: String...) -> TOMLNode? {
    var node = self
    for key in keys {
      guard let next = node.table?[key] else { return nil }
      node = next
    }
    return node
  }

  /// All strings in it, at any depth; keys of tables are none.
  package var texts: [String] {
    if let string { return [string] }
    if let array { return array.flatMap(\.texts) }
    return table?.entries.flatMap { $0.node.texts } ?? []
  }

  /// What TOML calls this kind of value.
  package var kindName: String {
    switch value {
    case .string: "string"
    case .integer, .hugeInteger: "integer"
    case .float: "float"
    case .boolean: "boolean"
    case .datetime: "datetime"
    case .array: "array"
    case .table: "table"
    }
  }
}

/// A table: unique keys in the order of the document.
package struct TOMLTable: Sendable {
  package let entries: [Entry]
  private let places: KeyPlaces

  package struct Entry: Sendable {
    package let key: String
    package let node: TOMLNode
  }

  init(_ entries: [Entry], places: KeyPlaces) {
    self.entries = entries
    self.places = places
  }

  package subscript(key: String) -> TOMLNode? {
    places.place(of: key) { entries[$0].key }.map { entries[$0].node }
  }
}

/// A date, a time, or both, checked for its ranges.
package struct TOMLDatetime: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case offsetDatetime, localDatetime, localDate, localTime
  }

  package let kind: Kind
  /// As RFC 3339 writes it: `T` between date and time, `Z` in upper case, seconds present.
  package let text: String
}
