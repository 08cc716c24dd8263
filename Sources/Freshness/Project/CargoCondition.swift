import Platform

/// The truth of a condition of Cargo or rustc on the machine where this program runs:
/// `cfg(all(unix, not(target_os = "macos")))`, or the name of a target.
///
/// Nil where that is not known, as with features of a crate where nobody says which are on.
enum CargoCondition {
  /// `test` is false: a build of a package runs none.
  static func truth(_ text: some StringProtocol, features: Set<String>? = nil) -> Bool? {
    let plain = Array(text.utf8.filter { $0 > 0x20 })
    guard plain.starts(with: "cfg(".utf8) else {
      let target = String(decoding: plain, as: UTF8.self)
      // `x86_64-unknown-linux-gnu`, of which the last part may be another.
      return target.contains(bytesOf: "-\(system)") ? nil : target.contains("-") ? false : nil
    }
    var rest = plain.dropFirst(4)
    return condition(&rest, features, depth: 0)
  }

  private static func condition(
    _ rest: inout ArraySlice<UInt8>, _ features: Set<String>?, depth: Int
  ) -> Bool? {
    let name = String(
      decoding: rest.prefix { $0 == 0x5F || (0x30...0x39).contains($0) || $0 >= 0x41 && $0 < 0x7B },
      as: UTF8.self)
    rest = rest.dropFirst(name.utf8.count)
    if rest.first == UInt8(ascii: "("), depth < 20 {
      rest = rest.dropFirst()
      var parts: [Bool?] = []
      while let next = rest.first, next != UInt8(ascii: ")") {
        let before = rest.count
        parts.append(condition(&rest, features, depth: depth + 1))
        if rest.first == UInt8(ascii: ",") { rest = rest.dropFirst() }
        // What is not understood says nothing.
        if rest.count == before { return nil }
      }
      if rest.isEmpty { return nil }
      rest = rest.dropFirst()
      switch name {
      case "all": return parts.contains(false) ? false : parts.contains(nil) ? nil : true
      case "any": return parts.contains(true) ? true : parts.contains(nil) ? nil : false
      case "not": return parts.first.flatMap { $0.map { !$0 } }
      default: return nil
      }
    }
    guard rest.first == UInt8(ascii: "=") else {
      return ["test": false, "unix": true, "windows": false][name]
    }
    rest = rest.dropFirst().drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    let value = String(
      decoding: rest.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") },
      as: UTF8.self)
    rest = rest.dropFirst(value.utf8.count)
      .drop { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    switch name {
    case "target_os": return value == system
    case "target_family": return value == "unix"
    case "target_arch": return value == Host.processor
    case "feature": return features?.contains(value)
    default: return nil
    }
  }

  private static let system = Host.isMac ? "macos" : "linux"
}
