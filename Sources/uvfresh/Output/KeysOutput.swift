import Formats
import Freshness
import Platform
import UV

/// `keys` for people and for programs.
enum KeysOutput {
  // MARK: - Text

  static func text(
    _ report: KeyReport, _ style: Style, verbose: Bool, showValues: Bool
  ) -> DisplayText {
    var text: DisplayText = "\(style.paint("\(report.project.shown)", .bold))\n"
    if let line = report.list?.line {
      text += "keys declared in pyproject.toml, line \(line)\n"
    } else if report.list != nil {
      text += "no keys declared: these are uv's defaults\n"
    }
    if let error = report.error {
      text += "\(style.paint("uv fails: \(error.message)", .red))\n"
    }
    for entry in report.entries {
      text += "\(line(entry, report, style, showValues: showValues))\n"
      if verbose { for path in entry.matches { text += "    \(path.shown)\n" } }
    }
    if let computed = report.computed {
      text +=
        computed.info.isEmpty
        ? style.paint(
          "nothing matches: uv records nothing and reinstalls the first build on every sync\n", .red
        )
        : newest(computed, report)
      for warning in computed.warnings {
        text += "\(style.paint("warning:", .yellow)) \(warning.message)\n"
      }
    }
    for remark in report.remarks {
      text += "\(style.paint("note:", .yellow)) \(remark)\n"
    }
    return text
  }

  private static func newest(_ computed: ComputedInfo, _ report: KeyReport) -> DisplayText {
    guard let newest = computed.newest, let time = computed.info.timestamp else { return "" }
    let path = newest.isAbsolute ? newest.relative(to: report.project) : newest
    return "newest: \(path.shown), \(TimeWords.moment(secondsSince1970: time.seconds))\n"
  }

  private static func line(
    _ entry: KeyReport.Entry, _ report: KeyReport, _ style: Style, showValues: Bool
  ) -> DisplayText {
    let tried = entry.isTried ? " (tried)" : ""
    guard let computed = report.computed else { return "  \(entry.key.toml)\(tried)" }
    switch entry.key {
    case .file(let value):
      let word = CacheKey.isGlob(value) ? "glob" : "file"
      let count = entry.matches.count
      let what: String
      if let excluded = entry.excludes {
        return "  \(word) \(value)\(tried): keeps \(excluded) out"
      }
      if CacheKey.isGlob(value) {
        let newest = entry.newest.map { ", newest \($0.shown)" } ?? ""
        what = count == 1 ? "1 file\(newest)" : "\(count) files\(newest)"
      } else {
        what = count == 0 ? "not there" : "there"
      }
      let line: DisplayText = "  \(word) \(value)\(tried): \(what)"
      return count == 0 ? style.paint(line, .grey) : line
    case .directory(let value):
      let line: DisplayText = "  dir \(value): \(entry.matches.isEmpty ? "not there" : "there")"
      return entry.matches.isEmpty ? style.paint(line, .grey) : line
    case .environment(let name):
      let entry = computed.info.environment.first { $0.name == ByteString(name) }
      let value = entry?.value?.string
      let shown = value.map { showValues ? $0 : Masked.of($0) } ?? "not set"
      return "  env \(name): \(shown)"
    case .git(let commit, let tags):
      var parts: [String] = []
      if commit {
        parts.append("commit \(computed.info.commit?.string.prefix(10) ?? "unknown")")
      }
      if tags {
        parts.append("\(computed.info.tags.map { "\($0.count)" } ?? "unknown") tags")
      }
      return "  git \(parts.isEmpty ? "asks for nothing" : parts.joined(separator: ", "))"
    }
  }

  // MARK: - JSON

  static func json(_ report: KeyReport) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in write(report, withMatches: true, to: &writer) }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// The members of the object.
  static func write(_ report: KeyReport, withMatches: Bool, to writer: inout JSONWriter) {
    writer.name("schema_version")
    writer.integer(2)
    writer.name("project")
    writer.string(report.project.exactText)
    writer.name("declared")
    writer.boolean(report.list?.isDeclared ?? false)
    writer.name("defined_at")
    if let line = report.list?.line {
      writer.object { writer in
        writer.name("path")
        writer.string("pyproject.toml")
        writer.name("line")
        writer.integer(line)
      }
    } else {
      writer.null()
    }
    writer.name("entries")
    writer.array { writer in
      for entry in report.entries {
        writer.object { writer in write(entry, withMatches: withMatches, to: &writer) }
      }
    }
    writer.name("current")
    if let info = report.computed?.info { info.write(to: &writer) } else { writer.null() }
    writer.name("newest_file")
    writer.string(
      orNull: report.computed?.newest.map { newest in
        (newest.isAbsolute ? newest.relative(to: report.project) : newest).exactText
      })
    writer.name("warnings")
    writer.array { writer in
      for warning in report.computed?.warnings ?? [] { writer.string(warning.message) }
      for remark in report.remarks { writer.string(remark) }
    }
    writer.name("error")
    writer.string(orNull: report.error?.message)
  }

  private static func write(
    _ entry: KeyReport.Entry, withMatches: Bool, to writer: inout JSONWriter
  ) {
    writer.name("key")
    writer.string(entry.key.field)
    writer.name("value")
    var isGlob = false
    switch entry.key {
    case .file(let value):
      isGlob = CacheKey.isGlob(value)
      writer.string(value)
    case .directory(let value), .environment(let value): writer.string(value)
    case .git(let commit, let tags):
      writer.object { writer in
        writer.name("commit")
        writer.boolean(commit)
        writer.name("tags")
        writer.boolean(tags)
      }
    }
    writer.name("glob")
    writer.boolean(isGlob)
    let isPlain =
      switch entry.key {
      case .environment, .git: true
      default: false
      }
    writer.name("match_count")
    writer.integer(isPlain ? 1 : entry.matches.count)
    if withMatches {
      writer.name("matches")
      writer.array { writer in for path in entry.matches { writer.string(path.exactText) } }
    }
    writer.name("newest")
    writer.string(orNull: entry.newest?.exactText)
  }
}
