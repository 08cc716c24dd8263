import Freshness
import Platform
import Reinstall
import UV

/// Offers to remove a record that does not parse: until then every uv command here fails.
package struct RecordQuestion: Overlay {
  let name: String
  let path: Path
  let message: String
  private var isOnCancel = true

  init(name: String, path: Path, message: String) {
    self.name = name
    self.path = path
    self.message = message
  }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    switch Dialog.spot(key, state) {
    case .button(0)?: return .close
    case .button?: return accept
    case .some: return .stay
    case nil: break
    }
    switch key {
    case .escape, .control("c"), .character("q"), .character("n"): return .close
    case .tab, .backTab, .left, .right, .character("h"), .character("l"): isOnCancel.toggle()
    case .character("y"): return accept
    case .enter: return isOnCancel ? .close : accept
    default: break
    }
    return .stay
  }

  private var accept: Reaction {
    let path = path
    return .closeAnd { _ in [.work(.removeRecord(path))] }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let columns = min(state.columns - 2, 100)
    let texts = [
      TextLine(
        [
          Span("\(state.glyphs.state(.broken)) ", .error), Span(name, .strong),
          Span(": \(message)"),
        ], hanging: 2),
      TextLine(),
      TextLine("Every uv command on this environment fails until this is removed:", hanging: 0),
      TextLine("$ rm -r \(ShellWord.quoted(path.shown))", .accent, hanging: 2),
      TextLine(),
      TextLine("Without it the package counts as not recorded: uv reinstalls it.", .dim),
    ]
    return Dialog(
      title: "remove a corrupt record?",
      lines: texts.flatMap { $0.wrapped(to: columns - 4, ellipsis: state.glyphs.ellipsis) },
      buttons: [("Cancel", isOnCancel), ("Remove", !isOnCancel)], columns: columns,
      hint: keyHint(("y", "removes")))
  }
}
