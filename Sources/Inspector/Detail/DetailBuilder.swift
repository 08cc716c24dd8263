import Freshness
import Platform
import UV

/// Puts the detail of an install together, part by part.
struct DetailBuilder {
  let state: InspectorState
  let item: ListState.Item
  var lines: [TextLine] = []

  var explanation: Explanation? { state.detail.explanations[item.id] }
  var glyphs: Glyphs { Glyphs(isUTF8: state.isUTF8) }

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
      for line in lines.prefix(state.detail.isUnfolded ? 400 : 6) {
        add("  \(VisibleText.of(line))", .dim, hanging: 2)
      }
      if lines.count > 6, !state.detail.isUnfolded {
        add("  and \(lines.count - 6) more\(state.bindings.hint(.fold, "unfolds"))", .dim)
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

  mutating func head() {
    let distribution = item.distribution
    var spans = [Span(VisibleText.of(distribution.name), .strong)]
    if let version = distribution.version { spans.append(Span(" \(VisibleText.of(version))")) }
    if let state = item.assessment?.state {
      spans += [Span("  "), Span("\(glyphs.state(state)) \(state.rawValue)", Role(state))]
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

  mutating func why(_ assessment: Assessment) {
    let causes = assessment.causes(showValues: state.detail.revealsValues)
    if causes.isEmpty { return }
    section("Why")
    // Whole sentences in yellow are hard to read on a light background.
    let glyph = Span("  \(glyphs.state(assessment.state)) ", Role(assessment.state))
    for cause in causes {
      lines.append(TextLine([glyph, Span(cause.message)], hanging: 4))
      if cause.kind == .commitMoved { commits() }
    }
  }

  mutating func commits() {
    guard let commits = explanation?.commits else { return }
    add("    \(commits.words)", .dim)
    let shown = commits.subjects.prefix(state.detail.isUnfolded ? 20 : 3)
    for subject in shown { add("    \(subject)", .dim, hanging: 6) }
    let rest = commits.ahead - shown.count
    if rest > 0 {
      add(
        "    and \(rest) more\(state.detail.isUnfolded ? "" : state.bindings.hint(.fold, "unfolds"))",
        .dim)
    }
  }

  mutating func next(_ assessment: Assessment) {
    guard let action = assessment.nextAction else { return }
    section("uv's next sync")
    switch action {
    case .keep: add("  keeps it")
    case .reinstall:
      add("  reinstalls it")
      if let build = explanation?.cachedBuild { add("  \(build.words)", hanging: 2) }
    case .remove: add("  removes it: the sync does not want it", hanging: 2)
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

  mutating func advice() {
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
      add("  \(state.bindings.key(.copySuggestion)) copies the line for [tool.uv]", .dim)
    }
  }

  /// What the install's own files say of it.
  mutating func facts() {
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

  mutating func files(_ assessment: Assessment) {
    guard let explanation, !explanation.evidence.changedFiles.isEmpty,
      let recorded = assessment.recorded?.timestamp
    else { return }
    let evidence = explanation.evidence
    section(
      "Changed since (the record holds one time for \(count(evidence.watched.count, "file")))")
    if let line = explanation.timeline(columns: 24, isUTF8: state.isUTF8) {
      add("  \(line.text)")
    }
    let shown = evidence.changedFiles.prefix(state.detail.isUnfolded ? 2000 : 12)
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
    if rest > 0 { add("  and \(rest) more\(state.bindings.hint(.fold, "unfolds"))", .dim) }
  }

  mutating func warnings(_ assessment: Assessment) {
    if assessment.warnings.isEmpty { return }
    section("uv warns")
    for warning in assessment.warnings {
      add("  \(VisibleText.of(warning.message))", .changed, hanging: 4)
    }
  }

  // MARK: - Words

  func moment(_ time: Timestamp) -> String {
    let digits = String(time.nanoseconds)
    let nanos = String(repeating: "0", count: 9 - digits.count) + digits
    return "\(TimeWords.moment(secondsSince1970: time.seconds)).\(nanos.prefix(3))"
  }

  func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  mutating func section(_ title: String) {
    lines.append(TextLine())
    lines.append(TextLine(title, .strong))
  }

  mutating func add(_ text: String, _ role: Role = .normal, hanging: Int = 0) {
    lines.append(TextLine(text, role, hanging: hanging))
  }
}
