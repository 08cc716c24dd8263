import Freshness
import Platform

/// The lines above the panes: which environment, what is in it, and what the next sync does.
struct Header {
  let state: InspectorState

  func draw(_ layout: Layout, _ frame: inout Frame) {
    if layout.headerRows == 1 {
      let right = fitting(counts, 24)
      return line(name(beside: right, versions: []), right, 0, &frame)
    }
    let versions = state.columns < 76 ? [] : versions
    let whole = name(beside: nil, versions: versions)
    let right = fitting([live, shortLive], whole.columns + 4)
    line(name(beside: right, versions: versions), right, 0, &frame)
    let least = (counts.last ?? []).columns + 4
    let next = fitting(layout.log == nil ? progress ?? nextSync : nextSync, least)
    let left =
      counts.first { $0.columns + next.columns + 4 <= state.columns } ?? fitting(counts, 2)
    line(left, next.columns + left.columns + 4 <= state.columns ? next : [], 1, &frame)
  }

  /// The first that leaves so many columns.
  private func fitting(_ choices: [[Span]], _ columns: Int) -> [Span] {
    choices.first { $0.columns + columns <= state.columns } ?? choices.last ?? []
  }

  /// Left and right; the left is cut where they would meet.
  private func line(_ left: [Span], _ right: [Span], _ row: Int, _ frame: inout Frame) {
    let limit = state.columns - 2 - (right.isEmpty ? 0 : right.columns + 2)
    frame.put(
      TextLine(left).cut(to: max(0, limit), ellipsis: state.glyphs.ellipsis), at: 1, row,
      limit: max(0, limit))
    frame.put(
      TextLine(right), at: state.columns - 1 - right.columns, row, limit: right.columns)
  }

  /// The environment's path, cut at its front to what the line leaves, and its versions.
  private func name(beside right: [Span]?, versions: [Span]) -> [Span] {
    let start = [Span("uvfresh", .accent), Span("  ")]
    var path = VisibleText.of(state.environment.name.title)
    if let right {
      let left = state.columns - 4 - start.columns - versions.columns - right.columns
      path = DisplayWidth.cutFront(path, to: max(12, left), ellipsis: state.glyphs.ellipsis)
    }
    return start + [Span(path, .strong)] + versions
  }

  private var versions: [Span] {
    let environment = state.environment.name
    let words = [environment.python.map { "Python \($0)" }, environment.uv.map { "uv \($0)" }]
      .compactMap { $0 }.joined(separator: " \(state.glyphs.dot) ")
    return words.isEmpty ? [] : [Span("   "), Span(words, .dim)]
  }

  private var live: [Span] {
    let count = state.environments.all.count
    if count < 2 { return shortLive }
    let place = state.environments.all.firstIndex { $0.root == state.environment.name.root }
    let text = place.map { "\($0 + 1) of \(count) environments" } ?? "\(count) environments"
    return [
      Span("\(text)\(state.bindings.parenthesis(.environments)) \(state.glyphs.dot) ", .dim)
    ] + shortLive
  }

  private var shortLive: [Span] {
    if state.environment.isScanning {
      return [Span("\(state.glyphs.spinner(at: state.now)) looking", .running)]
    }
    return [Span(state.environment.isPolling ? "polling" : "live", .dim)]
  }

  /// From all words to as few as can be understood.
  private var counts: [[Span]] { (0...7).reversed().map(counts) }

  /// The counts, of which the most important `words` have their word.
  private func counts(words: Int) -> [Span] {
    let glyphs = state.glyphs
    let summary = state.list.summary
    let order: [FreshnessState?] = [.broken, .error, .stale, nil, .unrecorded, .fresh, .untracked]
    let named = order.filter { $0 == nil || summary.states[$0 ?? .fresh] != nil }.prefix(words)
    var spans: [Span] = []
    for wanted in [FreshnessState.broken, .error, .stale, .unrecorded, .fresh, .untracked] {
      guard let count = summary.states[wanted] else { continue }
      if !spans.isEmpty { spans.append(Span("  ")) }
      // These two have one glyph.
      let isAlike = summary.states[.broken] != nil && (wanted == .broken || wanted == .error)
      let shown = isAlike || named.contains(wanted) ? wanted.counted(count) : "\(count)"
      spans.append(Span("\(glyphs.state(wanted)) \(shown)", Role(wanted)))
    }
    if summary.withAdvice > 0 {
      let word = named.contains(nil) ? " with advice" : ""
      spans.append(Span("   \(glyphs.advice) \(summary.withAdvice)\(word)", .accent))
    }
    return spans
  }

  /// How far a reinstall is, where there is no space for the log that tells it.
  private var progress: [[Span]]? {
    guard let batch = state.batch else { return nil }
    let number = Span("\(min(batch.finished + 1, batch.total)) of \(batch.total)", .running)
    let name = Span(" \(batch.current?.name ?? "")", .strong)
    return [[number, name], [number]]
  }

  /// What a plain sync would do, most important first; in full, and in short.
  private var nextSync: [[Span]] {
    let summary = state.list.summary
    let start = Span("next uv sync: ", .dim)
    if let first = summary.failing.first {
      let others = Counted.more(summary.failing.count - 1)
      return [
        [start, Span("fails on \(first)\(others)", .error)],
        [Span("uv sync ", .dim), Span("fails on \(first)", .error)],
      ]
    }
    let parts = [
      (summary.builds, "builds"), (summary.links, "links"), (summary.removes, "removes"),
      (summary.keeps, "keeps"),
    ].filter { $0.0 > 0 }
    if parts.isEmpty { return [] }
    return [[start, Span(parts.map { "\($1) \($0)" }.joined(separator: ", "))]]
  }
}
