import Platform
import Testing

@testable import Terminal

struct ClipboardTests {
  @Test func theWay() {
    func way(_ variables: [String: String], _ text: String = "hé") -> Clipboard.Way {
      Clipboard.way(text, variables: ProcessEnvironment(variables)).way
    }
    let sequence = Array("\u{1B}]52;c;aMOp\u{07}".utf8)
    #expect(way(["TERM": "xterm-256color"]) == .sequence(sequence))
    #expect(way([:]) == .sequence(sequence))
    #expect(way(["TERM": "tmux-256color", "TMUX": "/tmp/x,1,0"]) == .tmux(Array("hé".utf8)))
    #expect(way(["TERM": "xterm", "TMUX": ""]) == .sequence(sequence))
    for name in ["linux", "vt100", "vt220"] {
      guard case .none(let reason) = way(["TERM": name]) else {
        Issue.record("\(name) has a clipboard")
        continue
      }
      #expect(reason.contains(name))
    }
  }

  /// Never more than terminals take, and never a piece of a character.
  @Test func longTextsAreCut() {
    let variables = ProcessEnvironment(["TERM": "xterm"])
    for text in ["a", "é", "€", "😀"].map({ String(repeating: $0, count: 80_000) }) {
      let (way, isCut) = Clipboard.way("x" + text, variables: variables)
      guard case .sequence(let bytes) = way else {
        Issue.record("no sequence")
        continue
      }
      #expect(isCut)
      #expect(bytes.count <= 75_020)
      #expect(bytes.count > 74_900)
      let encoded = String(decoding: bytes.dropFirst(7).dropLast(), as: UTF8.self)
      #expect(!encoded.isEmpty)
      let (other, _) = Clipboard.way("x" + text, variables: ProcessEnvironment(["TMUX": "x"]))
      guard case .tmux(let cut) = other else {
        Issue.record("not by tmux")
        continue
      }
      #expect(String(validating: cut, as: UTF8.self) != nil)
    }
    #expect(!Clipboard.way("short", variables: variables).isCut)
  }

  @Test func base64() {
    let cases = [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]
    for (plain, encoded) in cases { #expect(Clipboard.base64(Array(plain.utf8)) == encoded) }
  }

  /// A program gets its input whole, and one that does not read it ends nobody.
  @Test func inputOfAProgram() throws {
    let long = [UInt8](repeating: 0x61, count: 300_000)
    let variables = ProcessEnvironment(["PATH": "/usr/bin:/bin"])
    let counted = try ChildProcess.run(
      "/bin/sh", arguments: ["-c", "wc -c"], environment: variables, input: long)
    #expect(String(decoding: counted.output, as: UTF8.self).contains("300000"))
    let deaf = try ChildProcess.run(
      "/bin/sh", arguments: ["-c", "exit 3"], environment: variables, input: long)
    #expect(deaf.status == 3)
  }
}
