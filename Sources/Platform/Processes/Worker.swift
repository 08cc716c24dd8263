import CSystem
import Glibc

/// A thread.
package struct Worker: Sendable {
  private let thread: pthread_t

  /// Starts a thread; nil if the system refuses.
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

  /// Gives the calling thread its own copy of the descriptor table.
  ///
  /// A shared table costs a lock on every open, status and close. Descriptors opened before are in
  /// both tables; later ones belong to this thread and are closed with it. If the system refuses,
  /// the table stays shared, which is only slower.
  package static func takeOwnDescriptors() {
    _ = descriptors_unshare()
  }

  /// Waits for its end.
  ///
  /// Call either this or `detach`, once.
  package func join() {
    pthread_join(thread, nil)
  }

  /// Lets it end on its own.
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
