import Inspector
import Platform

/// Events from workers to the loop: into a list, and a byte into a pipe that the loop polls.
final class MessageQueue: Sendable {
  private let waiting = Locked<[Event]>([])
  /// Brings numbers of signals too, 0 for a posted event.
  let pipe: WakePipe

  /// Nil if no pipe can be made.
  init?() {
    guard let pipe = WakePipe() else { return nil }
    self.pipe = pipe
  }

  func post(_ event: Event) {
    waiting.withLock { events in
      // Verdicts come by the hundred; the screen is arranged once for all that are waiting.
      if case .assessed(let more) = event, case .assessed(let before)? = events.last {
        events[events.count - 1] = .assessed(before + more)
      } else {
        events.append(event)
      }
    }
    pipe.wake()
  }

  /// What has come since, in order.
  func take() -> [Event] {
    waiting.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
