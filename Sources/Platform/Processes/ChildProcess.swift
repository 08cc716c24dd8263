import CSystem
import Glibc

/// A program that runs in its own process group, with its output in one pipe.
///
/// Not swift-subprocess: its async interface needs an async main (12 ms to start instead of 2), and
/// its streams cannot be polled together with a terminal.
package struct ChildProcess: ~Copyable, Sendable {
  package let identifier: pid_t
  /// Standard output, and standard error too if `joiningErrors`.
  ///
  /// Read it to its end.
  package let output: CInt

  /// Starts a program.
  ///
  /// Its standard input is `input`, or empty. `program` is a path; PATH is not searched. Most
  /// callers leave most of the parameters out.
  package static func start(
    _ program: Path, arguments: [String], in directory: Path? = nil,
    environment: ProcessEnvironment, joiningErrors: Bool = true, input: [UInt8]? = nil
  ) throws(FileError) -> ChildProcess {
    var ends: [CInt] = [0, 0]
    // Close-on-exec from the start: a child of another thread that inherited the writing end would
    // keep this output open.
    if pipe_closed_on_exec(&ends, 0) != 0 { throw FileError(code: errno, path: program) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // A file in memory and no pipe: a child that does not read must not block or end us.
    let file = input.map(memoryFile) ?? -1
    defer { if file >= 0 { close(file) } }
    if input != nil, file < 0 {
      let code = errno
      for end in ends { close(end) }
      throw FileError(code: code, path: program)
    }
    if file >= 0 {
      posix_spawn_file_actions_adddup2(&actions, file, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    if joiningErrors {
      posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    if let directory {
      _ = (directory.bytes + [0]).withUnsafeBufferPointer { bytes in
        bytes.withMemoryRebound(to: CChar.self) { spawn_in_directory(&actions, $0.baseAddress) }
      }
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var changed = sigset_t()
    sigemptyset(&changed)
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGQUIT] {
      sigaddset(&changed, number)
    }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &changed)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    // Who started us may have left it ignored, and then there is no status to wait for.
    Glibc.signal(SIGCHLD, SIG_DFL)
    var identifier: pid_t = 0
    let vector = [program.bytes] + arguments.map { Array($0.utf8) }
    let code = withCStrings(vector) { argv in
      withCStrings(environment.raw) { envp -> CInt in
        guard let path = argv[0] else { return EINVAL }
        return posix_spawn(&identifier, path, &actions, &attributes, argv, envp)
      }
    }
    close(ends[1])
    if code != 0 {
      close(ends[0])
      throw FileError(code: code, path: program)
    }
    return ChildProcess(identifier: identifier, output: ends[0])
  }

  /// Reads what is there, waits if there is nothing; empty at the end.
  ///
  /// What cannot be read is not the end: it would pass for a program that says less.
  package func read() throws(FileError) -> [UInt8] {
    var code: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      while true {
        let got = Glibc.read(output, buffer.baseAddress, buffer.count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { code = errno }
        count = max(got, 0)
        return
      }
    }
    if code != 0 { throw FileError(code: code, path: Path("/proc/self/fd/\(output)")) }
    return bytes
  }

  /// Sends a signal to the whole process group.
  package func signal(_ number: CInt) {
    kill(-identifier, number)
  }

  /// Closes the pipe and waits; the exit status, or 128 plus the signal's number.
  package consuming func wait() -> CInt {
    close(output)
    return Self.exitStatus(of: identifier)
  }

  /// Runs a program to its end; kills it if it writes more than `limit` bytes.
  ///
  /// As with `start`, most callers leave most of the parameters out.
  package static func run(
    _ program: Path, arguments: [String], in directory: Path? = nil,
    environment: ProcessEnvironment, joiningErrors: Bool = false, input: [UInt8]? = nil,
    limit: Int = 16 << 20
  ) throws(FileError) -> (status: CInt, output: [UInt8]) {
    let child = try start(
      program, arguments: arguments, in: directory, environment: environment,
      joiningErrors: joiningErrors, input: input)
    var output: [UInt8] = []
    while true {
      let chunk: [UInt8]
      do throws(FileError) {
        chunk = try child.read()
      } catch {
        child.signal(SIGKILL)
        _ = child.wait()
        throw FileError(code: error.code, path: program)
      }
      if chunk.isEmpty { break }
      output += chunk
      if output.count > limit {
        child.signal(SIGKILL)
        break
      }
    }
    return (child.wait(), output)
  }
}

extension ChildProcess {
  /// Runs a program that takes over the terminal, such as an editor; the exit status.
  ///
  /// It stays in our process group, which is the foreground group. Its standard input is `input`
  /// instead of ours if that is given, as a pager wants it.
  package static func runInFront(
    _ program: Path, arguments: [[UInt8]], environment: ProcessEnvironment, input: [UInt8]? = nil
  ) throws(FileError) -> CInt {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let file = input.map(memoryFile) ?? -1
    defer { if file >= 0 { close(file) } }
    if input != nil, file < 0 { throw FileError(code: errno, path: program) }
    if file >= 0 { posix_spawn_file_actions_adddup2(&actions, file, 0) }
    Glibc.signal(SIGCHLD, SIG_DFL)
    var identifier: pid_t = 0
    let code = withCStrings([program.bytes] + arguments) { argv in
      withCStrings(environment.raw) { envp -> CInt in
        guard let path = argv[0] else { return EINVAL }
        return posix_spawn(&identifier, path, &actions, nil, argv, envp)
      }
    }
    if code != 0 { throw FileError(code: code, path: program) }
    return exitStatus(of: identifier)
  }

  /// The exit status, or 128 plus the signal's number.
  private static func exitStatus(of identifier: pid_t) -> CInt {
    var status: CInt = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}

/// A file in memory that is read from its start; -1 with errno if there is none.
private func memoryFile(_ content: [UInt8]) -> CInt {
  let file = memory_file_closed_on_exec()
  guard file >= 0 else { return -1 }
  let code = writeAll(content, to: file)
  if code != 0 {
    close(file)
    errno = code
    return -1
  }
  lseek(file, 0, SEEK_SET)
  return file
}

/// Calls `body` with a null-terminated array of C strings, as `execve` takes it.
func withCStrings<Result>(
  _ strings: [[UInt8]], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
  let copies = strings.map { bytes in
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
    copy[bytes.count] = 0
    return copy
  }
  defer { for copy in copies { copy.deallocate() } }
  let vector = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
    capacity: copies.count + 1)
  defer { vector.deallocate() }
  for (index, copy) in copies.enumerated() { vector[index] = copy }
  vector[copies.count] = nil
  return body(vector)
}
