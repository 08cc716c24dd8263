import Platform

/// Quoted text and imports of a Python file, found without running it.
struct PythonText {
  /// Runs of literals with only a comma or a slash between them, as in `join("a", "b.py")`; a plus
  /// makes one literal of two, and the names of constant paths stand for what they hold.
  private(set) var runs: [[String]] = []
  /// Dotted names of `import a.b` and `from a.b import c`, the latter also as `a.b.c`.
  private(set) var imports: [String] = []

  /// Paths that hold for the whole file: `SOURCES = os.path.join("src", "c")`.
  private var constants: [String: String] = [:]

  /// `idle` are texts that count for nothing.
  init(_ text: String, without idle: Set<String> = []) {
    readImports(text)
    readConstants(text)
    readLiterals(Array(text.utf8))
    if !idle.isEmpty {
      runs = runs.map { $0.filter { !idle.contains($0) } }.filter { !$0.isEmpty }
    }
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

  // MARK: - Constants

  private static let pathCalls = ["os.path.", "path.", "join(", "Path(", "pathlib.", "str("]

  /// Assignments at the beginning of a line, whose value is one path.
  private mutating func readConstants(_ text: String) {
    for line in text.split(whereSeparator: \.isNewline) {
      guard let sign = line.firstIndex(of: "="), line.first?.isWhitespace == false else { continue }
      let name = line[..<sign].trimmed
      let value = line[line.index(after: sign)...].trimmed
      guard name.utf8.allSatisfy(Self.isNameByte), let first = value.first,
        !value.contains(where: { "[{=%".contains($0) }),
        value.count(where: { $0 == "(" }) == value.count(where: { $0 == ")" })
      else { continue }
      let isPath =
        first == "'" || first == "\"" || Self.pathCalls.contains { value.hasPrefix($0) }
        || constants[String(value.prefix { $0.utf8.allSatisfy(Self.isNameByte) })] != nil
      guard isPath else { continue }
      if let place = Self.scriptDirectory(String(value)) {
        constants[String(name)] = place
        continue
      }
      var inner = PythonText(constants: constants)
      inner.readLiterals(Array(value.utf8))
      // What is doubled on each line is no path.
      let length = inner.runs.first?.reduce(0) { $0 + $1.utf8.count } ?? 0
      if inner.runs.count == 1, length < 1000 {
        constants[String(name)] = inner.runs[0].joined(separator: "/")
      }
    }
  }

  private init(constants: [String: String]) { self.constants = constants }

  /// The directory of the file itself, as in `os.path.dirname(__file__)`, or the one above it.
  private static func scriptDirectory(_ value: String) -> String? {
    guard value.contains(bytesOf: "__file__"), !value.contains("'"), !value.contains("\"") else {
      return nil
    }
    let words = value.split { !$0.utf8.allSatisfy(isNameByte) }
    switch words.count(where: { $0 == "dirname" || $0 == "parent" }) {
    case 1: return ""
    case 2: return ".."
    default: return nil
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  // MARK: - Literals

  private mutating func readLiterals(_ bytes: [UInt8]) {
    var run: [String] = []
    var isJoined = false
    var position = 0
    func close(into runs: inout [[String]]) {
      if !run.isEmpty { runs.append(run) }
      run = []
      isJoined = false
    }
    func add(_ text: String) {
      if isJoined, let last = run.popLast() {
        run.append(last + text)
      } else if !text.isEmpty {
        run.append(text)
      }
      isJoined = false
    }
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        if let literal = Self.literal(bytes, &position) {
          add(literal)
        } else {
          close(into: &runs)
        }
      case UInt8(ascii: ","), UInt8(ascii: "/"):
        isJoined = false
        position += 1
      case UInt8(ascii: "+"):
        isJoined = !run.isEmpty
        position += 1
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case let byte where Self.isNameByte(byte):
        let end = bytes[position...].firstIndex { !Self.isNameByte($0) } ?? bytes.count
        let next = end < bytes.count ? bytes[end] : 0
        // A prefix of a literal, as in `f"…"` or `r"…"`, does not end a run.
        let isPrefix =
          end - position < 3 && (next == UInt8(ascii: "\"") || next == UInt8(ascii: "'"))
        let name = String(decoding: bytes[position..<end], as: UTF8.self)
        if let value = constants[name], next != UInt8(ascii: "."), next != UInt8(ascii: "(") {
          add(value)
        } else if !isPrefix {
          close(into: &runs)
        }
        position = end
      default:
        close(into: &runs)
        position += 1
      }
    }
    close(into: &runs)
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
