/// Asks whether to quit while uv runs.
package struct QuitQuestion: Overlay {
  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    switch Dialog.spot(key, state) {
    case .button(1)?: return quit
    case .button?: return .close
    case .dialog?, .row?, .sort?, .tab?, .detail?, .pane?, .command?: return .stay
    case nil: break
    }
    return key == .character("y") ? quit : .close
  }

  private var quit: Reaction {
    .closeAnd { _ in [.work(.cancel), .terminal(.quit)] }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    Dialog(
      title: "quit?",
      lines: [TextLine(state.trace == nil ? "A reinstall is running." : "A trace is running.")],
      buttons: [("Go on", true), ("Cancel it and quit", false)], columns: 66,
      hint: keyHint(("y", "quits"), ("Enter", "goes on")))
  }
}
