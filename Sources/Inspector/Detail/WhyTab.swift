import Formats
import Freshness
import Platform
import Reinstall
import UV

/// The verdict, both sides of the comparison, the files behind it, and what to do.
extension DetailBuilder {
  mutating func why() {
    guard let assessment = item.assessment else {
      return add(
        item.activity.isRunning ? "reinstalling\(glyphs.ellipsis)" : "computing\(glyphs.ellipsis)",
        .running)
    }
    failure()
    next(assessment)
    sentences(assessment)
    if assessment.distribution.localSource == nil, assessment.changes.isEmpty {
      blank()
      return packageFacts()
    }
    blank()
    let top = lines.count
    keyTable(assessment)
    commits()
    fileTable(assessment)
    cascade()
    advice()
    warnings(assessment)
    let facts = factRows(all: false)
    var isBeside = beside(top, facts, grows: false)
    if let report = explanation?.keys, !report.entries.isEmpty { fill { $0.keyList(report) } }
    if !isBeside { isBeside = beside(top, facts, grows: true) }
    if !isBeside { fill(facts.count) { $0.pairs(Array(facts.prefix($1))) } }
    watchedFiles()
    if let facts = explanation?.facts {
      fill(facts.files.count) { $0.installedFiles(facts, $1, ownFirst: true) }
    }
  }

  private mutating func failure() {
    guard let run = item.lastReinstall, item.activity == .none, run.isFailed,
      let reason = run.reason
    else { return }
    add(
      [Span("\(glyphs.state(.error)) ", .error), Span(reason, .strong)]
        + [Span(state.bindings.hint(.tabRun, "shows the whole output"), .dim)], hanging: 2)
    blank()
  }

  private mutating func next(_ assessment: Assessment) {
    guard let action = assessment.nextAction else {
      return add(origin, hanging: 2)
    }
    let sentence: String
    switch action {
    case .keep: sentence = "Next sync keeps it."
    case .remove: sentence = "Next sync removes it: the lock file does not want it."
    case .unknown:
      sentence = "Next sync: its build settings cannot be told from files alone."
    case .fail:
      sentence =
        assessment.problem.map(Self.failure)
        ?? "Next sync fails, whatever this install is like: see the others and the log."
    case .reinstall:
      switch explanation?.cachedBuild?.standing ?? glance?.build {
      case .usable: sentence = "Next sync links uv's cached build; nothing is built."
      case .outdated: sentence = "Next sync builds it: uv's cached build is outdated."
      case .some(.none): sentence = "Next sync builds it: uv has no cached build."
      case .unknown, nil: sentence = "Next sync reinstalls it."
      }
    }
    let isGone = assessment.problem?.isSourceGone == true
    var keys: [Command] = isGone ? [] : [.reinstall, .edit]
    var removal: String?
    if case .corruptRecord(let record, _)? = assessment.problem {
      keys = [.edit]
      removal = RecordRemoval.command(for: record, of: item.id)
    }
    add([Span(sentence, action == .fail ? .error : .strong)], keys: keys)
    if isGone { wayOut() }
    if let removal {
      blank()
      let key = state.bindings.key(.reinstall)
      add(
        key.isEmpty
          ? [Span("This removes it:")] : [Span(key, .key), Span(" asks, and removes it with:")])
      add([Span("  $ \(removal)", .strong)], hanging: 4)
    }
    if let note = assessment.syncNote { add(note, .dim, hanging: 2) }
  }

  /// The command that stands below names the record's path.
  private static func failure(_ problem: Problem) -> String {
    if case .corruptRecord(_, let message) = problem {
      return "Next sync fails, as every uv command here: \(message)"
    }
    return "Next sync fails: \(problem.message)"
  }

  /// What helps where the source is gone: uv can neither build nor reinstall it.
  private mutating func wayOut() {
    let name = ShellWord.quoted(item.distribution.name)
    let python = state.environment.name.root.map { " --python \(ShellWord.quoted($0.shown))" } ?? ""
    blank()
    add("Put the directory back, or run one of these:")
    pairs([
      ("  it moved", [Span("uv pip install\(python) -e <directory>", .strong)]),
      ("  not needed", [Span("uv pip uninstall\(python) \(name)", .strong)]),
    ])
  }

  var origin: String {
    switch item.distribution.origin {
    case .registry: "Installed from a registry: the lock file decides, not files."
    case .vcs(let url, _): "Installed from Git: \(VisibleText.of(url))"
    case .remoteArchive(let url): "Installed from \(VisibleText.of(url))"
    case .eggInfo, .eggLink: "Installed by an old tool; uv does not track its source."
    case .local, .unknown: "uv does not track it."
    }
  }

  /// The causes that no table tells.
  private mutating func sentences(_ assessment: Assessment) {
    let told: Set<Cause.Kind> = [
      .fileChanged, .ctimeOnly, .commitMoved, .commitAppeared, .commitVanished, .tagAdded,
      .tagRemoved, .tagMoved, .envChanged, .envSet, .envUnset, .directoryCreated,
      .directoryRemoved, .directoryReplaced,
    ]
    for cause in assessment.causes(showValues: state.detail.revealsValues)
    where !told.contains(cause.kind) && !(cause.kind == .keysChanged && cause.name != nil)
      && cause.message != assessment.problem?.message && !isTold(cause)
    {
      add(
        [Span("\(glyphs.state(assessment.state)) ", Role(assessment.state)), Span(cause.message)],
        hanging: 2)
    }
  }

  /// Advice says it, too, and what helps.
  private func isTold(_ cause: Cause) -> Bool {
    cause.kind == .noRecord
      && (explanation?.advice ?? glance?.advice ?? []).contains { $0.code == .keysMatchNothing }
  }

  // MARK: - Both sides

  private mutating func keyTable(_ assessment: Assessment) {
    guard assessment.recorded != nil || assessment.current != nil else { return }
    var table = TextTable(columns: [
      TextTable.Column(title: "KEY", limit: 26), TextTable.Column(title: "RECORDED", limit: 24),
      TextTable.Column(title: "NOW", limit: 24), TextTable.Column(title: "CHANGE", limit: nil),
    ])
    for change in assessment.changes { table.rows.append(row(change)) }
    let unchanged = unchangedRows(assessment)
    let isShort = unchanged.count <= 4
    if isUnfolded || isShort { table.rows += unchanged }
    if !table.rows.isEmpty {
      blank()
      add(table)
    }
    if !isUnfolded, !isShort {
      add(
        "  \(Counted.text(unchanged.count, "key")) unchanged\(state.bindings.hint(.fold, "unfolds"))",
        .dim)
    }
  }

  private func row(_ change: Change) -> TextTable.Row {
    let (sign, role): (String, Role) =
      switch change.kind {
      case .added: ("+", .added)
      case .removed: ("-", .removed)
      case .changed: ("~", .changed)
      }
    let name = change.name.map { " \(VisibleText.of($0))" } ?? ""
    return TextTable.Row(
      sign: Span(sign, role),
      cells: [
        [Span(Self.words(change.key) + name, .strong)], [Span(text(change.recorded, change), .dim)],
        [Span(text(change.current, change))], [Span(words(of: change), role)],
      ], isChange: true)
  }

  private static func words(_ key: Change.Key) -> String {
    switch key {
    case .timestamp: "newest file"
    case .directories: "directory"
    case .tags: "tag"
    case .build: "build settings"
    default: key.rawValue
    }
  }

  private func words(of change: Change) -> String {
    switch (change.recorded, change.current) {
    case (.time(let before)?, .time(let now)?):
      let length = TimeWords.length(now.seconds(since: before))
      guard now > before else { return "\(length) earlier" }
      guard let evidence = explanation?.evidence else { return "\(length) later" }
      return "\(length) later; \(evidence.changedFiles.count) of "
        + Counted.text(evidence.watched.count, "file")
    case (.text, .text) where change.key == .commit:
      return explanation?.commits?.words ?? "another commit"
    case (.text, .text) where change.key == .tags: return "moved"
    case (.stamp, .stamp): return "replaced"
    case (_?, nil) where change.key == .env && change.kind == .changed:
      return "not set any more\(masked)"
    case (nil, _?) where change.key == .env && change.kind == .changed: return "set\(masked)"
    case (_?, _?) where change.key == .env: return "changed\(masked)"
    case (nil, _?) where change.key == .directories && change.kind == .changed: return "is new"
    case (_?, nil) where change.key == .directories && change.kind == .changed: return "is gone"
    default: break
    }
    switch change.kind {
    case .added: return change.key == .tags ? "is new" : "added"
    case .removed: return change.key == .tags ? "is gone" : "removed"
    case .changed: return "changed"
    }
  }

  private var masked: String {
    state.detail.revealsValues ? "" : state.bindings.hint(.reveal, "reveals")
  }

  private func text(_ value: Change.Value?, _ change: Change) -> String {
    switch value {
    case nil:
      switch (change.key, change.kind) {
      case (.env, .changed): "not set"
      case (.directories, .changed): "not there"
      case (.duplicate, _): glyphs.none
      default: "nothing"
      }
    case .time(let time): clock(time)
    case .stamp(.born(let time)): "made \(clock(time))"
    case .stamp(.inode(let inode)): "inode \(inode)"
    case .text(let text):
      change.key == .env
        ? variable(text.string)
        : change.key == .commit || change.key == .tags
          ? String(VisibleText.of(text.string).prefix(10)) : VisibleText.of(text.string)
    case .tags(let tags): Counted.text(tags.count, "tag")
    case .json(let json): VisibleText.of(String(decoding: json.compactBytes, as: UTF8.self))
    }
  }

  private func variable(_ text: String) -> String {
    state.detail.revealsValues ? VisibleText.of(text) : Masked.of(text, ellipsis: glyphs.ellipsis)
  }

  private struct Named: Hashable {
    let key: Change.Key
    let name: String?
  }

  /// What both sides agree on.
  private func unchangedRows(_ assessment: Assessment) -> [TextTable.Row] {
    guard let info = assessment.recorded ?? assessment.current else { return [] }
    let changed = Set(assessment.changes.map { Named(key: $0.key, name: $0.name) })
    var rows: [TextTable.Row] = []
    func add(_ key: Change.Key, _ name: String?, _ value: String) {
      if changed.contains(Named(key: key, name: name)) { return }
      let title = Self.words(key) + (name.map { " \(VisibleText.of($0))" } ?? "")
      rows.append(
        TextTable.Row(
          sign: Span(" "),
          cells: [
            [Span(title, .dim)], [Span(value, .dim)],
            [Span(assessment.current == nil ? "not computed" : "same", .dim)], [Span("")],
          ]))
    }
    if let time = info.timestamp { add(.timestamp, nil, clock(time)) }
    if let commit = info.commit {
      add(.commit, nil, String(VisibleText.of(commit.string).prefix(10)))
    }
    for tag in info.tags ?? NamedValues() {
      add(.tags, tag.name.string, String(VisibleText.of(tag.value.string).prefix(10)))
    }
    for entry in info.environment {
      add(.env, entry.name.string, entry.value.map { variable($0.string) } ?? "not set")
    }
    for entry in info.directories {
      let text =
        switch entry.value {
        case nil: "not there"
        case .born(let time): "made \(clock(time))"
        case .inode(let inode): "inode \(inode)"
        }
      add(.directories, entry.name.string, text)
    }
    return rows
  }

  // MARK: - Behind it

  private mutating func commits() {
    guard let commits = explanation?.commits, !commits.subjects.isEmpty else { return }
    blank()
    add("  COMMITS", .dim)
    let shown = commits.subjects.prefix(isUnfolded ? 20 : max(5, min(20, emptyRows / 2)))
    for subject in shown {
      var line = TextLine([Span("  \(subject)")])
      line.isCut = true
      lines.append(line)
    }
    let rest = commits.ahead - shown.count
    if rest > 0 {
      add("  and \(rest) more\(isUnfolded ? "" : state.bindings.hint(.fold, "unfolds"))", .dim)
    }
  }

  private mutating func fileTable(_ assessment: Assessment) {
    guard let evidence = explanation?.evidence, !evidence.changedFiles.isEmpty,
      let recorded = assessment.recorded?.timestamp
    else { return }
    var table = TextTable(columns: [
      TextTable.Column(title: "FILE CHANGED", limit: nil, isPath: true),
      TextTable.Column(title: "AFTER", limit: 8, isRight: true),
      TextTable.Column(title: "CHANGED", limit: 12), TextTable.Column(title: "", limit: 12),
    ])
    let shown = evidence.changedFiles.prefix(isUnfolded ? 2000 : max(12, emptyRows - 8))
    for file in shown {
      let later = TimeWords.length(file.changed.seconds(since: recorded))
      table.rows.append(
        TextTable.Row(
          sign: Span("~", .changed),
          cells: [
            [Span(file.path.shown)], [Span("+\(later)", .dim)], [Span(age(file.changed), .dim)],
            [Span(file.modified <= recorded ? "touched only" : "", .dim)],
          ], target: target(file.path)))
    }
    blank()
    add(table)
    let rest = evidence.changedFiles.count - shown.count
    if rest > 0 { add("  and \(rest) more\(state.bindings.hint(.tabFiles, "shows all"))", .dim) }
  }

  /// Watched files that did not change, where there is space: what a fresh install rests on.
  private mutating func watchedFiles() {
    guard let explanation, let report = explanation.keys else { return }
    // Those that stand above already.
    let named = Set(explanation.evidence.changedFiles.map(\.path))
      .union(report.entries.compactMap(\.newest))
    let files = report.files.filter { !named.contains($0.path) }
      .sorted { ($1.changed, $0.path) < ($0.changed, $1.path) }
    fill(min(12, files.count)) { builder, count in
      var table = TextTable(columns: [
        TextTable.Column(title: "FILE WATCHED, UNCHANGED", limit: nil, isPath: true),
        TextTable.Column(title: "CHANGED", limit: 12),
      ])
      for file in files.prefix(count) {
        table.rows.append(
          TextTable.Row(
            sign: Span(" "),
            cells: [[Span(file.path.shown)], [Span(builder.age(file.changed), .dim)]],
            target: builder.target(file.path)))
      }
      builder.add(table)
      let more = Counted.more(files.count - count)
      if !more.isEmpty {
        builder.add(" \(more)\(builder.state.bindings.hint(.tabFiles, "shows all"))", .dim)
      }
    }
  }

  mutating func advice() {
    guard let advice = explanation?.advice ?? glance?.advice, !advice.isEmpty else { return }
    blank()
    for one in advice {
      let role: Role = one.level == .warning ? .accent : .dim
      let sign = Span("\(glyphs.advice) ", role)
      add([sign, Span(one.message)], hanging: sign.columns)
      if let path = one.paths.first, let last = lines.indices.last {
        lines[last].target = target(path)
      }
      if let command = one.command {
        add([Span("  now   ", .dim), Span(command, .strong)], hanging: 8)
      }
      if let suggestion = one.suggestion {
        add([Span("  keys  ", .dim), Span(VisibleText.of(suggestion), .added)], hanging: 8)
      }
    }
    if advice.contains(where: { $0.suggestion != nil }) {
      let key = state.bindings.key(.fix)
      if !key.isEmpty {
        add([Span("  "), Span(key, .key), Span(" shows the change to pyproject.toml", .dim)])
      }
    }
  }

  private mutating func warnings(_ assessment: Assessment) {
    if assessment.warnings.isEmpty { return }
    blank()
    for warning in assessment.warnings {
      add([Span("uv warns: ", .changed), Span(VisibleText.of(warning.message))], hanging: 4)
    }
  }
}
