import Platform
import Testing

@testable import Reinstall

/// Lines of strace and the events that they mean.
@Suite struct StraceReaderTests {
  static let lines: [(text: String, events: [FileEvent])] = [
    (
      "7 openat(AT_FDCWD</p>, \"a.c\", O_RDONLY|O_CLOEXEC) = 3</p/a.c>\n", [.read("/p/a.c", by: "")]
    ),
    ("7 openat(AT_FDCWD</p>, \"a.c\", O_RDONLY) = -1 ENOENT (No such file or directory)\n", []),
    (
      "7 openat(AT_FDCWD</p>, \"a\", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</p/a>\n",
      [.write("/p/a", by: "")]
    ),
    ("7 openat(4</p/d>, \"a\", O_RDWR) = 5</p/d/a>\n", [.write("/p/d/a", by: "")]),
    (
      "7 openat(AT_FDCWD</p>, \"l/a\", O_RDONLY) = 3</q/a>\n",
      [.read("/q/a", by: ""), .read("/p/l/a", by: "")]
    ),
    (
      "7 openat(AT_FDCWD</p>, \".\", O_RDONLY|O_DIRECTORY) = 3</p>\n7 getdents64(3</p>, 0x55 /* 9 entries */, 32768) = 272\n7 getdents64(3</p>, 0x55 /* 0 entries */, 32768) = 0\n",
      [.list("/p"), .list("/p")]
    ),
    (
      "7 openat(AT_FDCWD</p>, \"\\303\\251\\n\\\"\\\\,)\", O_RDONLY) = 3</p/\\303\\251\\n\\42\\\\,)>\n",
      [.read("/p/é\n\"\\,)", by: "")]
    ),
    (
      "7 openat(AT_FDCWD</p>, \"a\\74b\\76\", O_RDONLY) = 3</p/a\\74b\\76>\n",
      [.read("/p/a<b>", by: "")]
    ),
    ("7 creat(\"/p/a\", 0644) = 3</p/a>\n", [.write("/p/a", by: "")]),
    (
      "7 chdir(\"src\") = 0\n7 rename(\"a\", \"../b\") = 0\n",
      [.move("/start/src/a", to: "/start/b")]
    ),
    ("7 fchdir(5</p>) = 0\n7 unlink(\"a\") = 0\n", [.remove("/p/a")]),
    (
      "7 unlinkat(AT_FDCWD</p>, \"d\", AT_REMOVEDIR) = 0\n7 rmdir(\"e\") = 0\n",
      [.remove("/p/d"), .remove("/p/e")]
    ),
    (
      "7 renameat2(AT_FDCWD</p>, \"a\", 4</q>, \"b\", RENAME_NOREPLACE) = 0\n",
      [.move("/p/a", to: "/q/b")]
    ),
    ("7 symlinkat(\"x\", AT_FDCWD</p>, \"l\") = 0\n", [.write("/p/l", by: "")]),
    (
      "7 linkat(AT_FDCWD</p>, \"a\", AT_FDCWD</p>, \"b\", 0) = 0\n",
      [.read("/p/a", by: ""), .write("/p/b", by: "")]
    ),
    (
      "7 execve(\"/usr/bin/cc\", [\"cc\", \"-c\", \"a,[b].c\"], 0x7ffd /* 9 vars */) = 0\n7 openat(AT_FDCWD</p>, \"a\", O_RDONLY) = 3</p/a>\n",
      [.run("/usr/bin/cc", words: ["cc", "-c", "a,[b].c"], in: "/start"), .read("/p/a", by: "cc")]
    ),
    // Calls of several processes that lie within each other.
    (
      "7 execve(\"/bin/a\", [\"a\"], 0x1 /* 1 var */ <unfinished ...>\n8 chdir(\"/q\") = 0\n7 <... execve resumed>) = 0\n8 unlink(\"x\") = 0\n",
      [.run("/bin/a", words: ["a"], in: "/start"), .remove("/q/x")]
    ),
    // The child acts before the call that started it comes back.
    (
      "7 chdir(\"/p\") = 0\n7 vfork( <unfinished ...>\n8 unlink(\"x\") = 0\n7 <... vfork resumed>) = 8\n8 unlink(\"y\") = 0\n",
      [.remove("/p/x"), .remove("/p/y")]
    ),
    (
      "7 chdir(\"/p\") = 0\n7 clone3({flags=CLONE_VM|CLONE_FS, stack=0x1} => {parent_tid=[8]}, 88) = 8\n8 unlink(\"x\") = 0\n",
      [.remove("/p/x")]
    ),
    (
      "7 +++ exited with 0 +++\n7 --- SIGCHLD {si_signo=SIGCHLD} ---\nnonsense\n7 \n7 (\n7 openat(\n",
      []
    ),
    ("7 openat(AT_FDCWD</p>, \"cut", []),
  ]

  @Test("lines become events", arguments: lines.indices)
  func line(index: Int) {
    let (text, events) = Self.lines[index]
    var reader = StraceReader(in: "/start")
    #expect(reader.take(Array(text.utf8)) == events)
    // The same in pieces of one byte.
    var slow = StraceReader(in: "/start")
    #expect(text.utf8.flatMap { slow.take([$0]) } == events)
  }

  @Test("no bytes trap the reader")
  func noise() {
    let seed = Self.lines.map(\.text).joined()
    var random = Random(state: 7)
    for _ in 0..<3000 {
      var bytes = Array(seed.utf8)
      for _ in 0..<40 {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: place)
        default:
          bytes.insert("\"<>[](){}\\,= \n".utf8.randomElement(using: &random) ?? 0, at: place)
        }
      }
      var reader = StraceReader(in: "/start")
      _ = reader.take(bytes)
    }
  }

  /// Numbers that are the same in every run.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
