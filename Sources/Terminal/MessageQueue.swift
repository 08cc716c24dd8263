import Inspector
import Platform

/// Actions from workers to the loop: into a list, and a byte into a pipe that the loop polls.
final class MessageQueue: Sendable {
  private let waiting = Locked<[Action]>([])
  /// Brings numbers of signals too, 0 for a posted action.
  let pipe: WakePipe

  /// Nil if no pipe can be made.
  init?() {
    guard let pipe = WakePipe() else { return nil }
    self.pipe = pipe
  }

  func post(_ action: Action) {
    waiting.withLock { actions in
      // Verdicts come by the hundred; the screen is arranged once for all that are waiting.
      if case .assessed(let more) = action, case .assessed(let before)? = actions.last {
        actions[actions.count - 1] = .assessed(before + more)
      } else {
        actions.append(action)
      }
    }
    pipe.wake()
  }

  /// What has come since, in order.
  func take() -> [Action] {
    waiting.withLock { actions in
      defer { actions = [] }
      return actions
    }
  }
}
