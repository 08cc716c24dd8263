/// Quoted text and imports of a Python file, found without running it.
struct PythonText {
  /// Runs of literals with only a comma, a slash or a plus between them, as in `join("a", "b.py")`.
  private(set) var runs: [[String]] = []
  /// Dotted names of `import a.b` and `from a.b import c`, the latter also as `a.b.c`.
  private(set) var imports: [String] = []

  init(_ text: String) {
    readImports(text)
    readLiterals(Array(text.utf8))
  }

  /// Every path that the literals may spell: each alone, and neighbours joined by a slash.
  var paths: [String] {
    runs.flatMap { run in
      run.indices.flatMap { first in
        (first..<min(first + 5, run.count)).map { last in run[first...last].joined(separator: "/") }
      }
    }
  }

  private mutating func readImports(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == "," || $0 == "(" || $0 == ")" }
      guard words.count > 1 else { continue }
      if words[0] == "import" {
        imports += words.dropFirst().prefix { $0 != "as" && $0 != "#" }.map(String.init)
      } else if words[0] == "from", words.count > 3, words[2] == "import" {
        imports.append(String(words[1]))
        imports += words.dropFirst(3).prefix { $0 != "as" && $0 != "#" }.map { "\(words[1]).\($0)" }
      }
    }
  }

  private mutating func readLiterals(_ bytes: [UInt8]) {
    var run: [String] = []
    var position = 0
    func close(_ run: inout [String], into runs: inout [[String]]) {
      if !run.isEmpty { runs.append(run) }
      run = []
    }
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if let literal = Self.literal(bytes, &position) {
          run.append(literal)
        } else {
          close(&run, into: &runs)
        }
      case UInt8(ascii: ","), UInt8(ascii: "/"), UInt8(ascii: " "), UInt8(ascii: "\n"),
        UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      default:
        // A prefix of a literal, as in `f"…"` or `r"…"`, does not end a run.
        let next = position + 1 < bytes.count ? bytes[position + 1] : 0
        let isPrefix = next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
        if !isPrefix || !(0x41...0x7A).contains(byte) { close(&run, into: &runs) }
        position += 1
      }
    }
    close(&run, into: &runs)
  }

  /// The literal at a quote, with the position behind it; nil for one in three quotes, or one that
  /// is not a short text.
  private static func literal(_ bytes: [UInt8], _ position: inout Int) -> String? {
    let quote = bytes[position]
    if position + 2 < bytes.count, bytes[position + 1] == quote, bytes[position + 2] == quote {
      position += 3
      while position < bytes.count {
        if bytes[position...].starts(with: [quote, quote, quote]) {
          position += 3
          return nil
        }
        position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
      }
      return nil
    }
    let start = position + 1
    position = start
    while position < bytes.count, bytes[position] != quote, bytes[position] != UInt8(ascii: "\n") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(position, bytes.count)
    position = min(position + 1, bytes.count)
    guard end > start, end - start < 200 else { return nil }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
