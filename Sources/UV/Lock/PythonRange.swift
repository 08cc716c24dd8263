import Platform

/// Which versions of Python a project or a marker means; only the numbers of a version count.
struct PythonRange: Hashable, Sendable {
  /// A place between versions: right before one, or right behind it.
  private struct Cut: Hashable, Comparable {
    let version: VersionOrder
    let isBehind: Bool

    static func < (one: Cut, other: Cut) -> Bool {
      one.version == other.version
        ? !one.isBehind && other.isBehind : one.version < other.version
    }
  }

  /// Sorted by where they begin, none empty.
  private let parts: [Range<Cut>]

  private init(_ parts: [Range<Cut>]) {
    self.parts = parts.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Empty where the places are the wrong way round, as with numbers that no Python has.
  private static func range(_ lower: Cut, _ upper: Cut) -> Range<Cut> {
    lower..<max(lower, upper)
  }

  private static let first = Cut(version: VersionOrder(release: []), isBehind: false)
  private static let last = Cut(version: VersionOrder(release: [.max]), isBehind: true)

  static let all = PythonRange([range(first, last)])

  var isEmpty: Bool { parts.isEmpty }

  func intersection(_ other: PythonRange) -> PythonRange {
    PythonRange(parts.flatMap { one in other.parts.map { one.clamped(to: $0) } })
  }

  func union(_ other: PythonRange) -> PythonRange {
    PythonRange(parts + other.parts)
  }

  /// Whether a package for `other` can be had in all of these: uv compares where the two begin, and
  /// takes for granted that later releases of Python will do.
  func begins(within other: PythonRange) -> Bool {
    guard let mine = parts.first?.lowerBound, let theirs = other.parts.first?.lowerBound else {
      return true
    }
    return theirs <= mine
  }

  /// Whether both have the same first and the same last version: of a lock uv compares no more.
  func hasBounds(of other: PythonRange) -> Bool {
    parts.first?.lowerBound == other.parts.first?.lowerBound
      && parts.last?.upperBound == other.parts.last?.upperBound
  }

  // MARK: - Made from

  /// Those that a list such as `>=3.9,!=3.10.*` takes.
  init(_ specifiers: VersionSpecifiers) {
    self = specifiers.specifiers.reduce(.all) { $0.intersection(PythonRange($1)) }
  }

  private init(_ specifier: VersionSpecifiers.Specifier) {
    let version = VersionOrder(specifier.version).releaseOnly
    let before = Cut(version: version, isBehind: false)
    let behind = Cut(version: version, isBehind: true)
    func end(_ width: Int) -> Cut {
      Cut(version: version.nextRelease(width: width), isBehind: false)
    }
    switch specifier.operation {
    case .least: self.init([Self.range(before, Self.last)])
    case .greater: self.init([Self.range(behind, Self.last)])
    case .most: self.init([Self.range(Self.first, behind)])
    case .less: self.init([Self.range(Self.first, before)])
    case .compatible: self.init([Self.range(before, end(specifier.width - 1))])
    case .equal, .identical:
      self.init([Self.range(before, specifier.isPrefix ? end(specifier.width) : behind)])
    case .unequal:
      self.init([
        Self.range(Self.first, before),
        Self.range(specifier.isPrefix ? end(specifier.width) : behind, Self.last),
      ])
    }
  }

  /// Those for which a marker can hold; what it says of anything but Python's version is passed over.
  init(_ marker: Marker) {
    switch marker {
    case .all(let parts): self = parts.reduce(.all) { $0.intersection(PythonRange($1)) }
    case .any(let parts): self = parts.reduce(PythonRange([])) { $0.union(PythonRange($1)) }
    case .comparison(.variable(let name), let operation, .text(let text)):
      self = Self.compared(name, operation, text)
    case .comparison(.text(let text), let operation, .variable(let name)):
      self = Self.compared(name, MarkerEnvironment.turned[operation] ?? "in", text)
    case .comparison: self = .all
    }
  }

  private static func compared(_ name: String, _ operation: String, _ text: String) -> PythonRange {
    guard ["python_version", "python_full_version"].contains(name),
      let operation = VersionSpecifiers.Operation(rawValue: operation),
      let specifier = VersionSpecifiers.Specifier(operation, text)
    else { return .all }
    // `python_version` is `3.11` for all of 3.11.
    let isMinor = name == "python_version" && !specifier.isPrefix && specifier.width == 2
    let whole = isMinor ? VersionSpecifiers.Specifier(.equal, "\(text).*") : nil
    guard let whole else { return PythonRange(specifier) }
    switch operation {
    case .equal, .identical: return PythonRange(whole)
    case .unequal:
      return VersionSpecifiers.Specifier(.unequal, "\(text).*").map(PythonRange.init) ?? .all
    case .greater:
      return PythonRange(PythonRange(whole).parts.map { range($0.upperBound, last) })
    case .most:
      return PythonRange(PythonRange(whole).parts.map { range(first, $0.upperBound) })
    case .least, .less, .compatible: return PythonRange(specifier)
    }
  }
}

extension PythonEnvironment {
  /// What markers are asked of, as far as files tell.
  var markers: MarkerEnvironment {
    MarkerEnvironment(
      pythonVersion: pythonVersion, machine: Machine.name,
      implementation: configuration?.implementation)
  }

  /// Its Python and later ones; nil where it is not known.
  var ownRange: PythonRange? {
    pythonVersion.flatMap { VersionSpecifiers(">=\($0)") }.map { PythonRange($0) }
  }
}

extension VersionOrder {
  /// The first release behind all that begin with these numbers: 3.12 behind 3.11, two of them.
  fileprivate func nextRelease(width: Int) -> VersionOrder {
    var numbers = Array((release + Array(repeating: 0, count: width)).prefix(width))
    if let number = numbers.popLast() { numbers.append(number == .max ? number : number + 1) }
    return VersionOrder(release: numbers)
  }
}
