import Platform

/// A MessagePack value, as far as uv's cache uses the format.
///
/// Written here because the format's half that is needed is smaller than any package for it, and
/// because a hostile file must neither trap nor take memory that it does not itself fill.
package enum MessagePack: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(UInt64)
  case text(String)
  case array([MessagePack])
  /// In the file's order.
  case map([Pair])
  /// Floats, negative numbers, binary and extensions: nothing that uv's cache holds here.
  case other

  package struct Pair: Hashable, Sendable {
    package let key: MessagePack
    package let value: MessagePack
  }

  /// The bytes are not MessagePack.
  package struct Malformed: Error {}

  /// How deep structures may nest; uv's own go to five.
  static let depthLimit = 32

  /// Reads the first value; what follows it is passed over, as uv does.
  package static func read(_ bytes: [UInt8]) throws(Malformed) -> MessagePack {
    var reader = Reader(bytes: bytes)
    return try reader.value(depth: 0)
  }

  /// The elements of an array, or a map's values by name in the order of `fields`.
  ///
  /// Structures are written in either form. Nil for anything else; fields that a map lacks are
  /// null.
  package func elements(_ fields: [String]) -> [MessagePack]? {
    switch self {
    case .array(let elements): return elements
    case .map(let pairs):
      return fields.map { field in
        pairs.last { $0.key == .text(field) }?.value ?? .null
      }
    default: return nil
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func value(depth: Int) throws(Malformed) -> MessagePack {
      if depth > MessagePack.depthLimit { throw Malformed() }
      let first = try byte()
      switch first {
      case 0x00...0x7F: return .integer(UInt64(first))
      case 0x80...0x8F: return try map(Int(first & 0x0F), depth)
      case 0x90...0x9F: return try array(Int(first & 0x0F), depth)
      case 0xA0...0xBF: return try text(Int(first & 0x1F))
      case 0xC0: return .null
      case 0xC2: return .boolean(false)
      case 0xC3: return .boolean(true)
      case 0xC4, 0xC5, 0xC6: return try skip(try number(1 << Int(first - 0xC4)))
      case 0xC7, 0xC8, 0xC9: return try skip(1 + (try number(1 << Int(first - 0xC7))))
      case 0xCA: return try skip(4)
      case 0xCB: return try skip(8)
      case 0xCC, 0xCD, 0xCE, 0xCF: return .integer(try unsigned(1 << Int(first - 0xCC)))
      case 0xD0, 0xD1, 0xD2, 0xD3: return try signed(1 << Int(first - 0xD0))
      case 0xD4...0xD8: return try skip(1 + (1 << Int(first - 0xD4)))
      case 0xD9, 0xDA, 0xDB: return try text(try number(1 << Int(first - 0xD9)))
      case 0xDC, 0xDD: return try array(try number(2 << Int(first - 0xDC)), depth)
      case 0xDE, 0xDF: return try map(try number(2 << Int(first - 0xDE)), depth)
      case 0xE0...0xFF: return .other
      default: throw Malformed()
      }
    }

    private mutating func byte() throws(Malformed) -> UInt8 {
      guard position < bytes.count else { throw Malformed() }
      position += 1
      return bytes[position - 1]
    }

    private mutating func unsigned(_ width: Int) throws(Malformed) -> UInt64 {
      var value: UInt64 = 0
      for _ in 0..<width { value = value << 8 | UInt64(try byte()) }
      return value
    }

    private mutating func signed(_ width: Int) throws(Malformed) -> MessagePack {
      let raw = try unsigned(width)
      let isNegative = raw >> (8 * UInt64(width) - 1) == 1
      return isNegative ? .other : .integer(raw)
    }

    /// A length, at most 32 bits of it.
    private mutating func number(_ width: Int) throws(Malformed) -> Int {
      Int(try unsigned(width))
    }

    private mutating func skip(_ count: Int) throws(Malformed) -> MessagePack {
      guard count <= bytes.count - position else { throw Malformed() }
      position += count
      return .other
    }

    private mutating func text(_ count: Int) throws(Malformed) -> MessagePack {
      guard count <= bytes.count - position else { throw Malformed() }
      defer { position += count }
      let text = bytes[position..<(position + count)].utf8Text
      guard let text else { throw Malformed() }
      return .text(text)
    }

    private mutating func array(_ count: Int, _ depth: Int) throws(Malformed) -> MessagePack {
      // Each element takes a byte at least, so that a false count cannot ask for memory.
      guard count <= bytes.count - position else { throw Malformed() }
      var elements: [MessagePack] = []
      for _ in 0..<count { elements.append(try value(depth: depth + 1)) }
      return .array(elements)
    }

    private mutating func map(_ count: Int, _ depth: Int) throws(Malformed) -> MessagePack {
      guard count <= (bytes.count - position) / 2 else { throw Malformed() }
      var pairs: [Pair] = []
      for _ in 0..<count {
        let key = try value(depth: depth + 1)
        pairs.append(Pair(key: key, value: try value(depth: depth + 1)))
      }
      return .map(pairs)
    }
  }
}
