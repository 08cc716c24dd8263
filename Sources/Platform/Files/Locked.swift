import Glibc

/// A value protected by a mutex.
///
/// A pthread mutex instead of `Synchronization.Mutex`: the thread sanitizer does not understand the
/// latter and reports every access it protects as a race.
package final class Locked<Value>: @unchecked Sendable {
  // Proof: only `withLock` touches `value`, while it holds the mutex; the mutex never moves.
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  package init(_ value: Value) {
    self.value = value
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Waits for the lock and holds it while `body` runs.
  package func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&value)
  }
}
