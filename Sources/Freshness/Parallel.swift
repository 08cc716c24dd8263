import FileSystem
import Glibc
import Processes
import Synchronization

/// Independent work on all cores, with plain threads: Dispatch would cost more to load than a small
/// environment costs to read.
enum Parallel {
  /// The results in the order of the items.
  ///
  /// Each thread makes one `state` and keeps it. Folders that `body` opens must not leave it: each
  /// thread has descriptors of its own.
  static func map<Item: Sendable, State, Result: Sendable>(
    _ items: [Item], state: @escaping @Sendable () -> State,
    _ body: @escaping @Sendable (inout State, Item) -> Result
  ) -> [Result] {
    let threads = min(items.count / 8, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    if threads < 2 {
      var state = state()
      return items.map { body(&state, $0) }
    }
    let work = Work(items: items, state: state, body: body)
    let others = (1..<threads).compactMap { _ in
      Worker.start {
        Worker.takeOwnDescriptors()
        work.run()
      }
    }
    work.run()
    for thread in others { thread.join() }
    return work.results
  }

  private final class Work<Item: Sendable, State, Result: Sendable>: Sendable {
    private let items: [Item]
    private let state: @Sendable () -> State
    private let body: @Sendable (inout State, Item) -> Result
    private let next = Atomic<Int>(0)
    private let finished: Locked<[Result?]>

    init(
      items: [Item], state: @escaping @Sendable () -> State,
      body: @escaping @Sendable (inout State, Item) -> Result
    ) {
      self.items = items
      self.state = state
      self.body = body
      finished = Locked(Array(repeating: nil, count: items.count))
    }

    var results: [Result] {
      finished.withLock { $0.compactMap { $0 } }
    }

    /// Takes the next item until none is left; a few at a time where there are many.
    func run() {
      let step = max(1, min(16, items.count / 64))
      var state = state()
      while true {
        let first = next.add(step, ordering: .relaxed).oldValue
        if first >= items.count { return }
        let last = min(first + step, items.count)
        let done = (first..<last).map { body(&state, items[$0]) }
        finished.withLock { results in
          for (offset, result) in done.enumerated() { results[first + offset] = result }
        }
      }
    }
  }
}
