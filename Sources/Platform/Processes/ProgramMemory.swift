/// What programs answered before, in the XDG cache directory, so that each is asked once.
///
/// An answer holds as long as the program's path, inode, size and ctime do.
package struct ProgramMemory: Sendable {
  private let file: Path

  /// Nil where there is no place for it.
  package init?(variables: ProcessEnvironment) {
    guard let base = XDG.cache(variables), base.isAbsolute else { return nil }
    file = base.appending("uvfresh/programs")
  }

  /// What `program` answered; nil if it was not asked, or is another file now.
  package func answer(of program: Path) -> String? {
    guard let identity = Self.identity(of: program) else { return nil }
    return lines.first { $0.utf8.starts(with: identity.utf8) }
      .map { String($0.dropFirst(identity.count)) }
  }

  /// Keeps a line; a cache that cannot be written is no loss.
  package func remember(_ answer: String, of program: Path) {
    guard let identity = Self.identity(of: program), !answer.contains("\n") else { return }
    let path = identity.prefix { $0 != "\t" } + "\t"
    let kept = lines.filter { !$0.utf8.starts(with: path.utf8) }.suffix(63)
    let text = (kept + [identity + answer]).joined(separator: "\n") + "\n"
    try? Directory.working.write(file, Array(text.utf8))
  }

  private static func identity(of path: Path) -> String? {
    guard let status = try? Directory.working.status(of: path), let text = path.utf8Text,
      !text.contains("\t"), !text.contains("\n")
    else { return nil }
    let time = status.changed
    return "\(text)\t\(status.inode)\t\(status.size)\t\(time.seconds).\(time.nanoseconds)\t"
  }

  private var lines: [String] {
    let content = (try? Directory.working.read(file, limit: 1 << 20))?.content ?? []
    return String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
