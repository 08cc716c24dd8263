/// A piece of Python: a name, a text, a sign, or the end of a line that is one.
struct PythonToken {
  enum Kind: UInt8 { case name, number, text, sign, line, end }

  let kind: Kind
  /// A sign's one or two bytes, or how far the next line is indented.
  let code: Int
  let start: Int
  let end: Int

  func isSign(_ sign: StaticString) -> Bool {
    guard kind == .sign else { return false }
    let first = Int(sign.utf8Start[0])
    return code == (sign.utf8CodeUnitCount == 1 ? first : first << 8 | Int(sign.utf8Start[1]))
  }
}

/// Splits a file into tokens, and takes what Python would refuse, too: nothing here runs.
struct PythonTokenizer {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  private var tokens: [PythonToken] = []

  static func tokens(of bytes: [UInt8]) -> [PythonToken] {
    var tokenizer = PythonTokenizer(bytes)
    tokenizer.run()
    return tokenizer.tokens
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    tokens.reserveCapacity(bytes.count / 4)
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte >= 0x80 || (0x30...0x39).contains(byte)
      || (0x61...0x7A).contains(byte | 0x20)
  }

  private mutating func run() {
    line()
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case UInt8(ascii: "\n"):
        place += 1
        if depth == 0 { line() }
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0C: place += 1
      case UInt8(ascii: "\\"): place += 2
      case UInt8(ascii: "#"): comment()
      case UInt8(ascii: "\""), UInt8(ascii: "'"): text(from: place)
      case let byte where Self.isNameByte(byte): word()
      default: sign(byte)
      }
    }
    add(.line, 0, bytes.count, bytes.count)
    add(.end, 0, bytes.count, bytes.count)
  }

  private mutating func add(_ kind: PythonToken.Kind, _ code: Int, _ start: Int, _ end: Int) {
    tokens.append(PythonToken(kind: kind, code: code, start: start, end: end))
  }

  private mutating func comment() {
    while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
  }

  /// Goes to the next line with something in it.
  private mutating func line() {
    var indent = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: " "): indent += 1
      case UInt8(ascii: "\t"): indent = (indent / 8 + 1) * 8
      case UInt8(ascii: "\r"), 0x0C: break
      case UInt8(ascii: "\n"): indent = 0
      case UInt8(ascii: "#"):
        comment()
        continue
      default:
        add(.line, indent, place, place)
        return
      }
      place += 1
    }
  }

  private mutating func word() {
    let start = place
    while place < bytes.count, Self.isNameByte(bytes[place]) { place += 1 }
    let isNumber = (0x30...0x39).contains(bytes[start])
    if !isNumber, place - start < 3, place < bytes.count,
      bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'"),
      bytes[start..<place].allSatisfy({ "rRbBuUfFtT".utf8.contains($0) })
    {
      text(from: start)
      return
    }
    add(isNumber ? .number : .name, 0, start, place)
  }

  /// The text whose quote stands at the place.
  private mutating func text(from start: Int) {
    let quote = bytes[place]
    let isLong =
      place + 2 < bytes.count && bytes[place + 1] == quote && bytes[place + 2] == quote
    place += isLong ? 3 : 1
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\\") {
        place += 2
        continue
      }
      if byte == quote {
        if !isLong {
          place += 1
          break
        }
        if place + 2 < bytes.count, bytes[place + 1] == quote, bytes[place + 2] == quote {
          place += 3
          break
        }
      } else if byte == UInt8(ascii: "\n"), !isLong {
        break
      }
      place += 1
    }
    place = min(place, bytes.count)
    add(.text, 0, start, place)
  }

  private mutating func sign(_ byte: UInt8) {
    let start = place
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    default: break
    }
    let next = place + 1 < bytes.count ? bytes[place + 1] : 0
    let isDouble = (byte == next && "*/<>".utf8.contains(byte)) || isArrow(byte, next)
    let isBeforeEqual = next == UInt8(ascii: "=") && "=!<>+-*/%@&|^:".utf8.contains(byte)
    if isDouble, place + 2 < bytes.count, bytes[place + 2] == UInt8(ascii: "=") {
      // `//=` and the like do what `+=` does, as far as paths go.
      place += 3
      add(.sign, Int(byte) << 8 | Int(UInt8(ascii: "=")), start, place)
    } else if isDouble || isBeforeEqual {
      place += 2
      add(.sign, Int(byte) << 8 | Int(next), start, place)
    } else {
      place += 1
      add(.sign, Int(byte), start, place)
    }
  }

  private func isArrow(_ byte: UInt8, _ next: UInt8) -> Bool {
    byte == UInt8(ascii: "-") && next == UInt8(ascii: ">")
  }
}
