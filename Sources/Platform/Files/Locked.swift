import Glibc

/// A value behind a lock.
///
/// By pthread's mutex instead of the standard library's: the thread sanitizer follows the one and
/// takes everything behind the other for a race.
package final class Locked<Value>: @unchecked Sendable {
  // Proof: `value` is reached in `withLock` alone, between lock and unlock; the mutex never moves.
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
