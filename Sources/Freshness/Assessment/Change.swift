import Formats
import Platform
import UV

/// One difference between what was recorded and what is now.
package struct Change: Hashable, Sendable {
  package enum Key: String, Hashable, Sendable, CaseIterable {
    case timestamp, commit, tags, env, directories
    /// The settings that the build was given.
    case build
    /// Another install of the same name.
    case duplicate
    /// It came from another source than the one that uv wants; `name` says which part differs
    /// (`SourcePart`), nil where the recorded form equals no requirement.
    case source
    /// Another version is installed than the one that uv resolves to.
    case version
    /// The tags of the wheel do not fit the interpreter.
    case wheel
  }

  package enum Kind: String, Hashable, Sendable {
    case added, removed, changed
  }

  /// The parts of a source that uv compares, as `name` has them.
  package enum SourcePart: String, Hashable, Sendable {
    /// Local, archive, registry, git or url.
    case kind
    /// Editable, directory or virtual.
    case editable
    case path, subdirectory
    /// The project has another name now.
    case name
  }

  package enum Value: Hashable, Sendable {
    case time(Timestamp)
    case stamp(DirectoryStamp)
    case text(ByteString)
    case tags(NamedValues<ByteString>)
    case json(JSONValue)
  }

  package let key: Key
  package let kind: Kind
  /// Of the tag, variable or directory; nil for keys that hold one value.
  package let name: String?
  /// Nil for null and for an entry that is not there; `kind` tells these apart.
  package let recorded: Value?
  package let current: Value?
  /// The newest file for a timestamp, relative to the source; the other install for a duplicate.
  package let path: Path?

  package init(
    _ key: Key, _ kind: Kind, name: String? = nil, recorded: Value? = nil, current: Value? = nil,
    path: Path? = nil
  ) {
    self.key = key
    self.kind = kind
    self.name = name
    self.recorded = recorded
    self.current = current
    self.path = path
  }

  /// All differences between two CacheInfos, in uv's order of fields; none if they are equal.
  package static func between(
    _ recorded: CacheInfo, _ current: CacheInfo, newest: Path?
  ) -> [Change] {
    if recorded == current { return [] }
    var changes: [Change] = []
    if recorded.timestamp != current.timestamp {
      changes.append(
        Change(
          .timestamp, kind(recorded.timestamp, current.timestamp),
          recorded: recorded.timestamp.map(Value.time), current: current.timestamp.map(Value.time),
          path: newest))
    }
    if recorded.commit != current.commit {
      changes.append(
        Change(
          .commit, kind(recorded.commit, current.commit),
          recorded: recorded.commit.map(Value.text), current: current.commit.map(Value.text)))
    }
    if let before = recorded.tags, let now = current.tags {
      changes += entries(.tags, before, now) { .text($0) }
    } else if recorded.tags != current.tags {
      changes.append(
        Change(
          .tags, kind(recorded.tags, current.tags), recorded: recorded.tags.map(Value.tags),
          current: current.tags.map(Value.tags)))
    }
    changes += entries(.env, recorded.environment, current.environment) { $0.map(Value.text) }
    changes += entries(.directories, recorded.directories, current.directories) {
      $0.map(Value.stamp)
    }
    return changes
  }

  /// What another CacheInfo holds under the same key and name; nil for null and for nothing.
  package func value(in info: CacheInfo) -> Value? {
    let name = ByteString(self.name ?? "")
    switch key {
    case .timestamp: return info.timestamp.map(Value.time)
    case .commit: return info.commit.map(Value.text)
    case .tags:
      if self.name == nil { return info.tags.map(Value.tags) }
      return info.tags?[name].map(Value.text)
    case .env: return (info.environment[name] ?? nil).map(Value.text)
    case .directories: return (info.directories[name] ?? nil).map(Value.stamp)
    case .build, .duplicate, .source, .version, .wheel: return nil
    }
  }

  private static func kind(_ before: (some Any)?, _ now: (some Any)?) -> Kind {
    before == nil ? .added : now == nil ? .removed : .changed
  }

  /// Walks two sorted lists side by side.
  private static func entries<Element: Equatable>(
    _ key: Key, _ before: NamedValues<Element>, _ now: NamedValues<Element>,
    _ value: (Element) -> Value?
  ) -> [Change] {
    if before == now { return [] }
    var changes: [Change] = []
    var left = before.startIndex
    var right = now.startIndex
    while left < before.endIndex || right < now.endIndex {
      if right == now.endIndex || (left < before.endIndex && before[left].name < now[right].name) {
        let entry = before[left]
        changes.append(
          Change(key, .removed, name: entry.name.string, recorded: value(entry.value)))
        left += 1
      } else if left == before.endIndex || now[right].name < before[left].name {
        let entry = now[right]
        changes.append(Change(key, .added, name: entry.name.string, current: value(entry.value)))
        right += 1
      } else {
        if before[left].value != now[right].value {
          changes.append(
            Change(
              key, .changed, name: now[right].name.string, recorded: value(before[left].value),
              current: value(now[right].value)))
        }
        left += 1
        right += 1
      }
    }
    return changes
  }
}
