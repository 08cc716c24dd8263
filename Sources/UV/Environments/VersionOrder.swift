/// What PEP 440 compares of a version.
struct VersionOrder: Hashable, Sendable, Comparable {
  private(set) var epoch: UInt64 = 0
  /// Without zeros at the end: `1.0` and `1` are one version.
  private(set) var release: [UInt64] = []
  /// `a`, `b` or `rc`, and its number.
  private(set) var pre: (kind: Substring, number: UInt64)?
  private(set) var post: UInt64?
  private(set) var dev: UInt64?
  private(set) var local: [Substring] = []

  /// Takes a normalised version apart, such as `1!2.0rc1.post2.dev3+local.4`.
  init(_ version: PackageVersion) {
    var rest = Substring(version.normalized)
    if let plus = rest.firstIndex(of: "+") {
      local = rest[rest.index(after: plus)...].split(separator: ".")
      rest = rest[..<plus]
    }
    if let bang = rest.firstIndex(of: "!") {
      epoch = UInt64(rest[..<bang]) ?? 0
      rest = rest[rest.index(after: bang)...]
    }
    dev = Self.take(".dev", &rest)
    post = Self.take(".post", &rest)
    for kind in ["rc", "a", "b"] where pre == nil {
      pre = Self.take(kind, &rest).map { (Substring(kind), $0) }
    }
    release = rest.split(separator: ".").map { UInt64($0) ?? 0 }
    while release.last == 0 { release.removeLast() }
  }

  /// A release of these numbers.
  init(release: [UInt64]) {
    self.release = release
    while self.release.last == 0 { self.release.removeLast() }
  }

  var isPrerelease: Bool { pre != nil || dev != nil }

  /// The same up to its pre-release.
  var withoutLocal: VersionOrder {
    var other = self
    other.local = []
    return other
  }

  /// The numbers alone, without what marks a pre- or post-release.
  var releaseOnly: VersionOrder {
    var other = withoutLocal
    (other.pre, other.post, other.dev) = (nil, nil, nil)
    return other
  }

  private static func take(_ marker: String, _ rest: inout Substring) -> UInt64? {
    guard let place = rest.lastRange(of: marker), let number = UInt64(rest[place.upperBound...])
    else { return nil }
    rest = rest[..<place.lowerBound]
    return number
  }

  static func == (one: VersionOrder, other: VersionOrder) -> Bool {
    !(one < other) && !(other < one)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(epoch)
    hasher.combine(release)
  }

  static func < (one: VersionOrder, other: VersionOrder) -> Bool {
    if one.epoch != other.epoch { return one.epoch < other.epoch }
    if one.release != other.release { return one.release.lexicographicallyPrecedes(other.release) }
    let (left, right) = (one.suffix, other.suffix)
    if left != right { return left.lexicographicallyPrecedes(right) }
    return isBefore(one.local, other.local)
  }

  /// A development release comes before the pre-releases of the same number, these before the
  /// release, that before its post-releases.
  private var suffix: [Double] {
    let first: Double =
      switch pre?.kind {
      case "a": 1
      case "b": 2
      case "rc": 3
      default: dev != nil && post == nil ? 0 : 4
      }
    return [
      first, Double(pre?.number ?? 0), post.map { Double($0) + 1 } ?? 0,
      dev.map(Double.init) ?? .infinity,
    ]
  }

  /// Numbers come after words, and more parts after fewer.
  private static func isBefore(_ one: [Substring], _ other: [Substring]) -> Bool {
    for (left, right) in zip(one, other) where left != right {
      switch (UInt64(left), UInt64(right)) {
      case (let left?, let right?): return left < right
      case (nil, nil): return left < right
      case (nil, _): return true
      case (_, nil): return false
      }
    }
    return one.count < other.count
  }
}

extension Substring {
  fileprivate func lastRange(of text: String) -> Range<Index>? {
    guard utf8.count >= text.utf8.count else { return nil }
    var start = utf8.index(endIndex, offsetBy: -text.utf8.count)
    while true {
      if self[start...].utf8.starts(with: text.utf8) {
        return start..<utf8.index(start, offsetBy: text.utf8.count)
      }
      if start == startIndex { return nil }
      start = utf8.index(before: start)
    }
  }
}

extension PackageVersion: Comparable {
  package static func < (one: PackageVersion, other: PackageVersion) -> Bool {
    VersionOrder(one) < VersionOrder(other)
  }

  /// Whether PEP 440 takes them for one version, as `1.0` and `1`.
  package func isSame(as other: PackageVersion) -> Bool {
    self == other || VersionOrder(self) == VersionOrder(other)
  }
}
