import Formats
import Freshness
import Platform
import Reinstall
import UV

/// `trace` for people and for programs.
enum TraceOutput {
  // MARK: - Text

  static func text(_ report: TraceReport, _ style: Style) -> DisplayText {
    var text: DisplayText =
      "\(style.paint("\(report.project.shown)", .bold)): \(outcome(report, style))\n"
    func section(_ title: String, _ paths: [Path], limit: Int, _ paint: Style.Paint?) {
      if paths.isEmpty { return }
      let head: DisplayText = "\(title): \(Counted.text(paths.count, "file"))"
      text += "\(paint.map { style.paint(head, $0) } ?? head)\n"
      for path in paths.prefix(limit) { text += "  \(path.shown)\n" }
      if paths.count > limit { text += "  and \(paths.count - limit) more\n" }
    }
    section("read and not watched", report.unwatched, limit: 40, .yellow)
    section("read and watched", report.watched, limit: 20, nil)
    let modules = report.files.modules.sorted()
    section("modules, which an editable install picks up by itself", modules, limit: 5, .grey)
    section("written by the build", report.files.written.sorted(), limit: 10, .grey)
    section(
      "read, but generated or ignored by Git", report.files.setAside.sorted(), limit: 10, .grey)
    if !report.files.listedOnly.isEmpty {
      let names = report.files.listedOnly.map(\.shown).joined(separator: ", ")
      text += style.paint("only listed, as for the source distribution: \(names)\n", .grey)
    }
    if let proposal = report.proposal {
      text += "\n\(style.paint("[tool.uv]", .bold))\n\(lines(proposal))\n"
      for remark in proposal.remarks { text += "\(remark)\n" }
    } else if report.outcome == .built {
      text += style.paint("the keys in force are right\n", .green)
    }
    if !report.variables.isEmpty {
      let keys = report.variables.map { "{ env = \"\($0)\" }" }.joined(separator: ", ")
      text +=
        "\(style.paint("note:", .yellow)) build scripts name environment variables; to rebuild"
        + " when they change, add: \(keys)\n"
    }
    for note in report.notes { text += "\(style.paint("note:", .yellow)) \(note)\n" }
    return text
  }

  private static func outcome(_ report: TraceReport, _ style: Style) -> DisplayText {
    let time = TimeWords.length(report.duration)
    return switch report.outcome {
    case .built: "built in \(time)"
    case .failed(let status):
      style.paint("the build failed with exit status \(status) after \(time)", .red)
    case .cancelled: style.paint("cancelled after \(time)", .red)
    }
  }

  /// The list as one would write it: on one line if it is short.
  private static func lines(_ proposal: KeyProposal) -> DisplayText {
    let line = DisplayText(outside: proposal.line)
    if line.columns <= 88 { return line }
    let items = proposal.items.map { "    \($0.toml),\n" as DisplayText }.joined()
    return "cache-keys = [\n\(items)]"
  }

  // MARK: - JSON

  static func json(_ report: TraceReport) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema_version")
      writer.integer(2)
      writer.name("project")
      writer.string(report.project.exactText)
      writer.name("outcome")
      switch report.outcome {
      case .built: writer.string("built")
      case .failed: writer.string("failed")
      case .cancelled: writer.string("cancelled")
      }
      let lists: [(String, [Path])] = [
        ("read", report.files.read), ("watched", report.watched), ("unwatched", report.unwatched),
        ("modules", report.files.modules.sorted()), ("written", report.files.written.sorted()),
        ("set_aside", report.files.setAside.sorted()), ("listed_only", report.files.listedOnly),
      ]
      for (name, paths) in lists {
        writer.name(name)
        writer.array { writer in for path in paths { writer.string(path.exactText) } }
      }
      writer.name("suggestion")
      writer.string(orNull: report.proposal?.line)
      writer.name("environment")
      writer.array { writer in for name in report.variables { writer.string(name) } }
      writer.name("notes")
      writer.array { writer in for note in report.notes { writer.string(note) } }
      writer.name("keys")
      if let keys = report.keys {
        writer.object { writer in KeysOutput.write(keys, withMatches: false, to: &writer) }
      } else {
        writer.null()
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
