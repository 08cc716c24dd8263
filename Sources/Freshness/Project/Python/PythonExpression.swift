/// An expression of Python, as far as it can tell the names of files.
indirect enum PythonExpression {
  enum Part {
    case literal(String)
    /// What stands in braces in an f-string.
    case hole(PythonExpression)
  }

  struct Argument {
    enum Kind { case plain, list, fields }

    let name: String?
    let value: PythonExpression
    /// Whether a star or two stand before it.
    var kind = Kind.plain
  }

  enum Operation { case plus, minus, percent, slash }

  case text([Part])
  /// With the token that it is, since its value depends on the place.
  case name(String, at: Int)
  case number(String)
  case attribute(PythonExpression, String)
  case call(PythonExpression, [Argument])
  case item(PythonExpression, PythonExpression)
  /// A list, a tuple or a set.
  case list([PythonExpression])
  case starred(PythonExpression)
  /// A dictionary; a value without a key stands behind two stars.
  case fields([(key: PythonExpression?, value: PythonExpression)])
  case operation(Operation, PythonExpression, PythonExpression)
  /// `a or b`.
  case either(PythonExpression, PythonExpression)
  case conditional(test: PythonExpression, PythonExpression, PythonExpression)
  case comparison(PythonExpression, String, PythonExpression)
  /// The elements of a list that is made by a loop; the loop's names are bound where it stands.
  case each(PythonExpression)
  /// Anything else, with what it is made of.
  case other([PythonExpression])

  /// `os.path.join`, if it is such a name.
  var dotted: String? {
    switch self {
    case .name(let name, _): return name
    case .attribute(let base, let name): return base.dotted.map { "\($0).\(name)" }
    default: return nil
    }
  }

  /// The last part of such a name, whatever stands before it.
  var lastName: String? {
    switch self {
    case .name(let name, _), .attribute(_, let name): return name
    default: return nil
    }
  }

  /// A text that stands there as it is.
  var literal: String? {
    guard case .text(let parts) = self else { return nil }
    var text = ""
    for part in parts {
      guard case .literal(let literal) = part else { return nil }
      text += literal
    }
    return text
  }

  var children: [PythonExpression] {
    switch self {
    case .text(let parts):
      return parts.compactMap { part in
        if case .hole(let inner) = part { inner } else { nil }
      }
    case .name, .number: return []
    case .attribute(let base, _): return [base]
    case .call(let callee, let arguments): return [callee] + arguments.map(\.value)
    case .item(let base, let index): return [base, index]
    case .list(let elements), .other(let elements): return elements
    case .starred(let inner), .each(let inner): return [inner]
    case .fields(let fields): return fields.flatMap { [$0.key, $0.value].compactMap { $0 } }
    case .operation(_, let one, let other), .either(let one, let other),
      .comparison(let one, _, let other):
      return [one, other]
    case .conditional(let test, let yes, let no): return [test, yes, no]
    }
  }
}
