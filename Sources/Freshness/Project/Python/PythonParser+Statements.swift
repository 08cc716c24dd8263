/// Reads a whole file, line by line.
extension PythonParser {
  /// What lines that are indented belong to.
  struct Block {
    let indent: Int
    /// What holds again behind it.
    let scope: Int
    let condition: Int?
    /// Names of a loop, whose extent ends with it.
    var loop: (names: [String], scope: Int)?
    /// For the `else` of an `if`.
    var test: PythonExpression?
    /// Whether it leads out of what holds it: `return` or `raise` is its last line.
    var leaves = false
  }

  static func module(of text: String) -> PythonModule {
    var parser = PythonParser(Array(text.utf8))
    parser.readAll()
    return parser.module
  }

  private mutating func readAll() {
    var blocks: [Block] = []
    while token.kind != .end {
      guard token.kind == .line else {
        // What a statement left over.
        place += 1
        continue
      }
      let indent = token.code
      place += 1
      var closed: Block?
      while let last = blocks.last, last.indent >= indent {
        blocks.removeLast()
        close(last)
        closed = last.indent == indent ? last : nil
      }
      statements(indent, after: closed, &blocks)
    }
    while let last = blocks.popLast() { close(last) }
  }

  private mutating func close(_ block: Block) {
    if scope != block.scope {
      let end = place < tokens.count ? tokens[place].start : bytes.count
      module.scopes[scope].extent = module.scopes[scope].extent.lowerBound..<end
    }
    scope = block.scope
    condition = block.condition
    guard let loop = block.loop else { return }
    for name in loop.names {
      let holder = holder(of: name, in: loop.scope)
      guard let bindings = module.scopes[holder].bindings[name] else { continue }
      for index in bindings.indices.reversed() {
        guard let extent = bindings[index].extent, extent.upperBound == Int.max else { continue }
        module.scopes[holder].bindings[name]?[index].extent = extent.lowerBound..<place
        break
      }
    }
  }

  /// All of one line: what stands behind a colon belongs to its block.
  private mutating func statements(_ indent: Int, after closed: Block?, _ blocks: inout [Block]) {
    var closed = closed
    while !isAtEnd {
      let before = place
      statement(indent, after: closed, &blocks)
      closed = nil
      if takes(";") { continue }
      if place == before { place += 1 }
    }
  }

  private mutating func note(_ expression: PythonExpression) {
    module.statements.append(.init(expression: expression, scope: scope, condition: condition))
  }

  private mutating func open(
    _ indent: Int, _ blocks: inout [Block], loop: (names: [String], scope: Int)? = nil,
    test: PythonExpression? = nil
  ) {
    while !isAtEnd, !token.isSign(":") { place += 1 }
    _ = takes(":")
    blocks.append(
      Block(indent: indent, scope: scope, condition: condition, loop: loop, test: test))
  }

  private mutating func enter(_ test: PythonExpression, holds: Bool) {
    module.conditions.append(.init(parent: condition, scope: scope, test: test, holds: holds))
    condition = module.conditions.count - 1
  }

  private mutating func statement(_ indent: Int, after closed: Block?, _ blocks: inout [Block]) {
    if takes("@") {
      note(expression())
      return
    }
    _ = takesWord("async")
    // What comes behind `if test: return` runs only without it.
    if scope != 0, let closed, closed.leaves, let test = closed.test, !isWord("else"),
      !isWord("elif")
    {
      enter(test, holds: false)
    }
    let leaves = isWord("return") || isWord("raise") || isWord("continue")
    if let last = blocks.indices.last { blocks[last].leaves = leaves }
    if isWord("def") || isWord("class") {
      definition(indent, &blocks)
    } else if isWord("if") || isWord("elif") || isWord("while") {
      place += 1
      let test = expression()
      note(test)
      open(indent, &blocks, test: test)
      enter(test, holds: true)
    } else if isWord("else"), place + 1 < tokens.count, tokens[place + 1].isSign(":") {
      place += 1
      open(indent, &blocks)
      if let test = closed?.test { enter(test, holds: false) }
    } else if isWord("try") || isWord("finally") || isWord("except") {
      place += 1
      open(indent, &blocks)
    } else if takesWord("for") {
      loop(indent, &blocks)
    } else if takesWord("with") {
      contexts()
      open(indent, &blocks)
    } else if takesWord("return") {
      let value = isAtEnd ? PythonExpression.other([]) : list()
      module.scopes[scope].returns.append(value)
      note(value)
    } else if isWord("import") || isWord("from") {
      imports()
    } else if isWord("del") || isWord("assert") || isWord("raise") || isWord("nonlocal") {
      place += 1
      if !isAtEnd { note(list()) }
    } else if takesWord("global") {
      module.scopes[scope].globals.formUnion(Self.names(in: list()))
    } else {
      assignment()
    }
  }

  private mutating func definition(_ indent: Int, _ blocks: inout [Block]) {
    let isClass = isWord("class")
    let start = token.start
    place += 1
    guard token.kind == .name else { return }
    var made = PythonModule.Scope(
      name: spelled(token), parent: scope, isClass: isClass, condition: condition,
      extent: start..<start)
    place += 1
    if takes("(") {
      while !token.isSign(")"), token.kind != .end {
        let before = place
        if isClass {
          if token.kind == .name, place + 1 < tokens.count, tokens[place + 1].isSign("=") {
            place += 2
          }
          let base = expression()
          if let name = base.lastName { made.bases.append(name) }
        } else {
          parameter(into: &made)
        }
        if !takes(","), place == before { place += 1 }
      }
      place += 1
    }
    open(indent, &blocks)
    module.scopes.append(made)
    if !isClass { module.functions[made.name, default: []].append(module.scopes.count - 1) }
    scope = module.scopes.count - 1
  }

  private mutating func parameter(into made: inout PythonModule.Scope) {
    var kind = PythonExpression.Argument.Kind.plain
    if takes("**") { kind = .fields } else if takes("*") { kind = .list }
    guard token.kind == .name else {
      _ = takes("/")
      return
    }
    let name = spelled(token)
    place += 1
    if takes(":") { _ = expression() }
    var standard: PythonExpression?
    if takes("=") {
      let value = expression()
      note(value)
      standard = value
    }
    made.parameters.append(.init(name: name, standard: standard, kind: kind))
  }

  private mutating func loop(_ indent: Int, _ blocks: inout [Block]) {
    let start = place
    let targets = targets()
    guard takesWord("in") else { return }
    let value = list()
    note(value)
    bindTargets(targets, to: value, steps: [.each], extent: start..<Int.max)
    open(indent, &blocks, loop: (Self.names(in: targets), scope))
  }

  private static func names(in targets: PythonExpression) -> [String] {
    switch targets {
    case .name(let name, _): [name]
    case .list(let parts): parts.flatMap(names)
    default: []
    }
  }

  /// What stands behind `with`.
  private mutating func contexts() {
    repeat {
      let before = place
      let value = expression()
      note(value)
      if takesWord("as") { bindTargets(targets(), to: value, steps: []) }
      if place == before { return }
    } while takes(",")
  }

  private mutating func assignment() {
    var parts = [list()]
    if token.isSign(":") {
      place += 1
      _ = expression()
    }
    if token.isSign("+=") || token.isSign("|=") {
      place += 1
      let value = list()
      note(value)
      bindTargets(parts[0], to: value, steps: [], adds: true)
      return
    }
    if token.isSign("/=") {
      place += 1
      let value = PythonExpression.operation(.slash, parts[0], list())
      note(value)
      bindTargets(parts[0], to: value, steps: [])
      return
    }
    while takes("=") { parts.append(list()) }
    guard let value = parts.popLast() else { return }
    note(value)
    for target in parts {
      if case .item(let base, let key) = target, case .name(let name, _) = base {
        // One more value of a dictionary.
        bind(
          name, .init(value: .fields([(key, value)]), adds: true, condition: condition))
      } else {
        bindTargets(target, to: value, steps: [])
      }
    }
    if parts.isEmpty { additions(value) }
  }

  /// `a.append(b)` and the like add to what `a` stands for.
  private mutating func additions(_ call: PythonExpression) {
    guard case .call(.attribute(let list, let method), let arguments) = call,
      let last = arguments.last
    else { return }
    let value: PythonExpression
    switch method {
    case "append", "add", "insert": value = .list([last.value])
    case "extend", "update": value = last.value
    default: return
    }
    if arguments.count > (method == "insert" ? 2 : 1) || last.name != nil { return }
    bindTargets(list, to: value, steps: [], adds: true)
  }

  private mutating func imports() {
    let isFrom = isWord("from")
    place += 1
    var module = ""
    func add(_ parser: inout PythonParser, _ module: String, _ name: String?) {
      parser.module.imports.append(
        .init(module: module, name: name, scope: parser.scope, condition: parser.condition))
    }
    func dotted(_ parser: inout PythonParser) -> String {
      var name = ""
      while parser.token.isSign(".") || parser.token.kind == .name,
        !parser.isWord("import"), !parser.isWord("as")
      {
        name += parser.spelled(parser.token)
        parser.place += 1
      }
      return name
    }
    if isFrom {
      module = dotted(&self)
      guard takesWord("import") else { return }
      _ = takes("(")
    }
    while !isAtEnd, !token.isSign(")"), !token.isSign(";") {
      let before = place
      let name = dotted(&self)
      if !name.isEmpty {
        add(&self, isFrom ? module : name, isFrom ? name : nil)
        let target = isFrom ? "\(module).\(name)" : name
        if takesWord("as"), token.kind == .name {
          self.module.aliases[spelled(token)] = target
          place += 1
        } else if isFrom {
          self.module.aliases[name] = target
        }
      } else if takes("*") {
        add(&self, module, nil)
      }
      if !takes(","), place == before { place += 1 }
    }
    _ = takes(")")
  }
}
