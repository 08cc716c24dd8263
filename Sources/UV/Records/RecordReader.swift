import Formats
import Platform

/// Reads `uv_cache.json` files, as strictly as uv does.
///
/// One reader serves many records and reads the tags that they share only once.
package struct RecordReader {
  private let rules: Rules
  /// The text and value of the `tags` object read last.
  ///
  /// A record that continues with the same bytes has the same tags.
  private var lastTags: (text: ArraySlice<UInt8>, value: NamedValues<ByteString>)?

  private var currentTags: NamedValues<ByteString>?

  package init(rules: Rules) {
    self.rules = rules
  }

  /// Reads a `uv_cache.json`.
  ///
  /// Ignores fields that the release does not know; missing ones are empty. Throws where uv would
  /// fail.
  ///
  /// `current` is what the record will be compared with. If it would be written as the same bytes,
  /// they are not parsed; equal tags share their storage, so comparing them costs nothing.
  package mutating func read(
    _ bytes: [UInt8], current: CacheInfo? = nil
  ) throws(JSONError) -> CacheInfo {
    if let current, current.tags == nil, bytes == current.written { return current }
    currentTags = current?.tags
    return try JSONScanner.read(bytes) { (scanner) throws(JSONError) in
      switch try scanner.kind() {
      case .object: try fields(from: &scanner)
      case .array: try elements(from: &scanner)
      default: throw scanner.failure("expected an object")
      }
    }
  }

  private mutating func fields(from scanner: inout JSONScanner) throws(JSONError) -> CacheInfo {
    var info = CacheInfo()
    var seen: Set<String> = []
    var bare: (seconds: UInt64?, nanos: UInt64?)
    try scanner.object { (scanner, name) throws(JSONError) in
      if !rules.refusesBareTimestamp, name == "secs_since_epoch" {
        bare.seconds = try scanner.unsigned()
        return
      }
      if !rules.refusesBareTimestamp, name == "nanos_since_epoch" {
        bare.nanos = try scanner.unsigned()
        return
      }
      guard let field = Field(rawValue: name), field.isKnown(to: rules) else {
        try scanner.skip()
        return
      }
      if !seen.insert(name).inserted { throw scanner.failure("`\(name)` appears twice") }
      try read(field, into: &info, from: &scanner)
    }
    if let seconds = bare.seconds, let nanos = bare.nanos {
      info.timestamp = try normalized(seconds, nanos, scanner)
    }
    return info
  }

  /// serde's sequence form: fields by position; missing ones at the end are empty.
  private mutating func elements(from scanner: inout JSONScanner) throws(JSONError) -> CacheInfo {
    var info = CacheInfo()
    var index = 0
    let fields = Field.allCases.filter { $0.isKnown(to: rules) }
    try scanner.array { (scanner) throws(JSONError) in
      guard index < fields.count else { throw scanner.failure("too many elements") }
      try read(fields[index], into: &info, from: &scanner)
      index += 1
    }
    if index == 0, rules.refusesBareTimestamp { throw scanner.failure("the array is empty") }
    return info
  }

  private enum Field: String, CaseIterable {
    case timestamp, commit, tags, env, directories

    func isKnown(to rules: Rules) -> Bool {
      switch self {
      case .timestamp, .commit: true
      case .tags: rules.hasTags
      case .env: rules.hasEnvironment
      case .directories: rules.hasDirectories
      }
    }
  }

  private mutating func read(
    _ field: Field, into info: inout CacheInfo, from scanner: inout JSONScanner
  ) throws(JSONError) {
    switch field {
    case .timestamp: info.timestamp = try scanner.null() ? nil : try timestamp(from: &scanner)
    case .commit: info.commit = try scanner.null() ? nil : ByteString(try scanner.string())
    case .tags: info.tags = try scanner.null() ? nil : try tags(from: &scanner)
    case .env:
      var pairs: [NamedValue<ByteString?>] = []
      try scanner.object { (scanner, name) throws(JSONError) in
        pairs.append(
          NamedValue(ByteString(name), try scanner.null() ? nil : ByteString(try scanner.string())))
      }
      info.environment = NamedValues(pairs)
    case .directories:
      var pairs: [NamedValue<DirectoryStamp?>] = []
      try scanner.object { (scanner, name) throws(JSONError) in
        pairs.append(
          NamedValue(ByteString(name), try scanner.null() ? nil : try stamp(from: &scanner)))
      }
      info.directories = NamedValues(pairs)
    }
  }

  private mutating func tags(
    from scanner: inout JSONScanner
  ) throws(JSONError) -> NamedValues<ByteString> {
    if let lastTags, scanner.passes(lastTags.text) {
      let value = shared(lastTags.value)
      self.lastTags?.value = value
      return value
    }
    _ = try scanner.kind()
    let start = scanner.position
    var pairs: [NamedValue<ByteString>] = []
    try scanner.object { (scanner, name) throws(JSONError) in
      pairs.append(NamedValue(ByteString(name), ByteString(try scanner.string())))
    }
    let value = shared(NamedValues(pairs))
    lastTags = (scanner.text(from: start), value)
    return value
  }

  private func shared(_ tags: NamedValues<ByteString>) -> NamedValues<ByteString> {
    if let currentTags, currentTags == tags { return currentTags }
    return tags
  }

  private func stamp(from scanner: inout JSONScanner) throws(JSONError) -> DirectoryStamp {
    switch try scanner.kind() {
    case .number: .inode(try scanner.unsigned())
    default: .born(try timestamp(from: &scanner))
    }
  }

  private func timestamp(from scanner: inout JSONScanner) throws(JSONError) -> Timestamp {
    var seconds: UInt64?
    var nanos: UInt64?
    if try scanner.kind() == .array {
      try scanner.array { (scanner) throws(JSONError) in
        let value = try scanner.unsigned()
        if seconds == nil {
          seconds = value
        } else if nanos == nil {
          nanos = value
        } else {
          throw scanner.failure("a time has two elements")
        }
      }
    } else {
      try scanner.object { (scanner, name) throws(JSONError) in
        switch name {
        case "secs_since_epoch" where seconds == nil: seconds = try scanner.unsigned()
        case "nanos_since_epoch" where nanos == nil: nanos = try scanner.unsigned()
        case "secs_since_epoch", "nanos_since_epoch":
          throw scanner.failure("`\(name)` appears twice")
        default: throw scanner.failure("`\(name)` is not a field of a time")
        }
      }
    }
    guard let seconds, let nanos else {
      throw scanner.failure("a time needs secs_since_epoch and nanos_since_epoch")
    }
    return try normalized(seconds, nanos, scanner)
  }

  /// Nanoseconds beyond a second carry over, as in Rust's `SystemTime`.
  private func normalized(
    _ seconds: UInt64, _ nanos: UInt64, _ scanner: JSONScanner
  ) throws(JSONError) -> Timestamp {
    guard let nanos = UInt32(exactly: nanos) else {
      throw scanner.failure("nanos_since_epoch is too large")
    }
    let (sum, overflow) = seconds.addingReportingOverflow(UInt64(nanos / 1_000_000_000))
    if overflow || sum > UInt64(Int64.max) { throw scanner.failure("the time is out of range") }
    return Timestamp(seconds: sum, nanoseconds: nanos % 1_000_000_000)
  }
}
