import Platform

/// Texts with holes: where CMake's own value is not known, a mark stands for it.
enum CMakeValue {
  /// Something that only a run would tell.
  static let unknown = "\u{1}"
  /// A variable that nothing set: most often nothing.
  static let unset = "\u{2}"
  /// What the project's directory is called in paths.
  static let top = "/@"
  /// What CMake's directory for its output is called.
  static let output = "/@output"

  static func hasHole(_ text: String) -> Bool { text.utf8.contains { $0 == 1 || $0 == 2 } }
  /// With nothing where nothing was set.
  static func plain(_ text: String) -> String {
    text.utf8.contains(2) ? String(decoding: text.utf8.filter { $0 != 2 }, as: UTF8.self) : text
  }

  static func isHole(_ text: String) -> Bool { text == unknown || text == unset }
}

/// What variables hold; after a condition that is not known, each may hold one of several values.
struct CMakeVariables {
  /// Those of the function or directory.
  var own: [String: [String]] = [:]
  var cache: [String: [String]] = [:]
  /// What functions and directories set for whoever calls them.
  var forParent: [String: [String]] = [:]
  /// Properties of the whole run.
  var properties: [String: [String]] = [:]
  /// Beginnings of names that packages outside the project set, in lower case.
  var packages: Set<String> = []
  /// Beginnings and ends of names that are put together of what is not known.
  var computed: [(begin: String, end: String)] = []
  /// Whether something outside the descriptions may set it.
  var isGivenElsewhere: (String) -> Bool = { _ in false }

  /// Names that are never set on Linux, nor on a Mac unless the run sets them first.
  private static let absent: Set<String> = [
    "WIN32", "MSVC", "APPLE", "ANDROID", "IOS", "EMSCRIPTEN", "CYGWIN", "MINGW", "MSYS", "XCODE",
    "WINDOWS_STORE", "WINDOWS_PHONE", "BORLAND", "WASI", "QNX", "HAIKU", "WINCE", "MSVC_IDE",
    "MSVC_VERSION", "CLANG_CL", "CMAKE_HOST_WIN32", "CMAKE_HOST_APPLE", "CMAKE_CROSSCOMPILING",
    "CMAKE_CONFIGURATION_TYPES", "CMAKE_OSX_ARCHITECTURES", "CMAKE_OSX_DEPLOYMENT_TARGET",
    "CMAKE_OSX_SYSROOT", "CMAKE_TOOLCHAIN_FILE", "BUILD_SHARED_LIBS", "MSVC80", "MSVC90",
    "CMAKE_COMPILER_2005", "WATCOM", "BEOS", "CMAKE_SCRIPT_MODE_FILE", "CMAKE_CL_64",
    "CMAKE_MSVC_RUNTIME_LIBRARY",
  ]

  subscript(name: String) -> [String]? { own[name] ?? cache[name] }

  /// What a name stands for where it is used.
  func values(_ name: String) -> [String] {
    if let known = own[name] ?? cache[name] { return known }
    return [isFromElsewhere(name) ? CMakeValue.unknown : CMakeValue.unset]
  }

  /// Whether a name that nothing sets may hold something all the same.
  func isFromElsewhere(_ name: String) -> Bool {
    if Self.absent.contains(name) { return false }
    if name.hasPrefix("CMAKE_") || name.hasPrefix("HAVE_") || name.hasSuffix("_FOUND") {
      return true
    }
    if computed.contains(where: { name.hasPrefix($0.begin) && name.hasSuffix($0.end) }) {
      return true
    }
    let lower = name.lowercased()
    return packages.contains { lower.hasPrefix($0) } || isGivenElsewhere(name)
  }

  /// What may be set after one of several ways, of which it is not known which one was taken.
  static func merged(_ ways: [CMakeVariables]) -> CMakeVariables {
    guard var all = ways.first else { return CMakeVariables() }
    for other in ways.dropFirst() {
      let one = all
      // What a way does not set holds what the cache or the caller says.
      all.own = merged(one.own, other.own, one.values, other.values)
      all.cache = merged(one.cache, other.cache, one.values, other.values)
      all.forParent = merged(one.forParent, other.forParent, one.values, other.values)
      all.properties = merged(
        one.properties, other.properties, { _ in [CMakeValue.unset] }, { _ in [CMakeValue.unset] })
      all.packages.formUnion(other.packages)
      if other.computed.count > all.computed.count { all.computed = other.computed }
    }
    return all
  }

  private static func merged(
    _ one: [String: [String]], _ other: [String: [String]],
    _ inOne: (String) -> [String], _ inOther: (String) -> [String]
  ) -> [String: [String]] {
    var all = one
    for (name, values) in other where one[name] != values {
      all[name] = few((one[name] ?? inOne(name)) + values)
    }
    for (name, values) in one where other[name] == nil { all[name] = few(inOther(name) + values) }
    return all
  }

  /// More values than anybody writes down are not followed, nor longer ones.
  static func few(_ values: [String]) -> [String] {
    if values.contains(where: isLong) {
      return few(values.map { isLong($0) ? CMakeValue.unknown : $0 })
    }
    if values.count == 1 { return values }
    if values.reduce(0, { $0 + $1.utf8.count }) > 1_000_000 { return [CMakeValue.unknown] }
    var seen: Set<String> = []
    var different = values.filter { seen.insert($0).inserted }
    // Of a list and one with more in it, the longer one stands for both.
    let lists = different.filter { $0.utf8.contains(UInt8(ascii: ";")) }.map {
      Set(list($0)).subtracting([CMakeValue.unset])
    }
    if !lists.isEmpty {
      different = different.filter { value in
        let parts = Set(list(value)).subtracting([CMakeValue.unset])
        return parts.isEmpty
          || !lists.contains { $0.count > parts.count && $0.isSuperset(of: parts) }
      }
    }
    return different.count > 12 ? Array(different.prefix(12)) + [CMakeValue.unknown] : different
  }

  private static func isLong(_ text: String) -> Bool {
    let count = text.utf8.count
    if count < 10_000 { return false }
    if count > 100_000 { return true }
    return text.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 4000).count > 4000
  }

  /// Notes a name that is not wholly known.
  mutating func note(computed name: String) {
    let parts = name.utf8.split(omittingEmptySubsequences: false) { $0 < 3 }
    guard parts.count > 1, let first = parts.first, let last = parts.last,
      !(first.isEmpty && last.isEmpty), computed.count < 100
    else { return }
    computed.append(
      (String(decoding: first, as: UTF8.self), String(decoding: last, as: UTF8.self)))
  }

  // MARK: - Texts

  /// All that a text with variables in it may become.
  func expand(_ text: String) -> [String] {
    guard text.utf8.contains(UInt8(ascii: "$")) else { return [text] }
    let bytes = Array(text.utf8)
    var position = 0
    return expand(bytes, &position, depth: 0)
  }

  /// With a depth, a name within another text, up to its end.
  private func expand(_ bytes: [UInt8], _ position: inout Int, depth: Int) -> [String] {
    if depth > 50 {
      position = bytes.count
      return [CMakeValue.unknown]
    }
    var found = [""]
    var plain: [UInt8] = []
    func close(_ found: inout [String]) {
      if plain.isEmpty { return }
      let text = String(decoding: plain, as: UTF8.self)
      found = found.map { $0 + text }
      plain = []
    }
    while position < bytes.count {
      let byte = bytes[position]
      if depth > 0, byte == UInt8(ascii: "}") { break }
      if byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
        "$@".utf8.contains(bytes[position + 1])
      {
        plain.append(bytes[position + 1])
        position += 2
        continue
      }
      let isOutside = ["$ENV{", "$CACHE{"].first { bytes[position...].starts(with: $0.utf8) }
      guard isOutside != nil || bytes[position...].starts(with: "${".utf8) else {
        plain.append(byte)
        position += 1
        continue
      }
      close(&found)
      position += isOutside?.utf8.count ?? 2
      let names = expand(bytes, &position, depth: depth + 1)
      position += 1
      let values =
        isOutside == "$ENV{"
        // One that a description sets for what it reads later.
        ? Self.few(names.flatMap { own["ENV{\($0)}"] ?? [CMakeValue.unknown] })
        : Self.few(
          names.flatMap { CMakeValue.hasHole($0) ? [CMakeValue.unknown] : self.values($0) })
      found = Self.few(found.flatMap { begin in values.map { begin + $0 } })
    }
    close(&found)
    return found
  }

  /// All that a call's arguments may be, each for itself.
  func expand(_ argument: CMakeCommand.Argument) -> [String] {
    argument.isRaw ? [argument.text] : expand(argument.text)
  }

  /// Parts of arguments that are there by some values of a variable, and not by others.
  func alternatives(_ arguments: some Sequence<CMakeCommand.Argument>) -> Set<String> {
    var found: Set<String> = []
    for argument in arguments where argument.text.utf8.contains(UInt8(ascii: "$")) {
      let values = expand(argument)
      if values.count < 2 { continue }
      let parts = values.map { argument.isQuoted ? [$0] : Set(Self.list($0)) }
      let all = parts.dropFirst().reduce(parts[0]) { $0.intersection($1) }
      for part in parts { found.formUnion(part.subtracting(all)) }
    }
    return found
  }

  /// The parts of all arguments, lists taken apart; what may be is there.
  func items(_ arguments: some Sequence<CMakeCommand.Argument>) -> [String] {
    var found: [String] = []
    for argument in arguments {
      let values = expand(argument)
      if argument.isQuoted && values.count == 1 {
        found += values
        continue
      }
      var seen: Set<String> = []
      for value in values {
        let parts = argument.isQuoted ? [value] : Self.list(value)
        found += values.count == 1 ? parts : parts.filter { seen.insert($0).inserted }
      }
    }
    return found
  }

  /// The parts of a list; a sign in `$<…>` does not part it.
  static func list(_ text: String) -> [String] {
    if !text.contains(bytesOf: ";") { return text.isEmpty ? [] : [text] }
    if !text.contains(bytesOf: "$<") { return text.split(separator: ";").map(String.init) }
    var found: [String] = []
    var part: [UInt8] = []
    var depth = 0
    var before: UInt8 = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "<"), before == UInt8(ascii: "$") { depth += 1 }
      if byte == UInt8(ascii: ">"), depth > 0 { depth -= 1 }
      before = byte
      if byte == UInt8(ascii: ";"), depth == 0 {
        if !part.isEmpty { found.append(String(decoding: part, as: UTF8.self)) }
        part = []
      } else {
        part.append(byte)
      }
    }
    // One that does not end parts nothing.
    if depth > 0 { return text.split(separator: ";").map(String.init) }
    return part.isEmpty ? found : found + [String(decoding: part, as: UTF8.self)]
  }
}
