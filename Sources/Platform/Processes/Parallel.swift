import Glibc
import Synchronization

/// Independent work on all cores, with plain threads: Dispatch would cost more to load than a small
/// environment costs to read.
package enum Parallel {
  /// Calls `worker` on as many threads as there is work for, this one among them; comes back when
  /// all have.
  ///
  /// `share` is how many items are worth a thread. Directories that a worker opens must not leave
  /// it: each thread has descriptors of its own, with those that were open before, and the caller
  /// keeps what it opened until this comes back.
  package static func run(
    _ count: Int, share: Int = 8, threads: Int = cores,
    _ worker: @escaping @Sendable (Turns) -> Void
  ) {
    let turns = Turns(count)
    let others = (1..<max(1, min(count / share, threads))).compactMap { _ in
      working.add(1, ordering: .relaxed)
      let thread = Worker.start {
        Worker.takeOwnDescriptors()
        worker(turns)
        working.subtract(1, ordering: .relaxed)
      }
      if thread == nil { working.subtract(1, ordering: .relaxed) }
      return thread
    }
    worker(turns)
    working.subtract(1, ordering: .relaxed)
    for thread in others { thread.join() }
    working.add(1, ordering: .relaxed)
  }

  /// How many cores have nothing to do for us just now, by what `run` has under way: a guess, for
  /// work that could be shared further.
  package static var idleCores: Int { max(0, cores - working.load(ordering: .relaxed)) }

  package static let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Threads that do work, the one that calls `run` among them, but not while it waits for the
  /// others.
  private static let working = Atomic<Int>(1)

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
