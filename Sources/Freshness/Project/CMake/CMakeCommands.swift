import Platform

/// One call in a file of CMake.
struct CMakeCommand {
  struct Argument {
    var text: String
    /// In quotes or brackets: a list in it is not taken apart.
    var isQuoted = false
    /// In brackets: no variable in it is looked up.
    var isRaw = false
  }

  /// In lower case, as CMake does not tell them apart.
  let name: String
  let arguments: [Argument]
}

/// A file of CMake, with its blocks.
indirect enum CMakeStatement {
  case call(CMakeCommand)
  /// `if`, with a condition for each branch; `else` has none.
  case choice([(condition: CMakeCommand?, body: [CMakeStatement])])
  /// `foreach`, or `while`.
  case loop(CMakeCommand, [CMakeStatement])
  /// `function`, or `macro`.
  case definition(CMakeCommand, [CMakeStatement])

  static func read(_ text: String) -> [CMakeStatement] {
    var reader = CMakeReader(bytes: Array(text.utf8))
    var rest = reader.commands()[...]
    var found: [CMakeStatement] = []
    while !rest.isEmpty {
      found += body(&rest, depth: 0)
      // An end without a beginning.
      rest = rest.dropFirst()
    }
    return found
  }

  /// What stands before the next end of a block, or other branch.
  ///
  /// Blocks deeper than anybody writes are read as if they were calls.
  private static func body(
    _ rest: inout ArraySlice<CMakeCommand>, depth: Int
  ) -> [CMakeStatement] {
    var found: [CMakeStatement] = []
    while let command = rest.first {
      switch command.name {
      case "if" where depth < 200:
        rest = rest.dropFirst()
        var branches = [(condition: Optional(command), body: body(&rest, depth: depth + 1))]
        while let next = rest.first, next.name == "elseif" || next.name == "else" {
          rest = rest.dropFirst()
          branches.append((next.name == "else" ? nil : next, body(&rest, depth: depth + 1)))
        }
        rest = rest.dropFirst()
        found.append(.choice(branches))
      case "foreach" where depth < 200, "while" where depth < 200, "function" where depth < 200,
        "macro" where depth < 200:
        rest = rest.dropFirst()
        let inner = body(&rest, depth: depth + 1)
        rest = rest.dropFirst()
        let isLoop = command.name == "foreach" || command.name == "while"
        found.append(isLoop ? .loop(command, inner) : .definition(command, inner))
      case "elseif", "else", "endif", "endforeach", "endwhile", "endfunction", "endmacro":
        return found
      default:
        rest = rest.dropFirst()
        found.append(.call(command))
      }
    }
    return found
  }
}

/// Reads calls, one after the other.
private struct CMakeReader {
  let bytes: [UInt8]
  var position = 0

  mutating func commands() -> [CMakeCommand] {
    var found: [CMakeCommand] = []
    while position < bytes.count {
      skipBlanks()
      let start = position
      while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
      if position == start {
        position += 1
        continue
      }
      let name = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
      skipBlanks()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "(") else { continue }
      position += 1
      found.append(CMakeCommand(name: name, arguments: arguments()))
    }
    return found
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// Past blanks and comments.
  private mutating func skipBlanks() {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "#") {
        position += 1
        if bracket() == nil {
          while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        }
      } else if bytes[position] <= UInt8(ascii: " ") {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func arguments() -> [CMakeCommand.Argument] {
    var found: [CMakeCommand.Argument] = []
    var depth = 0
    while true {
      skipBlanks()
      guard position < bytes.count else { return found }
      switch bytes[position] {
      case UInt8(ascii: "("):
        depth += 1
        position += 1
        found.append(.init(text: "("))
      case UInt8(ascii: ")"):
        position += 1
        if depth == 0 { return found }
        depth -= 1
        found.append(.init(text: ")"))
      case UInt8(ascii: "\""):
        found.append(.init(text: quoted(), isQuoted: true))
      default:
        if let text = bracket() {
          found.append(.init(text: text, isQuoted: true, isRaw: true))
        } else {
          found.append(.init(text: unquoted()))
        }
      }
    }
  }

  /// `[==[ text ]==]`, if one begins here.
  private mutating func bracket() -> String? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else { return nil }
    var start = position + 1
    while start < bytes.count, bytes[start] == UInt8(ascii: "=") { start += 1 }
    guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
    let end =
      [UInt8(ascii: "]")] + Array(repeating: UInt8(ascii: "="), count: start - position - 1)
      + [UInt8(ascii: "]")]
    start += 1
    var close = start
    while close < bytes.count, !bytes[close...].starts(with: end) { close += 1 }
    position = min(close + end.count, bytes.count)
    return String(decoding: bytes[start..<close], as: UTF8.self)
  }

  private mutating func quoted() -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      take(into: &text)
    }
    position += 1
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func unquoted() -> String {
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] > UInt8(ascii: " "),
      !"()#".utf8.contains(bytes[position])
    {
      // As in `-DX="a b"`.
      if bytes[position] == UInt8(ascii: "\"") {
        text += quoted().utf8
      } else {
        take(into: &text)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// One byte, or what an escape stands for.
  private mutating func take(into text: inout [UInt8]) {
    let byte = bytes[position]
    position += 1
    guard byte == UInt8(ascii: "\\"), position < bytes.count else {
      text.append(byte)
      return
    }
    let escaped = bytes[position]
    position += 1
    switch escaped {
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "n"), UInt8(ascii: "t"): text.append(UInt8(ascii: " "))
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: " "), UInt8(ascii: ";"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "#"):
      text.append(escaped)
    // In front of a sign for a variable, and in regular expressions.
    default: text += [byte, escaped]
    }
  }
}
