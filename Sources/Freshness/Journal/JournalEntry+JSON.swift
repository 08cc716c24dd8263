import Formats
import Platform
import UV

extension JournalEntry {
  /// The members of its object, as in the file and in the document of `log`.
  package func write(to writer: inout JSONWriter) {
    write(reasons, to: &writer)
  }

  func write(_ reasons: JournalReasons, to writer: inout JSONWriter) {
    writer.name("time")
    time.write(to: &writer)
    writer.name("event")
    writer.string(reinstall == nil ? "turned" : "reinstalled")
    writer.name("name")
    writer.string(subject.name)
    writer.name("version")
    writer.string(orNull: subject.version)
    writer.name("environment")
    writer.string(subject.environment)
    writer.name("source")
    writer.string(orNull: subject.source)
    writer.name("from")
    writer.string(before.rawValue)
    writer.name("to")
    writer.string(orNull: now?.rawValue)
    reasons.write(to: &writer)
    writer.name("by")
    writer.string(orNull: reinstall?.actor.rawValue)
    writer.name("outcome")
    writer.string(orNull: reinstall?.outcome.rawValue)
    writer.name("uv")
    writer.string(orNull: reinstall?.uv)
    writer.name("seconds")
    if let seconds = reinstall?.seconds { writer.integer(seconds) } else { writer.null() }
    writer.name("installed")
    if let installed = reinstall?.installed {
      installed.write(to: &writer)
    } else {
      writer.null()
    }
  }

  /// Reads an object; nil if it is not an entry.
  init?(_ value: JSONValue) {
    guard let time = value["time"].flatMap({ Timestamp($0) }), let name = value["name"]?.text,
      let environment = value["environment"]?.text,
      let before = value["from"]?.text.flatMap({ FreshnessState(rawValue: $0) }),
      let reasons = JournalReasons(value)
    else { return nil }
    let now = value["to"]?.text.flatMap { FreshnessState(rawValue: $0) }
    let subject = Subject(
      name: name, version: value["version"]?.text, environment: environment,
      source: value["source"]?.text)
    let entry = JournalEntry(at: time, subject, from: before, to: now, reasons)
    switch value["event"]?.text {
    case "turned": self = entry
    case "reinstalled":
      guard let reinstall = Reinstall(value) else { return nil }
      self = entry.of(reinstall)
    default: return nil
    }
  }
}

extension JournalEntry.Reinstall {
  fileprivate init?(_ value: JSONValue) {
    guard let actor = value["by"]?.text.flatMap({ Actor(rawValue: $0) }),
      let outcome = value["outcome"]?.text.flatMap({ Outcome(rawValue: $0) })
    else { return nil }
    self.init(
      by: actor, outcome, uv: value["uv"]?.text, seconds: value["seconds"]?.integer,
      installed: value["installed"].flatMap { Timestamp($0) })
  }
}

extension JournalReasons {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.name("causes")
    writer.array { writer in
      for cause in causes {
        writer.object { writer in
          writer.name("kind")
          writer.string(cause.kind)
          writer.name("name")
          writer.string(orNull: cause.name)
          writer.name("path")
          writer.string(orNull: cause.path)
        }
      }
    }
    writer.name("files")
    writer.array { writer in for file in files { writer.string(file) } }
    writer.name("file_count")
    writer.integer(fileCount)
  }

  fileprivate init?(_ value: JSONValue) {
    guard case .array(let causes)? = value["causes"], case .array(let files)? = value["files"],
      let count = value["file_count"]?.integer
    else { return nil }
    self.init(
      causes: causes.compactMap { cause in
        cause["kind"]?.text.map {
          Reason(kind: $0, name: cause["name"]?.text, path: cause["path"]?.text)
        }
      }, files: files.compactMap(\.text), fileCount: count)
  }
}

extension JSONValue {
  /// A whole number.
  var integer: Int? {
    if case .number(let text) = self { return Int(text) }
    return nil
  }
}

extension Timestamp {
  fileprivate init?(_ value: JSONValue) {
    guard let seconds = value["secs_since_epoch"]?.integer,
      let nanos = value["nanos_since_epoch"]?.integer, seconds >= 0, (0..<1_000_000_000) ~= nanos
    else { return nil }
    self.init(seconds: UInt64(seconds), nanoseconds: UInt32(nanos))
  }
}
