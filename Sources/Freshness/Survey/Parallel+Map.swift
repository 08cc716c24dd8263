import Platform

extension Parallel {
  /// The results in the order of the items; each thread makes one `state` and keeps it.
  ///
  /// Here and not beside `run`, since it is seen in the whole run whether it is compiled for its
  /// types.
  package static func map<Item: Sendable, State, Result: Sendable>(
    _ items: [Item], share: Int = 8, state: @escaping @Sendable () -> State,
    _ body: @escaping @Sendable (inout State, Item) -> Result
  ) -> [Result] {
    let found = Locked([Result?](repeating: nil, count: items.count))
    run(items.count, share: share) { turns in
      var state = state()
      while let turn = turns.next() {
        let results: [Result?] = items[turn].map { body(&state, $0) }
        found.withLock { $0.replaceSubrange(turn, with: results) }
      }
    }
    return found.withLock { $0.compactMap { $0 } }
  }
}
