import Glibc

/// When a file was last read.
///
/// Apart from `FileStatus`, which stays equal while nobody writes. Most systems mount with `relatime`:
/// then it is true to a day.
package enum AccessTime {
  /// Nil where there is no such file.
  package static func of(_ path: Path) -> Timestamp? {
    var status = stat()
    guard path.withCString({ stat($0, &status) }) == 0 else { return nil }
    return Timestamp(
      seconds: UInt64(max(0, status.st_atim.tv_sec)),
      nanoseconds: UInt32(max(0, status.st_atim.tv_nsec)))
  }
}
