import CSystem
import Glibc

/// Removes a directory when this process has ended, however it ends: by a kill or a crash, too.
///
/// A small shell waits for the end of a pipe that only this process holds open, and removes the
/// directory then. It is started before the directory is made, so that no moment is left out.
package struct Janitor: Sendable {
  private let directory: Path
  private let pipe: CInt
  private let process: pid_t

  /// Starts waiting; the directory need not be there yet.
  package init(_ directory: Path, environment: ProcessEnvironment) throws(FileError) {
    var ends: [CInt] = [0, 0]
    if pipe_closed_on_exec(&ends, 0) != 0 { throw FileError(code: errno, path: directory) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
    for descriptor: CInt in [1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What the terminal sends to our group must not reach it.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    // A child that outlives us for a moment may still write there: one look is not enough. On a
    // busy machine such a moment takes seconds, so that what is left then is looked at for longer.
    let script = """
      trap '' HUP INT TERM
      read -r done && exit
      for pause in 0 0.1 0.2 0.4; do sleep $pause; rm -rf -- "$0"; done
      for pause in 1 2 4 8 16; do [ -e "$0" ] || exit; sleep $pause; rm -rf -- "$0"; done
      """
    let words = ["/bin/sh", "-c", script].map { Array($0.utf8) } + [directory.bytes]
    var identifier: pid_t = 0
    let code = withCStrings(words) { argv in
      withCStrings(environment.raw) { envp in
        posix_spawn(&identifier, "/bin/sh", &actions, &attributes, argv, envp)
      }
    }
    close(ends[0])
    if code != 0 {
      close(ends[1])
      throw FileError(code: code, path: "/bin/sh")
    }
    self.directory = directory
    pipe = ends[1]
    process = identifier
  }

  /// Removes the directory; to be called once, at the end.
  ///
  /// A child that is about to end may write there meanwhile. What is left because of that is up to
  /// the shell, which goes over it several times and is not waited for.
  package func finish() {
    try? Directory.working.remove(directory)
    if Directory.working.has(directory) { close(pipe) } else { dismiss() }
  }

  /// Tells the shell that nothing is left to remove, and waits for its end.
  private func dismiss() {
    // It cannot have ended before, so that this raises no SIGPIPE.
    _ = write(pipe, "\n", 1)
    close(pipe)
    while waitpid(process, nil, 0) < 0 && errno == EINTR {}
  }
}
