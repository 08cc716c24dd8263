import Formats
import Platform

extension CacheInfo {
  /// Reads the form that uv's cache holds: `[timestamp, commit, tags, env, directories]`.
  ///
  /// Earlier releases wrote fewer elements. Nil for anything that is of another form.
  package init?(_ packed: MessagePack) {
    let fields = ["timestamp", "commit", "tags", "env", "directories"]
    guard var elements = packed.elements(fields), elements.count <= fields.count else {
      return nil
    }
    elements += Array(repeating: .null, count: fields.count - elements.count)
    self.init()

    if elements[0] != .null {
      guard let time = Timestamp(elements[0]) else { return nil }
      timestamp = time
    }
    switch elements[1] {
    case .null: break
    case .text(let id): commit = ByteString(id)
    default: return nil
    }
    switch elements[2] {
    case .null: break
    case .map(let pairs):
      var found: [NamedValue<ByteString>] = []
      for pair in pairs {
        guard case .text(let name) = pair.key, case .text(let id) = pair.value else { return nil }
        found.append(NamedValue(ByteString(name), ByteString(id)))
      }
      tags = NamedValues(found)
    default: return nil
    }
    guard let variables = Self.values(elements[3], Self.variable),
      let directories = Self.values(elements[4], Self.stamp)
    else { return nil }
    environment = variables
    self.directories = directories
  }

  private static func values<Value: Hashable & Sendable>(
    _ packed: MessagePack, _ read: (MessagePack) -> Value??
  ) -> NamedValues<Value?>? {
    if packed == .null { return [] }
    guard case .map(let pairs) = packed else { return nil }
    var found: [NamedValue<Value?>] = []
    for pair in pairs {
      guard case .text(let name) = pair.key, let value = read(pair.value) else { return nil }
      found.append(NamedValue(ByteString(name), value))
    }
    return NamedValues(found)
  }

  private static func variable(_ packed: MessagePack) -> ByteString?? {
    switch packed {
    case .null: .some(nil)
    case .text(let text): ByteString(text)
    default: nil
    }
  }

  private static func stamp(_ packed: MessagePack) -> DirectoryStamp?? {
    switch packed {
    case .null: .some(nil)
    case .integer(let inode): .inode(inode)
    default: Timestamp(packed).map { .born($0) }
    }
  }
}

extension Timestamp {
  /// `[seconds, nanoseconds]`.
  init?(_ packed: MessagePack) {
    guard let parts = packed.elements(["secs_since_epoch", "nanos_since_epoch"]),
      parts.count == 2, case .integer(let seconds) = parts[0],
      case .integer(let nanoseconds) = parts[1], nanoseconds < 1_000_000_000
    else { return nil }
    self.init(seconds: seconds, nanoseconds: UInt32(nanoseconds))
  }
}
