import Freshness
import Platform
import UV

/// The keys in force, where they are declared, what each matches, and what nothing watches.
extension DetailBuilder {
  mutating func keys() {
    guard item.distribution.localSource != nil else { return add(origin, .dim, hanging: 2) }
    guard let explanation else { return add("looking\(glyphs.ellipsis)", .dim) }
    guard let report = explanation.keys else {
      return add(noKeys, .dim, hanging: 2)
    }
    let place =
      report.list?.line.map { "Declared in pyproject.toml, line \($0)." }
      ?? "No keys are declared: uv uses its defaults."
    add([Span(place, .strong)], keys: [.edit, .fix, .tryGlob, .trace])
    if let error = report.error { add(error.message, .error, hanging: 2) }
    if let ignored = report.list?.ignored {
      add(VisibleText.of(ignored.words), .changed, hanging: 2)
    }
    blank()
    if report.entries.isEmpty { add("The list is empty.", .changed) } else { keyList(report) }
    if !report.remarks.isEmpty { blank() }
    for remark in report.remarks { add([Span("note  ", .dim), Span(remark)], hanging: 6) }
    findings()
    traced()
  }

  /// What is wrong with the keys, as `keys --check` says it, and what to write instead.
  private mutating func findings() {
    guard let lint = explanation?.lint, !lint.findings.isEmpty else { return }
    blank()
    for finding in lint.findings {
      let sign = Span("\(glyphs.advice) ", finding.level == .warning ? .accent : .dim)
      add(
        [sign, Span(finding.message), Span(" [\(finding.rule.code)]", .dim)], hanging: sign.columns)
      if let path = finding.paths.first, let last = lines.indices.last {
        lines[last].target = target(path)
      }
    }
    if let proposal = lint.proposal { proposed(proposal.line) }
  }

  /// Keys to write, and the key that shows how.
  mutating func proposed(_ line: String) {
    add([Span("  keys  ", .dim), Span(VisibleText.of(line), .added)], hanging: 8)
    let key = state.bindings.key(.fix)
    if !key.isEmpty {
      add([Span("  "), Span(key, .key), Span(" shows the change to pyproject.toml", .dim)])
    }
  }

  /// A row for each key: what it matches.
  mutating func keyList(_ report: KeyReport) {
    var table = TextTable(columns: [
      TextTable.Column(title: "KEY", limit: 44),
      TextTable.Column(title: "MATCHES", limit: 10, isRight: true),
      TextTable.Column(title: "NEWEST", limit: nil, isPath: true),
    ])
    for entry in report.entries {
      let matches = words(entry)
      // No project has all the files that the default keys name.
      let isEmpty = matches == "nothing" && report.list?.isDeclared == true
      table.rows.append(
        TextTable.Row(
          sign: isEmpty ? Span("!", .changed) : Span(" "),
          cells: [
            [Span(entry.key.toml)], [Span(matches, isEmpty ? .changed : .normal)],
            [Span(entry.newest?.shown ?? "", .dim)],
          ], target: entry.newest.flatMap(target)))
    }
    add(table)
  }

  private func words(_ entry: KeyReport.Entry) -> String {
    let count = entry.matches.count
    switch entry.key {
    case .file where entry.excludes != nil: return "excludes"
    case .file: return count == 0 ? "nothing" : Counted.text(count, "file")
    case .directory: return count == 0 ? "not there" : "there"
    case .environment(let name):
      let value = item.assessment?.current?.environment.first { $0.name.string == name }?.value
      return value == nil ? "not set" : "set"
    case .git:
      return item.assessment?.current?.commit == nil && item.assessment?.current?.tags == nil
        ? "no Git" : "Git"
    }
  }
}
