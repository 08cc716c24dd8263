import CSystem
import Glibc

/// Handles the signals that ask a program to end, on a thread of its own.
package enum TerminationSignals {
  /// From now on INT, TERM or HUP calls `handler` on another thread; a second one ends the program.
  package static func call(_ handler: @escaping @Sendable () -> Void) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let awaited = signals
    let worker = Worker.start {
      var awaited = awaited
      var number: CInt = 0
      guard sigwait(&awaited, &number) == 0 else { return }
      // A second signal, while the handler runs, ends the program as usual.
      pthread_sigmask(SIG_UNBLOCK, &awaited, nil)
      handler()
    }
    worker?.detach()
  }
}
