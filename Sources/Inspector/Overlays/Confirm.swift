import Freshness
import Platform
import Reinstall
import UV

/// Shows what a reinstall would run, and asks; it is there at once, and starts on Cancel.
package struct ReinstallQuestion: Overlay {
  package let number: Int?
  /// Names in the order in which they are run.
  let names: [String]
  /// Of these, how many are marked where the filter or the scope hides them.
  let hidden: Int
  /// Nil while it is made.
  package internal(set) var plan: ReinstallPlan?
  private var consent = Consent()
  private var scroll = DialogScroll()
  private var showsCommands = false

  init(number: Int, names: [String], hidden: Int) {
    self.number = number
    self.names = names
    self.hidden = hidden
  }

  package var isWaiting: Bool { plan == nil }

  package mutating func take(_ answer: Answer) {
    if case .plan(let plan) = answer { self.plan = plan }
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    if key == .character("o") {
      showsCommands.toggle()
      return .stay
    }
    if scroll.press(key, dialog(state), state) { return .stay }
    switch consent.press(key, state) {
    case .refuses?: return .close
    case .agrees?: return accept
    case nil: return .stay
    }
  }

  /// What is not planned yet cannot be agreed to.
  private var accept: Reaction {
    guard let plan else { return .stay }
    if plan.commands.isEmpty { return .close }
    return .closeAnd { $0.start(plan) }
  }

  /// A package by its name, several by their number.
  private var subject: String {
    let names = plan.map { $0.steps.filter { $0.command != nil }.map(\.name) } ?? names
    return names.count == 1 ? names[0] : Counted.text(names.count, "package")
  }

  private func width(_ state: InspectorState) -> Int { min(state.columns - 2, 110) }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = width(state)
    guard let plan else {
      return Dialog(
        title: "reinstall \(subject)?",
        lines: [
          TextLine([
            Span("\(state.glyphs.spinner(at: state.now)) ", .running),
            Span("planning \(names.joined(separator: ", "))"),
          ]).cut(to: columns - 4, ellipsis: state.glyphs.ellipsis)
        ], columns: columns, hint: keyHint(("Esc", "closes")))
    }
    let count = plan.commands.count
    if count == 0 {
      return Dialog(
        title: "nothing to run", lines: lines(state), top: scroll.top, columns: columns,
        hint: keyHint(("Esc", "closes")))
    }
    var fixed = [TextLine()]
    if hidden > 0 {
      let verb = hidden == 1 ? "is" : "are"
      fixed.append(
        TextLine("\(hidden) of these \(verb) hidden by the filter or the scope.", .stale))
    }
    fixed.append(TextLine("Building runs the project's own code.", .dim))
    let fold = showsCommands ? "hides commands" : "shows commands"
    // A single command is in view at once.
    let hint = count == 1 ? keyHint(("y", "runs")) : keyHint(("y", "runs"), ("o", fold))
    return Dialog(
      title: "reinstall \(subject)?", lines: lines(state), top: scroll.top,
      fixed: fixed, buttons: consent.buttons("Run"), columns: columns,
      hint: hint)
  }

  // MARK: - Lines

  private func lines(_ state: InspectorState) -> [TextLine] {
    guard let plan else { return [] }
    let columns = width(state) - 4
    var table = TextTable(columns: [
      TextTable.Column(title: "PACKAGE", limit: 30), TextTable.Column(title: "DOES", limit: 10),
      TextTable.Column(title: "WHY", limit: nil),
    ])
    let runs = plan.steps.filter { $0.command != nil }
    // Behind the name, what it does, and the blanks between them.
    let left = columns - min(30, runs.map { DisplayWidth.of($0.name) }.max() ?? 0) - 16
    for step in runs {
      let item = state.list.items.first { $0.id == step.assessment.distribution.path }
      let glance = state.list.glances[step.assessment.distribution.path]
      table.rows.append(
        TextTable.Row(
          sign: Span(" "),
          cells: [
            [Span(step.name, .strong)], [does(step.assessment, glance)],
            item.map { $0.why(glance, state.glyphs, columns: left) } ?? [],
          ]))
    }
    var lines: [TextLine] = []
    let rows = runs.isEmpty ? [] : table.lines(columns: columns, ellipsis: state.glyphs.ellipsis)
    for (index, row) in rows.enumerated() {
      lines.append(row)
      guard index > 0, runs.indices.contains(index - 1) else { continue }
      let step = runs[index - 1]
      // One command is shown at once; of several the table comes first.
      if showsCommands || runs.count == 1, let command = step.command {
        lines += TextLine("  $ \(command.shellText)", .accent, hanging: 4).wrapped(to: columns)
      }
      for note in step.notes {
        lines += TextLine("  \(note)", .dim, hanging: 4).wrapped(to: columns)
      }
    }
    return lines + refusals(plan, columns)
  }

  private func does(_ assessment: Assessment, _ glance: Glance?) -> Span {
    // uv computes the keys when it installs, and stops there.
    if assessment.problem?.failsComputation == true { return Span("fails", .error) }
    return switch glance?.build {
    case .usable: Span("links")
    case .outdated, .some(.none): Span("builds")
    case .unknown, nil: Span("reinstalls")
    }
  }

  /// One line for each reason, however many packages it keeps from being reinstalled.
  private func refusals(_ plan: ReinstallPlan, _ columns: Int) -> [TextLine] {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for step in plan.steps {
      guard case .refused(let reason) = step.outcome else { continue }
      if names[reason] == nil { order.append(reason) }
      names[reason, default: []].append(step.name)
    }
    return order.flatMap { reason -> [TextLine] in
      let all = names[reason] ?? []
      let who = all.count > 3 ? "\(all.count) packages" : all.joined(separator: ", ")
      return TextLine(
        [
          Span("\(who) cannot be reinstalled: ", .error), Span(reason),
        ], hanging: 2
      ).wrapped(to: columns)
    }
  }
}

extension InspectorState {
  /// Asks before anything is run; a record that stops every uv command must go first.
  mutating func askToReinstall() -> [Effect] {
    if let effects = askToRemoveRecord() { return effects }
    let chosen = list.chosen
    let names = chosen.compactMap { id in
      list.items.first { $0.id == id }?.distribution.name
    }
    let question = nextQuestion()
    overlay = ReinstallQuestion(number: question, names: names, hidden: list.hiddenMarks)
    return [.work(.plan(chosen, question: question))]
  }
}
