import Platform

/// Version specifiers as PEP 440 has them: `>=3.11,<3.13`.
package struct VersionSpecifiers: Hashable, Sendable {
  enum Operation: String, Hashable, Sendable, CaseIterable {
    // Longer ones first, since they are looked for in this order.
    case identical = "==="
    case compatible = "~="
    case equal = "=="
    case unequal = "!="
    case most = "<="
    case least = ">="
    case less = "<"
    case greater = ">"
  }

  struct Specifier: Hashable, Sendable {
    let operation: Operation
    let version: PackageVersion
    /// `==1.2.*`.
    let isPrefix: Bool

    /// Nil for what is not a version, or does not go with the operation.
    init?(_ operation: Operation, _ text: some StringProtocol) {
      var text = text.trimmed
      isPrefix = text.hasSuffix(".*")
      if isPrefix {
        guard operation == .equal || operation == .unequal else { return nil }
        text = text.dropLast(2)
      }
      if operation == .compatible, !text.contains(".") { return nil }
      guard let version = PackageVersion(text) else { return nil }
      self.operation = operation
      self.version = version
    }
  }

  let specifiers: [Specifier]

  /// Nil for what is not a list of specifiers; an empty text is an empty list, which takes all.
  package init?(_ text: some StringProtocol) {
    if text.trimmed.isEmpty {
      specifiers = []
      return
    }
    var specifiers: [Specifier] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let specifier = Self.specifier(part.trimmed) else { return nil }
      specifiers.append(specifier)
    }
    self.specifiers = specifiers
  }

  /// The same, and a bare version, which stands for itself: what `required-version` may be.
  init?(required text: String) {
    self.init(PackageVersion(text) == nil ? text : "==\(text)")
  }

  private static func specifier(_ text: Substring) -> Specifier? {
    guard
      let operation = Operation.allCases.first(where: { text.utf8.starts(with: $0.rawValue.utf8) })
    else { return nil }
    return Specifier(operation, text.dropFirst(operation.rawValue.count))
  }

  /// Whether a version is not below any of them: of the Python that a package asks for, uv looks
  /// at nothing else.
  package func isReached(by version: PackageVersion) -> Bool {
    specifiers.allSatisfy { specifier in
      switch specifier.operation {
      case .less, .most, .unequal: true
      case .greater: specifier.version < version
      case .least, .compatible, .equal, .identical:
        specifier.version < version || specifier.version.isSame(as: version)
      }
    }
  }

  /// Whether one of them names a pre-release.
  package var namesPrerelease: Bool {
    specifiers.contains { VersionOrder($0.version).isPrerelease }
  }

  package func contains(_ version: PackageVersion) -> Bool {
    specifiers.allSatisfy { $0.contains(version) }
  }
}

extension VersionSpecifiers.Specifier {
  func contains(_ candidate: PackageVersion) -> Bool {
    let theirs = VersionOrder(version)
    let full = VersionOrder(candidate)
    let mine = theirs.local.isEmpty ? full.withoutLocal : full
    switch operation {
    case .identical: return candidate.normalized == version.normalized
    case .equal: return isPrefix ? hasPrefix(mine, length: width) : mine == theirs
    case .unequal: return !(isPrefix ? hasPrefix(mine, length: width) : mine == theirs)
    case .most: return full.withoutLocal <= theirs
    case .least: return full.withoutLocal >= theirs
    case .compatible:
      return full.withoutLocal >= theirs && hasPrefix(mine, length: width - 1)
    case .less:
      if !theirs.isPrerelease, mine.isPrerelease, mine.releaseOnly == theirs.releaseOnly {
        return false
      }
      return mine < theirs
    case .greater:
      if mine.releaseOnly == theirs.releaseOnly {
        if theirs.post == nil, mine.post != nil { return false }
        if !full.local.isEmpty { return false }
      }
      return mine > theirs
    }
  }

  /// How many numbers the release has as it is written: zeros at the end count here.
  var width: Int {
    let text = version.normalized.split(separator: "!").last ?? ""
    return text.prefix { $0.isNumber || $0 == "." }.split(separator: ".").prefix {
      $0.allSatisfy(\.isNumber)
    }.count
  }

  private func hasPrefix(_ order: VersionOrder, length: Int) -> Bool {
    let theirs = VersionOrder(version)
    func padded(_ release: [UInt64]) -> [UInt64] {
      Array((release + Array(repeating: 0, count: length)).prefix(length))
    }
    return order.epoch == theirs.epoch && padded(order.release) == padded(theirs.release)
  }
}
