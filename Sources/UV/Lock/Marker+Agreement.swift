extension Marker {
  /// Whether two markers hold in the same places; uv then writes both in one way.
  ///
  /// Both are tried with every value at which either may change its answer; nil if these are too
  /// many, or a part is of a form that is not known here. No marker is one that always holds.
  static func agree(_ one: Marker?, _ other: Marker?) -> Bool? {
    if one == other { return true }
    guard let (places, namesSystem) = places(of: [one, other].compactMap { $0 }) else { return nil }
    for place in places {
      guard let left = one.map({ $0.holds(in: place) }) ?? true,
        let right = other.map({ $0.holds(in: place) }) ?? true
      else { return nil }
      if left != right { return namesSystem ? nil : false }
    }
    return true
  }

  /// Whether all of these can hold in one place; nil where that is not known.
  static func canMeet(_ markers: [Marker]) -> Bool? {
    guard let (places, namesSystem) = places(of: markers) else { return nil }
    for place in places {
      let verdicts = markers.map { $0.holds(in: place) }
      if verdicts.contains(nil) { return nil }
      if verdicts.allSatisfy({ $0 == true }) { return namesSystem ? nil : true }
    }
    return false
  }

  /// What holds where this does not; nil for a form that has no opposite.
  var negated: Marker? {
    switch self {
    case .all(let parts): Self.negated(parts).map { .any($0) }
    case .any(let parts): Self.negated(parts).map { .all($0) }
    case .comparison(let left, let operation, let right):
      Self.opposites[operation].map { .comparison(left, operation: $0, right) }
    }
  }

  private static func negated(_ parts: [Marker]) -> [Marker]? {
    let negated = parts.compactMap(\.negated)
    return negated.count == parts.count ? negated : nil
  }

  private static let opposites = [
    "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in",
    "not in": "in",
  ]

  /// One place for each way in which the markers may turn out; nil if these are too many.
  ///
  /// Where `os_name` is asked for as well, uv knows more: on which platforms it cannot hold.
  private static func places(of markers: [Marker]) -> ([MarkerEnvironment], namesSystem: Bool)? {
    var literals: [String: Set<String>] = [:]
    for marker in markers { marker.collect(&literals) }
    var places = [MarkerEnvironment(variables: [:], extras: [])]
    for (name, texts) in literals {
      places = places.flatMap { place in place.tried(name, with: texts) }
      if places.count > 20_000 { return nil }
    }
    return (places, literals["os_name"] != nil && literals["sys_platform"] != nil)
  }

  /// The texts that each variable is compared with.
  func collect(_ literals: inout [String: Set<String>]) {
    switch self {
    case .all(let parts), .any(let parts): for part in parts { part.collect(&literals) }
    case .comparison(.variable(let name), _, .text(let text)),
      .comparison(.text(let text), _, .variable(let name)):
      // One follows from the other.
      switch name {
      case "python_version": literals["python_full_version", default: []].insert(text)
      case "platform_system":
        literals["sys_platform", default: []].insert(MarkerEnvironment.platforms[text] ?? text)
      default: literals[name, default: []].insert(text)
      }
    case .comparison: break
    }
  }
}

extension MarkerEnvironment {
  /// What uv writes for a `platform_system`.
  fileprivate static let platforms = ["Linux": "linux", "Darwin": "darwin", "Windows": "win32"]

  /// One for each value of a variable at which a comparison with some text may turn.
  fileprivate func tried(_ name: String, with texts: Set<String>) -> [MarkerEnvironment] {
    let isVersion = ["python_full_version", "implementation_version"].contains(name)
    let values = isVersion ? Self.versions(texts) : texts.union(texts.map { "\($0)2" } + [""])
    return values.sorted().map { value in
      var place = self
      if name == "extra" {
        place.extras = value.isEmpty ? [] : [PackageName.normalized(value)]
      } else {
        place.variables[name] = value
      }
      if name == "python_full_version" {
        place.variables["python_version"] = PythonInterpreter(version: value).majorAndMinor
      }
      if name == "sys_platform" {
        place.variables["platform_system"] =
          Self.platforms.first { $0.value == value }?.key ?? value
      }
      return place
    }
  }

  /// Each version named, and those right above, right below and in the next series.
  private static func versions(_ texts: Set<String>) -> Set<String> {
    var versions: Set<String> = ["0.0.0", "9999.0.0"]
    for word in texts.flatMap({ $0.split(whereSeparator: { " ,|".contains($0) }) }) {
      let numbers = word.split(separator: ".").compactMap { Int($0) }
      guard let last = numbers.last, let first = numbers.first else { continue }
      for near in [
        numbers, numbers + [1], numbers.dropLast() + [last + 1], [first + 1],
        last > 0 ? numbers.dropLast() + [last - 1, 99] : [max(0, first - 1), 99],
      ] {
        let padded = near + Array(repeating: 0, count: max(0, 3 - near.count))
        versions.insert(padded.map(String.init).joined(separator: "."))
      }
    }
    return versions
  }
}
