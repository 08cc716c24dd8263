import Glibc

/// A moment as file systems store it: seconds since 1970 UTC, and nanoseconds.
package struct Timestamp: Hashable, Sendable, Comparable {
  package let seconds: UInt64
  /// 0 ..< 1,000,000,000.
  package let nanoseconds: UInt32

  package init(seconds: UInt64, nanoseconds: UInt32) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  package static func < (one: Timestamp, other: Timestamp) -> Bool {
    (one.seconds, one.nanoseconds) < (other.seconds, other.nanoseconds)
  }

  /// Seconds from `earlier` to this moment; negative if this one is earlier.
  package func seconds(since earlier: Timestamp) -> Double {
    Double(Int64(bitPattern: seconds &- earlier.seconds))
      + (Double(nanoseconds) - Double(earlier.nanoseconds)) / 1e9
  }

  /// This moment and some seconds.
  package func later(by seconds: Double) -> Timestamp {
    let nanos = Double(nanoseconds) + (seconds - seconds.rounded(.down)) * 1e9
    let carry = nanos >= 1e9 ? 1 : 0
    let whole = Int64(seconds.rounded(.down)) + Int64(carry)
    return Timestamp(
      seconds: self.seconds &+ UInt64(bitPattern: whole),
      nanoseconds: UInt32(min(999_999_999, max(0, nanos - Double(carry) * 1e9))))
  }

  /// Now, by the clock that file systems use.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(
      seconds: UInt64(bitPattern: Int64(time.tv_sec)),
      nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec))
  }
}
