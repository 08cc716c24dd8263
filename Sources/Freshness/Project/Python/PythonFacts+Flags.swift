import Platform

/// Conditions that hold in no usual build.
///
/// Only a variable of the environment or an argument sets their flags, or they ask for another
/// system or an older Python.
extension PythonFacts {
  /// What names are, as far as it is known by now.
  final class Constants {
    struct Name: Hashable {
      let name: String
      let depth: Int
    }

    var known: [Name: Constant?] = [:]
  }

  /// Where an expression stands, and how many lead to it.
  private struct Place {
    let scope: Int
    let depth: Int
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
      let truth = constant(one.test, Place(scope: one.scope, depth: depth))?.holds
      if let truth, truth != one.holds { return true }
      place = one.parent
    }
    return false
  }

  /// Whether a block runs on other machines or for other purposes, as it seems: a condition of which
  /// it is not known whether it holds asks for a compiler, a system or a kind of build by its name.
  ///
  /// Other conditions, as for an optional extension, hold more often than not.
  func mayBeSkipped(_ condition: Int?) -> Bool {
    var place = condition
    while let index = place {
      let one = module.conditions[index]
      if one.holds, constant(one.test, Place(scope: one.scope, depth: 0)) == nil,
        Self.asksForOthers(one.test)
      {
        return true
      }
      place = one.parent
    }
    return false
  }

  private static func asksForOthers(_ test: PythonExpression) -> Bool {
    if case .comparison(_, let sign, _) = test, ["not", "!=", "not in"].contains(sign) {
      return false
    }
    let text = test.literal ?? test.lastName ?? ""
    let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
    return words.contains { others.contains(String($0)) }
      || test.children.contains(where: asksForOthers)
  }

  private static let others = Set(
    [
      "msvc", "mingw", "mingw32", "cygwin", "windows", "win32", "win64", "nt", "wasm", "emscripten",
      "android", "ios", "cuda", "gpu", "rocm", "hip", "sycl", "opencl", "debug", "coverage", "asan",
      "profile", "profiling", "bench", "benchmark", "test", "tests", "testing",
    ] + (Host.isMac ? ["linux"] : ["darwin", "macos", "osx", "mac"]))

  private static func isEnvironment(_ expression: PythonExpression) -> Bool {
    ["os.environ", "environ", "sys.argv", "argv"].contains(expression.dotted ?? "")
  }

  /// Whether it is no command that a build hands to a setup.py, or a list of such.
  private static func isNoCommand(_ expression: PythonExpression) -> Bool {
    if case .list(let elements) = expression { return elements.allSatisfy(isNoCommand) }
    guard let name = expression.literal else { return false }
    return !["egg_info", "dist_info", "editable_wheel", "bdist_wheel", "develop", "install"]
      .contains(name) && !name.hasPrefix("build")
  }

  // MARK: - System and Python

  private static let platform = [
    "sys.platform": Host.isMac ? "darwin" : "linux", "os.name": "posix",
    "platform.system()": Host.isMac ? "Darwin" : "Linux",
    "platform.python_implementation()": "CPython",
  ]

  /// `sys.version_info`, also a part of it.
  private static func isVersion(_ expression: PythonExpression) -> Bool {
    switch expression {
    case .item(let base, _): base.dotted == "sys.version_info"
    default: expression.dotted == "sys.version_info"
    }
  }

  /// How each Python that is still kept up compares with a version; nil where they differ.
  private static func comparesVersion(_ sign: String, _ other: PythonExpression) -> Bool? {
    var parts: [Int] = []
    switch other {
    case .number(let number): parts = [Int(number) ?? -1]
    case .list(let elements):
      for case .number(let number) in elements.prefix(2) { parts.append(Int(number) ?? -1) }
    default: break
    }
    guard let major = parts.first, major >= 0 else { return nil }
    let minor = parts.count > 1 ? parts[1] : 0
    let isOlder = major < 3 || major == 3 && parts.count > 1 && minor < 10
    let isFirst = major == 3 && (parts.count == 1 || minor <= 10)
    switch sign {
    case "<": return major < 3 || isFirst ? false : nil
    case ">=": return major < 3 || isFirst ? true : nil
    case ">": return isOlder ? true : nil
    case "<=": return isOlder ? false : nil
    case "==": return isOlder ? false : major == 3 && parts.count == 1 ? true : nil
    case "!=": return isOlder ? true : nil
    default: return nil
    }
  }

  /// What an expression is where no variable and no argument is set; nil if that is not known.
  private func constant(_ expression: PythonExpression, _ at: Place) -> Constant? {
    guard at.depth < 8 else { return nil }
    let at = Place(scope: at.scope, depth: at.depth + 1)
    switch expression {
    case .text: return expression.literal.map(Constant.text)
    case .number(let number): return number == "0" ? .truth(false) : .text(number)
    case .name("False", _): return .truth(false)
    case .name("True", _): return .truth(true)
    case .name("None", _): return Constant.none
    case .name("TYPE_CHECKING", _), .attribute(_, "TYPE_CHECKING"): return .truth(false)
    case .name(let name, _): return named(name, at)
    case .comparison(_, "not", let inner):
      return constant(inner, at).map { .truth(!$0.holds) }
    case .comparison(let one, "and", let other):
      let both = [constant(one, at), constant(other, at)]
      if both.contains(where: { $0?.holds == false }) { return .truth(false) }
      return both.allSatisfy { $0?.holds == true } ? .truth(true) : nil
    case .either(let one, let other):
      let both = [constant(one, at), constant(other, at)]
      if both.contains(where: { $0?.holds == true }) { return .truth(true) }
      return both.allSatisfy { $0?.holds == false } ? both[1] : nil
    case .comparison(_, let sign, let place)
    where Self.isEnvironment(place) && (sign == "in" || sign == "not in"):
      return .truth(sign == "not in")
    case .comparison(.item(let base, _), let sign, let other)
    where Self.isEnvironment(base) && base.dotted != "os.environ" && Self.isNoCommand(other):
      return sign == "==" || sign == "in" ? .truth(false) : sign == "!=" ? .truth(true) : nil
    case .comparison(let one, let sign, let other) where Self.isVersion(one):
      return Self.comparesVersion(sign, other).map(Constant.truth)
    case .comparison(let one, let sign, let other): return compared(one, sign, other, at)
    case .attribute: return expression.dotted.flatMap { Self.platform[$0] }.map(Constant.text)
    case .call(let callee, let arguments): return called(callee, arguments, at)
    case .conditional(let test, let yes, let no):
      return constant(test, at).flatMap { constant($0.holds ? yes : no, at) }
    default: return nil
    }
  }

  private func compared(
    _ one: PythonExpression, _ sign: String, _ other: PythonExpression, _ at: Place
  ) -> Constant? {
    guard let left = constant(one, at) else { return nil }
    switch sign {
    case "==", "!=": return constant(other, at).map { .truth(($0 == left) == (sign == "==")) }
    case "in", "not in":
      if case .text(let part) = left, case .text(let whole)? = constant(other, at) {
        return .truth(whole.contains(bytesOf: part) == (sign == "in"))
      }
      guard case .list(let elements) = other else { return nil }
      let all = elements.map { constant($0, at) }
      if all.contains(where: { $0 == nil }) { return nil }
      return .truth(all.contains(left) == (sign == "in"))
    default: return nil
    }
  }

  private func called(
    _ callee: PythonExpression, _ arguments: [PythonExpression.Argument], _ at: Place
  ) -> Constant? {
    let name = callee.lastName ?? ""
    if arguments.isEmpty, let value = Self.platform["\(callee.dotted ?? "")()"] {
      return .text(value)
    }
    if name == "startswith", case .attribute(let base, _) = callee,
      let first = arguments.first?.value,
      case .text(let text)? = constant(base, at)
    {
      var beginnings = [first]
      if case .list(let elements) = first { beginnings = elements }
      let known = beginnings.compactMap(\.literal)
      if known.contains(where: text.hasPrefix) { return .truth(true) }
      return known.count == beginnings.count ? .truth(false) : nil
    }
    if case .attribute(let base, "get") = callee, Self.isEnvironment(base) {
      return arguments.count > 1 ? constant(arguments[1].value, at) : Constant.none
    }
    if name == "getenv" {
      return arguments.count > 1 ? constant(arguments[1].value, at) : Constant.none
    }
    if ["bool", "int", "str", "strtobool"].contains(name), let first = arguments.first {
      guard let value = constant(first.value, at) else { return nil }
      if name != "bool", case .text(let text) = value {
        return ["0", "", "false", "no", "off"].contains(text.lowercased()) ? .truth(false) : value
      }
      return value
    }
    if ["lower", "upper", "strip"].contains(name), case .attribute(let base, _) = callee {
      return constant(base, at)
    }
    return nil
  }

  /// A name whose values all say the same, but for those that somebody has to ask for.
  ///
  /// It is remembered: each line that sets a name by its own value doubles the ways to it.
  private func named(_ name: String, _ at: Place) -> Constant? {
    if isLocal(name, at.scope) { return nil }
    let key = Constants.Name(name: name, depth: at.depth)
    if let known = constants.known[key] { return known }
    let found = computed(name, Place(scope: 0, depth: at.depth))
    constants.known[key] = .some(found)
    return found
  }

  /// Whether a function has a name of its own here: then the file's says nothing.
  private func isLocal(_ name: String, _ start: Int) -> Bool {
    var place = start
    while let parent = module.scopes[place].parent {
      let scope = module.scopes[place]
      // A method does not see what its class holds.
      if place == start || !scope.isClass,
        scope.bindings[name] != nil || scope.parameters.contains(where: { $0.name == name })
      {
        return true
      }
      place = parent
    }
    return false
  }

  private func computed(_ name: String, _ at: Place) -> Constant? {
    // `cffi = None`, where it cannot be imported.
    let isImported = module.imports.contains { ($0.name ?? $0.module) == name }
    if isImported || module.aliases[name] != nil || module.functions[name] != nil { return nil }
    let bindings = (module.scopes[0].bindings[name] ?? []).filter { binding in
      !isOff(binding.condition, depth: at.depth)
    }
    guard let first = bindings.first, first.steps.isEmpty,
      let value = constant(first.value, at),
      bindings.allSatisfy({ constant($0.value, at)?.holds == value.holds })
    else { return nil }
    return value
  }
}
