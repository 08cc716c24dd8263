import Freshness
import Platform
import UV

/// Every file that the keys match, changed ones first; above them what a pattern would match.
extension DetailBuilder {
  mutating func files() {
    guard item.distribution.localSource != nil else { return add(origin, .dim, hanging: 2) }
    guard let explanation else { return add("looking\(glyphs.ellipsis)", .dim) }
    guard let report = explanation.keys else {
      return add(noKeys, .dim, hanging: 2)
    }
    if let tryOut = state.detail.tryOut { show(tryOut) }
    let changed = Set(explanation.evidence.changedFiles.map(\.path))
    let files = report.files.sorted { one, other in
      let (left, right) = (changed.contains(one.path), changed.contains(other.path))
      if left != right { return left }
      return left ? one.changed > other.changed : one.path < other.path
    }
    if files.isEmpty {
      return add(
        "No key matches a file.\(state.bindings.hint(.tryGlob, "tries a pattern"))", .dim)
    }
    var table = TextTable(columns: [
      TextTable.Column(title: "FILE", limit: nil, isPath: true),
      TextTable.Column(title: "CHANGED", limit: 12, isRight: true),
      TextTable.Column(title: "WATCHED BY", limit: 30),
    ])
    for file in files {
      let isChanged = changed.contains(file.path)
      let key = report.entries.indices.contains(file.entry) ? report.entries[file.entry].key : nil
      table.rows.append(
        TextTable.Row(
          sign: isChanged ? Span("~", .changed) : Span(" "),
          cells: [
            [Span(file.path.shown, isChanged ? .strong : .normal)],
            [Span(age(file.changed), .dim)], [Span(key.map(pattern) ?? "", .dim)],
          ], isChange: isChanged, target: target(file.path)))
    }
    add(table)
  }

  /// Why there are neither files nor keys to show.
  var noKeys: String {
    "Nothing to show: \(item.assessment?.problem?.message ?? "its source cannot be looked at")"
  }

  /// The key in as few words as tell it.
  private func pattern(_ key: CacheKey) -> String {
    if case .file(let pattern) = key { return pattern }
    return key.toml
  }

  private mutating func show(_ tryOut: DetailState.TryOut) {
    guard !tryOut.pattern.isEmpty else {
      add("Type a pattern, such as src/**/*.c, to see what it would match.", .dim)
      return blank()
    }
    guard let result = tryOut.result, result.pattern == tryOut.pattern else {
      add("looking\(glyphs.ellipsis)", .running)
      return blank()
    }
    if let failure = result.failure {
      add(failure, .error, hanging: 2)
      return blank()
    }
    let count = result.new.count + result.known.count
    var words = [
      Span(tryOut.pattern, .strong),
      Span(count == 0 ? " matches nothing" : " would match \(Counted.text(count, "file"))"),
    ]
    if !result.new.isEmpty {
      let which = result.known.isEmpty ? "" : "\(result.new.count) of them "
      words.append(Span(", \(which)not watched yet", .added))
    } else if count > 0 {
      words.append(Span(", watched already", .dim))
    }
    add(words)
    let key = state.bindings.key(.fix)
    if !result.new.isEmpty, !key.isEmpty {
      // While one types, keys are letters of the pattern.
      let first = tryOut.isTyping ? "Enter, then " : ""
      add([
        Span(first, .dim), Span(key, .key), Span(" adds it to the keys in pyproject.toml", .dim),
      ])
    }
    for (paths, sign) in [(result.new, Span("+ ", .added)), (result.known, Span("  "))] {
      for path in paths.prefix(200) {
        var line = TextLine([sign, Span(path.shown)])
        line.isCut = true
        line.target = target(path)
        lines.append(line)
      }
      if paths.count > 200 { add("  and \(paths.count - 200) more", .dim) }
    }
    blank()
  }
}
