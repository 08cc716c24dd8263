import Freshness
import Platform
import UV

/// All environments, a row each, over a few lines on the selected one.
struct EnvironmentsScreen {
  let state: InspectorState

  private var environments: EnvironmentsState { state.environments }
  private var glyphs: Glyphs { state.glyphs }

  /// The commands of the footer, most useful first.
  static let commands: [Command] = [
    .open, .reinstall, .filter, .nextAttention, .sort, .openPath, .back, .copy, .palette,
  ]

  static func areas(columns: Int, rows: Int) -> (list: Layout.Area, detail: Layout.Area?) {
    let head = rows >= 14 ? 2 : 1
    var list = Layout.Area(column: 0, row: head, columns: columns, rows: max(0, rows - head - 1))
    guard list.rows >= 16, columns >= 60 else { return (list, nil) }
    let height = 7
    list.rows -= height
    return (
      list,
      Layout.Area(column: 0, row: list.row + list.rows, columns: columns, rows: height)
    )
  }

  func draw(_ frame: inout Frame) {
    let (list, detail) = Self.areas(columns: state.columns, rows: state.rows)
    header(&frame, isShort: list.row == 1)
    draw(list, &frame)
    if let detail { draw(detail: detail, &frame) }
  }

  // MARK: - Header

  private func header(_ frame: inout Frame, isShort: Bool) {
    let total = environments.all.count
    let done = environments.all.count { $0.counts != nil || $0.failure != nil }
    let right: [Span] =
      environments.isFinding
      ? [
        Span(
          "\(glyphs.spinner(at: state.now)) looking\(total > done ? " \(done) of \(total)" : "")",
          .running)
      ] : [Span(Counted.text(total, "environment"), .dim)]
    put(
      [Span("uvfresh", .accent), Span("  "), Span("all environments", .strong)], right, 0, &frame)
    if isShort { return }
    var counts: [FreshnessState: Int] = [:]
    for row in environments.all { counts.merge(row.counts ?? [:]) { $0 + $1 } }
    let stale = environments.all.count { ($0.notFresh ?? 0) > 0 || $0.failure != nil }
    let summary =
      stale == 0
      ? [] : [Span("not fresh: ", .dim), Span(Counted.text(stale, "environment"))]
    let whole = spans(counts, withWords: true)
    let isWhole = whole.columns + summary.columns + 3 <= state.columns
    put(isWhole ? whole : spans(counts, withWords: false), summary, 1, &frame)
  }

  private func put(_ left: [Span], _ right: [Span], _ row: Int, _ frame: inout Frame) {
    let limit = max(0, state.columns - 3 - right.columns)
    frame.put(
      TextLine(left).cut(to: limit, ellipsis: glyphs.ellipsis), at: 1, row, limit: limit)
    frame.put(
      TextLine(right), at: max(1, state.columns - 1 - right.columns), row, limit: right.columns)
  }

  private func spans(_ counts: [FreshnessState: Int], withWords: Bool) -> [Span] {
    var counts = counts
    if !withWords, let broken = counts.removeValue(forKey: .broken) {
      // They have one glyph, and without words one number.
      counts[.error, default: 0] += broken
    }
    var spans: [Span] = []
    for wanted in [FreshnessState.broken, .error, .stale, .unrecorded, .fresh] {
      guard let count = counts[wanted], count > 0 else { continue }
      if !spans.isEmpty { spans.append(Span(withWords ? "  " : " ")) }
      let word = withWords ? " \(wanted.rawValue)" : ""
      spans.append(Span("\(glyphs.state(wanted)) \(count)\(word)", Role(wanted)))
    }
    return spans
  }

  // MARK: - Rows

  private func draw(_ area: Layout.Area, _ frame: inout Frame) {
    let visible = environments.visible
    let height = max(0, area.rows - 3)
    var position: [Span] = []
    if let index = environments.selectedIndex {
      position = [Span("\(index + 1) of \(visible.count)", .dim)]
    }
    PaneBox(
      area: area, title: title(visible.count),
      right: [Command.filter, .sort, .openPath].flatMap {
        state.bindings.hint($0, isFirst: $0 == .filter)
      }, bottom: position, isFocused: true,
      scroll: PaneBox.Scroll(top: environments.top, height: height, total: visible.count)
    ).draw(state.isUTF8, &frame)
    let lines = table(visible).lines(columns: area.columns - 4, ellipsis: glyphs.ellipsis)
    if area.rows > 2, let titles = lines.first {
      frame.put(titles, at: area.column + 2, area.row + 1, limit: area.columns - 4)
    }
    if visible.isEmpty, area.rows > 3 {
      let text =
        environments.all.isEmpty
        ? (environments.isFinding ? "looking\(glyphs.ellipsis)" : "none found")
        : "no match\(state.bindings.hint(.back, "clears the filter"))"
      frame.put(Span(text, .dim), at: area.column + 4, area.row + 2, limit: area.columns - 6)
    }
    for line in 0..<height {
      let index = environments.top + line
      guard visible.indices.contains(index), lines.indices.contains(index + 1) else { break }
      let row = area.row + 2 + line
      let selection: CellStyle.Selection =
        visible[index].root == environments.selected ? .focused : .none
      let place = Layout.Area(column: area.column + 1, row: row, columns: area.columns - 2, rows: 1)
      frame.fill(place, CellStyle(.normal, selection))
      frame.spot(place, .row(index))
      frame.put(lines[index + 1], at: area.column + 2, row, limit: area.columns - 4, selection)
    }
  }

  private func title(_ count: Int) -> [Span] {
    let order = Span(
      " by \(environments.sort.rawValue)\(environments.isInverted ? ", inverted" : "")", .dim)
    if environments.filter.isEmpty && !environments.isTyping {
      return [Span("environments ", .strong), Span("\(count)"), order]
    }
    return [
      Span("environments ", .strong), Span("/\(environments.filter)", .accent),
      Span(" \(count) of \(environments.all.count)"), order,
    ]
  }

  private func table(_ rows: [EnvironmentSummary]) -> TextTable {
    let isWide = state.columns >= 110
    let isNarrow = state.columns < 76
    let showsUse = state.columns >= 96
    var columns = [TextTable.Column(title: "ROLE", limit: 11)]
    if !isNarrow { columns.append(TextTable.Column(title: "OWNER", limit: 20)) }
    columns.append(TextTable.Column(title: "STATE", limit: 14))
    if !isNarrow { columns.append(TextTable.Column(title: "PACKAGES", limit: 22)) }
    if isWide {
      columns += [
        TextTable.Column(title: "PYTHON", limit: 8), TextTable.Column(title: "UV", limit: 8),
      ]
    }
    if showsUse { columns.append(TextTable.Column(title: "USED", limit: 8, isRight: true)) }
    columns.append(TextTable.Column(title: "ENVIRONMENT", limit: nil, isPath: true))
    var table = TextTable(columns: columns)
    table.rows = rows.map { row in
      let isCurrent = row.root == state.environment.name.root
      var cells: [[Span]] = [[Span(row.known.role.rawValue)]]
      if !isNarrow {
        cells.append([Span(row.known.owner ?? glyphs.none, row.known.owner == nil ? .dim : .strong)]
        )
      }
      cells.append([word(row)])
      if !isNarrow { cells.append(spans(row.counts ?? [:], withWords: false)) }
      if isWide {
        cells += [
          [Span(row.pythonVersion ?? "", .dim)], [Span(row.uv ?? "", .dim)],
        ]
      }
      if showsUse {
        let used = row.lastUsed.map { TimeWords.age(state.moment.seconds(since: $0)) }
        cells.append([Span(used ?? "", .dim)])
      }
      cells.append([Span(state.shortened(row.root), isCurrent ? .accent : .dim)])
      return TextTable.Row(sign: sign(row), cells: cells)
    }
    return table
  }

  private func sign(_ row: EnvironmentSummary) -> Span {
    if row.failure != nil || row.warning != nil { return Span(glyphs.state(.error), .error) }
    guard let worst = row.worst else { return Span(glyphs.state(.untracked), .untracked) }
    return Span(glyphs.state(worst), Role(worst))
  }

  private func word(_ row: EnvironmentSummary) -> Span {
    if row.failure != nil { return Span("cannot be read", .error) }
    guard row.counts != nil else {
      return environments.isFinding
        ? Span(glyphs.spinner(at: state.now), .running) : Span("", .dim)
    }
    guard let worst = row.worst else { return Span("nothing local", .dim) }
    return Span(worst.rawValue, Role(worst))
  }

  // MARK: - The selected one

  private func draw(detail area: Layout.Area, _ frame: inout Frame) {
    guard let row = environments.selectedRow else {
      PaneBox(area: area).draw(state.isUTF8, &frame)
      return
    }
    PaneBox(area: area, title: [Span(row.root.shown, .strong)]).draw(state.isUTF8, &frame)
    var lines: [TextLine] = []
    let versions = [
      row.pythonVersion.map { "Python \($0)" }, row.uv.map { "made by uv \($0)" },
      "found: \(row.known.origin)",
    ].compactMap { $0 }.joined(separator: " \(glyphs.dot) ")
    lines.append(TextLine(versions, .dim))
    if let failure = row.failure { lines.append(TextLine("It cannot be read: \(failure)", .error)) }
    if let warning = row.warning { lines.append(TextLine(warning, .error)) }
    if row.failure == nil { lines.append(TextLine(whatReinstalls(row), .dim, hanging: 2)) }
    func wrapped(_ lines: [TextLine]) -> [TextLine] {
      lines.flatMap { $0.wrapped(to: area.columns - 4, ellipsis: glyphs.ellipsis) }
    }
    // As many names as there is space for.
    for count in (0..<min(row.attention.count, 100)).reversed() {
      let names = row.attention.prefix(count + 1).joined(separator: ", ")
      let more = Counted.more(row.attention.count - count - 1)
      let line = TextLine([Span("not fresh: ", .dim), Span(names + more)], hanging: 2)
      guard count == 0 || wrapped(lines + [line]).count <= area.rows - 2 else { continue }
      lines.append(line)
      break
    }
    for (index, line) in wrapped(lines).prefix(area.rows - 2).enumerated() {
      frame.put(line, at: area.column + 2, area.row + 1 + index, limit: area.columns - 4)
    }
  }

  /// By which command the packages of an environment of this kind are made fresh.
  private func whatReinstalls(_ row: EnvironmentSummary) -> String {
    switch row.known.role {
    case .script, .ephemeral: "never written to: \(row.known.rebuiltBy ?? "it is uv's own")"
    case .tool: "reinstalled with `uv tool`, as its receipt says"
    case .project, .worktree, .central:
      "reinstalled with `uv sync` where the project's lock wants it, else with `uv pip install`"
    case .virtualEnvironment: "reinstalled with `uv pip install`"
    }
  }
}

extension InspectorState {
  /// A path with `~` for the home directory, as the title of the environment has it.
  func shortened(_ path: Path) -> String {
    guard let root = environment.name.root?.shown, environment.name.title.hasPrefix("~"),
      root.hasSuffix(environment.name.title.dropFirst())
    else { return path.shown }
    let home = root.dropLast(environment.name.title.count - 1)
    let text = path.shown
    return text.hasPrefix(home + "/") ? "~" + text.dropFirst(home.count) : text
  }
}
