import Glibc

/// The clock that nobody can set, for measuring how long something takes.
package enum MonotonicClock {
  /// Seconds since an arbitrary moment.
  package static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
