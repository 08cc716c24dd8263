/// Finds what expressions of a file stand for, without running any of it.
final class PythonEvaluator {
  /// Where an expression is looked at: in a function, with the arguments of one call if it is known.
  struct Frame {
    let scope: Int
    var arguments: [String: PythonValue]?
    var depth = 0
  }

  private struct Name: Hashable {
    let scope: Int
    let name: String
    /// Of loops that go round the place.
    let loop: Int
  }

  let module: PythonModule
  /// The file itself, as the project sees it.
  let file: String
  /// The calls of functions of the file, by the functions' names.
  let calls: [String: [Call]]
  /// By condition, whether its block never runs.
  var isOff: [Bool] = []
  private var known: [Name: PythonValue] = [:]
  private var active: Set<Name> = []
  /// How often a name led back to itself.
  private var circles = 0
  /// Who needs more than this writes no list of files.
  private var steps = 40_000

  struct Call {
    let arguments: [PythonExpression.Argument]
    let scope: Int
    var condition: Int?
  }

  init(_ module: PythonModule, file: String) {
    self.module = module
    self.file = file
    var calls: [String: [Call]] = [:]
    func look(_ expression: PythonExpression, _ scope: Int, _ condition: Int?) {
      if case .call(let callee, let arguments) = expression, let name = callee.lastName {
        if module.functions[name] != nil {
          calls[name, default: []].append(
            Call(arguments: arguments, scope: scope, condition: condition))
        } else if name == "partial", let first = arguments.first?.value.lastName {
          calls[first, default: []].append(
            Call(arguments: Array(arguments.dropFirst()), scope: scope, condition: condition))
        }
      }
      for child in expression.children { look(child, scope, condition) }
    }
    for statement in module.statements {
      look(statement.expression, statement.scope, statement.condition)
    }
    self.calls = calls
  }

  func value(_ expression: PythonExpression, _ frame: Frame) -> PythonValue {
    steps -= 1
    guard steps > 0, frame.depth < 24 else { return .unknown }
    var frame = frame
    frame.depth += 1
    switch expression {
    case .text(let parts): return text(parts, frame)
    case .number(let number): return PythonValue(number)
    case .name(let name, let place): return self.name(name, at: place, frame)
    case .attribute(let base, let name): return attribute(base, name, frame)
    case .call(let callee, let arguments): return call(callee, arguments, frame)
    case .item(let base, let index): return item(base, index, frame)
    case .list(let elements): return list(elements, frame)
    case .starred(let inner): return value(inner, frame)
    case .each(let inner):
      // As many elements as the loop makes.
      let element = value(inner, frame)
      let texts = element.texts
      return texts.count > 1
        ? PythonValue(list: texts.map { PythonValue($0) }, isPartial: element.isPartial)
        : PythonValue(list: [element], isPartial: element.isPartial)
    case .fields(let fields):
      var found: [(String, PythonValue)] = []
      var isPartial = false
      for (key, inner) in fields {
        guard let key else {
          let value = value(inner, frame)
          for case .fields(let more) in value.options { found += more }
          isPartial = isPartial || value.isPartial
          continue
        }
        let value = value(inner, frame)
        for name in self.value(key, frame).pieces { found.append((name, value)) }
      }
      return PythonValue(fields: found, isPartial: isPartial)
    case .operation(.plus, let one, let other):
      return plus(value(one, frame), value(other, frame))
    // What is taken out of a set is told of apart.
    case .operation(.minus, let one, _): return value(one, frame)
    case .operation(.slash, let one, let other):
      return value(one, frame).combined(with: value(other, frame), PythonPath.join)
    case .operation(.percent, let one, let other): return percent(one, other, frame)
    case .either(let one, let other): return either([one, other], frame)
    case .conditional(let test, let yes, let no):
      if let holds = holds(test, frame) { return value(holds ? yes : no, frame) }
      return either([yes, no], frame)
    case .comparison(let one, "and", let other): return either([one, other], frame)
    case .comparison, .other: return .unknown
    }
  }

  private func either(_ all: [PythonExpression], _ frame: Frame) -> PythonValue {
    var found = PythonValue()
    for one in all { found.add(value(one, frame)) }
    return found
  }

  private func text(_ parts: [PythonExpression.Part], _ frame: Frame) -> PythonValue {
    var found = PythonValue("")
    for part in parts {
      let next =
        switch part {
        case .literal(let text): PythonValue(text)
        case .hole(let inner): value(inner, frame)
        }
      found = found.combined(with: next, PythonPath.joined)
    }
    return found
  }

  private func list(_ elements: [PythonExpression], _ frame: Frame) -> PythonValue {
    var lists: [[PythonValue]] = [[]]
    var isPartial = false
    func append(_ more: [PythonValue]) {
      for index in lists.indices where lists[index].count <= PythonValue.longest {
        lists[index] += more
      }
    }
    for element in elements {
      switch element {
      case .starred(let inner):
        let value = value(inner, frame)
        isPartial = isPartial || value.isPartial
        let more = value.lists
        if more.count > 1, lists.count * more.count <= 32 {
          lists = lists.flatMap { one in more.map { one + $0 } }
        } else {
          for one in more { append(one) }
        }
      case .each:
        let value = value(element, frame)
        isPartial = isPartial || value.isPartial
        for one in value.lists { append(one) }
      default: append([value(element, frame)])
      }
    }
    var found = PythonValue(isPartial: isPartial)
    for one in lists { found.add(PythonValue(list: one)) }
    return found
  }

  private func plus(_ one: PythonValue, _ other: PythonValue) -> PythonValue {
    let lists = one.lists
    let more = other.lists
    if lists.isEmpty, more.isEmpty { return one.combined(with: other, PythonPath.joined) }
    let isPartial = one.isPartial || other.isPartial
    var found = PythonValue(isPartial: isPartial)
    if lists.isEmpty || more.isEmpty {
      for list in lists + more { found.add(PythonValue(list: list)) }
    } else if lists.count * more.count <= 32 {
      for list in lists { for next in more { found.add(PythonValue(list: list + next)) } }
    } else {
      for list in lists + more { found.add(PythonValue(list: list)) }
    }
    return found
  }

  /// Whether a test holds, where that can be told.
  private func holds(_ test: PythonExpression, _ frame: Frame) -> Bool? {
    guard case .comparison(let one, let sign, let other) = test else { return nil }
    let (left, right) = (value(one, frame), value(other, frame))
    guard left.isComplete, right.isComplete, !left.texts.isEmpty else { return nil }
    let names = Set(left.texts)
    switch sign {
    case "in", "not in":
      let all = Set(right.element.texts)
      if all.isEmpty { return nil }
      if names.isSubset(of: all) { return sign == "in" }
      return names.isDisjoint(with: all) ? sign == "not in" : nil
    case "==", "!=":
      guard names.count == 1, right.texts.count == 1 else { return nil }
      return (left.texts == right.texts) == (sign == "==")
    default: return nil
    }
  }

  // MARK: - Names

  private func name(_ name: String, at place: Int, _ frame: Frame) -> PythonValue {
    if name == "__file__" { return PythonValue("./\(file)") }
    if name == "None" { return .nothing }
    var scope: Int? = frame.scope
    while let here = scope {
      let inner = here == frame.scope ? frame : Frame(scope: here, depth: frame.depth)
      if let value = self.name(name, at: place, in: inner) { return value }
      scope = module.scopes[here].parent
      // A method does not see what its class holds.
      while let above = scope, module.scopes[above].isClass { scope = module.scopes[above].parent }
    }
    return .unknown
  }

  /// What a scope itself knows of a name; nil if it does not.
  private func name(_ name: String, at place: Int, in frame: Frame) -> PythonValue? {
    let scope = module.scopes[frame.scope]
    let all = scope.bindings[name] ?? []
    let running = all.filter { !($0.condition.map { $0 < isOff.count && isOff[$0] } ?? false) }
    let bindings = running.isEmpty ? all : running
    let parameter = scope.parameters.firstIndex { $0.name == name }
    if bindings.isEmpty, parameter == nil { return nil }
    // The innermost loop that goes round the place.
    let loop = bindings.indices.filter { bindings[$0].extent?.contains(place) == true }
      .max { one, other in
        (bindings[one].extent?.lowerBound ?? 0) < (bindings[other].extent?.lowerBound ?? 0)
      }
    let key = Name(scope: frame.scope, name: name, loop: loop ?? -1)
    let isShared = frame.arguments == nil
    if isShared, let value = known[key] { return value }
    // A name that is made of itself adds nothing to what it was.
    guard active.insert(key).inserted else {
      circles += 1
      return .nothing
    }
    defer { active.remove(key) }
    let before = circles
    var found = PythonValue()
    if let loop {
      found = value(of: bindings[loop], frame)
    } else {
      if let parameter { found.add(self.parameter(parameter, frame)) }
      for binding in bindings.prefix(64) where !binding.adds {
        found.add(value(of: binding, frame))
      }
      let more = bindings.prefix(200).filter(\.adds)
      if !more.isEmpty { found = added(more.map { value(of: $0, frame) }, to: found) }
    }
    // What leaves out a name that is asked for by now, is not all that this one may be.
    if isShared, circles == before || active.count == 1 { known[key] = found }
    return found
  }

  /// Lists that grow: what is added goes to each of them.
  private func added(_ more: [PythonValue], to start: PythonValue) -> PythonValue {
    var isPartial = start.isPartial
    var elements: [PythonValue] = []
    var fields: [(String, PythonValue)] = []
    for value in more {
      isPartial = isPartial || value.isPartial
      if elements.count + fields.count > PythonValue.longest {
        isPartial = true
        break
      }
      for option in value.options {
        switch option {
        case .list(let list): elements += list
        case .fields(let some): fields += some
        case .text: break
        }
      }
    }
    var found = PythonValue(isPartial: isPartial)
    for option in start.options {
      switch option {
      case .list(let list): found.add(PythonValue(list: list + elements))
      case .fields(let some): found.add(PythonValue(fields: some + fields))
      case .text(let text):
        found.add(PythonValue(text))
        for value in more { found.add(PythonValue(texts: value.texts.map { text + $0 })) }
      }
    }
    if start.options.isEmpty {
      if !elements.isEmpty { found.add(PythonValue(list: elements)) }
      if !fields.isEmpty { found.add(PythonValue(fields: fields)) }
    }
    return found
  }

  private func value(of binding: PythonModule.Binding, _ frame: Frame) -> PythonValue {
    var found = value(binding.value, frame)
    for step in binding.steps {
      found =
        switch step {
        case .each: found.element
        case .at(let index): found.element(at: index)
        }
    }
    return found
  }

  // MARK: - Functions

  /// What a parameter may be: by the arguments of this call, or of all calls in the file.
  private func parameter(_ index: Int, _ frame: Frame) -> PythonValue {
    let scope = module.scopes[frame.scope]
    let parameter = scope.parameters[index]
    if let arguments = frame.arguments {
      return arguments[parameter.name] ?? .unknown
    }
    var found = PythonValue()
    for call in (calls[scope.name] ?? []).prefix(60) {
      let caller = Frame(scope: call.scope, depth: frame.depth)
      let bound = bound(call.arguments, of: frame.scope, caller)
      found.add(bound[parameter.name] ?? .nothing)
    }
    if found.isUnknown, let standard = parameter.standard {
      found.add(value(standard, Frame(scope: scope.parent ?? 0, depth: frame.depth)))
    }
    if found.isUnknown { found.isPartial = true }
    return found
  }

  /// The arguments of a call by the names of the parameters.
  private func bound(
    _ arguments: [PythonExpression.Argument], of function: Int, _ caller: Frame
  ) -> [String: PythonValue] {
    let scope = module.scopes[function]
    var parameters = scope.parameters
    if let parent = scope.parent, module.scopes[parent].isClass,
      let first = parameters.first?.name, first == "self" || first == "cls"
    {
      parameters.removeFirst()
    }
    var found: [String: PythonValue] = [:]
    var rest: [(String, PythonValue)] = []
    for argument in arguments {
      if argument.kind == .fields {
        for case .fields(let fields) in value(argument.value, caller).options {
          for (name, value) in fields { found[name, default: .nothing].add(value) }
        }
      } else if let name = argument.name {
        let value = value(argument.value, caller)
        if parameters.contains(where: { $0.name == name }) {
          found[name] = value
        } else {
          rest.append((name, value))
        }
      }
    }
    let positional = list(
      arguments.filter { $0.name == nil && $0.kind != .fields }.map {
        $0.kind == .list ? .starred($0.value) : $0.value
      }, caller)
    let lists = positional.lists
    var place = 0
    for parameter in parameters {
      switch parameter.kind {
      case .plain:
        for list in lists where place < list.count {
          found[parameter.name, default: .nothing].add(list[place])
        }
        place += 1
      case .list:
        var value = PythonValue(isPartial: positional.isPartial)
        for list in lists where list.count >= place {
          // A list of which nothing is known says nothing here, either.
          if list.isEmpty, positional.isPartial { continue }
          value.add(PythonValue(list: Array(list.dropFirst(place))))
        }
        found[parameter.name] = value
        place = Int.max / 2
      case .fields: found[parameter.name] = PythonValue(fields: rest)
      }
    }
    for parameter in parameters where found[parameter.name] == nil {
      if let standard = parameter.standard {
        found[parameter.name] = value(
          standard, Frame(scope: scope.parent ?? 0, depth: caller.depth))
      }
    }
    return found
  }

  /// What a function of the file gives back for these arguments.
  func result(
    of function: Int, _ arguments: [PythonExpression.Argument], _ caller: Frame
  ) -> PythonValue {
    let scope = module.scopes[function]
    let key = Name(scope: function, name: "()", loop: -1)
    guard !scope.returns.isEmpty, active.insert(key).inserted else { return .unknown }
    defer { active.remove(key) }
    let frame = Frame(
      scope: function, arguments: bound(arguments, of: function, caller), depth: caller.depth)
    return either(scope.returns, frame)
  }
}

extension PythonValue {
  /// The lists among the alternatives.
  var lists: [[PythonValue]] {
    options.compactMap { option in if case .list(let list) = option { list } else { nil } }
  }
}
