import FileSystem
import Glibc
import InspectorModel

/// Actions from workers to the loop: into a list, and a byte into a pipe that the loop polls.
final class MessageQueue: Sendable {
  private let waiting = Locked<[Action]>([])
  let readEnd: CInt
  let writeEnd: CInt

  /// Nil if no pipe can be made.
  init?() {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
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
    var byte: UInt8 = 0
    // A full pipe wakes the loop all the same.
    _ = write(writeEnd, &byte, 1)
  }

  /// What has come since, in order.
  func take() -> [Action] {
    waiting.withLock { actions in
      defer { actions = [] }
      return actions
    }
  }

  /// Empties the pipe: numbers of signals, 0 for a posted action.
  func drain() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 512)
    while true {
      let count = read(readEnd, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
