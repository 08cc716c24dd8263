import Freshness
import Platform
import UV

/// Says how to remove a record that does not parse: until then every uv command here fails.
///
/// uv has no command for it (`uv pip uninstall` reads the record, too), and nothing here writes into
/// site-packages: the command is shown and copied, for the user to run.
package struct RecordNotice: Overlay {
  let name: String
  let path: Path
  let message: String

  private var command: String { Self.command(path) }

  static func command(_ path: Path) -> String { "rm -r \(ShellWord.quoted(path.shown))" }

  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    switch Dialog.spot(key, state) {
    case .button(0)?: return copy
    case .button?: return .close
    case .some: return .stay
    case nil: break
    }
    switch key {
    case .character("y"), .enter: return copy
    case .escape, .control("c"), .character("q"), .character("n"): return .close
    default: return .stay
    }
  }

  private var copy: Reaction {
    let command = command
    return .closeAnd { _ in [.terminal(.copy(command, name: "the command"))] }
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
      TextLine("Every uv command on this environment fails until this record is removed."),
      TextLine("No uv command can do that, and uvfresh does not write there; in a shell:"),
      TextLine("$ \(command)", .accent, hanging: 2),
      TextLine(),
      TextLine("Then the package has no record: the next sync reinstalls it.", .dim),
    ]
    return Dialog(
      title: "a record cannot be read",
      lines: texts.flatMap { $0.wrapped(to: columns - 4, ellipsis: state.glyphs.ellipsis) },
      buttons: [("Copy", true), ("Close", false)], columns: columns,
      hint: keyHint(("y", "copies the command")))
  }
}
