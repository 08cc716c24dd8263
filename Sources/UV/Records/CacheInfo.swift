import Platform

/// What uv records about a local project when it installs it, and compares later.
///
/// Equality of all five parts is uv's test (crate uv-cache-info, `CacheInfo`).
package struct CacheInfo: Hashable, Sendable {
  /// The greatest ctime of all key files; nil if there is none.
  package var timestamp: Timestamp?
  /// 40 hexadecimal digits.
  package var commit: ByteString?
  /// Tag names with the id that the ref holds, sorted by bytes; `[]` differs from nil.
  package var tags: NamedValues<ByteString>?
  /// Environment variables; nil for one that is not set or not UTF-8.
  package var environment: NamedValues<ByteString?>
  /// Directories by the text of their key; nil for one that is not there.
  package var directories: NamedValues<DirectoryStamp?>

  package init(
    timestamp: Timestamp? = nil, commit: ByteString? = nil, tags: NamedValues<ByteString>? = nil,
    environment: NamedValues<ByteString?> = [], directories: NamedValues<DirectoryStamp?> = []
  ) {
    self.timestamp = timestamp
    self.commit = commit
    self.tags = tags
    self.environment = environment
    self.directories = directories
  }

  /// Whether there is nothing to record: uv writes no `uv_cache.json` then.
  package var isEmpty: Bool {
    timestamp == nil && commit == nil && tags == nil && environment.isEmpty && directories.isEmpty
  }
}

/// Identifies a directory: another one of the same name has another stamp.
package enum DirectoryStamp: Hashable, Sendable {
  case born(Timestamp)
  /// Where the file system has no birth time, or this build of uv cannot read it.
  case inode(UInt64)
}

/// A named value.
///
/// Asks nothing of the value: to make sure of a demand the runtime goes once through every
/// conformance of the program, which is seen in a run of milliseconds.
package struct NamedValue<Value> {
  package let name: ByteString
  package let value: Value

  package init(_ name: ByteString, _ value: Value) {
    self.name = name
    self.value = value
  }
}

extension NamedValue: Sendable where Value: Sendable {}
extension NamedValue: Equatable where Value: Equatable {}
extension NamedValue: Hashable where Value: Hashable {}

/// Names with values, sorted by the names' bytes, each name once.
///
/// A sorted array rather than a dictionary: equality is one pass, or none when two installs share
/// the storage, as the tags of one repository do.
package struct NamedValues<Value>: RandomAccessCollection, ExpressibleByArrayLiteral {
  private var pairs: [NamedValue<Value>]

  package init(arrayLiteral elements: NamedValue<Value>...) {
    self.init(elements)
  }

  /// Of equal names the last one counts, as in a map filled in order.
  package init(_ pairs: [NamedValue<Value>]) {
    let isSorted = zip(pairs, pairs.dropFirst()).allSatisfy { $0.name < $1.name }
    if isSorted {
      self.pairs = pairs
      return
    }
    var kept: [NamedValue<Value>] = []
    kept.reserveCapacity(pairs.count)
    for (_, pair) in pairs.enumerated().sorted(by: Self.precedes) {
      if kept.last?.name == pair.name { kept.removeLast() }
      kept.append(pair)
    }
    self.pairs = kept
  }

  /// By name; by position where names are equal.
  private static func precedes(
    _ one: (offset: Int, element: NamedValue<Value>),
    _ other: (offset: Int, element: NamedValue<Value>)
  ) -> Bool {
    one.element.name < other.element.name
      || (one.offset < other.offset && one.element.name == other.element.name)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { pairs.count }
  package subscript(position: Int) -> NamedValue<Value> { pairs[position] }

  package subscript(name: ByteString) -> Value? {
    var low = 0
    var high = pairs.count
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < pairs.count && pairs[low].name == name ? pairs[low].value : nil
  }
}

extension NamedValues: Sendable where Value: Sendable {}
extension NamedValues: Equatable where Value: Equatable {}
extension NamedValues: Hashable where Value: Hashable {}
