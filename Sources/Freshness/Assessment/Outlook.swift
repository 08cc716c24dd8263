/// What uv does with an environment as a whole, before it looks at any install.
package enum Outlook: Hashable, Sendable {
  case usual
  /// `uv sync` makes the environment again, so that every install is made again; why.
  case replaced(String)
  /// No uv command on the environment runs; why.
  case fails(String)

  var isFailure: Bool {
    if case .fails = self { return true }
    return false
  }

  var isReplacement: Bool {
    if case .replaced = self { return true }
    return false
  }

  /// One line for the top of all output; nil in the usual case.
  package var warning: String? {
    switch self {
    case .usual: nil
    case .replaced(let reason): "`uv sync` makes the environment again: \(reason)"
    case .fails(let reason): reason
    }
  }
}
