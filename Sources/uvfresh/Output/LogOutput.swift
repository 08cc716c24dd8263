import Formats
import Freshness
import Platform
import UV

/// `log` for people and for programs.
struct LogOutput {
  let style: Style
  let showsEnvironment: Bool

  private static let summaryLimit = 10
  private static let shareLimit = 3
  private static let fileLimit = 3

  // MARK: - Text

  /// How often each was rebuilt, then the entries; `older` are not among them.
  func text(_ entries: [JournalEntry], _ rebuilds: [RebuildSummary], older: Int) -> DisplayText {
    if entries.isEmpty { return "nothing has been written down yet\n" }
    var text: DisplayText = rebuilds.prefix(Self.summaryLimit).map { line($0) + "\n" }.joined()
    if rebuilds.count > Self.summaryLimit {
      text += "and \(rebuilds.count - Self.summaryLimit) more\n"
    }
    if !rebuilds.isEmpty { text += "\n" }
    let width = entries.map { DisplayText(outside: $0.subject.name).columns }.max() ?? 0
    text += entries.map { line($0, nameWidth: width) + "\n" }.joined()
    if older > 0 {
      let hint = "\(older) older: `-n \(entries.count + older)` shows them"
      text += style.paint("\(hint)", .grey) + "\n"
    }
    return text
  }

  /// `harbor: 11 rebuilds this week, 9 by target/, 2 by src/`.
  private func line(_ summary: RebuildSummary) -> DisplayText {
    var text: DisplayText = "\(style.paint("\(summary.name)", .bold)): "
    text += "\(Counted.text(summary.rebuilds, "rebuild")) this week"
    for share in summary.shares.prefix(Self.shareLimit) {
      let many: DisplayText = summary.shares.count == 1 ? "" : "\(share.rebuilds) "
      text += share.cause.map { ", \(many)by \($0)\(also(share))" } ?? ", \(many)while it was fresh"
    }
    if summary.failed > 0 { text += style.paint(", \(summary.failed) failed", .red) }
    if showsEnvironment { text += style.paint(" in \(summary.environment)", .grey) }
    return text
  }

  private func also(_ share: RebuildSummary.Share) -> String {
    share.also.count == 1 ? " and \(share.also[0])" : Counted.more(share.also.count)
  }

  private func line(_ entry: JournalEntry, nameWidth: Int) -> DisplayText {
    let time = TimeWords.moment(secondsSince1970: entry.time.seconds)
    let name: DisplayText = "\(entry.subject.name)"
    var text: DisplayText = "\(style.paint("\(time)", .grey))  \(style.paint(name, .bold))"
    text += "\(DisplayText.blanks(nameWidth - name.columns))  \(event(entry))"
    let reasons = self.reasons(entry.reasons)
    if !reasons.isEmpty { text += ": \(reasons)" }
    if showsEnvironment { text += style.paint(" in \(entry.subject.environment)", .grey) }
    return text
  }

  /// What happened, up to the reasons.
  private func event(_ entry: JournalEntry) -> DisplayText {
    guard let reinstall = entry.reinstall else {
      return "turned \(entry.now.map(style.state) ?? "away")"
    }
    let uv: DisplayText = reinstall.uv.map { " by uv \($0)" } ?? " by uv"
    let time: DisplayText =
      reinstall.seconds.map {
        $0 < 1 ? " in less than 1 s" : " in \(TimeWords.length(Double($0)))"
      } ?? ""
    switch reinstall.outcome {
    case .done:
      let now: DisplayText =
        switch entry.now {
        case nil: ", not installed any more"
        case .fresh?: ""
        case let state?: ", still \(style.state(state))"
        }
      return "\(style.paint("reinstalled", .green))\(uv)\(time)\(now)"
    case .failed: return "\(style.paint("not reinstalled, uv failed", .red))\(time)"
    case .cancelled: return "reinstall cancelled\(time)"
    }
  }

  /// The causes in a few words: the files, and what else there was.
  private func reasons(_ reasons: JournalReasons) -> String {
    let files = reasons.files.prefix(Self.fileLimit)
    var words = files.joined(separator: ", ")
    if !files.isEmpty { words += Counted.more(reasons.fileCount - files.count) }
    return ([words] + reasons.others.map(\.words)).filter { !$0.isEmpty }.joined(separator: ", ")
  }

  // MARK: - JSON

  /// `environment` is nil where entries of all environments are meant.
  static func json(
    _ entries: [JournalEntry], _ rebuilds: [RebuildSummary], journal: Journal, environment: String?
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema_version")
      writer.integer(2)
      writer.name("journal")
      writer.string(journal.path.exactText)
      writer.name("environment")
      writer.string(orNull: environment)
      writer.name("days")
      writer.integer(RebuildSummary.days)
      writer.name("rebuilds")
      writer.array { writer in for one in rebuilds { write(one, to: &writer) } }
      writer.name("entries")
      writer.array { writer in
        for entry in entries { writer.object { writer in entry.write(to: &writer) } }
      }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static func write(_ summary: RebuildSummary, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("name")
      writer.string(summary.name)
      writer.name("environment")
      writer.string(summary.environment)
      writer.name("rebuilds")
      writer.integer(summary.rebuilds)
      writer.name("failed")
      writer.integer(summary.failed)
      writer.name("causes")
      writer.array { writer in
        for share in summary.shares {
          writer.object { writer in
            writer.name("cause")
            writer.string(orNull: share.cause)
            writer.name("also")
            writer.array { writer in for cause in share.also { writer.string(cause) } }
            writer.name("rebuilds")
            writer.integer(share.rebuilds)
          }
        }
      }
    }
  }
}
