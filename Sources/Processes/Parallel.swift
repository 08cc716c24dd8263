import Glibc
import Synchronization

/// Independent work on all cores, with plain threads: Dispatch would cost more to load than a small
/// environment costs to read.
package enum Parallel {
  /// Calls `worker` on as many threads as there is work for, this one among them; comes back when all
  /// have.
  ///
  /// `share` is how many items are worth a thread. Folders that a worker opens must not leave it: each
  /// thread has descriptors of its own, with those that were open before.
  package static func run(
    _ count: Int, share: Int = 8, _ worker: @escaping @Sendable (Turns) -> Void
  ) {
    let threads = min(count / share, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let turns = Turns(count)
    let others = (1..<max(1, threads)).compactMap { _ in
      Worker.start {
        Worker.takeOwnDescriptors()
        worker(turns)
      }
    }
    worker(turns)
    for thread in others { thread.join() }
  }

  /// Which items are still to be taken; a few at a time where there are many.
  package final class Turns: Sendable {
    private let count: Int
    private let step: Int
    private let taken = Atomic<Int>(0)

    init(_ count: Int) {
      self.count = count
      step = max(1, min(16, count / 64))
    }

    /// Nil when none is left.
    package func next() -> Range<Int>? {
      let first = taken.add(step, ordering: .relaxed).oldValue
      return first < count ? first..<min(first + step, count) : nil
    }
  }
}
