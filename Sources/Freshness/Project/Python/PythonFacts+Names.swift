/// What stands behind names.
extension PythonFacts {
  /// The texts in arguments of `setup()`, and in what their names stand for.
  func literals(givenTo names: Set<String>) -> Set<String> {
    var found: Set<String> = []
    var seen: Set<String> = []
    func collect(_ expression: PythonExpression) {
      if let text = expression.literal { found.insert(text) }
      if case .name(let name, _) = expression, seen.insert(name).inserted {
        for binding in module.scopes[0].bindings[name] ?? [] { collect(binding.value) }
      }
      expression.children.forEach(collect)
    }
    for statement in module.statements {
      guard case .call(let callee, let arguments) = statement.expression,
        callee.lastName == "setup"
      else { continue }
      for argument in arguments where argument.name.map(names.contains) == true {
        collect(argument.value)
      }
    }
    return found
  }

  /// Whether an import stands in one of these functions of the file.
  func isIn(_ functions: Set<String>, _ one: PythonModule.Import) -> Bool {
    one.condition == nil && functions.contains(module.scopes[one.scope].name)
  }

  /// All names in the expressions that a name stands for.
  func names(behind name: String) -> Set<String> {
    var found: Set<String> = []
    func look(_ expression: PythonExpression) {
      if case .name(let name, _) = expression { found.insert(name) }
      expression.children.forEach(look)
    }
    for binding in module.scopes[0].bindings[name] ?? [] { look(binding.value) }
    return found
  }
}
