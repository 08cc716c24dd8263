/// A version in a form that can be compared, by PEP 440's order; local labels are left out.
struct Version: Comparable {
  let epoch: UInt64
  /// Without zeros at its end.
  let release: [UInt64]
  /// Development, then pre-releases, then the release itself, then post-releases.
  private let rank: [UInt64]

  init?(_ text: some StringProtocol) {
    guard let normalized = PackageVersion(text)?.normalized else { return nil }
    var rest = normalized.prefix { $0 != "+" }[...]
    if let bang = rest.firstIndex(of: "!") {
      epoch = UInt64(rest[..<bang]) ?? 0
      rest = rest[rest.index(after: bang)...]
    } else {
      epoch = 0
    }
    var numbers: [UInt64] = []
    while let number = Self.number(&rest) {
      numbers.append(number)
      guard rest.first == ".", rest.dropFirst().first?.isNumber == true else { break }
      rest = rest.dropFirst()
    }
    while numbers.last == 0 { numbers.removeLast() }
    release = numbers
    var pre: (UInt64, UInt64)?
    var post: UInt64?
    var development: UInt64?
    while !rest.isEmpty {
      let word = rest.prefix { $0.isLetter || $0 == "." }
      rest = rest.dropFirst(word.count)
      let number = Self.number(&rest) ?? 0
      switch word {
      case "a": pre = (0, number)
      case "b": pre = (1, number)
      case "rc": pre = (2, number)
      case ".post": post = number
      case ".dev": development = number
      default: return nil
      }
    }
    let phase: (UInt64, UInt64) =
      pre.map { ($0.0 + 1, $0.1) } ?? (development != nil && post == nil ? (0, 0) : (4, 0))
    rank = [
      phase.0, phase.1, post.map { $0 + 1 } ?? 0, development == nil ? 1 : 0, development ?? 0,
    ]
  }

  private static func number(_ rest: inout Substring) -> UInt64? {
    let digits = rest.prefix { $0.isNumber }
    rest = rest.dropFirst(digits.count)
    return UInt64(digits)
  }

  static func < (one: Version, other: Version) -> Bool {
    if one.epoch != other.epoch { return one.epoch < other.epoch }
    if one.release != other.release {
      return one.release.lexicographicallyPrecedes(other.release)
    }
    return one.rank.lexicographicallyPrecedes(other.rank)
  }

  var isPostRelease: Bool { rank[2] > 0 }
  var isPreRelease: Bool { rank[0] < 4 || rank[3] == 0 }
}

/// One clause of a version specifier, such as `>=1.2` or `==3.*`.
struct Specifier {
  private let operation: String
  private let version: Version
  /// The release as written, for `==1.0.*` and `~=1.0`.
  private let written: [UInt64]
  private let isPrefix: Bool

  init?(operation: String, text: some StringProtocol) {
    let text = String(text.filter { $0 != " " })
    isPrefix = text.utf8.suffix(2).elementsEqual(".*".utf8)
    let bare = isPrefix ? String(text.dropLast(2)) : text
    guard let version = Version(bare) else { return nil }
    self.version = version
    self.operation = operation
    let release = bare.split(separator: "!").last ?? ""
    written = release.split(separator: ".").map { UInt64($0) ?? 0 }
  }

  /// All clauses of a list such as `>=1,<2`; nil if one is of another form.
  static func list(_ text: some StringProtocol) -> [Specifier]? {
    var all: [Specifier] = []
    for clause in text.split(separator: ",") {
      let clause = String(clause.filter { $0 != " " })
      if clause.isEmpty { continue }
      let operation = clause.prefix { "<>=!~".contains($0) }
      let known = ["==", "!=", "<=", ">=", "<", ">", "~="]
      guard known.contains(String(operation)),
        let specifier = Specifier(
          operation: String(operation), text: clause.dropFirst(operation.count))
      else { return nil }
      all.append(specifier)
    }
    return all
  }

  func contains(_ other: Version) -> Bool {
    switch operation {
    case "==": isPrefix ? hasPrefix(other, written) : other == version
    case "!=": isPrefix ? !hasPrefix(other, written) : other != version
    case "<=": other <= version
    case ">=": other >= version
    case "<": other < version && !(other.isPreRelease && other.release == version.release)
    case ">": other > version && !(other.isPostRelease && other.release == version.release)
    case "~=": other >= version && hasPrefix(other, Array(written.dropLast()))
    default: false
    }
  }

  private func hasPrefix(_ other: Version, _ prefix: [UInt64]) -> Bool {
    let padded = other.release + Array(repeating: 0, count: prefix.count)
    return other.epoch == version.epoch && padded.starts(with: prefix)
  }
}
