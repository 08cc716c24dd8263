import Formats

/// A requirement of `extra-build-dependencies`, in the form in which `uv_build.json` holds it.
enum ExtraRequirement {
  case known(JSONValue)
  /// uv rewrites it (markers, odd versions) or resolves it: what it would record cannot be told.
  case unknown
  /// Of a type that uv refuses.
  case invalid

  init(_ node: TOMLNode) {
    if let text = node.string {
      self = Self.parse(text)
    } else if let table = node.table {
      guard let text = table["requirement"]?.string else {
        self = .invalid
        return
      }
      self = table["match-runtime"]?.boolean == true ? .unknown : Self.parse(text)
    } else {
      self = .invalid
    }
  }

  /// `NAME[EXTRA] SPECIFIERS` with plain release numbers; anything else is unknown.
  private static func parse(_ text: String) -> ExtraRequirement {
    var rest = Substring(text).drop { $0 == " " }
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    rest = rest.dropFirst(name.count).drop { $0 == " " }
    if name.isEmpty { return .unknown }
    var extras: [Substring] = []
    if rest.first == "[" {
      guard let close = rest.firstIndex(of: "]") else { return .unknown }
      extras = rest[rest.index(after: rest.startIndex)..<close].split(separator: ",")
        .map { Substring($0.filter { $0 != " " }) }
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    if rest.first == "(" || extras.count > 1 { return .unknown }
    var specifiers: [(operation: Substring, version: [UInt64], text: Substring)] = []
    for part in rest.split(separator: ",", omittingEmptySubsequences: true) {
      let part = Substring(part.filter { $0 != " " })
      let operation = part.prefix { "<>=!~".contains($0) }
      let version = part.dropFirst(operation.count)
      let numbers = version.split(separator: ".", omittingEmptySubsequences: false)
        .map { UInt64($0) }
      guard ["<", "<=", ">", ">=", "==", "!=", "~="].contains(operation),
        !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }),
        version.split(separator: ".").allSatisfy({ $0 == "0" || $0.first != "0" })
      else { return .unknown }
      specifiers.append((operation, numbers.compactMap { $0 }, version))
    }
    // uv sorts specifiers by version, keeping the order of equal ones.
    let sorted = specifiers.enumerated().sorted { one, other in
      let (left, right) = (trimmed(one.element.version), trimmed(other.element.version))
      return left == right ? one.offset < other.offset : left.lexicographicallyPrecedes(right)
    }.map { "\($0.element.operation)\($0.element.text)" }

    var members = [JSONValue.Member("name", .string(PackageName.normalized(name)))]
    if !extras.isEmpty {
      members.append(.init("extras", .array(extras.map { .string(PackageName.normalized($0)) })))
    }
    if !sorted.isEmpty {
      members.append(.init("specifier", .string(sorted.joined(separator: ","))))
    }
    members += [.init("index", .null), .init("conflict", .null)]
    return .known(
      .object([.init("requirement", .object(members)), .init("match_runtime", .boolean(false))]))
  }

  private static func trimmed(_ version: [UInt64]) -> [UInt64] {
    Array(version.reversed().drop { $0 == 0 }.reversed())
  }
}
