import CSystem
import Glibc

/// A pipe through which threads and signal handlers wake a thread that polls.
///
/// Never closed: a handler may write to it as long as the process lives.
package struct WakePipe: Sendable {
  /// Poll it for reading.
  package let readEnd: CInt
  package let writeEnd: CInt

  /// Nil if no pipe can be made.
  package init?() {
    var ends: [CInt] = [0, 0]
    guard pipe_closed_on_exec(&ends, O_NONBLOCK) == 0 else { return nil }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  /// Wakes the reader with a zero byte; a full pipe has woken it already.
  package func wake() {
    var byte: UInt8 = 0
    _ = write(writeEnd, &byte, 1)
  }

  /// Empties the pipe and returns its bytes.
  @discardableResult
  package func drain() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 512)
    while true {
      let count = read(readEnd, &buffer, buffer.count)
      if count <= 0 { return bytes }
      bytes += buffer[..<count]
    }
  }
}
