import Platform
import Reinstall
import UV

/// Shows what a reinstall would run, and asks; starts on Cancel.
package struct ReinstallQuestion: Overlay {
  let plan: ReinstallPlan
  private var isOnCancel = true
  private var scroll = 0

  init(plan: ReinstallPlan) {
    self.plan = plan
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    switch key {
    case .escape, .control("c"), .character("q"), .character("n"): return .close
    case .tab, .backTab, .left, .right, .character("h"), .character("l"): isOnCancel.toggle()
    case .up, .character("k"): scroll = max(0, scroll - 1)
    case .down, .character("j"): scroll += 1
    case .character("y"): return accept
    case .enter: return isOnCancel ? .close : accept
    default: break
    }
    return .stay
  }

  private var accept: Reaction {
    let plan = plan
    return .closeAnd { $0.start(plan) }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = min(state.columns - 4, 100)
    let wrapped = lines.flatMap { $0.wrapped(to: columns - 4) }
    let room = max(1, state.rows - 10)
    let top = max(0, min(scroll, wrapped.count - room))
    var shown = Array(wrapped.dropFirst(top).prefix(room))
    if wrapped.count > room {
      shown.append(TextLine("(\(wrapped.count - room) more lines, j and k)", .dim))
    }
    shown.append(TextLine())
    let commands = plan.commands
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
    return Dialog(
      title: commands.isEmpty ? "nothing to run" : title, lines: shown, columns: columns)
  }

  private var lines: [TextLine] {
    plan.steps.flatMap { step -> [TextLine] in
      switch step.outcome {
      case .command(let command):
        [TextLine(command.shellText, .strong, hanging: 2)]
          + step.notes.map { TextLine("  \($0)", .dim, hanging: 2) }
      case .refused(let reason):
        [
          TextLine(
            "\(VisibleText.of(step.name)) cannot be reinstalled: \(reason)", .error, hanging: 2)
        ]
      }
    }
  }
}
