import Platform

/// The last line: what was just said, what is being typed, or what the keys do now.
struct Footer {
  let state: InspectorState

  func draw(_ frame: inout Frame) {
    let row = state.rows - 1
    let width = state.columns - 2
    let toast = state.toasts.last.map { toast in
      Span(toast.text, toast.isError ? .error : .strong)
    }
    func put(_ span: Span, at column: Int, _ frame: inout Frame) {
      let limit = max(0, width + 1 - column)
      let line = TextLine([span]).cut(to: limit, ellipsis: state.glyphs.ellipsis)
      frame.put(line, at: column, row, limit: limit)
    }
    if let prompt {
      // What is typed is always in view: its end, where it is too long.
      let label = frame.put(Span(prompt.label, .accent), at: 1, row, limit: width)
      let text = DisplayWidth.cutFront(
        VisibleText.of(prompt.text), to: max(4, width - label - 1), ellipsis: state.glyphs.ellipsis)
      let used = label + frame.put(Span(text, .strong), at: 1 + label, row, limit: width)
      frame.put(Span(" "), at: 1 + used, row, limit: 1, .focused)
      return put(toast ?? Span(prompt.hint, .dim), at: used + 4, &frame)
    }
    if let toast { return put(toast, at: 1, &frame) }
    draw(commands, row, &frame)
  }

  private var prompt: (label: String, text: String, hint: String)? {
    if let typed = state.environments.typedPath {
      return ("path: ", typed, "Enter opens, Esc ends")
    }
    if state.environments.isTyping {
      return ("/", state.environments.filter, "Enter keeps, Esc clears")
    }
    if state.list.isTyping { return ("/", state.list.filter, "Enter keeps, Esc clears") }
    if state.detail.isSearching { return ("/", state.detail.search, "Enter keeps, Esc clears") }
    if let tryOut = state.detail.tryOut, tryOut.isTyping {
      return ("glob: ", tryOut.pattern, "shows what it matches; Enter keeps it, Esc ends it")
    }
    return nil
  }

  /// Help and quit are there at every width; of the others as many as fit.
  private func draw(_ commands: [Command], _ row: Int, _ frame: inout Frame) {
    let fixed = [Command.help, .quit].compactMap { state.bindings[$0] }
    func width(_ binding: Binding) -> Int {
      binding.footer.map { DisplayWidth.of(binding.keyName(state.isUTF8)) + $0.count + 3 } ?? 0
    }
    var left = state.columns - 1 - fixed.reduce(0) { $0 + width($1) }
    var shown: [Binding] = []
    for binding in commands.compactMap({ state.bindings[$0] })
    where !binding.keys.isEmpty && binding.footer != nil && binding.obstacle(state) == nil {
      if width(binding) > left { break }
      left -= width(binding)
      shown.append(binding)
    }
    var column = 1
    for binding in shown + fixed where !binding.keys.isEmpty {
      let start = column
      column += frame.put(
        Span(binding.keyName(state.isUTF8), .key), at: column, row, limit: state.columns)
      column += frame.put(
        Span(" \(binding.footer ?? "")"), at: column, row, limit: state.columns)
      frame.spot(
        Layout.Area(column: start, row: row, columns: column - start, rows: 1),
        .command(binding.command))
      column += 2
    }
  }

  /// What is useful now, most useful first.
  private var commands: [Command] {
    if state.environments.isShown { return EnvironmentsScreen.commands }
    let running: [Command] = state.isWorking ? [.cancel] : []
    let zoomed: [Command] = state.panes.isZoomed ? [.zoom] : []
    return running + zoomed
      + (state.panes.focus == .list
        ? [
          .reinstall, .open, .filter, .nextAttention, .mark, .scope, .sort, .copy, .palette,
          .environments, .nextPane,
        ]
        : state.panes.focus == .log
          ? [.wrap, .last, .nextPane, .copy, .log, .palette]
          : detailCommands)
  }

  private var detailCommands: [Command] {
    switch state.detail.tab {
    case .why: [.back, .nextTab, .reinstall, .fix, .diff, .openFile, .copy, .edit, .palette]
    case .files:
      [
        .back, .nextTab, .tryGlob, .fix, .diff, .openFile, .copy, .search, .palette,
      ]
    case .keys:
      [
        .back, .nextTab, .fix, .trace, .edit, .tryGlob, .reveal, .copy, .palette,
      ]
    case .run: [.back, .nextTab, .nextAttention, .search, .wrap, .copy, .palette]
    case .facts: [.back, .nextTab, .openFile, .copy, .search, .palette]
    }
  }
}
