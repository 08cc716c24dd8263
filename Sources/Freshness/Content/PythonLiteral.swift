import Platform

/// A value as Python's `repr` writes it: what build backends leave in their import hooks.
///
/// Read, never run. Anything but literals is not a value.
indirect enum PythonLiteral: Hashable {
  case text(String)
  case boolean(Bool)
  case none
  case number(String)
  /// Lists, tuples and sets; nobody here asks which.
  case list([PythonLiteral])
  case dictionary([Pair])

  struct Pair: Hashable {
    let key: PythonLiteral
    let value: PythonLiteral
  }

  var text: String? {
    if case .text(let text) = self { return text }
    return nil
  }

  var boolean: Bool? {
    if case .boolean(let truth) = self { return truth }
    return nil
  }

  var list: [PythonLiteral]? {
    if case .list(let elements) = self { return elements }
    return nil
  }

  var dictionary: [Pair]? {
    if case .dictionary(let pairs) = self { return pairs }
    return nil
  }

  /// The arguments of the last call of a function in a module's text, names of keywords dropped.
  ///
  /// Nil if there is none, or an argument is not a literal.
  static func arguments(of function: String, in module: [UInt8]) -> [PythonLiteral]? {
    let call = Array("\(function)(".utf8)
    guard module.count >= call.count else { return nil }
    for start in (0...(module.count - call.count)).reversed()
    where module[start] == call[0] && module[start...].starts(with: call) {
      if start > 0, isName(module[start - 1]) { continue }
      var reader = Reader(module, at: start + call.count)
      return reader.elements(until: UInt8(ascii: ")"), keywords: true)
    }
    return nil
  }

  /// What a name is set to in a module's text, at the start of a line; an annotation may come
  /// between.
  static func value(of name: String, in module: [UInt8]) -> PythonLiteral? {
    let wanted = Array(name.utf8)
    var start = 0
    while start < module.count {
      let end = module[start...].firstIndex(of: UInt8(ascii: "\n")) ?? module.count
      let line = module[start..<end]
      if line.starts(with: wanted), let equals = line.firstIndex(of: UInt8(ascii: "=")),
        let next = line.dropFirst(wanted.count).first, !isName(next)
      {
        var reader = Reader(module, at: equals + 1)
        return reader.value()
      }
      start = end + 1
    }
    return nil
  }

  /// The first literal that stands behind a name and `=` or `:`, as in `a = {}` and `"a": 'b'`.
  static func firstValue(after name: String, in module: [UInt8]) -> PythonLiteral? {
    let wanted = Array(name.utf8)
    guard module.count >= wanted.count, !wanted.isEmpty else { return nil }
    for start in 0...(module.count - wanted.count)
    where module[start] == wanted[0] && module[start...].starts(with: wanted) {
      if start > 0, isName(module[start - 1]) { continue }
      let rest = module[(start + wanted.count)...].drop { byte in
        byte == 0x20 || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
      }
      guard let sign = rest.first, sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":"),
        let value = value(at: rest.startIndex + 1, in: module)
      else { continue }
      return value
    }
    return nil
  }

  /// The literal that begins at an offset.
  static func value(at offset: Int, in module: [UInt8]) -> PythonLiteral? {
    var reader = Reader(module, at: offset)
    return reader.value()
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  private struct Reader {
    private let bytes: [UInt8]
    private var position: Int
    private var depth = 0

    init(_ bytes: [UInt8], at position: Int) {
      self.bytes = bytes
      self.position = position
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
      while let byte = next {
        if byte == UInt8(ascii: "#") {
          while let inside = next, inside != UInt8(ascii: "\n") {
            _ = inside
            position += 1
          }
        } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
          position += 1
        } else {
          return
        }
      }
    }

    private mutating func take(_ text: String) -> Bool {
      guard bytes[min(position, bytes.count)...].starts(with: text.utf8) else { return false }
      position += text.utf8.count
      return true
    }

    mutating func value() -> PythonLiteral? {
      skipBlanks()
      guard let byte = next, depth < 32 else { return nil }
      depth += 1
      defer { depth -= 1 }
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): return string()
      case UInt8(ascii: "["):
        position += 1
        return elements(until: UInt8(ascii: "]")).map { .list($0) }
      case UInt8(ascii: "("):
        position += 1
        return elements(until: UInt8(ascii: ")")).map { .list($0) }
      case UInt8(ascii: "{"):
        position += 1
        return braces()
      default: break
      }
      if take("True") { return .boolean(true) }
      if take("False") { return .boolean(false) }
      if take("None") { return PythonLiteral.none }
      if take("set()") { return .list([]) }
      let start = position
      while let digit = next, (0x30...0x39).contains(digit) || "+-.eE_".utf8.contains(digit) {
        position += 1
      }
      return start == position
        ? nil : .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    /// Elements between commas up to a bracket, which is taken.
    mutating func elements(until end: UInt8, keywords: Bool = false) -> [PythonLiteral]? {
      var elements: [PythonLiteral] = []
      while true {
        skipBlanks()
        if next == end {
          position += 1
          return elements
        }
        if keywords { skipKeyword() }
        guard let element = value() else { return nil }
        elements.append(element)
        skipBlanks()
        if next == UInt8(ascii: ",") {
          position += 1
        } else if next != end {
          return nil
        }
      }
    }

    private mutating func skipKeyword() {
      let start = position
      while let byte = next, isName(byte) { position += 1 }
      if position > start, next == UInt8(ascii: "="), !(0x30...0x39).contains(bytes[start]) {
        position += 1
      } else {
        position = start
      }
    }

    private mutating func braces() -> PythonLiteral? {
      var pairs: [Pair] = []
      var elements: [PythonLiteral] = []
      while true {
        skipBlanks()
        if take("}") {
          return elements.isEmpty ? .dictionary(pairs) : .list(elements)
        }
        guard let first = value() else { return nil }
        skipBlanks()
        if take(":") {
          guard let second = value() else { return nil }
          pairs.append(Pair(key: first, value: second))
        } else {
          elements.append(first)
        }
        skipBlanks()
        if next == UInt8(ascii: ",") {
          position += 1
        } else if next != UInt8(ascii: "}") {
          return nil
        }
      }
    }

    /// One line; the escapes that `repr` writes.
    private mutating func string() -> PythonLiteral? {
      guard let quote = next else { return nil }
      position += 1
      var content: [UInt8] = []
      while let byte = next {
        position += 1
        switch byte {
        case quote: return .text(String(decoding: content, as: UTF8.self))
        case UInt8(ascii: "\n"): return nil
        case UInt8(ascii: "\\"):
          guard let escape = next else { return nil }
          position += 1
          switch escape {
          case UInt8(ascii: "n"): content.append(0x0A)
          case UInt8(ascii: "t"): content.append(0x09)
          case UInt8(ascii: "r"): content.append(0x0D)
          case UInt8(ascii: "x"):
            guard let text = scalar(digits: 2) else { return nil }
            content += text
          case UInt8(ascii: "u"):
            guard let text = scalar(digits: 4) else { return nil }
            content += text
          case UInt8(ascii: "U"):
            guard let text = scalar(digits: 8) else { return nil }
            content += text
          default: content.append(escape)
          }
        default: content.append(byte)
        }
      }
      return nil
    }

    private mutating func scalar(digits: Int) -> [UInt8]? {
      let end = position + digits
      guard end <= bytes.count,
        let value = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else { return nil }
      position = end
      return Array(String(scalar).utf8)
    }
  }
}
