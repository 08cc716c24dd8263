/// What calls and attributes give: those that make paths of paths.
extension PythonEvaluator {
  /// The name of a function with its module, as `os.path.join`.
  func dotted(_ callee: PythonExpression) -> String? {
    guard let dotted = callee.dotted else { return nil }
    let first = String(dotted.prefix { $0 != "." })
    let rest = dotted.dropFirst(first.count)
    if let alias = module.aliases[first] { return alias + rest }
    // `pjoin = os.path.join`
    if let bindings = module.scopes[0].bindings[first], bindings.count == 1,
      case .attribute = bindings[0].value, let target = bindings[0].value.dotted
    {
      return target + rest
    }
    return dotted
  }

  static let pathModules: Set<String> = ["os.path", "path", "posixpath", "osp", "op"]

  /// Whether it joins paths, not texts.
  func joinsPaths(_ callee: PythonExpression) -> Bool {
    guard let name = dotted(callee) else { return false }
    if name == "join" || name == "pjoin" || name == "path_join" { return true }
    guard name.hasSuffix(".join") else { return false }
    return Self.pathModules.contains(String(name.dropLast(5)))
  }

  func attribute(_ base: PythonExpression, _ name: String, _ frame: Frame) -> PythonValue {
    if base.dotted == "self" || base.dotted == "cls" {
      var found = PythonValue()
      for (binding, scope) in (module.attributes[name] ?? []).prefix(16) {
        var value = value(binding.value, Frame(scope: scope, depth: frame.depth))
        for step in binding.steps {
          switch step {
          case .each: value = value.element
          case .at(let index): value = value.element(at: index)
          }
        }
        found.add(value)
      }
      return found.isUnknown ? .unknown : found
    }
    switch name {
    case "parent": return value(base, frame).mapped(PythonPath.directory)
    case "name": return value(base, frame).mapped(PythonPath.name)
    case "stem": return value(base, frame).mapped { PythonPath.split(PythonPath.name($0)).stem }
    case "suffix": return value(base, frame).mapped { PythonPath.split($0).suffix }
    case "sep" where base.dotted == "os" || base.dotted == "os.path": return PythonValue("/")
    case "curdir" where base.dotted == "os": return PythonValue("")
    case "pardir" where base.dotted == "os": return PythonValue("..")
    default: return .unknown
    }
  }

  func item(
    _ base: PythonExpression, _ index: PythonExpression, _ frame: Frame
  ) -> PythonValue {
    if case .attribute(let path, "parents") = base, case .number(let number) = index {
      guard let steps = Int(number), steps >= 0 else { return .unknown }
      var found = value(path, frame)
      for _ in 0...min(steps, 8) { found = found.mapped(PythonPath.directory) }
      return found
    }
    let holder = value(base, frame)
    if case .number(let number) = index, let place = Int(number) {
      return holder.element(at: place)
    }
    if case .other = index {
      // Some of the list.
      return holder.lists.isEmpty ? .unknown : holder
    }
    let keys = value(index, frame)
    if keys.isUnknown { return holder.values.isUnknown ? .unknown : holder.values }
    var found = PythonValue()
    for key in keys.texts { found.add(key == "*" ? holder.values : holder.field(key)) }
    return found
  }

  /// `a % b`, with each sign for a value replaced.
  func percent(
    _ template: PythonExpression, _ argument: PythonExpression, _ frame: Frame
  ) -> PythonValue {
    let templates = value(template, frame)
    let values = value(argument, frame)
    guard !templates.isUnknown else { return .unknown }
    var found = PythonValue(isPartial: templates.isPartial)
    for text in templates.texts {
      found.add(filled(Self.percentParts(text), values))
    }
    return found
  }

  private func filled(_ parts: [(String, isHole: Bool)], _ values: PythonValue) -> PythonValue {
    var found = PythonValue("")
    var index = 0
    for (text, isHole) in parts {
      var next = PythonValue(text)
      if isHole {
        if !text.isEmpty {
          next = values.field(text)
        } else if values.lists.isEmpty {
          next = values
        } else {
          next = values.element(at: index)
          index += 1
        }
      }
      found = found.combined(with: next, PythonPath.joined)
    }
    return found
  }

  /// `%s` and `%(name)s` are holes; the second kind keeps its name.
  private static func percentParts(_ text: String) -> [(String, isHole: Bool)] {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return [(text, false)] }
    var parts: [(String, isHole: Bool)] = []
    var rest = text[...]
    while let sign = rest.firstIndex(of: "%") {
      if sign > rest.startIndex { parts.append((String(rest[..<sign]), false)) }
      rest = rest[rest.index(after: sign)...]
      if rest.first == "%" {
        parts.append(("%", false))
        rest = rest.dropFirst()
        continue
      }
      var name = ""
      if rest.first == "(", let close = rest.firstIndex(of: ")") {
        name = String(rest[rest.index(after: rest.startIndex)..<close])
        rest = rest[rest.index(after: close)...]
      }
      rest = rest.drop { "0123456789.-+ #".contains($0) }.dropFirst()
      parts.append((name, true))
    }
    if !rest.isEmpty { parts.append((String(rest), false)) }
    return parts
  }

  private func format(
    _ template: PythonValue, _ arguments: [PythonExpression.Argument], _ frame: Frame
  ) -> PythonValue {
    let plain = arguments.filter { $0.name == nil && $0.kind == .plain }
      .map { value($0.value, frame) }
    var found = PythonValue(isPartial: template.isPartial)
    for text in template.texts {
      var made = PythonValue("")
      var index = 0
      var rest = text[...]
      while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        made = made.combined(with: PythonValue(String(rest[..<open])), PythonPath.joined)
        let name = rest[rest.index(after: open)..<close].prefix { !":!.[".contains($0) }
        rest = rest[rest.index(after: close)...]
        var next = PythonValue.unknown
        if let argument = arguments.first(where: { $0.name.map { $0 == name } ?? false }) {
          next = value(argument.value, frame)
        } else if let place = name.isEmpty ? index : Int(name), place < plain.count {
          next = plain[place]
          index += 1
        }
        made = made.combined(with: next, PythonPath.joined)
      }
      found.add(made.combined(with: PythonValue(String(rest)), PythonPath.joined))
    }
    return found.isUnknown ? .unknown : found
  }

  // MARK: - Calls

  func call(
    _ callee: PythonExpression, _ arguments: [PythonExpression.Argument], _ frame: Frame
  ) -> PythonValue {
    let name = callee.lastName ?? ""
    func argument(_ index: Int) -> PythonValue {
      index < arguments.count ? value(arguments[index].value, frame) : .unknown
    }
    if joinsPaths(callee) { return joined(arguments, frame) }
    if let functions = module.functions[name], functions.count == 1,
      callee.dotted == name || callee.dotted == "self.\(name)"
    {
      return result(of: functions[0], arguments, frame)
    }
    switch name {
    case "abspath", "realpath": return argument(0).mapped(PythonPath.absolute)
    case "normpath", "normcase", "expanduser", "expandvars", "fspath", "str",
      "convert_path", "sorted", "list", "tuple", "set", "frozenset", "reversed", "iter", "deepcopy",
      "relpath", "unique", "posixpath", "repr", "native":
      return arguments.isEmpty && name == "list" ? PythonValue(list: []) : argument(0)
    case "Path", "PurePath", "PurePosixPath", "PosixPath":
      return arguments.isEmpty ? PythonValue("") : joined(arguments, frame)
    case "getcwd", "cwd": return PythonValue(".")
    case "dirname" where arguments.first?.value.literal == ".": return PythonValue("")
    case "dirname": return argument(0).mapped(PythonPath.directory)
    case "basename": return argument(0).mapped(PythonPath.name)
    case "getenv": return arguments.count > 1 ? partial(argument(1)) : .unknown
    case "dict":
      return PythonValue(
        fields: arguments.compactMap { one in one.name.map { ($0, value(one.value, frame)) } },
        isPartial: arguments.contains { $0.kind != .plain })
    case "enumerate":
      let elements = argument(0).lists.joined().map {
        PythonValue(list: [.unknown, $0])
      }
      return elements.isEmpty ? .unknown : PythonValue(list: elements)
    case "zip":
      let columns = arguments.map { value($0.value, frame).lists.flatMap { $0 } }
      guard let count = columns.map(\.count).min(), count > 0 else { return .unknown }
      return PythonValue(
        list: (0..<count).map { row in PythonValue(list: columns.map { $0[row] }) })
    case "chain", "sum":
      var all: [PythonValue] = []
      var isPartial = false
      for one in arguments {
        let value = value(one.value, frame)
        isPartial = isPartial || value.isPartial
        for list in value.lists {
          if all.count > PythonValue.longest { break }
          let nested = list.lazy.flatMap(\.lists).joined().prefix(PythonValue.longest + 1)
          all += name == "sum" ? Array(nested) : list
        }
      }
      return PythonValue(list: all, isPartial: isPartial)
    default: break
    }
    // What an extension is made of, is seen where it is made.
    if name.hasSuffix("Extension") { return PythonValue(fields: []) }
    if name == "cythonize" || name == "mypycify" { return PythonValue(list: []) }
    if case .attribute(let base, let method) = callee {
      return self.method(method, of: base, arguments, frame)
    }
    if name == "glob" || name == "iglob" { return globbed(argument(0)) }
    return .unknown
  }

  private func partial(_ value: PythonValue) -> PythonValue {
    var value = value
    value.isPartial = true
    return value
  }

  /// A list with patterns for its elements.
  private func globbed(_ patterns: PythonValue) -> PythonValue {
    patterns.isUnknown
      ? .unknown
      : PythonValue(
        list: patterns.texts.map { PythonValue(Self.withoutSets($0)) },
        isPartial: patterns.isPartial)
  }

  /// `[ab]` and `[!a-c]` of a pattern are one letter each.
  private static func withoutSets(_ pattern: String) -> String {
    var made = ""
    var rest = pattern[...]
    while let open = rest.firstIndex(of: "[") {
      // A bracket that comes first is one of the letters.
      let letters = rest[open...].dropFirst(rest[open...].hasPrefix("[!") ? 3 : 2)
      guard let close = letters.firstIndex(of: "]") else { break }
      made += rest[..<open] + "?"
      rest = rest[rest.index(after: close)...]
    }
    return made + rest
  }

  private func joined(
    _ arguments: [PythonExpression.Argument], _ frame: Frame
  ) -> PythonValue {
    let parts = value(
      .list(
        arguments.filter { $0.name == nil }.map {
          $0.kind == .list ? .starred($0.value) : $0.value
        }), frame)
    var found = PythonValue(isPartial: parts.isPartial)
    for list in parts.lists {
      // Of a list in stars nothing may be known: any file there, then.
      let list = list.count < arguments.count && parts.isPartial ? list + [.unknown] : list
      var made = PythonValue("")
      for part in list { made = made.combined(with: part, PythonPath.join) }
      found.add(made)
    }
    return found
  }

  private func method(
    _ method: String, of base: PythonExpression, _ arguments: [PythonExpression.Argument],
    _ frame: Frame
  ) -> PythonValue {
    func argument(_ index: Int) -> PythonValue {
      index < arguments.count ? value(arguments[index].value, frame) : .unknown
    }
    let module = dotted(base)
    switch method {
    case "glob", "iglob":
      if module == "glob" { return globbed(argument(0)) }
      return globbed(value(base, frame).combined(with: argument(0), PythonPath.join))
    case "rglob":
      return globbed(
        value(base, frame).combined(with: argument(0)) { PythonPath.join($0, "**/\($1)") })
    case "iterdir":
      return globbed(value(base, frame).mapped { PythonPath.join($0, "*") })
    case "splitext":
      return pairs(argument(0)) { PythonPath.split($0) }
    case "split" where module.map(Self.pathModules.contains) == true:
      return pairs(argument(0)) { (PythonPath.directory($0), PythonPath.name($0)) }
    case "split":
      let texts = value(base, frame)
      guard let sign = arguments.first?.value.literal, sign.count == 1, !texts.isUnknown else {
        return .unknown
      }
      var found = PythonValue(isPartial: texts.isPartial)
      for text in texts.texts {
        if text.contains("*") {
          found.isPartial = true
          continue
        }
        found.add(
          PythonValue(list: text.split(separator: sign).map { PythonValue(String($0)) }))
      }
      return found
    case "resolve", "absolute": return value(base, frame).mapped(PythonPath.absolute)
    case "as_posix", "expanduser", "__str__", "encode", "decode", "strip",
      "copy", "with_segments", "as_uri":
      return value(base, frame)
    case "joinpath":
      let start = PythonExpression.Argument(name: nil, value: base)
      return joined([start] + arguments, frame)
    case "with_suffix":
      return value(base, frame).combined(with: argument(0)) { PythonPath.split($0).stem + $1 }
    case "with_name":
      return value(base, frame).combined(with: argument(0)) {
        PythonPath.join(PythonPath.directory($0), $1)
      }
    case "relative_to":
      return value(base, frame).combined(with: argument(0)) { path, place in
        path.hasPrefix(place + "/") ? String(path.dropFirst(place.count + 1)) : path
      }
    case "format": return format(value(base, frame), arguments, frame)
    case "replace":
      let (old, new) = (argument(0), argument(1))
      guard old.texts.count == 1, new.texts.count == 1 else { return value(base, frame) }
      return value(base, frame).mapped { text in
        // What grows without end is no name.
        text.utf8.count * new.texts[0].utf8.count > PythonValue.largest * 100
          ? text : text.replacing(old.texts[0], with: new.texts[0])
      }
    case "join":
      // A text between others.
      guard let sign = base.literal else { return .unknown }
      var found = PythonValue()
      for list in argument(0).lists {
        var made = PythonValue("")
        for (index, part) in list.enumerated() {
          if index > 0 { made = made.combined(with: PythonValue(sign), PythonPath.joined) }
          made = made.combined(with: part, PythonPath.joined)
        }
        found.add(made)
      }
      return found.isUnknown ? .unknown : found
    case "items":
      let pairs = value(base, frame).options.flatMap { option -> [PythonValue] in
        guard case .fields(let fields) = option else { return [] }
        return fields.map { PythonValue(list: [PythonValue($0.0), $0.1]) }
      }
      return pairs.isEmpty ? .unknown : PythonValue(list: pairs)
    case "values":
      let holder = value(base, frame)
      let all = holder.options.flatMap { option -> [PythonValue] in
        guard case .fields(let fields) = option else { return [] }
        return fields.map(\.1)
      }
      return all.isEmpty ? .unknown : PythonValue(list: all, isPartial: holder.isPartial)
    case "keys":
      let holder = value(base, frame)
      return PythonValue(
        list: holder.element.texts.map { PythonValue($0) }, isPartial: holder.isPartial)
    case "get", "pop":
      if module == "os.environ" || module == "environ" {
        return arguments.count > 1 ? partial(argument(1)) : .unknown
      }
      var found = item(base, arguments.first?.value ?? .other([]), frame)
      if arguments.count > 1 { found.add(argument(1)) }
      return found
    default: return .unknown
    }
  }

  private func pairs(
    _ value: PythonValue, _ split: (String) -> (String, String)
  ) -> PythonValue {
    guard !value.isUnknown else { return .unknown }
    var found = PythonValue(isPartial: value.isPartial)
    for text in value.texts {
      let (one, other) = split(text)
      found.add(PythonValue(list: [PythonValue(one), PythonValue(other)]))
    }
    return found
  }
}
