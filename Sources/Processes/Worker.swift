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
