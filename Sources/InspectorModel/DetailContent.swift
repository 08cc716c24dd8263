import BuildCache
import ByteText
import CacheKeys
import Environments
import FileSystem
import Freshness
import JSONReader
import VisibleText

/// The lines of the detail pane.
package struct DetailContent {
  package let lines: [TextLine]

  package init(of state: InspectorState) {
    guard let item = state.selectedItem else {
      lines = [
        TextLine(
          state.isScanning
            ? "Looking…" : state.items.isEmpty ? "Nothing is installed here." : "Nothing matches.",
          .dim)
      ]
      return
    }
    var builder = Builder(state: state, item: item)
    lines = builder.build()
  }

  /// The lines as rows of a pane of that width.
  package func rows(columns: Int) -> [TextLine] {
    lines.flatMap { $0.wrapped(to: columns) }
  }
}

private struct Builder {
  let state: InspectorState
  let item: InspectorState.Item
  var lines: [TextLine] = []

  private var explanation: Explanation? { state.explanations[item.id] }
  private var glyphs: Glyphs { Glyphs(isUTF8: state.isUTF8) }

  mutating func build() -> [TextLine] {
    head()
    guard let assessment = item.assessment else {
      add(item.activity == .running ? "Reinstalling…" : "Computing…", .running)
      return lines
    }
    if let failure = item.failure {
      section("Last reinstall")
      add("  \(failure)", .error, hanging: 2)
      // uv's own words come first, from where it begins to speak of the error.
      let start = item.output.firstIndex { line in
        ["error", "×", "x "].contains { line.trimmed.lowercased().hasPrefix($0) }
      }
      let lines = item.output[(start ?? 0)...]
      for line in lines.prefix(state.isUnfolded ? 400 : 6) {
        add("  \(VisibleText.of(line))", .dim, hanging: 2)
      }
      if lines.count > 6, !state.isUnfolded {
        add("  and \(lines.count - 6) more (o unfolds)", .dim)
      }
    }
    why(assessment)
    next(assessment)
    if assessment.recorded != nil || assessment.current != nil { difference(assessment) }
    files(assessment)
    advice()
    warnings(assessment)
    facts()
    return lines
  }

  // MARK: - Parts

  private mutating func head() {
    let distribution = item.distribution
    var spans = [Span(VisibleText.of(distribution.name), .strong)]
    if let version = distribution.version { spans.append(Span(" \(VisibleText.of(version))")) }
    if let state = item.assessment?.state {
      spans += [Span("  "), Span("\(glyphs.state(state)) \(state.rawValue)", Meaning(state))]
    }
    lines.append(TextLine(spans))
    let kind = distribution.kindName ?? "unknown kind"
    switch distribution.origin {
    case .local(let source):
      add("\(kind) from \(source.path?.shown ?? VisibleText.of(source.url))", .dim, hanging: 2)
    case .remoteArchive(let url), .vcs(let url, _):
      add("\(kind) from \(VisibleText.of(url))", .dim, hanging: 2)
    case .registry, .eggInfo, .eggLink, .unknown: add(kind, .dim)
    }
  }

  private mutating func why(_ assessment: Assessment) {
    let causes = assessment.causes(showValues: state.revealsValues)
    if causes.isEmpty { return }
    section("Why")
    // Whole sentences in yellow are hard to read on a light background.
    let glyph = Span("  \(glyphs.state(assessment.state)) ", Meaning(assessment.state))
    for cause in causes {
      lines.append(TextLine([glyph, Span(cause.message)], hanging: 4))
      if cause.kind == .commitMoved { commits() }
    }
  }

  private mutating func commits() {
    guard let commits = explanation?.commits else { return }
    add("    \(commits.words)", .dim)
    let shown = commits.subjects.prefix(state.isUnfolded ? 20 : 3)
    for subject in shown { add("    \(subject)", .dim, hanging: 6) }
    let rest = commits.ahead - shown.count
    if rest > 0 { add("    and \(rest) more\(state.isUnfolded ? "" : " (o unfolds)")", .dim) }
  }

  private mutating func next(_ assessment: Assessment) {
    guard let action = assessment.nextAction else { return }
    section("uv's next sync")
    switch action {
    case .keep: add("  keeps it")
    case .reinstall:
      add("  reinstalls it")
      cachedBuild()
    case .unknown:
      add("  cannot be told from files alone (its build settings need a resolution)", hanging: 2)
    case .fail:
      let isOwn = assessment.problem != nil
      add(
        isOwn
          ? "  fails on it" : "  fails, as every uv command here does: another install is broken",
        .error, hanging: 2)
    }
    if let note = assessment.syncNote { add("  \(note)", .dim, hanging: 2) }
  }

  /// What a reinstall finds in uv's cache.
  private mutating func cachedBuild() {
    guard let build = explanation?.cachedBuild else { return }
    let reason = build.reason.map { " (\(VisibleText.of($0)))" } ?? ""
    switch build.standing {
    case .usable:
      add("  its cache holds a build that still fits: uv links it without building", hanging: 2)
    case .outdated: add("  the build in its cache is outdated: uv builds it anew", hanging: 2)
    case .none: add("  its cache holds no build to use\(reason): uv builds it", hanging: 2)
    case .unknown:
      add("  whether its cache holds a build cannot be told\(reason)", .dim, hanging: 2)
    }
  }

  private mutating func advice() {
    guard let advice = explanation?.advice, !advice.isEmpty else { return }
    section("Advice")
    for one in advice {
      lines.append(
        TextLine([Span("  \(glyphs.advice) ", .strong), Span(one.message)], hanging: 4))
      if let suggestion = one.suggestion {
        lines.append(
          TextLine([Span("    \(VisibleText.of(suggestion))", .added)], hanging: 6))
      }
    }
    if advice.contains(where: { $0.suggestion != nil }) {
      add("  K copies the line for [tool.uv]", .dim)
    }
  }

  /// What the install's own files say of it.
  private mutating func facts() {
    guard let facts = explanation?.facts else { return }
    var rows: [(String, String)] = []
    if let summary = facts.metadata?.summary { rows.append(("summary", summary)) }
    if let installer = facts.installer {
      rows.append(
        ("installer", "\(installer), \(facts.isRequested ? "requested" : "as a dependency")"))
    }
    if let size = facts.size, let files = facts.fileCount {
      rows.append(("size", "\(ByteWords.size(size)) in \(count(files, "file"))"))
    }
    if let metadata = facts.metadata {
      if metadata.requirementCount > 0 {
        rows.append(("requires", count(metadata.requirementCount, "package")))
      }
      if let python = metadata.requiresPython { rows.append(("python", python)) }
      if let homepage = metadata.homepage { rows.append(("homepage", homepage)) }
    }
    if rows.isEmpty { return }
    section("Package")
    for (name, value) in rows {
      let padding = String(repeating: " ", count: 10 - name.count)
      lines.append(
        TextLine([Span("  \(name)\(padding)", .dim), Span(VisibleText.of(value))], hanging: 12))
    }
  }

  private mutating func files(_ assessment: Assessment) {
    guard let explanation, !explanation.evidence.changedFiles.isEmpty,
      let recorded = assessment.recorded?.timestamp
    else { return }
    let evidence = explanation.evidence
    section(
      "Changed since (the record holds one time for \(count(evidence.watched.count, "file")))")
    if let line = explanation.timeline(columns: 24, isUTF8: state.isUTF8) {
      add("  \(line.text)")
    }
    let shown = evidence.changedFiles.prefix(state.isUnfolded ? 2000 : 12)
    for file in shown {
      let later = TimeWords.length(file.changed.seconds(since: recorded))
      let touched = file.modified <= recorded ? ", touched only" : ""
      lines.append(
        TextLine(
          [Span("  ~ ", .changed), Span(file.path.shown), Span("  +\(later)\(touched)", .dim)],
          hanging: 4)
      )
    }
    let rest = evidence.changedFiles.count - shown.count
    if rest > 0 { add("  and \(rest) more (o unfolds)", .dim) }
  }

  private mutating func warnings(_ assessment: Assessment) {
    if assessment.warnings.isEmpty { return }
    section("uv warns")
    for warning in assessment.warnings {
      add("  \(VisibleText.of(warning.message))", .changed, hanging: 4)
    }
  }

  // MARK: - Difference

  private mutating func difference(_ assessment: Assessment) {
    section("Difference")
    for change in assessment.changes { self.change(change, assessment) }
    let unchanged = unchangedLines(assessment)
    if unchanged.isEmpty { return }
    if state.isUnfolded {
      lines += unchanged
    } else {
      add("  \(count(unchanged.count, "key")) unchanged (o unfolds)", .dim)
    }
  }

  private mutating func change(_ change: Change, _ assessment: Assessment) {
    let (sign, meaning): (String, Meaning) =
      switch change.kind {
      case .added: ("+", .added)
      case .removed: ("-", .removed)
      case .changed: ("~", .changed)
      }
    var spans = [Span("\(sign) \(change.key.rawValue)", meaning)]
    if let name = change.name { spans.append(Span(" \(VisibleText.of(name))", meaning)) }
    if let path = change.path { spans.append(Span("  \(path.shown)")) }
    lines.append(TextLine(spans, hanging: 4, isChange: true))
    if change.key == .duplicate { return }
    let recorded = assessment.recorded?.timestamp
    if change.kind != .added || change.key != .source {
      value("recorded", change.recorded, since: nil, change)
      if let cached = explanation?.cachedBuild?.recorded {
        value("cached", change.value(in: cached), since: nil, change)
      }
      value("now", change.current, since: change.key == .timestamp ? recorded : nil, change)
    }
  }

  private mutating func value(
    _ label: String, _ value: Change.Value?, since: Timestamp?, _ change: Change
  ) {
    let padding = String(repeating: " ", count: 9 - label.count)
    var spans = [Span("    \(label)\(padding)", .dim)]
    let text = text(of: value, change)
    spans.append(Span(text))
    if let since, case .time(let time)? = value {
      let difference = time.seconds(since: since)
      spans.append(
        Span(
          "  \(TimeWords.length(difference)) \(difference < 0 ? "before" : "after") the record",
          .dim))
    }
    lines.append(TextLine(spans, hanging: 13))
  }

  private func text(of value: Change.Value?, _ change: Change) -> String {
    switch value {
    case nil:
      switch (change.key, change.kind) {
      case (.env, .changed): "not set"
      case (.directories, .changed): "not there"
      default: "nothing"
      }
    case .time(let time), .stamp(.born(let time)): moment(time)
    case .stamp(.inode(let inode)): "inode \(inode)"
    case .text(let text):
      change.key == .env && !state.revealsValues
        ? Masked.of(text.string) : VisibleText.of(text.string)
    case .tags(let tags): "\(count(tags.count, "tag"))"
    case .json(let json): VisibleText.of(String(decoding: json.compactBytes, as: UTF8.self))
    }
  }

  /// What both sides agree on, a line for each key.
  private func unchangedLines(_ assessment: Assessment) -> [TextLine] {
    guard let info = assessment.current ?? assessment.recorded else { return [] }
    let changed = Set(assessment.changes.map { Named(key: $0.key, name: $0.name) })
    func isUnchanged(_ key: Change.Key, _ name: String? = nil) -> Bool {
      !changed.contains(Named(key: key, name: name))
    }
    var rows: [(String, String)] = []
    if isUnchanged(.timestamp), let time = info.timestamp {
      rows.append(("timestamp", moment(time)))
    }
    if isUnchanged(.commit), let commit = info.commit {
      rows.append(("commit", VisibleText.of(commit.string)))
    }
    if isUnchanged(.tags), let tags = info.tags {
      let same = tags.count { isUnchanged(.tags, $0.name.string) }
      rows.append(("tags", count(same, "tag")))
    }
    for entry in info.environment where isUnchanged(.env, entry.name.string) {
      let value = entry.value?.string
      rows.append(
        (
          "env \(VisibleText.of(entry.name.string))",
          value.map { state.revealsValues ? VisibleText.of($0) : Masked.of($0) } ?? "not set"
        ))
    }
    for entry in info.directories where isUnchanged(.directories, entry.name.string) {
      let text: String
      switch entry.value {
      case nil: text = "not there"
      case .born(let time): text = "made \(moment(time))"
      case .inode(let inode): text = "inode \(inode)"
      }
      rows.append(("directories \(VisibleText.of(entry.name.string))", text))
    }
    return rows.map { name, value in
      TextLine([Span("  \(name)", .dim), Span("  \(value)", .dim)], hanging: 4)
    }
  }

  private struct Named: Hashable {
    let key: Change.Key
    let name: String?
  }

  // MARK: - Words

  private func moment(_ time: Timestamp) -> String {
    if let still = state.stillMoment {
      let noon: Int64 = 1_767_268_800
      let shifted = noon + Int64(time.seconds(since: still).rounded(.down))
      return TimeWords.moment(secondsSince1970: UInt64(bitPattern: shifted))
    }
    let digits = String(time.nanoseconds)
    let nanos = String(repeating: "0", count: 9 - digits.count) + digits
    return "\(TimeWords.moment(secondsSince1970: time.seconds)).\(nanos.prefix(3))"
  }

  private func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  private mutating func section(_ title: String) {
    lines.append(TextLine())
    lines.append(TextLine(title, .strong))
  }

  private mutating func add(_ text: String, _ meaning: Meaning = .normal, hanging: Int = 0) {
    lines.append(TextLine(text, meaning, hanging: hanging))
  }
}

extension Meaning {
  /// The meaning that a state is shown with.
  package init(_ state: FreshnessState) {
    self =
      switch state {
      case .fresh: .fresh
      case .stale: .stale
      case .unrecorded: .unrecorded
      case .error, .broken: .error
      case .untracked: .untracked
      }
  }
}

/// The glyphs of one character set.
package struct Glyphs: Sendable {
  package let isUTF8: Bool

  package init(isUTF8: Bool) {
    self.isUTF8 = isUTF8
  }

  package func state(_ state: FreshnessState) -> String {
    switch state {
    case .fresh: isUTF8 ? "●" : "o"
    case .stale: isUTF8 ? "▲" : "!"
    case .unrecorded: isUTF8 ? "◌" : "~"
    case .error, .broken: isUTF8 ? "✗" : "x"
    case .untracked: isUTF8 ? "·" : "."
    }
  }

  package var mark: String { isUTF8 ? "▌" : ">" }
  package var advice: String { isUTF8 ? "→" : "=>" }
  package var ellipsis: String { isUTF8 ? "…" : "~" }

  /// Turns ten times a second.
  package func spinner(at now: Double) -> String {
    let steps = isUTF8 ? Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏") : Array("|/-\\")
    return String(steps[Int(now * 10) % steps.count])
  }

  /// A box's corners and lines: top left, top right, bottom left, bottom right, across, down.
  package var box: [String] {
    isUTF8 ? ["┌", "┐", "└", "┘", "─", "│"] : ["+", "+", "+", "+", "-", "|"]
  }
}
