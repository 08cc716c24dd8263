/// Reads expressions of Python, and passes over what it does not know.
struct PythonParser {
  let bytes: [UInt8]
  let tokens: [PythonToken]
  var place = 0
  var module = PythonModule()
  /// The scope and the condition that statements stand in by now.
  var scope = 0
  var condition: Int?
  /// For a text's own expressions: the token that the text is.
  let base: Int?
  private var nesting = 0

  init(_ bytes: [UInt8], base: Int? = nil) {
    self.bytes = bytes
    self.base = base
    tokens = PythonTokenizer.tokens(of: bytes)
    if base != nil { place = 1 }
  }

  // MARK: - Tokens

  var token: PythonToken { tokens[min(place, tokens.count - 1)] }

  var isAtEnd: Bool { token.kind == .line || token.kind == .end }

  func isWord(_ word: StaticString) -> Bool { isWord(word, token) }

  func isWord(_ word: StaticString, _ token: PythonToken) -> Bool {
    guard token.kind == .name, token.end - token.start == word.utf8CodeUnitCount else {
      return false
    }
    for offset in 0..<word.utf8CodeUnitCount
    where bytes[token.start + offset] != word.utf8Start[offset] {
      return false
    }
    return true
  }

  mutating func takes(_ sign: StaticString) -> Bool {
    guard token.isSign(sign) else { return false }
    place += 1
    return true
  }

  mutating func takesWord(_ word: StaticString) -> Bool {
    guard isWord(word) else { return false }
    place += 1
    return true
  }

  func spelled(_ token: PythonToken) -> String {
    String(decoding: bytes[token.start..<token.end], as: UTF8.self)
  }

  // MARK: - Operators

  /// One expression, or a tuple of them.
  mutating func list() -> PythonExpression {
    let first = element()
    guard token.isSign(",") else { return first }
    var elements = [first]
    while takes(",") {
      if isAtEnd || token.isSign("=") || token.isSign(")") || token.isSign("]")
        || token.isSign(":")
      {
        break
      }
      elements.append(element())
    }
    return .list(elements)
  }

  mutating func element() -> PythonExpression {
    if takes("*") || takes("**") { return .starred(expression()) }
    return expression()
  }

  /// One level deeper, as far as anybody nests by hand.
  mutating func nested(
    _ read: (inout PythonParser) -> PythonExpression
  ) -> PythonExpression {
    guard nesting < 60 else {
      if !isAtEnd { place += 1 }
      return .other([])
    }
    nesting += 1
    defer { nesting -= 1 }
    return read(&self)
  }

  mutating func expression() -> PythonExpression { nested { $0.wholeExpression() } }

  private mutating func wholeExpression() -> PythonExpression {
    if takesWord("lambda") {
      while !isAtEnd, !token.isSign(":") { place += 1 }
      place += token.isSign(":") ? 1 : 0
      return .other([expression()])
    }
    if isWord("yield") || isWord("await") {
      place += 1
      _ = takesWord("from")
      return isAtEnd || token.isSign(")") ? .other([]) : expression()
    }
    let value = disjunction()
    if takesWord("if") {
      let test = disjunction()
      guard takesWord("else") else { return .other([value, test]) }
      return .conditional(test: test, value, expression())
    }
    if token.isSign(":="), case .name(let name, _) = value {
      place += 1
      let inner = expression()
      bind(name, PythonModule.Binding(value: inner, condition: condition))
      return inner
    }
    return value
  }

  mutating func disjunction() -> PythonExpression {
    var value = conjunction()
    var links = 0
    while takesWord("or") { value = .either(shortened(value, &links), conjunction()) }
    return value
  }

  private mutating func conjunction() -> PythonExpression {
    var value = negation()
    var links = 0
    while takesWord("and") { value = .comparison(shortened(value, &links), "and", negation()) }
    return value
  }

  private mutating func negation() -> PythonExpression {
    if takesWord("not") { return .comparison(.other([]), "not", nested { $0.negation() }) }
    var value = union()
    var links = 0
    while true {
      let sign: String
      if token.isSign("==") || token.isSign("!=") || token.isSign("<") || token.isSign(">")
        || token.isSign("<=") || token.isSign(">=")
      {
        sign = spelled(token)
        place += 1
      } else if takesWord("in") {
        sign = "in"
      } else if takesWord("is") {
        sign = takesWord("not") ? "!=" : "=="
      } else if isWord("not"), place + 1 < tokens.count, isWord("in", tokens[place + 1]) {
        place += 2
        sign = "not in"
      } else {
        return value
      }
      value = .comparison(shortened(value, &links), sign, union())
    }
  }

  private mutating func union() -> PythonExpression {
    var value = sum()
    var links = 0
    while token.isSign("|") || token.isSign("&") || token.isSign("^") || token.isSign("<<")
      || token.isSign(">>")
    {
      place += 1
      value = .other([shortened(value, &links), sum()])
    }
    return value
  }

  private mutating func sum() -> PythonExpression {
    var value = product()
    var links = 0
    while true {
      if takes("+") {
        value = .operation(.plus, shortened(value, &links), product())
      } else if takes("-") {
        value = .operation(.minus, shortened(value, &links), product())
      } else {
        return value
      }
    }
  }

  private mutating func product() -> PythonExpression {
    var value = factor()
    var links = 0
    while true {
      if takes("/") {
        value = .operation(.slash, shortened(value, &links), factor())
      } else if takes("%") {
        value = .operation(.percent, shortened(value, &links), factor())
      } else if takes("*") || takes("//") || takes("@") {
        value = .other([shortened(value, &links), factor()])
      } else {
        return value
      }
    }
  }

  private mutating func factor() -> PythonExpression {
    if takes("-") {
      if token.kind == .number {
        place += 1
        return .number("-" + spelled(tokens[place - 1]))
      }
      return .other([nested { $0.factor() }])
    }
    if takes("+") || takes("~") { return .other([nested { $0.factor() }]) }
    let value = primary()
    if takes("**") { return .other([value, nested { $0.factor() }]) }
    return value
  }

  /// A chain such as `a + b + …` as it is, but for one that is so long that what walks it would
  /// use up the stack: of that nothing is known.
  func shortened(_ value: PythonExpression, _ links: inout Int) -> PythonExpression {
    links += 1
    return links % 400 == 0 ? .other([]) : value
  }

  // MARK: - Loops inside of expressions

  /// `for a, b in c if d`: the names hold from where the brackets open to where they close.
  mutating func loops(from start: Int) {
    var pending: [(targets: PythonExpression, value: PythonExpression)] = []
    while isWord("for") || isWord("async") || isWord("if") {
      if takesWord("if") {
        let test = disjunction()
        module.statements.append(.init(expression: test, scope: scope, condition: condition))
        continue
      }
      _ = takesWord("async")
      place += 1
      let targets = targets()
      guard takesWord("in") else { return }
      pending.append((targets, disjunction()))
    }
    for one in pending {
      bindTargets(
        one.targets, to: one.value, steps: [.each], extent: (base ?? start)..<((base ?? place) + 1))
      module.statements.append(.init(expression: one.value, scope: scope, condition: condition))
    }
  }

  /// Names on the left of `in`, `=` or behind `as`.
  mutating func targets() -> PythonExpression {
    var found: [PythonExpression] = []
    repeat {
      if isAtEnd || isWord("in") { break }
      _ = takes("*")
      found.append(primary())
    } while takes(",")
    return found.count == 1 ? found[0] : .list(found)
  }

  mutating func bindTargets(
    _ targets: PythonExpression, to value: PythonExpression,
    steps: [PythonModule.Binding.Step], extent: Range<Int>? = nil, adds: Bool = false
  ) {
    let binding = PythonModule.Binding(
      value: value, steps: steps, extent: extent, adds: adds, condition: condition)
    switch targets {
    case .name(let name, _): bind(name, binding)
    case .attribute(.name(let owner, _), let name) where owner == "self" || owner == "cls":
      module.attributes[name, default: []].append((binding, scope))
    case .attribute(_, let name):
      // `versioneer.versionfile_source = …`
      module.attributes[".\(name)", default: []].append((binding, scope))
    case .list(let parts):
      for (index, part) in parts.enumerated() {
        bindTargets(part, to: value, steps: steps + [.at(index)], extent: extent, adds: adds)
      }
    case .item(let base, _):
      // A dictionary that gets one more value.
      if let name = base.lastName, case .name = base {
        bind(name, .init(value: targets, adds: true, condition: condition))
      }
    default: break
    }
  }

  /// The scope that a name belongs to: the file's own behind `global`.
  func holder(of name: String, in scope: Int) -> Int {
    module.scopes[scope].globals.contains(name) ? 0 : scope
  }

  mutating func bind(_ name: String, _ binding: PythonModule.Binding) {
    module.scopes[holder(of: name, in: scope)].bindings[name, default: []].append(binding)
    if module.scopes[scope].isClass {
      module.attributes[name, default: []].append((binding, scope))
    }
  }
}
