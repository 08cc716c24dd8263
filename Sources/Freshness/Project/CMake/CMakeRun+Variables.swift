import Platform

/// Commands that change variables.
extension CMakeRun {
  /// Does what a command does to variables; false if it is none of these.
  mutating func changeVariables(_ command: CMakeCommand) -> Bool {
    let arguments = command.arguments[...]
    switch command.name {
    case "set": setVariable(arguments)
    case "unset":
      if let name = names(arguments.first).first { put(name, [CMakeValue.unset]) }
    case "option": option(arguments)
    case "cmake_dependent_option": dependentOption(arguments)
    case "list": changeList(arguments)
    case "string": changeText(arguments)
    case "get_filename_component", "cmake_path": takePathApart(command)
    case "cmake_parse_arguments": parseArguments(arguments)
    case "set_property":
      if arguments.first?.text == "GLOBAL" { setProperty(arguments.dropFirst()) }
      return arguments.first?.text == "GLOBAL"
    case "get_property":
      guard let name = arguments.first?.text else { break }
      let words = variables.items(arguments)
      let place = words.firstIndex(of: "PROPERTY").map { $0 + 1 } ?? words.count
      let known =
        place < words.count && words.contains("GLOBAL") ? variables.properties[words[place]] : nil
      put(name, known ?? [CMakeValue.unknown])
    case "math":
      guard arguments.count > 2 else { break }
      let words = variables.items(arguments)
      put(
        arguments.dropFirst().first?.text ?? "",
        [words.dropFirst(2).first.flatMap(Self.sum) ?? CMakeValue.unknown])
    case "separate_arguments", "get_target_property", "get_source_file_property",
      "get_directory_property", "get_cmake_property", "site_name", "cmake_host_system_information",
      "find_program", "find_library", "find_path", "find_file", "check_language",
      "check_ipo_supported":
      for name in arguments.filter({ !$0.isQuoted }).map(\.text) where Self.isName(name) {
        if name.contains(where: \.isLowercase) || name.contains("_")
          || name == arguments.first?.text
        {
          mayChange(name)
        }
      }
    default: return false
    }
    return true
  }

  /// What a plain sum comes to, as in `4-1`.
  private static func sum(_ text: String) -> String? {
    let plain = text.filter { $0 != " " }
    if let number = Int(plain) { return "\(number)" }
    guard let sign = plain.lastIndex(where: { "+-".contains($0) }), let left = Int(plain[..<sign]),
      let right = Int(plain[plain.index(after: sign)...])
    else { return nil }
    return "\(plain[sign] == "+" ? left &+ right : left &- right)"
  }

  /// A word that can be a variable's name.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
      }
  }

  /// Notes that a command that is not followed may set a variable.
  mutating func mayChange(_ name: String) {
    if variables[name] == nil || variables[name] == [CMakeValue.unset] {
      variables.own[name] = [CMakeValue.unknown]
    }
  }

  private mutating func names(_ argument: CMakeCommand.Argument?) -> [String] {
    let names = argument.map(variables.expand) ?? []
    for name in names where CMakeValue.hasHole(name) { variables.note(computed: name) }
    return names.filter { !CMakeValue.hasHole($0) }
  }

  mutating func put(_ name: String, _ values: [String]) {
    variables.own[name] = values.isEmpty ? [CMakeValue.unset] : CMakeVariables.few(values)
  }

  // MARK: - set and option

  private mutating func setVariable(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    let targets = names(arguments.first)
    var rest = arguments.dropFirst()
    let isForParent = rest.last.map { $0.text == "PARENT_SCOPE" && !$0.isQuoted } ?? false
    if isForParent { rest = rest.dropLast() }
    let isCached = rest.firstIndex { $0.text == "CACHE" && !$0.isQuoted }
    let isForced = rest.last.map { $0.text == "FORCE" } ?? false
    if let isCached { rest = rest[..<isCached] }
    let values = joined(rest)
    for name in targets {
      // A list with more in it is kept for both; what is new in it may not be there.
      if !isSure, let own = variables[name] {
        let known = Set(own.flatMap(CMakeVariables.list))
        let new = values.flatMap(CMakeVariables.list).filter { !known.contains($0) }
        if values.contains(where: { $0.utf8.contains(UInt8(ascii: ";")) }) { noteAdded(new) }
      }
      if isCached != nil {
        if isForced {
          variables.cache[name] = values
          variables.own[name] = nil
        } else {
          // What is there already stays; a script may leave out what it can define. A name that it
          // computes is rather the usual one than any other.
          let isName = values.allSatisfy(Self.isPlainName)
          variables.cache[name] = CMakeVariables.few(
            (variables.cache[name] ?? [CMakeValue.unset]).flatMap {
              $0 == CMakeValue.unset || isName && $0 == CMakeValue.unknown ? values : [$0]
            })
        }
      } else {
        put(name, values.isEmpty ? [CMakeValue.unset] : values, isForParent: isForParent)
      }
    }
  }

  /// Whether it is the name of something, as of a part that is chosen: no path, number or truth.
  private static func isPlainName(_ value: String) -> Bool {
    !value.isEmpty && value != CMakeValue.unset && !CMakeValue.hasHole(value)
      && CMakeTruth.constant(value) == nil && value.contains(where: \.isLetter)
      && !value.contains { "/;.".contains($0) }
  }

  private mutating func put(_ name: String, _ values: [String], isForParent: Bool) {
    if isForParent {
      variables.forParent[name] = values
    } else {
      put(name, values)
    }
  }

  /// The arguments as one list, for each way that they may come out.
  private func joined(_ arguments: ArraySlice<CMakeCommand.Argument>) -> [String] {
    if arguments.isEmpty { return [CMakeValue.unset] }
    var all: [String] = [""]
    for (index, argument) in arguments.enumerated() {
      let values = variables.expand(argument)
      all = CMakeVariables.few(
        all.flatMap { begin in
          values.map { value in
            if index == 0 { return value }
            if value == CMakeValue.unset || value.isEmpty { return begin }
            return begin.isEmpty || begin == CMakeValue.unset ? value : "\(begin);\(value)"
          }
        })
    }
    return all
  }

  private mutating func option(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    guard let name = names(arguments.first).first, variables.own[name] == nil else { return }
    let value = arguments.dropFirst(2).first.map(variables.expand) ?? ["OFF"]
    // A script may leave out what it can define.
    variables.cache[name] = CMakeVariables.few(
      (variables.cache[name] ?? [CMakeValue.unset]).flatMap {
        $0 == CMakeValue.unset ? value : [$0]
      })
  }

  private mutating func dependentOption(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    let all = Array(arguments)
    guard all.count >= 5, let name = names(all[0]).first else { return }
    var truth = CMakeTruth.yes
    for condition in variables.expand(all[3]).flatMap(CMakeVariables.list) {
      let text = "if(\(condition))"
      guard case .choice(let branches)? = CMakeStatement.read(text).first,
        let first = branches.first?.condition
      else { continue }
      truth = truth && self.truth(first.arguments)
    }
    let value = variables.cache[name] ?? variables.expand(all[2])
    let otherwise = variables.expand(all[4])
    switch truth {
    case .yes: variables.cache[name] = value
    case .no: variables.cache[name] = otherwise
    case .unknown: variables.cache[name] = CMakeVariables.few(value + otherwise)
    }
  }

  // MARK: - Lists

  private mutating func changeList(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    guard let what = arguments.first?.text, let name = names(arguments.dropFirst().first).first
    else { return }
    let rest = arguments.dropFirst(2)
    let values = variables[name] ?? [CMakeValue.unset]
    // Adding to a list takes less than taking it apart.
    let isWhole = what == "APPEND" && !values.contains { $0.isEmpty || $0.utf8.contains(2) }
    spend(values.reduce(0) { $0 + $1.utf8.count } / (isWhole ? 1000 : 500))
    if isWhole {
      let new = variables.items(rest).filter { !$0.isEmpty }
      noteAdded(new)
      variables.own[name] = CMakeVariables.few(values.map { ([$0] + new).joined(separator: ";") })
      return
    }
    let lists = values.map { CMakeVariables.list($0) }
    func change(_ work: ([String]) -> [String]) -> [String] {
      lists.map { list in
        let changed = work(list.filter { $0 != CMakeValue.unset })
        return changed.isEmpty ? CMakeValue.unset : changed.joined(separator: ";")
      }
    }
    switch what {
    case "APPEND", "PREPEND", "INSERT":
      let new = variables.items(what == "INSERT" ? rest.dropFirst() : rest).filter { !$0.isEmpty }
      noteAdded(new)
      variables.own[name] = CMakeVariables.few(change { what == "APPEND" ? $0 + new : new + $0 })
    case "REMOVE_ITEM":
      let gone = Set(variables.items(rest))
      put(name, change { $0.filter { !gone.contains($0) } })
    case "FILTER":
      let words = variables.items(rest)
      guard words.count == 3, !CMakeValue.hasHole(words[2]),
        let expression = CMakeExpression(words[2])
      else { return }
      put(
        name,
        change { list in
          list.filter { item in
            guard !CMakeValue.hasHole(item), let isFound = expression.isFound(in: item) else {
              return true
            }
            return isFound == (words[0] == "INCLUDE")
          }
        })
    case "TRANSFORM":
      let words = variables.items(rest)
      guard let how = words.first, !rest.contains(where: { $0.text == "OUTPUT_VARIABLE" }) else {
        if let output = rest.last?.text { mayChange(output) }
        return
      }
      let text = words.count > 1 ? words[1] : ""
      switch how {
      case "PREPEND": put(name, change { $0.map { text + $0 } })
      case "APPEND": put(name, change { $0.map { $0 + text } })
      case "TOLOWER" where words.count == 1: put(name, change { $0.map { $0.lowercased() } })
      case "TOUPPER" where words.count == 1: put(name, change { $0.map { $0.uppercased() } })
      case "STRIP": break
      default: put(name, [CMakeValue.unknown])
      }
    case "JOIN":
      guard let output = rest.last.map(\.text), let glue = rest.first.map(variables.expand)?.first
      else { return }
      put(output, lists.map { $0.joined(separator: glue) })
    case "LENGTH":
      if let output = rest.last.map(\.text) {
        let isKnown = lists.count == 1 && !lists[0].contains(where: CMakeValue.hasHole)
        put(output, [isKnown ? "\(lists[0].count)" : CMakeValue.unknown])
      }
    case "GET":
      guard let output = rest.last.map(\.text) else { return }
      let places = variables.items(rest.dropLast()).map { Int($0) }
      put(
        output,
        lists.map { list in
          let items = places.map { place -> String? in
            guard let place, !list.contains(where: CMakeValue.hasHole) else { return nil }
            let index = place < 0 ? list.count + place : place
            return list.indices.contains(index) ? list[index] : nil
          }
          return items.contains(nil)
            ? CMakeValue.unknown : items.compactMap { $0 }.joined(separator: ";")
        })
    case "FIND", "SUBLIST":
      if let output = rest.last.map(\.text) { put(output, [CMakeValue.unknown]) }
    case "POP_FRONT", "POP_BACK":
      for output in rest.map(\.text) { put(output, lists.flatMap { $0 }) }
    default: break
    }
  }

  // MARK: - Texts

  private mutating func changeText(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    guard let what = arguments.first?.text else { return }
    let rest = Array(arguments.dropFirst())
    switch what {
    case "APPEND", "PREPEND":
      guard let name = names(rest.first).first else { return }
      let new = variables.items(rest.dropFirst()).joined()
      let before = variables[name] ?? [""]
      put(name, before.map { CMakeValue.plain(what == "APPEND" ? $0 + new : new + $0) })
    case "CONCAT":
      if let name = names(rest.first).first {
        put(name, [variables.items(rest.dropFirst()).joined()])
      }
    case "JOIN":
      guard rest.count > 1, let name = names(rest[1]).first else { return }
      let glue = variables.expand(rest[0]).first ?? ""
      put(name, [variables.items(rest.dropFirst(2)).joined(separator: glue)])
    case "TOLOWER", "TOUPPER", "STRIP":
      guard rest.count > 1, let name = names(rest[1]).first else { return }
      put(
        name,
        variables.expand(rest[0]).map {
          what == "STRIP"
            ? String($0.trimmed) : what == "TOLOWER" ? $0.lowercased() : $0.uppercased()
        })
    case "REPLACE":
      guard rest.count > 3, let old = variables.expand(rest[0]).first, !old.isEmpty,
        let new = variables.expand(rest[1]).first, let name = names(rest[2]).first
      else { return }
      let isKnown = !CMakeValue.hasHole(old)
      put(
        name,
        joined(rest[3...]).map {
          isKnown ? $0.replacing(old, with: CMakeValue.plain(new)) : CMakeValue.unknown
        })
    case "REGEX":
      guard rest.count > 3 else { return }
      let isReplacing = rest[0].text == "REPLACE"
      guard let name = names(rest[isReplacing ? 3 : 2]).first else { return }
      guard isReplacing, rest.count > 4, let old = variables.expand(rest[1]).first,
        let new = variables.expand(rest[2]).first, !new.contains("\\"), !CMakeValue.hasHole(old),
        let expression = CMakeExpression(old)
      else {
        put(name, [CMakeValue.unknown])
        return
      }
      put(
        name,
        joined(rest[4...]).map {
          expression.replaced(in: $0, with: CMakeValue.plain(new)) ?? CMakeValue.unknown
        })
    default:
      for name in rest.map(\.text) where Self.isName(name) { mayChange(name) }
    }
  }

  private mutating func takePathApart(_ command: CMakeCommand) {
    let all = command.arguments
    guard command.name == "get_filename_component", all.count > 2, let name = names(all[0]).first
    else {
      for argument in all where Self.isName(argument.text) { mayChange(argument.text) }
      return
    }
    let base = all.firstIndex { $0.text == "BASE_DIR" }.flatMap { index in
      index + 1 < all.count ? variables.expand(all[index + 1]).first : nil
    }
    let start = base.flatMap { CMakeFiles.path($0, in: directory) } ?? directory
    put(
      name,
      variables.expand(all[1]).map { text in
        switch all[2].text {
        case "ABSOLUTE", "REALPATH":
          return CMakeFiles.path(text, in: start).map(CMakeFiles.text) ?? text
        case "DIRECTORY", "PATH":
          guard let slash = text.lastIndex(of: "/") else { return "" }
          let above = String(text[..<slash])
          return CMakeFiles.path(above, in: "").flatMap {
            text.hasPrefix("/") ? CMakeFiles.text($0) : nil
          }
            ?? above
        case "NAME": return text.split(separator: "/").last.map(String.init) ?? text
        case "NAME_WE":
          let last = text.split(separator: "/").last.map(String.init) ?? text
          return String(last.prefix { $0 != "." })
        case "NAME_WLE":
          let last = text.split(separator: "/").last.map(String.init) ?? text
          return last.lastIndex(of: ".").map { String(last[..<$0]) } ?? last
        default: return CMakeValue.unknown
        }
      })
  }

  // MARK: - Others

  private mutating func parseArguments(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    var all = Array(arguments)
    let takesOwn = all.first?.text == "PARSE_ARGV"
    if takesOwn { all = Array(all.dropFirst(2)) }
    guard all.count >= 4, let prefix = variables.expand(all[0]).first else { return }
    let kinds = all[1...3].map {
      Set(variables.items([.init(text: $0.text)]).flatMap(CMakeVariables.list))
    }
    let given =
      takesOwn
      ? variables.values("ARGV").flatMap(CMakeVariables.list)
      : variables.items(all[4...].map { .init(text: $0.text) })
    var values: [String: [String]] = [:]
    var key = "UNPARSED_ARGUMENTS"
    for word in given {
      if kinds[0].contains(word) {
        values[word] = ["TRUE"]
        key = "UNPARSED_ARGUMENTS"
      } else if kinds[1].contains(word) || kinds[2].contains(word) {
        key = word
      } else {
        values[key, default: []].append(word)
        if kinds[1].contains(key) { key = "UNPARSED_ARGUMENTS" }
      }
    }
    for name in kinds[0] { variables.own["\(prefix)_\(name)"] = values[name] ?? ["FALSE"] }
    for name in kinds[1].union(kinds[2]).union(["UNPARSED_ARGUMENTS"]) {
      variables.own["\(prefix)_\(name)"] = [
        values[name]?.joined(separator: ";") ?? CMakeValue.unset
      ]
    }
  }

  private mutating func setProperty(_ arguments: ArraySlice<CMakeCommand.Argument>) {
    let words = variables.items(arguments)
    guard let place = words.firstIndex(of: "PROPERTY"), place + 1 < words.count else { return }
    let name = words[place + 1]
    let new = words[(place + 2)...].joined(separator: ";")
    if words.contains("APPEND"), let before = variables.properties[name] {
      variables.properties[name] = before.map { "\($0);\(new)" }
    } else {
      variables.properties[name] = [new]
    }
  }
}
