import CSystem
import Glibc

/// A thread of its own for work that may wait.
package struct Worker: Sendable {
  private let thread: pthread_t

  /// Starts a thread; nil if the system has none to give.
  package static func start(_ body: @escaping @Sendable () -> Void) -> Worker? {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Start(body))
    let code = pthread_create(
      &thread, nil,
      { raw in
        if let raw { Unmanaged<Start>.fromOpaque(raw).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    if code == 0 { return Worker(thread: thread) }
    box.release()
    return nil
  }

  /// Gives the calling thread a descriptor table of its own, a copy of the common one.
  ///
  /// Threads that share one pay for it with every open, status and close. What was open before
  /// stays open in both tables; what is opened from now on is this thread's alone, and closed with
  /// it. Where the system refuses, the table stays common, which is only slower.
  package static func takeOwnDescriptors() {
    _ = descriptors_unshare()
  }

  /// Waits for its end; to be called once, unless `detach` is.
  package func join() {
    pthread_join(thread, nil)
  }

  /// Lets it end by itself.
  package func detach() {
    pthread_detach(thread)
  }

  private final class Start: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }
}
