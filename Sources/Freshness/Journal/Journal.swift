import Platform

/// What happened to installs, on disk: `uvfresh/journal.jsonl` at the XDG place for state.
///
/// Up to 8 MB in two files. It is for people who wonder later: a process that is killed loses
/// nothing that it was told is written, a machine that loses its power may.
package struct Journal: Sendable {
  private let file: LineFile

  /// Nil where there is no place for it.
  package init?(variables: ProcessEnvironment) {
    guard let base = XDG.state(variables), base.isAbsolute else { return nil }
    file = LineFile("journal", in: base.appending("uvfresh"), limit: 4_000_000)
  }

  package var path: Path { file.path }

  /// Adds entries; any number of processes may at once.
  package func append(_ entries: [JournalEntry]) throws(FileError) {
    if entries.isEmpty { return }
    try file.append(entries.map(JournalText.line), isWhole: JournalText.isWhole)
  }

  /// Everything, oldest first.
  package func read() throws(FileError) -> JournalText {
    let (older, newer) = try file.read()
    if older.isEmpty || older.last == UInt8(ascii: "\n") { return JournalText(older + newer) }
    return JournalText(older + [UInt8(ascii: "\n")] + newer)
  }

  /// Keeps each damaged file under another name and leaves what can be read of it; the other names.
  package func setAside() throws(FileError) -> [Path] {
    var names: [Path] = []
    for path in [file.older, file.path] {
      let name = try file.setAside(path) { content in
        let text = JournalText(content)
        return text.damaged == 0 ? nil : text.readable
      }
      if let name { names.append(name) }
    }
    return names
  }
}
