/// Asks whether to quit while a reinstall runs.
package struct QuitQuestion: Overlay {
  package mutating func press(_ key: Key, _ state: InspectorState) -> Reaction {
    guard key == .character("y") else { return .close }
    return .closeAnd { _ in [.work(.cancel), .terminal(.quit)] }
  }

  package func dialog(_ state: InspectorState) -> Dialog {
    let lines = [
      TextLine("A reinstall is running."), TextLine(),
      TextLine("y  cancel it and quit", .strong), TextLine("any other key goes on", .dim),
    ]
    return Dialog(title: "quit?", lines: lines, columns: 34)
  }
}
