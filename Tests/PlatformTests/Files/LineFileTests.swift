import Foundation
import Platform
import TestSupport
import Testing

/// Lines that many write at once: none is broken, none is lost.
@Suite struct LineFileTests {
  private let tree = TemporaryTree()

  private func file(limit: Int = 1 << 20) -> LineFile {
    LineFile("x", in: Path("\(tree.path)/state/own"), limit: limit)
  }

  private func append(_ lines: String..., to file: LineFile) throws {
    try file.append(lines.map { Array("\($0)\n".utf8) }, isWhole: isWhole)
  }

  /// Lines of these tests are `[…]`.
  private func isWhole(_ line: [UInt8]) -> Bool {
    line.first == UInt8(ascii: "[") && line.last == UInt8(ascii: "]")
  }

  private func text(_ file: LineFile) throws -> [String] {
    let (older, newer) = try file.read()
    return [String(decoding: older, as: UTF8.self), String(decoding: newer, as: UTF8.self)]
  }

  @Test func whatIsMadeIsPrivate() throws {
    #expect(try text(file()) == ["", ""])
    try append("[1]", "[2]", to: file())
    #expect(try text(file()) == ["", "[1]\n[2]\n"])
    #expect(
      try tree.shell("stat -c '%a %n' state state/own state/own/*")
        == "700 state\n700 state/own\n600 state/own/x.jsonl\n600 state/own/x.lock\n")
  }

  /// A writer may be killed behind each byte of a line.
  @Test func anUnfinishedLineDoesNoHarm() throws {
    let line = Array("[killed]\n".utf8)
    for count in 0...line.count {
      tree.write("state/own/x.jsonl", Data("[1]\n".utf8) + Data(line.prefix(count)))
      try append("[2]", to: file())
      let isThere = count >= line.count - 1
      #expect(try text(file()) == ["", "[1]\n\(isThere ? "[killed]\n" : "")[2]\n"], "\(count)")
    }
    // Longer than any line that is written: nothing of it is removed.
    tree.write("state/own/x.jsonl", String(repeating: "y", count: 400_000))
    try append("[2]", to: file())
    #expect(try text(file())[1].hasSuffix("yy\n[2]\n"))
  }

  @Test func aFullFileIsRenamed() throws {
    let file = file(limit: 12)
    for number in 1...7 { try append("[\(number)]", to: file) }
    #expect(try text(file) == ["[4]\n[5]\n[6]\n", "[7]\n"])
    try append("[a line of more than the limit]", to: file)
    #expect(try text(file) == ["[7]\n", "[a line of more than the limit]\n"])
    // An unfinished line stays with the lines that it belongs to.
    tree.write("state/own/x.jsonl", "[12345678]")
    try append("[9]", to: file)
    #expect(try text(file) == ["[12345678]", "[9]\n"])
  }

  @Test func manyWritersLoseNothing() throws {
    let each = 400
    let length = "[0:000]\n".utf8.count
    // Renamed once on the way.
    let file = file(limit: 8 * each * length * 2 / 3)
    let failures = Locked(0)
    let writers = (0..<8).compactMap { writer in
      Worker.start {
        for number in 0..<each {
          let line = Array("[\(writer):\(String(format: "%03d", number))]\n".utf8)
          do { try file.append([line]) { _ in false } } catch { failures.withLock { $0 += 1 } }
        }
      }
    }
    for writer in writers { writer.join() }
    let (older, newer) = try file.read()
    #expect(!older.isEmpty && !newer.isEmpty)
    let lines = String(decoding: older + newer, as: UTF8.self).split(separator: "\n")
    #expect(lines.allSatisfy { $0.utf8.count == length - 1 && isWhole(Array($0.utf8)) })
    #expect(Set(lines).count == 8 * each && lines.count == 8 * each)
    #expect(failures.withLock { $0 } == 0 && writers.count == 8)
  }

  /// Whoever holds the lock and was stopped keeps nobody waiting for long.
  @Test func aLockIsNotWaitedForWithoutEnd() throws {
    try append("[1]", to: file())
    try tree.shell("flock state/own/x.lock sleep 30 >/dev/null 2>&1 & echo $! >holder; sleep 0.2")
    defer { _ = try? tree.shell("pkill -P $(cat holder); kill $(cat holder)") }
    let error = #expect(throws: FileError.self) { try append("[2]", to: file()) }
    #expect(error?.code == EWOULDBLOCK)
    // Readers do not need it.
    #expect(try text(file()) == ["", "[1]\n"])
  }

  @Test func whatIsSetAsideIsKept() throws {
    try append("[1]", to: file())
    #expect(try file().setAside(file().path) { _ in nil } == nil)
    for number in 1...2 {
      tree.write("state/own/x.jsonl", "bad\n[\(number)]\n")
      let name = try file().setAside(file().path) { Array($0.dropFirst(4)) }
      #expect(name == Path("\(tree.path)/state/own/x.damaged-\(number).jsonl"))
      #expect(try text(file()) == ["", "[\(number)]\n"])
      let kept = try tree.shell("cat state/own/x.damaged-\(number).jsonl")
      #expect(kept == "bad\n[\(number)]\n")
    }
    let names = try tree.shell("ls state/own")
    #expect(names == "x.damaged-1.jsonl\nx.damaged-2.jsonl\nx.jsonl\nx.lock\n")
  }

  /// What stands in its place, and the error.
  @Test(arguments: [
    ("mkdir -p state/own/x.jsonl", EISDIR),
    ("mkdir -p state/own; mkfifo state/own/x.jsonl", EINVAL),
    ("touch state", ENOTDIR), ("ln -s /dev/full state/own/x.jsonl", EINVAL),
  ])
  func whatIsNoFileIsRefused(_ line: String, _ code: Int32) throws {
    try tree.shell(line.hasPrefix("ln") ? "mkdir -p state/own; \(line)" : line)
    let error = #expect(throws: FileError.self) { try append("[1]", to: file()) }
    #expect(error?.code == code)
  }
}
