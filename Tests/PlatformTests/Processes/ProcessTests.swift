import Glibc
import Platform
import Synchronization
import TestSupport
import Testing

@Suite struct ProcessTests {
  private let environment = ProcessEnvironment.current()

  @Test(arguments: [
    ("exit 0", 0, ""), ("exit 7", 7, ""), ("echo out; echo err >&2", 0, "out\n"),
    ("kill -9 $$", 137, ""), ("cat", 0, ""), ("printf '\\0\\377'", 0, "\0\u{FFFD}"),
  ])
  func runs(_ line: String, _ status: Int, _ output: String) throws {
    let result = try ChildProcess.run("/bin/sh", arguments: ["-c", line], environment: environment)
    #expect(result.status == CInt(status))
    #expect(String(decoding: result.output, as: UTF8.self) == output)
  }

  @Test func joinsErrorsRunsInADirectoryAndStopsFloods() throws {
    let tree = TemporaryTree()
    let joined = try ChildProcess.run(
      "/bin/sh", arguments: ["-c", "echo err >&2; pwd"], in: Path(tree.path),
      environment: environment, joiningErrors: true)
    #expect(String(decoding: joined.output, as: UTF8.self) == "err\n\(tree.path)\n")
    let flood = try ChildProcess.run(
      "/bin/sh", arguments: ["-c", "while :; do echo line; done"], environment: environment,
      limit: 100_000)
    #expect(flood.status == 128 + SIGKILL)
  }

  /// Somebody who is about to end writes into a directory while it is removed.
  @Test func whatIsWrittenDuringTheRemovalGoesToo() throws {
    let tree = TemporaryTree()
    tree.makeDirectory("made/inside")
    let made = Path(tree.path).appending("made")
    let janitor = try Janitor(made, environment: environment)
    let writer = """
      cd made/inside; n=0
      while [ $n -lt 3000 ]; do n=$((n+1)); : >$n || exit; [ $n != 300 ] || echo ready; done 2>/dev/null
      """
    let child = try ChildProcess.start(
      "/bin/sh", arguments: ["-c", writer], in: Path(tree.path), environment: environment)
    _ = try child.read()
    janitor.finish()
    _ = child.wait()
    // As long as the janitor looks: the writer takes seconds on a busy machine.
    for _ in 0..<4000 where Directory.working.has(made) { usleep(10_000) }
    #expect(!Directory.working.has(made))
  }

  @Test func aProgramThatCannotRunSaysWhy() {
    for (path, code) in [("/nowhere", ENOENT), ("/etc/passwd", EACCES), ("/", EACCES)] {
      let error = #expect(throws: FileError.self) {
        try ChildProcess.run(Path(path), arguments: [], environment: environment)
      }
      #expect(error?.code == code)
    }
  }

  /// The end of the output is one thing, an error another.
  @Test func outputThatCannotBeReadIsAnError() throws {
    let child = try ChildProcess.start(
      "/bin/sh", arguments: ["-c", "echo line"], environment: environment)
    let directory = open("/", O_RDONLY | O_CLOEXEC)
    #expect(dup2(directory, child.output) == child.output)
    close(directory)
    let error = #expect(throws: FileError.self) { try child.read() }
    #expect(error?.code == EISDIR)
    _ = child.wait()
  }

  @Test func aSignalReachesAllThatItStarted() throws {
    let child = try ChildProcess.start(
      "/bin/sh", arguments: ["-c", "sleep 60 & echo $!; wait"], environment: environment)
    let line = String(decoding: try child.read(), as: UTF8.self)
    let sleeper = try #require(pid_t(line.dropLast()))
    child.signal(SIGKILL)
    #expect(child.wait() == 128 + SIGKILL)
    var tries = 0
    // An orphan that nobody waits for stays a zombie in a container without an init.
    while kill(sleeper, 0) == 0, tries < 200, !isZombie(sleeper) {
      usleep(10_000)
      tries += 1
    }
    #expect(tries < 200)
  }

  private func isZombie(_ identifier: pid_t) -> Bool {
    let status = try? Directory.working.read(Path("/proc/\(identifier)/stat")).content
    return status.map { String(decoding: $0, as: UTF8.self).contains(") Z ") } ?? true
  }

  @Test func findsProgramsAsAShellDoes() throws {
    let tree = TemporaryTree()
    try tree.writeProgram("bin/tool", "#!/bin/sh\n")
    tree.write("other/tool", "not executable")
    tree.makeDirectory("third/tool")
    let path = ["other", "third", "bin"].map { "\(tree.path)/\($0)" }.joined(separator: ":")
    let variables = ProcessEnvironment(["PATH": path])
    #expect(Executable.find("tool", environment: variables) == Path("\(tree.path)/bin/tool"))
    #expect(Executable.find("nothing", environment: variables) == nil)
    #expect(Executable.find("\(tree.path)/other/tool", environment: variables) == nil)
    #expect(Executable.find("tool", environment: ProcessEnvironment([String: String]())) == nil)
  }

  @Test func eachItemIsTakenOnce() {
    for count in [0, 1, 7, 8, 1000] {
      let taken = Locked([Int](repeating: 0, count: count))
      Parallel.run(count, threads: 4) { turns in
        while let range = turns.next() {
          taken.withLock { taken in for index in range { taken[index] += 1 } }
        }
      }
      #expect(taken.withLock { $0 } == [Int](repeating: 1, count: count))
    }
  }

  @Test func aPipeWakesAndIsEmptied() throws {
    let pipe = try #require(WakePipe())
    #expect(pipe.drain() == [])
    pipe.wake()
    pipe.wake()
    #expect(pipe.drain() == [0, 0])
    for _ in 0..<100_000 { pipe.wake() }
    #expect(!pipe.drain().isEmpty)
    #expect(MonotonicClock.seconds <= MonotonicClock.seconds)
  }
}
