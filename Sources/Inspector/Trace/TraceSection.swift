import Freshness
import Platform
import Reinstall
import UV

/// In the tab of the keys: what a traced build read, and the keys that follow.
extension DetailBuilder {
  static let tracedTitle = "  TRACED BUILD"

  mutating func traced() {
    guard let report = state.detail.traces[item.id] else { return }
    blank()
    add(Self.tracedTitle, .dim)
    switch report.outcome {
    case .built: add("  \(TraceWords.summary(report)).", hanging: 2)
    case .failed(let status):
      add("  The build failed with exit status \(status); this was seen until then.", .error)
    case .cancelled: add("  It was cancelled; this was seen until then.", .stale)
    }
    for path in report.unwatched.prefix(isUnfolded ? 2000 : 12) {
      var line = TextLine([Span("! ", .changed), Span(path.shown), Span("  not watched", .dim)])
      line.isCut = true
      line.isChange = true
      line.target = target(path)
      lines.append(line)
    }
    if !isUnfolded, report.unwatched.count > 12 {
      add(
        "  and \(report.unwatched.count - 12) more\(state.bindings.hint(.fold, "unfolds"))", .dim)
    }
    for note in report.notes { add([Span("  note  ", .dim), Span(note)], hanging: 8) }
    if let proposal = report.proposal { proposed(proposal.line) }
  }
}
