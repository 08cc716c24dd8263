/// Paths as Git prints them: in quotes and with escapes where a byte is unusual.
package enum GitQuotes {
  /// The path that a line stands for; a line without quotes is itself.
  ///
  /// Source: git-config(1), `core.quotePath`: escapes of C, and `\NNN` in octal.
  package static func undone(_ line: some Collection<UInt8>) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let bytes = Array(line)
    guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return bytes }
    var rest = bytes[1..<(bytes.count - 1)]
    var path: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        path.append(byte)
        continue
      }
      switch escape {
      case UInt8(ascii: "0")...UInt8(ascii: "3"):
        let digits = [escape] + rest.prefix(2)
        rest = rest.dropFirst(2)
        path.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 &* 8 &+ Int($1 & 7) }))
      case UInt8(ascii: "a"): path.append(7)
      case UInt8(ascii: "b"): path.append(8)
      case UInt8(ascii: "t"): path.append(9)
      case UInt8(ascii: "n"): path.append(10)
      case UInt8(ascii: "v"): path.append(11)
      case UInt8(ascii: "f"): path.append(12)
      case UInt8(ascii: "r"): path.append(13)
      default: path.append(escape)
      }
    }
    return path
  }
}
