/// A glob parsed into tokens, in the language of the globset crate that uv uses.
///
/// - `?` is one byte and `*` any bytes, neither a slash; `**` as a whole component spans
/// directories.
/// - `[…]` is one byte, a slash too; its members add their UTF-8 bytes one by one.
/// - `{a,b}` are alternatives, of which empty ones are dropped; `\` takes the next character as it
/// is.
struct GlobPattern: Hashable, Sendable {
  indirect enum Token: Hashable, Sendable {
    case byte(UInt8)
    case anyByte
    case star
    /// `**/` in front: nothing, or anything that ends in a slash. Alone: everything.
    case leadingDirectories
    /// `/**` at the end: a slash and anything.
    case trailingDirectories
    /// `/**/` between: a slash, or anything between two slashes.
    case innerDirectories
    case oneOf(ByteSet)
    case alternatives([[Token]])
  }

  /// Why a pattern is invalid, in uv's words.
  enum Reason: String, Error, Hashable, Sendable {
    case unclosedClass = "unclosed character class; missing ']'"
    case unopenedAlternates =
      "unopened alternate group; missing '{' (maybe escape '}' with '[}]'?)"
    case unclosedAlternates =
      "unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)"
    case nestedAlternates = "nested alternate groups are not allowed"
    case danglingEscape = "dangling '\\'"
  }

  /// An invalid pattern.
  struct Failure: Error, Hashable, Sendable {
    let reason: String
  }

  let tokens: [Token]

  init(_ text: String, nestsBraces: Bool) throws(Failure) {
    var parser = Parser(Array(text.unicodeScalars), nestsBraces: nestsBraces)
    tokens = try parser.parse()
  }
}

private struct Parser {
  private let scalars: [Unicode.Scalar]
  private let nestsBraces: Bool
  private var position = 0
  /// Each open brace with its finished branches and the one being read; the first is the pattern.
  private var open: [(finished: [[GlobPattern.Token]], current: [GlobPattern.Token])] = [([], [])]

  init(_ scalars: [Unicode.Scalar], nestsBraces: Bool) {
    self.scalars = scalars
    self.nestsBraces = nestsBraces
  }

  mutating func parse() throws(GlobPattern.Failure) -> [GlobPattern.Token] {
    while let scalar = next() {
      switch scalar {
      case "?": append(.anyByte)
      case "*": star()
      case "[": try characterClass()
      case "{":
        if !nestsBraces, open.count > 1 { throw failure(.nestedAlternates) }
        open.append(([], []))
      case "}": try closeBrace()
      case "," where open.count > 1:
        open[open.count - 1].finished.append(open[open.count - 1].current)
        open[open.count - 1].current = []
      case "\\":
        guard let escaped = next() else { throw failure(.danglingEscape) }
        append(literal: escaped)
      default: append(literal: scalar)
      }
    }
    if open.count > 1 { throw failure(.unclosedAlternates) }
    return open[0].current
  }

  // MARK: - Stars

  private mutating func star() {
    let previous = position >= 2 ? scalars[position - 2] : nil
    guard peek() == "*" else { return append(.star) }
    position += 1
    if open[open.count - 1].current.isEmpty {
      if let following = peek() {
        if following != "/" { return append(.star) }
        position += 1
      }
      return append(.leadingDirectories)
    }
    if previous != "/" { return append(.star) }
    let token: GlobPattern.Token
    switch peek() {
    case nil: token = .trailingDirectories
    case ",", "}":
      if open.count < 2 { return append(.star) }
      token = .trailingDirectories
    case "/":
      position += 1
      token = .innerDirectories
    default: return append(.star)
    }
    // It replaces the slash before it, or merges with another `**` there.
    switch open[open.count - 1].current.removeLast() {
    case .leadingDirectories: append(.leadingDirectories)
    case .trailingDirectories: append(.trailingDirectories)
    default: append(token)
    }
  }

  // MARK: - Braces

  private mutating func closeBrace() throws(GlobPattern.Failure) {
    if open.count < 2 {
      // Before uv 0.9.5 allowed nesting, a stray brace was ignored.
      if nestsBraces { throw failure(.unopenedAlternates) }
      return
    }
    let (finished, current) = open.removeLast()
    append(.alternatives((finished + [current]).filter { !$0.isEmpty }))
  }

  // MARK: - Classes

  private mutating func characterClass() throws(GlobPattern.Failure) {
    var ranges: [(first: Unicode.Scalar, last: Unicode.Scalar)] = []
    var isNegated = false
    if let mark = peek(), mark == "!" || mark == "^" {
      isNegated = true
      position += 1
    }
    var isFirst = true
    var isInRange = false
    while true {
      guard let scalar = next() else { throw failure(.unclosedClass) }
      if scalar == "]", !isFirst { break }
      if scalar == "-", !isFirst, !isInRange {
        isInRange = true
      } else if isInRange {
        let first = ranges[ranges.count - 1].first
        if first > scalar {
          throw GlobPattern.Failure(reason: "invalid range; '\(first)' > '\(scalar)'")
        }
        ranges[ranges.count - 1].last = scalar
        isInRange = false
      } else {
        ranges.append((scalar, scalar))
      }
      isFirst = false
    }
    if isInRange { ranges.append(("-", "-")) }
    append(.oneOf(bytes(of: ranges, isNegated: isNegated)))
  }

  /// Byte by byte, as the regular expression that globset builds without Unicode.
  private func bytes(
    of ranges: [(first: Unicode.Scalar, last: Unicode.Scalar)], isNegated: Bool
  ) -> ByteSet {
    var set = ByteSet()
    for range in ranges {
      let first = Array(String(range.first).utf8)
      let last = Array(String(range.last).utf8)
      for byte in first + last { set.insert(byte) }
      if range.first != range.last, let from = first.last, let to = last.first, from <= to {
        for byte in from...to { set.insert(byte) }
      }
    }
    return isNegated ? set.inverted : set
  }

  // MARK: - Scalars and tokens

  private func peek() -> Unicode.Scalar? {
    position < scalars.count ? scalars[position] : nil
  }

  private mutating func next() -> Unicode.Scalar? {
    guard let scalar = peek() else { return nil }
    position += 1
    return scalar
  }

  private mutating func append(_ token: GlobPattern.Token) {
    open[open.count - 1].current.append(token)
  }

  private mutating func append(literal scalar: Unicode.Scalar) {
    for byte in String(scalar).utf8 { append(.byte(byte)) }
  }

  private func failure(_ reason: GlobPattern.Reason) -> GlobPattern.Failure {
    GlobPattern.Failure(reason: reason.rawValue)
  }
}

/// A set of bytes, one bit each.
struct ByteSet: Hashable, Sendable {
  private var words: SIMD4<UInt64> = .zero

  mutating func insert(_ byte: UInt8) {
    words[Int(byte >> 6)] |= 1 << UInt64(byte & 63)
  }

  func contains(_ byte: UInt8) -> Bool {
    words[Int(byte >> 6)] & (1 << UInt64(byte & 63)) != 0
  }

  var inverted: ByteSet {
    var other = self
    other.words = ~words
    return other
  }
}
