/// An environment marker of PEP 508, such as `sys_platform == 'linux' and python_version >= '3.9'`.
package indirect enum Marker: Hashable, Sendable {
  case comparison(Operand, operation: String, Operand)
  case all([Marker])
  case any([Marker])

  package enum Operand: Hashable, Sendable {
    case variable(String)
    case text(String)
  }

  /// Nil for what is not a marker.
  package init?(_ text: some StringProtocol) {
    var parser = MarkerParser(Array(text.utf8))
    guard let marker = parser.disjunction(), parser.isAtEnd else { return nil }
    self = marker
  }

  /// Whether it holds; nil where the environment does not tell.
  package func holds(in environment: MarkerEnvironment) -> Bool? {
    switch self {
    case .all(let parts): return Self.join(parts, environment, decisive: false)
    case .any(let parts): return Self.join(parts, environment, decisive: true)
    case .comparison(let left, let operation, let right):
      return environment.compare(left, operation, right)
    }
  }

  /// One decisive part decides; without any, an unknown part leaves it open.
  private static func join(
    _ parts: [Marker], _ environment: MarkerEnvironment, decisive: Bool
  ) -> Bool? {
    var result: Bool? = !decisive
    for part in parts {
      guard let truth = part.holds(in: environment) else {
        result = nil
        continue
      }
      if truth == decisive { return decisive }
    }
    return result
  }
}

/// What markers ask for, as far as files tell.
package struct MarkerEnvironment: Hashable, Sendable {
  /// By name; a variable that is not here is not known.
  package var variables: [String: String]
  /// The extras that are asked for; nil where `extra` means nothing.
  package var extras: Set<String>?

  package init(variables: [String: String], extras: Set<String>? = nil) {
    self.variables = variables
    self.extras = extras
  }

  /// That of a Python on this machine, from the version and the implementation that pyvenv.cfg names.
  package init(pythonVersion: String?, machine: String, implementation: String? = nil) {
    variables = [
      "os_name": "posix", "sys_platform": "linux", "platform_system": "Linux",
      "platform_machine": machine,
    ]
    if let implementation, ["CPython", "PyPy"].contains(implementation) {
      variables["platform_python_implementation"] = implementation
      variables["implementation_name"] = implementation.lowercased()
    }
    if let version = pythonVersion.flatMap({ PackageVersion($0) })?.normalized {
      variables["python_full_version"] = version
      // Others count their own releases.
      if implementation ?? "CPython" == "CPython" { variables["implementation_version"] = version }
      let parts = version.split(separator: ".")
      if parts.count >= 2 { variables["python_version"] = "\(parts[0]).\(parts[1])" }
    }
  }

  func compare(_ left: Marker.Operand, _ operation: String, _ right: Marker.Operand) -> Bool? {
    if case .variable("extra") = left, case .text(let name) = right {
      return extra(name, operation)
    }
    if case .text(let name) = left, case .variable("extra") = right {
      return extra(name, operation)
    }
    guard let one = value(left), let other = value(right) else { return nil }
    if Self.isVersion(left), let version = PackageVersion(one) {
      guard ["in", "not in"].contains(operation) else {
        return Self.specifier(operation, other)?.contains(version)
      }
      let isIn = other.split(whereSeparator: { " ,|".contains($0) }).contains {
        PackageVersion($0)?.isSame(as: version) == true
      }
      return isIn == (operation == "in")
    }
    if Self.isVersion(right), let version = PackageVersion(other),
      let turned = Self.turned[operation]
    {
      return Self.specifier(turned, one)?.contains(version)
    }
    switch operation {
    case "==": return one == other
    case "!=": return one != other
    case "<": return one < other
    case "<=": return one <= other
    case ">": return one > other
    case ">=": return one >= other
    case "in": return contains(other, one)
    case "not in": return !contains(other, one)
    default: return nil
    }
  }

  static let turned = [
    "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
  ]

  private static func specifier(
    _ operation: String, _ text: String
  ) -> VersionSpecifiers.Specifier? {
    VersionSpecifiers.Operation(rawValue: operation).flatMap {
      VersionSpecifiers.Specifier($0, text)
    }
  }

  private static func isVersion(_ operand: Marker.Operand) -> Bool {
    guard case .variable(let name) = operand else { return false }
    return ["python_version", "python_full_version", "implementation_version"].contains(name)
  }

  private func contains(_ whole: String, _ part: String) -> Bool {
    part.isEmpty || whole.utf8.indices.contains { whole.utf8[$0...].starts(with: part.utf8) }
  }

  private func extra(_ name: String, _ operation: String) -> Bool? {
    guard let extras, let name = PackageName(name)?.normalized else { return nil }
    switch operation {
    case "==": return extras.contains(name)
    case "!=": return !extras.contains(name)
    default: return nil
    }
  }

  private func value(_ operand: Marker.Operand) -> String? {
    switch operand {
    case .text(let text): text
    case .variable(let name): variables[name]
    }
  }
}

/// Recursive descent over the grammar of PEP 508.
struct MarkerParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return position == bytes.count
    }
  }

  mutating func disjunction() -> Marker? {
    list("or", of: { $0.conjunction() }, Marker.any)
  }

  private mutating func conjunction() -> Marker? {
    list("and", of: { $0.term() }, Marker.all)
  }

  private mutating func list(
    _ word: String, of part: (inout MarkerParser) -> Marker?, _ join: ([Marker]) -> Marker
  ) -> Marker? {
    guard let first = part(&self) else { return nil }
    var parts = [first]
    while takeWord(word) {
      guard let next = part(&self) else { return nil }
      parts.append(next)
    }
    return parts.count == 1 ? first : join(parts)
  }

  private mutating func term() -> Marker? {
    skipBlanks()
    if take("(") {
      depth += 1
      defer { depth -= 1 }
      guard depth < 64, let inner = disjunction() else { return nil }
      skipBlanks()
      return take(")") ? inner : nil
    }
    guard let left = operand(), let operation = operation(), let right = operand() else {
      return nil
    }
    return .comparison(left, operation: operation, right)
  }

  private mutating func operand() -> Marker.Operand? {
    skipBlanks()
    guard position < bytes.count else { return nil }
    let quote = bytes[position]
    if quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      guard let end = bytes[(position + 1)...].firstIndex(of: quote) else { return nil }
      defer { position = end + 1 }
      return .text(String(decoding: bytes[(position + 1)..<end], as: UTF8.self))
    }
    let word = bytes[position...].prefix { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
    if word.isEmpty { return nil }
    position += word.count
    // PEP 345's spellings.
    let name = String(decoding: word, as: UTF8.self)
      .split(separator: ".").joined(separator: "_")
    let known = name == "python_implementation" ? "platform_python_implementation" : name
    return Self.variables.contains(known) ? .variable(known) : nil
  }

  private static let variables: Set<String> = [
    "os_name", "sys_platform", "platform_machine", "platform_python_implementation",
    "platform_release", "platform_system", "platform_version", "python_version",
    "python_full_version", "implementation_name", "implementation_version", "extra", "extras",
    "dependency_groups",
  ]

  private mutating func operation() -> String? {
    skipBlanks()
    for symbol in ["===", "~=", "==", "!=", "<=", ">=", "<", ">"] where take(symbol) {
      return symbol
    }
    if takeWord("in") { return "in" }
    if takeWord("not"), takeWord("in") { return "not in" }
    return nil
  }

  private mutating func takeWord(_ word: String) -> Bool {
    skipBlanks()
    let end = position + word.utf8.count
    guard bytes[position...].starts(with: word.utf8) else { return false }
    if end < bytes.count, (0x61...0x7A).contains(bytes[end] | 0x20) { return false }
    position = end
    return true
  }

  private mutating func take(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
      position += 1
    }
  }
}
