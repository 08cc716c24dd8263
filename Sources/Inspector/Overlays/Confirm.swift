import Freshness
import Platform
import Reinstall
import UV

/// Shows what a reinstall would run, and asks; it is there at once, and starts on Cancel.
package struct ReinstallQuestion: Overlay {
  /// The answer to an older question is dropped.
  let number: Int
  /// Names in the order in which they are run.
  let names: [String]
  /// Of these, how many are marked where the filter or the scope hides them.
  let hidden: Int
  /// Nil while it is made.
  package internal(set) var plan: ReinstallPlan?
  private var isOnCancel = true
  private var scroll = 0
  private var showsCommands = false

  init(number: Int, names: [String], hidden: Int) {
    self.number = number
    self.names = names
    self.hidden = hidden
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    switch Dialog.spot(key, state) {
    case .button(0)?: return .close
    case .button?: return accept
    case .some: return .stay
    case nil: break
    }
    let most = max(0, lines(state).count - 1)
    switch key {
    case .escape, .control("c"), .character("q"), .character("n"): return .close
    case .tab, .backTab, .left, .right, .character("h"), .character("l"): isOnCancel.toggle()
    case .up, .character("k"), .wheel(up: true, _, _): scroll -= 1
    case .down, .character("j"), .wheel(up: false, _, _): scroll += 1
    case .pageUp: scroll -= 10
    case .pageDown: scroll += 10
    case .home, .character("g"): scroll = 0
    case .end, .character("G"): scroll = most
    case .character("o"): showsCommands.toggle()
    case .character("y"): return accept
    case .enter: return isOnCancel ? .close : accept
    default: break
    }
    let room = Dialog.room(state, fixed: 3)
    scroll = max(0, min(scroll, lines(state).count - room))
    return .stay
  }

  /// What is not planned yet cannot be agreed to.
  private var accept: Reaction {
    guard let plan else { return .stay }
    if plan.commands.isEmpty { return .close }
    return .closeAnd { $0.start(plan) }
  }

  private func width(_ state: InspectorState) -> Int { min(state.columns - 2, 110) }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = width(state)
    guard let plan else {
      return Dialog(
        title: "reinstall \(Counted.text(names.count, "package"))?",
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
        title: "nothing to run", lines: lines(state), top: scroll, columns: columns,
        hint: keyHint(("Esc", "closes")))
    }
    var fixed = [TextLine()]
    if hidden > 0 {
      fixed.append(
        TextLine(
          "\(Counted.text(hidden, "marked package")) of these \(hidden == 1 ? "is" : "are") not"
            + " shown in the list now.", .stale))
    }
    fixed.append(TextLine("Building runs the project's own code.", .dim))
    let fold = showsCommands ? "hides commands" : "shows commands"
    return Dialog(
      title: "reinstall \(Counted.text(count, "package"))?", lines: lines(state), top: scroll,
      fixed: fixed, buttons: [("Cancel", isOnCancel), ("Run", !isOnCancel)], columns: columns,
      hint: keyHint(("y", "runs"), ("o", fold)))
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
    for step in runs {
      let item = state.list.items.first { $0.id == step.assessment.distribution.path }
      let glance = state.list.glances[step.assessment.distribution.path]
      table.rows.append(
        TextTable.Row(
          sign: Span(" "),
          cells: [
            [Span(step.name, .strong)], [Span(Self.does(glance))],
            item.map { $0.why(glance, state.glyphs) } ?? [],
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

  private static func does(_ glance: Glance?) -> String {
    switch glance?.build {
    case .usable: "links"
    case .outdated, .some(.none): "builds"
    case .unknown, nil: "reinstalls"
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
  /// Asks before anything is run; a record that stops every uv command is removed first.
  mutating func askToReinstall() -> [Effect] {
    let chosen = list.chosen
    let broken = list.items.first { $0.assessment?.state == .broken }
    if let broken, case .corruptRecord(let path, let message)? = broken.assessment?.problem {
      overlay = RecordQuestion(name: broken.distribution.name, path: path, message: message)
      return []
    }
    let names = chosen.compactMap { id in
      list.items.first { $0.id == id }?.distribution.name
    }
    let question = nextQuestion()
    overlay = ReinstallQuestion(number: question, names: names, hidden: list.hiddenMarks)
    return [.work(.plan(chosen, question: question))]
  }
}
