import Formats

/// Names the directory for builds with certain settings.
enum BuildDigest {
  /// Nil for requirements that uv hashes in parts which are not known here.
  static func of(_ build: BuildInfo) -> String? {
    var hash = SeaHash()
    for (key, value) in build.configSettings.sorted(by: {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }) {
      hash.take(key)
      switch value {
      case .one(let text): hash.take(text)
      case .many(let texts):
        hash.take(UInt64(texts.count))
        for text in texts { hash.take(text) }
      }
    }
    hash.take(UInt64(build.extraRequirements.count))
    for requirement in build.extraRequirements {
      guard let name = plainName(requirement) else { return nil }
      hash.take(name)
      hash.take(0)
      hash.take(0)
      hash.take([0, 0])
      hash.take(0)
      hash.take([0])
      hash.take([0])
    }
    hash.take(UInt64(build.extraVariables.count))
    for (name, value) in build.extraVariables.sorted(by: {
      $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }) {
      hash.take(name)
      hash.take(value)
    }
    return hash.hexadecimal
  }

  /// The name of a requirement that has no version, marker or source.
  private static func plainName(_ entry: JSONValue) -> String? {
    guard case .object(let members)? = entry["requirement"] else { return nil }
    let parts = members.filter { $0.value != .null }
    guard parts.count == 1, parts[0].name == "name",
      entry["match_runtime"] == .boolean(false)
    else { return nil }
    return parts[0].value.text
  }
}
