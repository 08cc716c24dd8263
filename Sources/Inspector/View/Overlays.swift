import Freshness
import Platform
import Reinstall
import UV

/// What lies over the panes: help, menus and questions.
enum Overlays {
  static func draw(_ state: InspectorState, _ frame: inout Frame) {
    switch state.overlay {
    case .none: return
    case .help(let filter, let scroll): help(state, filter, scroll, &frame)
    case .sortMenu(let selected): sortMenu(state, selected, &frame)
    case .confirm(let plan, let isOnCancel, let scroll):
      confirm(state, plan, isOnCancel, scroll, &frame)
    case .environments(let row): environments(state, row, &frame)
    case .confirmQuit:
      let lines = [
        TextLine("A reinstall is running."), TextLine(),
        TextLine("y  cancel it and quit", .strong), TextLine("any other key goes on", .dim),
      ]
      box("quit?", lines, columns: 34, state, &frame)
    }
  }

  private static func help(
    _ state: InspectorState, _ filter: String, _ scroll: Int, _ frame: inout Frame
  ) {
    let content = HelpContent(filter: filter, state: state).lines
    let keyWidth = content.map { DisplayWidth.of($0.keys) }.max() ?? 0
    let lines = content.dropFirst(scroll).prefix(helpRows(state)).map { line in
      let padding = String(repeating: " ", count: keyWidth - DisplayWidth.of(line.keys) + 2)
      return TextLine(
        [
          Span(line.keys + padding, line.unavailable == nil ? .key : .dim),
          Span(line.help, line.unavailable == nil ? .normal : .dim),
          Span(line.unavailable.map { " (\($0))" } ?? "", .dim),
        ])
    }
    let title =
      filter.isEmpty ? "keys (type to filter, Esc closes)" : "keys: \(VisibleText.of(filter))"
    box(title, lines.isEmpty ? [TextLine("no such key", .dim)] : lines, columns: 78, state, &frame)
  }

  private static func sortMenu(_ state: InspectorState, _ selected: Int, _ frame: inout Frame) {
    let words = [
      InspectorState.SortKey.state: "state, what needs attention first", .name: "name",
      .built: "built, newest record first", .changes: "number of changes",
    ]
    let lines = InspectorState.SortKey.allCases.enumerated().map { row, key in
      TextLine(
        [
          Span(row == selected ? "> " : "  ", .strong),
          Span(words[key] ?? key.rawValue, row == selected ? .strong : .normal),
        ])
    }
    box("sort by", lines, columns: 42, state, &frame)
  }

  /// Environments with how many of their installs are not fresh, as these become known.
  private static func environments(
    _ state: InspectorState, _ selected: Int, _ frame: inout Frame
  ) {
    let columns = min(state.columns - 2, 90)
    let glyphs = Glyphs(isUTF8: state.isUTF8)
    let room = max(1, state.rows - 6)
    let top = max(0, selected - room + 1)
    let lines = state.environments.enumerated().dropFirst(top).prefix(room).map { row, choice in
      let count: Span =
        if choice.failure != nil {
          Span("cannot be read", .error)
        } else if let attention = choice.attention {
          attention == 0
            ? Span("all fresh", .fresh) : Span("\(attention) not fresh", .stale)
        } else {
          Span("\(glyphs.spinner(at: state.now))", .running)
        }
      let width = DisplayWidth.of(count.text) + DisplayWidth.of(choice.origin) + 9
      let path = DisplayWidth.cutFront(
        choice.root.shown, to: max(8, columns - width), ellipsis: glyphs.ellipsis)
      return TextLine([
        Span(row == selected ? "> " : "  ", .strong),
        Span(path, row == selected ? .strong : .normal), Span("  \(choice.origin)  ", .dim), count,
      ])
    }
    box(
      "environments", lines.isEmpty ? [TextLine("none found here", .dim)] : lines, columns: columns,
      state, &frame)
  }

  private static func confirm(
    _ state: InspectorState, _ plan: ReinstallPlan, _ isOnCancel: Bool, _ scroll: Int,
    _ frame: inout Frame
  ) {
    let columns = min(state.columns - 4, 100)
    let commands = plan.commands
    var lines: [TextLine] = []
    for step in plan.steps {
      switch step.outcome {
      case .command(let command):
        lines.append(TextLine(command.shellText, .strong, hanging: 2))
        for note in step.notes { lines.append(TextLine("  \(note)", .dim, hanging: 2)) }
      case .refused(let reason):
        lines.append(
          TextLine(
            "\(VisibleText.of(step.name)) cannot be reinstalled: \(reason)", .error, hanging: 2))
      }
    }
    let wrapped = lines.flatMap { $0.wrapped(to: columns - 4) }
    let room = max(1, state.rows - 10)
    let top = max(0, min(scroll, wrapped.count - room))
    var shown = Array(wrapped.dropFirst(top).prefix(room))
    if wrapped.count > room {
      shown.append(TextLine("(\(wrapped.count - room) more lines, j and k)", .dim))
    }
    shown.append(TextLine())
    if commands.isEmpty {
      shown.append(TextLine("Esc closes", .dim))
    } else {
      shown += TextLine("Building runs the project's own code.", .dim).wrapped(to: columns - 4)
      shown.append(
        TextLine([
          Span(isOnCancel ? "[ Cancel ]" : "  Cancel  ", isOnCancel ? .strong : .normal),
          Span("   "),
          Span(isOnCancel ? "  Run  " : "[ Run ]", isOnCancel ? .normal : .strong),
          Span("   Tab, Enter; or y", .dim),
        ]))
    }
    let title =
      commands.count == 1 ? "reinstall 1 install?" : "reinstall \(commands.count) installs?"
    box(commands.isEmpty ? "nothing to run" : title, shown, columns: columns, state, &frame)
  }

  /// A box in the middle of the screen.
  private static func box(
    _ title: String, _ lines: [TextLine], columns: Int, _ state: InspectorState,
    _ frame: inout Frame
  ) {
    let columns = min(columns, state.columns - 2)
    let rows = min(lines.count + 2, state.rows - 2)
    let area = Layout.Area(
      column: (state.columns - columns) / 2, row: (state.rows - rows) / 2, columns: columns,
      rows: rows)
    frame.fill(area)
    PaneBox.draw(title, area, isFocused: true, isUTF8: state.isUTF8, &frame)
    for (offset, line) in lines.prefix(rows - 2).enumerated() {
      var column = area.column + 2
      for span in line.spans {
        column += frame.put(
          span.text, at: column, area.row + 1 + offset, CellStyle(span.meaning),
          limit: area.column + columns - 1 - column)
      }
    }
  }
}
