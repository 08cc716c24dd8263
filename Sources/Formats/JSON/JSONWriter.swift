import Platform

/// Writes compact JSON into a buffer of bytes.
///
/// Names and values come in the order in which they are given. Control characters are escaped,
/// those of C1 and DEL too, so that no output can steer a terminal; other text stays as it is.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false
  private let drain: (([UInt8]) -> Void)?
  private var lastRepeatable: (value: Any, text: [UInt8])?

  package init() {
    drain = nil
  }

  /// Hands over what it has whenever that is much, so that a long document is never in memory as a
  /// whole; `finish` hands over the rest.
  package init(drain: @escaping ([UInt8]) -> Void) {
    self.drain = drain
  }

  package mutating func finish() {
    drain?(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  package mutating func object(_ members: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    members(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  package mutating func array(_ elements: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    elements(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Writes a long value that is often equal to the last one that was written in this way: its text
  /// is then copied.
  package mutating func repeatable<Value: Equatable>(
    _ value: Value, _ write: (inout JSONWriter, Value) -> Void
  ) {
    if lastRepeatable?.value as? Value != value {
      var writer = JSONWriter()
      write(&writer, value)
      lastRepeatable = (value, writer.bytes)
    }
    separate()
    bytes += lastRepeatable?.text ?? []
    needsComma = true
  }

  package mutating func name(_ name: String) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  package mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var text = text
    let isPlain = text.withUTF8 { utf8 in
      let isPlain = utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
      if isPlain { bytes.append(contentsOf: utf8) }
      return isPlain
    }
    if !isPlain { for scalar in text.unicodeScalars { append(scalar) } }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  package mutating func integer(_ value: Int) {
    raw(String(value))
  }

  package mutating func integer(_ value: UInt64) {
    raw(String(value))
  }

  package mutating func boolean(_ value: Bool) {
    raw(value ? "true" : "false")
  }

  package mutating func null() {
    raw("null")
  }

  /// A text or null.
  package mutating func string(orNull text: String?) {
    if let text { string(text) } else { null() }
  }

  package mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .boolean(let value): boolean(value)
    case .number(let text): raw(text)
    case .string(let text): string(text)
    case .array(let elements):
      array { writer in for element in elements { writer.value(element) } }
    case .object(let members):
      object { writer in
        for member in members {
          writer.name(member.name)
          writer.value(member.value)
        }
      }
    }
  }

  private mutating func raw(_ text: String) {
    separate()
    bytes += text.utf8
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    if drain != nil, bytes.count >= 1 << 16 { finish() }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": bytes += "\\\"".utf8
    case "\\": bytes += "\\\\".utf8
    case "\n": bytes += "\\n".utf8
    case "\r": bytes += "\\r".utf8
    case "\t": bytes += "\\t".utf8
    case "\u{8}": bytes += "\\b".utf8
    case "\u{C}": bytes += "\\f".utf8
    case "\0"..<" ", "\u{7F}"..."\u{9F}":
      bytes += "\\u\(Hexadecimal.text(scalar.value, width: 4))".utf8
    default: bytes += UTF8.encode(scalar).map { Array($0) } ?? []
    }
  }
}
