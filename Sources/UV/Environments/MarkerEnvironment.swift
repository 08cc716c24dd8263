import Platform

/// What is known, without starting an interpreter, of the environment that markers ask about.
///
/// `pyvenv.cfg` and the layout tell the version, the kernel the rest. Where that does not decide,
/// nothing is said.
package struct MarkerEnvironment: Sendable {
  private let values: [String: String]

  package init(of environment: PythonEnvironment) {
    let library = environment.sitePackages.first?.parent.map {
      String(decoding: $0.name, as: UTF8.self)
    }
    self.init(version: environment.pythonVersion, library: library ?? "", machine: Machine.name)
  }

  package init(version: String?, library: String, machine: String) {
    var values = [
      "os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
      "platform_machine": machine,
    ]
    let parts = (version ?? "").split(separator: ".")
    if parts.count >= 2 { values["python_version"] = "\(parts[0]).\(parts[1])" }
    if parts.count == 3, let version { values["python_full_version"] = version }
    if library.hasPrefix("python") {
      values["platform_python_implementation"] = "CPython"
      values["implementation_name"] = "cpython"
    } else if library.hasPrefix("pypy") {
      values["platform_python_implementation"] = "PyPy"
      values["implementation_name"] = "pypy"
    }
    self.values = values
  }

  /// Whether a marker holds; nil where it cannot be told.
  ///
  /// No extra is asked for.
  package func holds(_ marker: String) -> Bool? {
    guard let tokens = Self.tokens(marker) else { return nil }
    var reader = Reader(tokens: tokens[...], values: values)
    let truth = reader.disjunction()
    return reader.tokens.isEmpty && !reader.isMalformed ? truth : nil
  }

  private enum Token: Hashable {
    /// A name, an operator or a bracket.
    case word(String)
    case text(String)
  }

  private static func tokens(_ marker: String) -> [Token]? {
    var tokens: [Token] = []
    var rest = Substring(marker)
    while let first = rest.first {
      if first == " " || first == "\t" {
        rest.removeFirst()
      } else if first == "'" || first == "\"" {
        rest.removeFirst()
        guard let end = rest.firstIndex(of: first) else { return nil }
        tokens.append(.text(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      } else if first == "(" || first == ")" {
        tokens.append(.word(String(first)))
        rest.removeFirst()
      } else {
        let isOperator = "<>=!~".contains(first)
        let word = rest.prefix { character in
          isOperator
            ? "<>=!~".contains(character)
            : character.isLetter || character.isNumber || "_.".contains(character)
        }
        if word.isEmpty { return nil }
        tokens.append(.word(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
    return tokens
  }

  private struct Reader {
    var tokens: ArraySlice<Token>
    let values: [String: String]
    var isMalformed = false
    var depth = 0

    private mutating func take(_ word: String) -> Bool {
      guard tokens.first == .word(word) else { return false }
      tokens.removeFirst()
      return true
    }

    mutating func disjunction() -> Bool? {
      var truth = conjunction()
      while take("or") {
        let other = conjunction()
        truth = truth == true || other == true ? true : truth == nil || other == nil ? nil : false
      }
      return truth
    }

    private mutating func conjunction() -> Bool? {
      var truth = comparison()
      while take("and") {
        let other = comparison()
        truth =
          truth == false || other == false ? false : truth == nil || other == nil ? nil : true
      }
      return truth
    }

    private mutating func comparison() -> Bool? {
      if take("(") {
        depth += 1
        let truth = depth < 64 ? disjunction() : nil
        depth -= 1
        if !take(")") { isMalformed = true }
        return truth
      }
      guard let left = tokens.popFirst(), case .word(let first)? = tokens.popFirst() else {
        isMalformed = true
        return nil
      }
      var operation = first
      if operation == "not" {
        if !take("in") { isMalformed = true }
        operation = "not in"
      }
      guard let right = tokens.popFirst() else {
        isMalformed = true
        return nil
      }
      switch (left, right) {
      case (.word("extra"), .text), (.text, .word("extra")):
        return operation == "==" || operation == "in" ? false : operation == "!=" ? true : nil
      case (.word(let name), .text(let text)):
        return values[name].flatMap { Self.compare(name, $0, operation, text) }
      case (.text(let text), .word(let name)):
        return values[name].flatMap { Self.compare(name, text, operation, $0) }
      default:
        return nil
      }
    }

    private static func compare(
      _ name: String, _ left: String, _ operation: String, _ right: String
    ) -> Bool? {
      let isVersion = name == "python_version" || name == "python_full_version"
      switch operation {
      case "in": return right.contains(bytesOf: left)
      case "not in": return !right.contains(bytesOf: left)
      case "==" where !isVersion, "===": return left == right
      case "!=" where !isVersion: return left != right
      default: break
      }
      guard isVersion, let one = numbers(left), let other = numbers(right) else { return nil }
      let order = Self.order(one, other)
      switch operation {
      case "==": return order == 0
      case "!=": return order != 0
      case "<": return order < 0
      case "<=": return order <= 0
      case ">": return order > 0
      case ">=": return order >= 0
      default: return nil
      }
    }

    private static func numbers(_ version: String) -> [Int]? {
      let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
      return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }

    private static func order(_ one: [Int], _ other: [Int]) -> Int {
      for index in 0..<max(one.count, other.count) {
        let left = index < one.count ? one[index] : 0
        let right = index < other.count ? other[index] : 0
        if left != right { return left < right ? -1 : 1 }
      }
      return 0
    }
  }
}
