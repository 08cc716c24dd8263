/// Asks for the status of many files, of which those in one directory stand together.
///
/// Each directory is located once: a name in it is found in half the time of a path.
package struct FileLookup {
  private let root: Directory
  /// The path that was asked for last, if the directory that it names was found.
  private var last: Path?
  private var directory: Directory?

  /// Relative paths are looked up from `root`.
  package init(_ root: Directory) {
    self.root = root
  }

  /// The status without a birth time; follows links.
  package mutating func status(of path: Path) throws(FileError) -> FileStatus {
    let start = path.nameStart
    guard start > 1 else { return try root.status(of: path) }
    if last.map({ !$0.isBeside(path) }) ?? true {
      last = nil
      directory = try root.locate(Path(Array(path.bytes[..<(start - 1)])))
      last = path
    }
    return try (directory ?? root).status(named: path.bytes[start...])
  }
}

extension Directory {
  fileprivate func status(named name: ArraySlice<UInt8>) throws(FileError) -> FileStatus {
    try withUnsafeTemporaryAllocation(of: CChar.self, capacity: name.count + 1) {
      buffer throws(FileError) -> FileStatus in
      guard let start = buffer.baseAddress else { return try status(of: Path(Array(name))) }
      name.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      buffer[name.count] = 0
      return try status(entry: start, length: name.count, follow: true)
    }
  }
}
