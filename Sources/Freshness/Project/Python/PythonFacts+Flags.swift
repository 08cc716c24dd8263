/// Conditions that hold in no usual build: flags that only a variable of the environment or an
/// argument sets.
extension PythonFacts {
  /// What names are, as far as it is known by now.
  final class Constants {
    struct Name: Hashable {
      let name: String
      let depth: Int
    }

    var known: [Name: Constant?] = [:]
  }

  enum Constant: Equatable {
    case none
    case truth(Bool)
    case text(String)

    var holds: Bool {
      switch self {
      case .none: false
      case .truth(let truth): truth
      case .text(let text): !text.isEmpty
      }
    }
  }

  /// Whether nothing of a condition's block runs, if nobody asks for it.
  func isOff(_ condition: Int?) -> Bool {
    isOff(condition, depth: 0)
  }

  private func isOff(_ condition: Int?, depth: Int) -> Bool {
    var place = condition
    while let index = place {
      let one = module.conditions[index]
      if let truth = constant(one.test, depth)?.holds, truth != one.holds { return true }
      place = one.parent
    }
    return false
  }

  private static func isEnvironment(_ expression: PythonExpression) -> Bool {
    ["os.environ", "environ", "sys.argv", "argv"].contains(expression.dotted ?? "")
  }

  /// What an expression is where no variable and no argument is set; nil if that is not known.
  private func constant(_ expression: PythonExpression, _ depth: Int) -> Constant? {
    guard depth < 8 else { return nil }
    let depth = depth + 1
    switch expression {
    case .text: return expression.literal.map(Constant.text)
    case .number(let number): return number == "0" ? .truth(false) : .text(number)
    case .name("False", _): return .truth(false)
    case .name("True", _): return .truth(true)
    case .name("None", _): return Constant.none
    case .name("TYPE_CHECKING", _), .attribute(_, "TYPE_CHECKING"): return .truth(false)
    case .name(let name, _): return named(name, depth)
    case .comparison(_, "not", let inner):
      return constant(inner, depth).map { .truth(!$0.holds) }
    case .comparison(let one, "and", let other):
      let both = [constant(one, depth), constant(other, depth)]
      if both.contains(where: { $0?.holds == false }) { return .truth(false) }
      return both.allSatisfy { $0?.holds == true } ? .truth(true) : nil
    case .either(let one, let other):
      let both = [constant(one, depth), constant(other, depth)]
      if both.contains(where: { $0?.holds == true }) { return .truth(true) }
      return both.allSatisfy { $0?.holds == false } ? both[1] : nil
    case .comparison(_, let sign, let place)
    where Self.isEnvironment(place) && (sign == "in" || sign == "not in"):
      return .truth(sign == "not in")
    case .comparison(let one, let sign, let other): return compared(one, sign, other, depth)
    case .call(let callee, let arguments): return called(callee, arguments, depth)
    case .conditional(let test, let yes, let no):
      return constant(test, depth).flatMap { constant($0.holds ? yes : no, depth) }
    default: return nil
    }
  }

  private func compared(
    _ one: PythonExpression, _ sign: String, _ other: PythonExpression, _ depth: Int
  ) -> Constant? {
    guard let left = constant(one, depth) else { return nil }
    switch sign {
    case "==", "!=": return constant(other, depth).map { .truth(($0 == left) == (sign == "==")) }
    case "in", "not in":
      guard case .list(let elements) = other else { return nil }
      let all = elements.map { constant($0, depth) }
      if all.contains(where: { $0 == nil }) { return nil }
      return .truth(all.contains(left) == (sign == "in"))
    default: return nil
    }
  }

  private func called(
    _ callee: PythonExpression, _ arguments: [PythonExpression.Argument], _ depth: Int
  ) -> Constant? {
    let name = callee.lastName ?? ""
    if case .attribute(let base, "get") = callee, Self.isEnvironment(base) {
      return arguments.count > 1 ? constant(arguments[1].value, depth) : Constant.none
    }
    if name == "getenv" {
      return arguments.count > 1 ? constant(arguments[1].value, depth) : Constant.none
    }
    if ["bool", "int", "str", "strtobool"].contains(name), let first = arguments.first {
      guard let value = constant(first.value, depth) else { return nil }
      if name != "bool", case .text(let text) = value {
        return ["0", "", "false", "no", "off"].contains(text.lowercased()) ? .truth(false) : value
      }
      return value
    }
    if ["lower", "upper", "strip"].contains(name), case .attribute(let base, _) = callee {
      return constant(base, depth)
    }
    return nil
  }

  /// A name whose values all say the same, but for those that somebody has to ask for.
  ///
  /// It is remembered: each line that sets a name by its own value doubles the ways to it.
  private func named(_ name: String, _ depth: Int) -> Constant? {
    let key = Constants.Name(name: name, depth: depth)
    if let known = constants.known[key] { return known }
    let found = computed(name, depth)
    constants.known[key] = .some(found)
    return found
  }

  private func computed(_ name: String, _ depth: Int) -> Constant? {
    // `cffi = None`, where it cannot be imported.
    let isImported = module.imports.contains { ($0.name ?? $0.module) == name }
    if isImported || module.aliases[name] != nil || module.functions[name] != nil { return nil }
    let bindings = (module.scopes[0].bindings[name] ?? []).filter { binding in
      !isOff(binding.condition, depth: depth)
    }
    guard let first = bindings.first, first.steps.isEmpty,
      let value = constant(first.value, depth),
      bindings.allSatisfy({ constant($0.value, depth)?.holds == value.holds })
    else { return nil }
    return value
  }
}
