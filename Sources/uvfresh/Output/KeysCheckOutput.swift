import Formats
import Freshness
import Platform
import UV

/// `keys --check` for people and for programs.
extension KeysOutput {
  /// Nothing where nothing is wrong.
  static func text(_ report: KeyReport, _ lint: KeyLint, _ style: Style) -> DisplayText {
    var text: DisplayText = ""
    for finding in lint.findings {
      let place = finding.line.map { "pyproject.toml:\($0)" } ?? "pyproject.toml"
      let level = style.paint(
        "\(finding.level.rawValue)", finding.level == .warning ? .yellow : .grey)
      text +=
        "\(style.paint("\(place)", .bold)): \(level): \(finding.message)"
        + " [\(finding.rule.code) \(finding.rule.rawValue)]\n"
    }
    if let proposal = lint.proposal {
      text += "\nin [tool.uv], instead of the keys in force:\n"
      text += "\(proposal.line)\n"
      for remark in proposal.remarks { text += "\(remark)\n" }
    }
    return text
  }

  static func json(_ report: KeyReport, _ lint: KeyLint, _ fix: ManifestFix?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      write(report, withMatches: true, to: &writer)
      write(lint, fix, to: &writer)
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// `findings` and `fix`, the latter null while nothing was edited or shown as a difference.
  static func write(_ lint: KeyLint, _ fix: ManifestFix?, to writer: inout JSONWriter) {
    writer.name("findings")
    writer.array { writer in
      for finding in lint.findings {
        writer.object { writer in write(finding, to: &writer) }
      }
    }
    writer.name("fix")
    guard let fix else { return writer.null() }
    writer.object { writer in
      writer.name("diff")
      let diff = fix.diff.text(old: "pyproject.toml", new: "pyproject.toml")
      writer.string(String(decoding: diff, as: UTF8.self))
      writer.name("cache_keys")
      writer.array { writer in for key in fix.proposal.keys { writer.string(key.toml) } }
    }
  }

  private static func write(_ finding: Finding, to writer: inout JSONWriter) {
    writer.name("code")
    writer.string(finding.rule.code)
    writer.name("name")
    writer.string(finding.rule.rawValue)
    writer.name("level")
    writer.string(finding.level.rawValue)
    writer.name("line")
    if let line = finding.line { writer.integer(line) } else { writer.null() }
    writer.name("message")
    writer.string(finding.message)
    writer.name("paths")
    writer.array { writer in for path in finding.paths { writer.string(path.exactText) } }
    writer.name("fixable")
    writer.boolean(finding.isFixable)
  }
}
