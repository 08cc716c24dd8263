import Glibc
import Synchronization

/// Independent work on all cores.
///
/// Plain threads: loading Dispatch costs more than reading a small environment, and task groups
/// need an async main (12 ms to start instead of 2).
package enum Parallel {
  /// Calls `worker` on this thread and as many others as the work is worth; waits for all.
  ///
  /// `share` is how many items justify a thread. Each thread has its own descriptor table, a copy
  /// of the caller's: a directory that a worker opens must not leave it, and the caller must not
  /// close one meanwhile.
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

  /// How many cores are idle, judging by what `run` has started: an estimate, for work that could
  /// be shared further.
  package static var idleCores: Int { max(0, cores - working.load(ordering: .relaxed)) }

  package static let cores = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Threads at work; the caller of `run` counts except while it waits for the others.
  private static let working = Atomic<Int>(1)

  /// Hands out the items, a few at a time where there are many.
  package final class Turns: Sendable {
    private let count: Int
    private let step: Int
    private let taken = Atomic<Int>(0)

    init(_ count: Int) {
      self.count = count
      step = max(1, min(16, count / 64))
    }

    /// The next items; nil when none is left.
    package func next() -> Range<Int>? {
      let first = taken.add(step, ordering: .relaxed).oldValue
      return first < count ? first..<min(first + step, count) : nil
    }
  }
}
