import Glibc

/// The environment variables of a process, as `NAME=value` entries.
package struct ProcessEnvironment: Sendable {
  private let entries: [[UInt8]]

  /// Entries of the form `NAME=value`; of two with one name the first counts.
  package init(_ entries: [[UInt8]]) {
    self.entries = entries
  }

  package init(_ variables: [String: String]) {
    entries = variables.map { Array("\($0.key)=\($0.value)".utf8) }
  }

  /// This process's variables, as they are now.
  package static func current() -> ProcessEnvironment {
    var entries: [[UInt8]] = []
    // Nothing in this program calls setenv, so the list cannot change meanwhile.
    var next = environ
    while let entry = next.pointee {
      entries.append(
        Array(UnsafeBufferPointer(start: entry, count: strlen(entry))).map(UInt8.init(bitPattern:)))
      next += 1
    }
    return ProcessEnvironment(entries)
  }

  /// The value of a variable in bytes.
  ///
  /// As in glibc's getenv, a name that contains `=` finds the entry that begins with it.
  package func bytes(of name: String) -> [UInt8]? {
    let name = Array(name.utf8)
    if name.isEmpty || name.contains(0) { return nil }
    let entry = entries.first {
      $0.count > name.count && $0[name.count] == 0x3D && $0.starts(with: name)
    }
    return entry.map { Array($0[(name.count + 1)...]) }
  }

  /// The value as text; nil if unset or not UTF-8.
  package func text(of name: String) -> String? {
    bytes(of: name)?.utf8Text
  }

  /// The value as text; nil if unset, empty or not UTF-8.
  package func nonEmpty(_ name: String) -> String? {
    text(of: name).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A boolean as uv reads it: clap's words, in any case.
  ///
  /// Nil if unset or not a boolean; uv refuses to start with the latter.
  package func truth(of name: String) -> Bool? {
    switch nonEmpty(name)?.lowercased() {
    case "1", "true", "t", "yes", "y", "on": true
    case "0", "false", "f", "no", "n", "off": false
    default: nil
    }
  }

  /// A copy with these variables set.
  package func setting(_ changes: [String: String]) -> ProcessEnvironment {
    ProcessEnvironment(
      without(Array(changes.keys)).entries
        + changes.map { Array("\($0.key)=\($0.value)".utf8) })
  }

  /// A copy without these variables.
  package func without(_ names: [String]) -> ProcessEnvironment {
    let starts = names.map { Array("\($0)=".utf8) }
    return ProcessEnvironment(
      entries.filter { entry in !starts.contains { entry.starts(with: $0) } })
  }

  /// The entries as `execve` takes them.
  package var raw: [[UInt8]] { entries }
}
