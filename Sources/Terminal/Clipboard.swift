import Glibc
import Platform

/// Copies through the terminal, which works over ssh as well.
enum Clipboard {
  /// How a text gets there.
  enum Way: Hashable {
    /// Bytes for the terminal.
    case sequence([UInt8])
    /// By tmux, which drops the sequence unless it was set up to take it.
    case tmux([UInt8])
    /// There is none.
    case none(String)
  }

  /// Terminals drop longer sequences.
  private static let limit = 75_000

  /// The way for a text, cut at what terminals take.
  static func way(_ text: String, variables: ProcessEnvironment) -> (way: Way, isCut: Bool) {
    let cut = whole(Array(text.utf8.prefix(limit / 4 * 3)))
    let isCut = cut.count < text.utf8.count
    if variables.nonEmpty("TMUX") != nil { return (.tmux(cut), isCut) }
    let terminal = variables.nonEmpty("TERM") ?? ""
    if terminal == "linux" || terminal.hasPrefix("vt") {
      return (.none("a terminal of type \(terminal) has no clipboard"), isCut)
    }
    return (.sequence(Array("\u{1B}]52;c;\(base64(cut))\u{07}".utf8)), isCut)
  }

  /// Hands a text to tmux, and by it to the terminal outside; the reason if that fails.
  static func giveToTmux(_ text: [UInt8], variables: ProcessEnvironment) -> String? {
    guard let tmux = Executable.find("tmux", environment: variables) else {
      return "tmux is not in PATH"
    }
    // -w, which hands it on, came with tmux 3.2; without it at least tmux itself can paste.
    for arguments in [["load-buffer", "-w", "-"], ["load-buffer", "-"]] {
      do throws(FileError) {
        let status = try ChildProcess.run(
          tmux, arguments: arguments, environment: variables, input: text
        ).status
        if status == 0 { return nil }
      } catch {
        return "tmux: \(error.reason)"
      }
    }
    return "tmux does not take it"
  }

  /// Without the piece of a character at the end.
  private static func whole(_ bytes: [UInt8]) -> [UInt8] {
    (0..<min(4, bytes.count)).lazy.map { Array(bytes.dropLast($0)) }
      .first { String(validating: $0, as: UTF8.self) != nil } ?? bytes
  }

  static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let isPadding = place > group.count
        text.append(
          isPadding ? UInt8(ascii: "=") : letters[Int(value >> UInt32(18 - 6 * place)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
