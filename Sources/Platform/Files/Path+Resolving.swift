import Glibc

extension Path {
  /// The path with all links followed, absolute; nil where it leads nowhere.
  package var resolved: Path? {
    let found = withCString { realpath($0, nil) } ?? nil
    guard let found else { return nil }
    defer { free(found) }
    return Path(
      Array(UnsafeBufferPointer(start: found, count: strlen(found))).map(UInt8.init(bitPattern:)))
  }
}
