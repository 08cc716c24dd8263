import Freshness
import Platform
import UV

/// uv's whole output of the last reinstall or trace, the line that names the error in front.
extension DetailBuilder {
  mutating func run() {
    guard let run = item.lastRun else {
      let canRun =
        item.distribution.localSource != nil && item.assessment?.problem?.isSourceGone != true
      let hint = canRun ? state.bindings.hint(.reinstall, "reinstalls it") : ""
      return add("It was not reinstalled yet in this session.\(hint)", .dim)
    }
    let time = run.seconds.map { " after \(TimeWords.length($0))" } ?? ""
    switch run.outcome {
    case .running: add("running\(glyphs.ellipsis)", .running)
    case .done: add("\(run.kind == .trace ? "The traced build" : "uv") succeeded\(time).", .fresh)
    case .cancelled: add("Cancelled\(time).", .stale)
    case .failed(let reason): add("\(reason)\(time).", .error)
    }
    let errorLine = run.errorLine
    if let errorLine {
      add(
        [
          Span("\(glyphs.state(.error)) ", .error),
          Span(String(run.output[errorLine].trimmed), .strong),
        ], hanging: 2)
    }
    blank()
    add("$ \(run.command)", .dim, hanging: 2)
    for (index, text) in run.output.enumerated() {
      var line = TextLine(VisibleText.of(text), index == errorLine ? .error : .normal, hanging: 2)
      line.isCut = !state.detail.wraps
      line.isChange = index == errorLine
      lines.append(line)
    }
  }
}
