import Platform

/// Whether a condition holds; often only a run would tell.
enum CMakeTruth {
  case yes, no, unknown

  init(_ value: Bool) { self = value ? .yes : .no }

  static prefix func ! (truth: CMakeTruth) -> CMakeTruth {
    switch truth {
    case .yes: .no
    case .no: .yes
    case .unknown: .unknown
    }
  }

  static func && (one: CMakeTruth, other: CMakeTruth) -> CMakeTruth {
    if one == .no || other == .no { return .no }
    return one == .yes && other == .yes ? .yes : .unknown
  }

  static func || (one: CMakeTruth, other: CMakeTruth) -> CMakeTruth { !(!one && !other) }

  /// Of several values that are possible.
  static func of(_ truths: some Sequence<CMakeTruth>) -> CMakeTruth {
    let different = Set(truths)
    return different.count == 1 ? different.first ?? .unknown : .unknown
  }

  /// What a text means by itself; nil if it is a name, or any text.
  static func constant(_ text: String) -> CMakeTruth? {
    if text == CMakeValue.unset || text.isEmpty { return .no }
    if CMakeValue.hasHole(text) { return .unknown }
    let upper = text.uppercased()
    if ["1", "ON", "YES", "TRUE", "Y"].contains(upper) { return .yes }
    if ["0", "OFF", "NO", "FALSE", "N", "IGNORE", "NOTFOUND"].contains(upper)
      || upper.hasSuffix("-NOTFOUND")
    {
      return .no
    }
    return Double(text).map { CMakeTruth($0 != 0) }
  }
}

/// Reads the words of an `if`.
struct CMakeCondition {
  private struct Word {
    let values: [String]
    let isQuoted: Bool
    var text: String { values.count == 1 ? values[0] : "" }
  }

  private let words: [Word]
  private var position = 0
  /// How many conditions are open around the one that is read.
  private var depth = 0
  private let variables: CMakeVariables
  /// Whether a path is there.
  private let exists: (String) -> CMakeTruth
  private let isDirectory: (String) -> CMakeTruth
  private let isTarget: (String) -> CMakeTruth

  init(
    _ arguments: [CMakeCommand.Argument], _ variables: CMakeVariables,
    exists: @escaping (String) -> CMakeTruth, isDirectory: @escaping (String) -> CMakeTruth,
    isTarget: @escaping (String) -> CMakeTruth
  ) {
    words = arguments.flatMap { argument -> [Word] in
      let values = variables.expand(argument)
      if argument.isQuoted { return [Word(values: values, isQuoted: true)] }
      if values.count > 1 { return [Word(values: values, isQuoted: false)] }
      let parts = CMakeVariables.list(values.first ?? CMakeValue.unset)
      return (parts.isEmpty ? [CMakeValue.unset] : parts).map {
        Word(values: [$0], isQuoted: false)
      }
    }
    self.variables = variables
    self.exists = exists
    self.isDirectory = isDirectory
    self.isTarget = isTarget
  }

  mutating func truth() -> CMakeTruth {
    let truth = either()
    // A way of writing that is not known here.
    return position < words.count ? .unknown : truth
  }

  private func isNext(_ word: String) -> Bool {
    position < words.count && !words[position].isQuoted && words[position].text == word
  }

  private mutating func either() -> CMakeTruth {
    var truth = both()
    while isNext("OR") {
      position += 1
      truth = truth || both()
    }
    return truth
  }

  private mutating func both() -> CMakeTruth {
    var truth = single()
    while isNext("AND") {
      position += 1
      truth = truth && single()
    }
    return truth
  }

  private mutating func single() -> CMakeTruth {
    depth += 1
    defer { depth -= 1 }
    // Deeper than anybody writes; the words that are left make all of it unknown.
    if depth > 100 { return .unknown }
    if isNext("NOT") {
      position += 1
      return !single()
    }
    if isNext("(") {
      position += 1
      let truth = either()
      position += 1
      return truth
    }
    guard position < words.count else { return .unknown }
    let word = words[position]
    position += 1
    if !word.isQuoted, position < words.count {
      switch word.text {
      case "DEFINED": return next().map(isDefined) ?? .unknown
      case "EXISTS": return next().map { .of($0.values.map(exists)) } ?? .unknown
      case "TARGET": return next().map { .of($0.values.map(isTarget)) } ?? .unknown
      case "POLICY":
        _ = next()
        return .yes
      case "COMMAND", "TEST", "IS_DIRECTORY", "IS_SYMLINK", "IS_ABSOLUTE", "IS_READABLE",
        "IS_WRITABLE", "IS_EXECUTABLE":
        let path = next()
        return word.text == "IS_DIRECTORY"
          ? path.map { .of($0.values.map(isDirectory)) } ?? .unknown : .unknown
      default: break
      }
    }
    if position + 1 < words.count, !words[position].isQuoted,
      let comparison = Self.comparisons[words[position].text]
    {
      let other = words[position + 1]
      position += 2
      let (left, right) = (values(word), values(other))
      return .of(left.flatMap { one in right.map { compare(one, comparison, $0, other) } })
    }
    return value(of: word)
  }

  private mutating func next() -> Word? {
    guard position < words.count else { return nil }
    position += 1
    return words[position - 1]
  }

  private func isDefined(_ word: Word) -> CMakeTruth {
    let name = word.text
    if name.isEmpty || CMakeValue.hasHole(name) || name.hasPrefix("ENV{") { return .unknown }
    if let values = variables[name] {
      return values.contains(CMakeValue.unset) ? values.count == 1 ? .no : .unknown : .yes
    }
    return variables.isFromElsewhere(name) ? .unknown : .no
  }

  /// What a word is compared by: a name stands for what it holds.
  private func values(_ word: Word) -> [String] {
    if word.isQuoted || word.values.count != 1 { return word.values }
    return variables[word.text]
      ?? (isConstantName(word.text) && variables.isFromElsewhere(word.text)
        ? [CMakeValue.unknown] : word.values)
  }

  /// Whether it is written as names of variables mostly are, and texts are not.
  private func isConstantName(_ text: String) -> Bool {
    text.contains("_") || text == text.uppercased()
  }

  private func value(of word: Word) -> CMakeTruth {
    .of(
      word.values.map { text in
        if let constant = CMakeTruth.constant(text) { return constant }
        if word.isQuoted && variables[text] == nil { return .no }
        return .of(variables.values(text).map { CMakeTruth.constant($0) ?? .yes })
      })
  }

  // MARK: - Comparing

  private enum Comparison {
    case same, matches, contained
    /// By order, of texts, numbers or versions.
    case order(isVersion: Bool, allowed: [Int])
  }

  private static let comparisons: [String: Comparison] = {
    var all: [String: Comparison] = ["STREQUAL": .same, "MATCHES": .matches, "IN_LIST": .contained]
    let orders: [(String, [Int])] = [
      ("LESS", [-1]), ("GREATER", [1]), ("EQUAL", [0]), ("LESS_EQUAL", [-1, 0]),
      ("GREATER_EQUAL", [0, 1]),
    ]
    for (name, allowed) in orders {
      all[name] = .order(isVersion: false, allowed: allowed)
      all["VERSION_\(name)"] = .order(isVersion: true, allowed: allowed)
    }
    return all
  }()

  private func compare(
    _ one: String, _ comparison: Comparison, _ other: String, _ word: Word
  ) -> CMakeTruth {
    if case .contained = comparison {
      return .of(
        variables.values(word.text).map { list in
          if CMakeVariables.list(list).contains(one), !CMakeValue.hasHole(one) { return .yes }
          return CMakeValue.hasHole(one) || list.contains(bytesOf: CMakeValue.unknown)
            ? .unknown : .no
        })
    }
    let (one, other) = (CMakeValue.plain(one), CMakeValue.plain(other))
    if CMakeValue.hasHole(one) || CMakeValue.hasHole(other) { return .unknown }
    switch comparison {
    case .contained: return .unknown
    case .same: return CMakeTruth(one == other)
    case .matches:
      return CMakeExpression(other)?.isFound(in: one).map(CMakeTruth.init) ?? .unknown
    case .order(let isVersion, let allowed):
      let (left, right) = (Self.numbers(one, isVersion), Self.numbers(other, isVersion))
      guard let left, let right else { return isVersion || one.isEmpty ? .unknown : .no }
      for index in 0..<max(left.count, right.count) {
        let first = index < left.count ? left[index] : 0
        let second = index < right.count ? right[index] : 0
        if first != second { return CMakeTruth(allowed.contains(first < second ? -1 : 1)) }
      }
      return CMakeTruth(allowed.contains(0))
    }
  }

  private static func numbers(_ text: String, _ isVersion: Bool) -> [Int]? {
    let parts = isVersion ? text.split(separator: ".").map(String.init) : [text]
    let numbers = parts.compactMap { Int($0) }
    return numbers.count == parts.count && !numbers.isEmpty ? numbers : nil
  }
}
