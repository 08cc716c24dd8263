/// One finished system call of a trace, as strace writes it with `-f -y`:
/// `27 openat(AT_FDCWD</p>, "a.c", O_RDONLY) = 3</p/a.c>`.
struct StraceCall: Hashable, Sendable {
  let process: Int
  let name: String
  let arguments: [Argument]
  /// Nil where it failed or never came back.
  let result: Int?
  /// The file of the descriptor that it returned.
  let resultPath: [UInt8]?

  enum Argument: Hashable, Sendable {
    /// `"…"`, decoded.
    case text([UInt8])
    /// `3</path>`, or `AT_FDCWD</path>`: the working directory.
    case file([UInt8], isWorking: Bool)
    /// `["…", …]`: the texts in it.
    case list([[UInt8]])
    /// Anything else: flags, numbers, structures.
    case word(String)
  }

  /// Reads a whole line without its line feed; nil for what is not a finished call.
  ///
  /// Bytes are from outside: anything may come, and a line that makes no sense is passed over.
  init?(process: Int, _ text: ArraySlice<UInt8>) {
    guard let open = text.firstIndex(of: UInt8(ascii: "(")), open > text.startIndex else {
      return nil
    }
    let letters = text[..<open]
    guard letters.allSatisfy({ StraceScanner.isWord($0) }) else { return nil }
    var scanner = StraceScanner(text[(open + 1)...])
    var arguments: [Argument] = []
    while let argument = scanner.argument() { arguments.append(argument) }
    guard let rest = scanner.result() else { return nil }
    self.process = process
    name = String(decoding: letters, as: UTF8.self)
    self.arguments = arguments
    result = rest.number >= 0 ? rest.number : nil
    resultPath = rest.path
  }

  func text(_ index: Int) -> [UInt8]? {
    guard arguments.indices.contains(index), case .text(let text) = arguments[index] else {
      return nil
    }
    return text
  }

  func file(_ index: Int) -> [UInt8]? {
    guard arguments.indices.contains(index), case .file(let path, _) = arguments[index] else {
      return nil
    }
    return path
  }

  /// Where the process is, as far as the first argument tells.
  var workingDirectory: [UInt8]? {
    guard case .file(let path, true) = arguments.first else { return nil }
    return path
  }

  func word(_ index: Int) -> String {
    guard arguments.indices.contains(index), case .word(let word) = arguments[index] else {
      return ""
    }
    return word
  }
}

/// Goes over the arguments of a call and what it returned.
private struct StraceScanner {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The next argument; nil at the closing bracket and at the end.
  mutating func argument() -> StraceCall.Argument? {
    skip([0x20, UInt8(ascii: ",")])
    guard let first = peek(), first != UInt8(ascii: ")") else { return nil }
    let start = position
    if first == UInt8(ascii: "\"") {
      let text = quoted()
      skipValue()
      return .text(text)
    }
    if first == UInt8(ascii: "[") {
      let texts = list()
      skipValue()
      return .list(texts)
    }
    if let path = descriptor() {
      let isWorking = bytes[start] == UInt8(ascii: "A")
      skipValue()
      return .file(path, isWorking: isWorking)
    }
    position = start
    skipValue()
    // Never without a step forward.
    if position == start { position += 1 }
    return .word(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// `) = 3</path>`, after the last argument.
  mutating func result() -> (number: Int, path: [UInt8]?)? {
    guard peek() == UInt8(ascii: ")") else { return nil }
    position += 1
    skip([0x20])
    guard peek() == UInt8(ascii: "=") else { return nil }
    position += 1
    skip([0x20])
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    while let byte = peek(), byte >= 0x30, byte <= 0x39 { position += 1 }
    guard let number = Int(String(decoding: bytes[start..<position], as: UTF8.self)) else {
      return nil
    }
    return (number, peek() == UInt8(ascii: "<") ? bracketed() : nil)
  }

  // MARK: - Parts

  private func peek() -> UInt8? {
    position < bytes.endIndex ? bytes[position] : nil
  }

  private mutating func skip(_ set: [UInt8]) {
    while let byte = peek(), set.contains(byte) { position += 1 }
  }

  /// Up to the comma or bracket that ends an argument.
  private mutating func skipValue() {
    var depth = 0
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        _ = quoted()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ")"):
        if depth <= 0 { return }
        depth -= 1
      case UInt8(ascii: ","):
        if depth <= 0 { return }
      default: break
      }
      position += 1
    }
  }

  private mutating func list() -> [[UInt8]] {
    position += 1
    var texts: [[UInt8]] = []
    while let byte = peek(), byte != UInt8(ascii: "]") {
      if byte == UInt8(ascii: "\"") { texts.append(quoted()) } else { position += 1 }
    }
    if peek() != nil { position += 1 }
    return texts
  }

  /// `3</path>`: a number or `AT_FDCWD` and the path behind it.
  private mutating func descriptor() -> [UInt8]? {
    while let byte = peek(), byte != UInt8(ascii: "<") {
      let isCapital = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      guard Self.isWord(byte) || isCapital else { return nil }
      position += 1
    }
    return peek() == nil ? nil : bracketed()
  }

  /// Between `<` and `>`; both are escaped in what is between.
  private mutating func bracketed() -> [UInt8] {
    position += 1
    return decoded(until: UInt8(ascii: ">"))
  }

  private mutating func quoted() -> [UInt8] {
    position += 1
    return decoded(until: UInt8(ascii: "\""))
  }

  /// C escapes: `\n`, `\"`, `\\`, octal and hexadecimal numbers.
  private mutating func decoded(until end: UInt8) -> [UInt8] {
    var text: [UInt8] = []
    while let byte = peek() {
      position += 1
      if byte == end { return text }
      guard byte == UInt8(ascii: "\\"), let letter = peek() else {
        text.append(byte)
        continue
      }
      position += 1
      switch letter {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "v"): text.append(0x0B)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "x"): text.append(number(base: 16, digits: 2, from: 0))
      case 0x30...0x37: text.append(number(base: 8, digits: 2, from: Int(letter - 0x30)))
      default: text.append(letter)
      }
    }
    return text
  }

  private mutating func number(base: Int, digits: Int, from first: Int) -> UInt8 {
    var value = first
    for _ in 0..<digits {
      guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        digit < base
      else { break }
      value = value * base + digit
      position += 1
    }
    return UInt8(truncatingIfNeeded: value)
  }
}
