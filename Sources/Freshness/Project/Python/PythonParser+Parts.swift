/// Calls, attributes and indices behind what they belong to, and what stands alone.
extension PythonParser {
  mutating func primary() -> PythonExpression {
    _ = takesWord("await")
    var value = atom()
    var links = 0
    while true {
      if takes(".") {
        guard token.kind == .name else { return value }
        value = .attribute(shortened(value, &links), spelled(token))
        place += 1
      } else if takes("(") {
        value = .call(shortened(value, &links), arguments())
      } else if takes("[") {
        value = .item(shortened(value, &links), index())
      } else {
        return value
      }
    }
  }

  private mutating func index() -> PythonExpression {
    var parts: [PythonExpression] = []
    var isSlice = false
    while !token.isSign("]"), token.kind != .end {
      if takes(":") {
        isSlice = true
      } else if !takes(",") {
        let before = place
        parts.append(expression())
        if place == before { place += 1 }
      }
    }
    place += 1
    return !isSlice && parts.count == 1 ? parts[0] : .other(parts)
  }

  private mutating func arguments() -> [PythonExpression.Argument] {
    var found: [PythonExpression.Argument] = []
    let start = place
    while !token.isSign(")"), token.kind != .end {
      let before = place
      if takes("**") {
        found.append(.init(name: nil, value: expression(), kind: .fields))
      } else if takes("*") {
        found.append(.init(name: nil, value: expression(), kind: .list))
      } else if token.kind == .name, place + 1 < tokens.count, tokens[place + 1].isSign("=") {
        let name = spelled(token)
        place += 2
        found.append(.init(name: name, value: expression()))
      } else {
        let value = expression()
        if isWord("for") || isWord("async") {
          loops(from: start)
          found.append(.init(name: nil, value: .each(value)))
        } else {
          found.append(.init(name: nil, value: value))
        }
      }
      if !takes(","), place == before { place += 1 }
    }
    place += 1
    return found
  }

  private mutating func atom() -> PythonExpression {
    let token = token
    switch token.kind {
    case .name:
      if isWord("else") || isWord("for") || isWord("if") || isWord("in") {
        return .other([])
      }
      place += 1
      return .name(spelled(token), at: base ?? place - 1)
    case .number:
      place += 1
      return .number(spelled(token))
    case .text:
      var parts: [PythonExpression.Part] = []
      while self.token.kind == .text {
        parts += text(self.token, at: base ?? place)
        place += 1
      }
      return .text(parts)
    case .sign:
      if takes("(") { return bracketed(by: ")") }
      if takes("[") { return bracketed(by: "]") }
      if takes("{") { return braced() }
      _ = takes(".")
      return .other([])
    case .line, .end: return .other([])
    }
  }

  /// What stands in brackets: a tuple or a list, what a loop makes, or one expression.
  private mutating func bracketed(by close: StaticString) -> PythonExpression {
    var elements: [PythonExpression] = []
    let start = place
    var isTuple = close.utf8Start[0] == UInt8(ascii: "]")
    while !token.isSign(close), token.kind != .end {
      let before = place
      let value = element()
      if isWord("for") || isWord("async") {
        loops(from: start)
        elements.append(.each(value))
        isTuple = true
      } else if takesWord("as") {
        bindTargets(targets(), to: value, steps: [])
        elements.append(value)
      } else {
        elements.append(value)
      }
      if takes(",") {
        isTuple = true
      } else if place == before {
        place += 1
      }
    }
    place += 1
    return isTuple || elements.count != 1 ? .list(elements) : elements[0]
  }

  private mutating func braced() -> PythonExpression {
    var fields: [(key: PythonExpression?, value: PythonExpression)] = []
    var elements: [PythonExpression] = []
    let start = place
    while !token.isSign("}"), token.kind != .end {
      let before = place
      if takes("**") {
        fields.append((nil, expression()))
      } else {
        let key = element()
        if takes(":") {
          let value = expression()
          if isWord("for") || isWord("async") {
            loops(from: start)
            elements.append(.other([key, value]))
          } else {
            fields.append((key, value))
          }
        } else if isWord("for") || isWord("async") {
          loops(from: start)
          elements.append(.each(key))
        } else {
          elements.append(key)
        }
      }
      if !takes(","), place == before { place += 1 }
    }
    place += 1
    return elements.isEmpty ? .fields(fields) : .list(elements)
  }
}
