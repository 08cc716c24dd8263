import Platform

/// Which files are modules of a crate: each is named by `mod` in another one.
struct CrateModules {
  private(set) var reached: Set<Path> = []
  /// Whether modules are named in a way that is not seen.
  private var isOpen = false
  /// The directory of the crate's sources.
  private let place: Path
  private let sources: [Path]
  /// Rust that lies in no crate, or in another one.
  private let others: Set<Path>
  /// The features of the crate that are on.
  private let features: Set<String>

  /// `roots` are what the compiler is given; nil where there is none.
  init?(
    roots: [Path], script: Path?, sources: [Path], others: Set<Path>, features: Set<String>,
    _ files: ProjectFiles
  ) {
    guard let first = roots.first else { return nil }
    place = first.parent ?? ""
    self.sources = sources
    self.features = features
    self.others = others
    var pending = roots + (script.map { [$0] } ?? [])
    while let path = pending.popLast() {
      guard reached.insert(path).inserted else { continue }
      let names = names(in: files.text(path), isScript: path == script)
      let blocks = names.compactMap { if case .block(let name) = $0 { name } else { nil } }
      for name in names { pending += named(name, by: path, blocks) }
    }
  }

  /// Whether no module leads to a source beside the crate's first, or below.
  func isUnreached(_ path: Path) -> Bool {
    !isOpen && !reached.contains(path) && (place.isEmpty || path.isBelow(place))
  }

  /// What leads to a file: `mod a;`, or the text of a `#[path = "b.rs"]`, an `include!` or a build
  /// script; a module that stands in the file itself, with others in it.
  private enum Name { case module(String), file(String), block(String) }

  private func named(_ name: Name, by path: Path, _ blocks: [String]) -> [Path] {
    let place = path.parent ?? ""
    let stem = String(path.nameText.dropLast(3))
    switch name {
    case .file(let text):
      let end = Path(text).normalized
      // A `/` begins what stands behind the crate's own directory.
      let crate = path.isNamed("build.rs") ? place : self.place.parent ?? ""
      let beside = text.hasPrefix("/") ? crate.inside(String(text.dropFirst())) : place.inside(text)
      if sources.contains(beside) || others.contains(beside) { return [beside] }
      // Of `concat!(env!("CARGO_MANIFEST_DIR"), "/src/a.rs")` only the end is seen; a name alone is
      // that of a file which a build script makes.
      if !text.contains("/") { return [] }
      return sources.filter { $0 == end || $0.ends(with: end) }
    case .block: return []
    case .module(let name):
      let places = ["", "\(stem)/"] + blocks.flatMap { ["\($0)/", "\(stem)/\($0)/"] }
      let usual = Set(
        places.flatMap { ["\($0)\(name).rs", "\($0)\(name)/mod.rs"] }
          .map { place.appending($0).normalized })
      let found = sources.filter(usual.contains)
      if !found.isEmpty { return found }
      // In a module within another one.
      return sources.filter { source in
        (place.isEmpty || source.isBelow(place))
          && (source.isNamed("\(name).rs")
            || source.isNamed("mod.rs") && source.parent?.isNamed(name) == true)
      }
    }
  }

  private mutating func names(in text: String, isScript: Bool) -> [Name] {
    if text.contains(bytesOf: "automod") { isOpen = true }
    var found: [Name] = []
    /// How far the `}` stands in that ends a module which is left out, as one of tests.
    var endOfLeftOut: Int?
    /// The name behind an `include!(` may come on the next line.
    var isIncluded = false
    /// In front of the item that is read.
    var attributes: [String] = []
    var isInAttribute = false
    var choice: Choice?
    for line in text.split(whereSeparator: \.isNewline) {
      var rest = line.trimmed
      if rest.hasPrefix("//") || rest.hasPrefix("#!") { continue }
      while isInAttribute || rest.hasPrefix("#[") {
        // An attribute ends with a line, or before its item.
        let end = rest.firstRange(of: "]")
        let part = String(rest[..<(end?.upperBound ?? rest.endIndex)])
        if isInAttribute, let first = attributes.popLast() {
          attributes.append(first + part)
        } else {
          attributes.append(part)
        }
        isInAttribute = end == nil
        guard let end else {
          rest = ""
          break
        }
        rest = rest[end.upperBound...].trimmed
      }
      if rest.isEmpty { continue }
      let indent = line.prefix { $0 == " " || $0 == "\t" }.count
      if let end = endOfLeftOut {
        attributes = []
        guard indent <= end, rest.first == "}" else { continue }
        endOfLeftOut = nil
        if rest == "}" { continue }
      }
      if let isOff = isOff(rest, indent, &choice) {
        if isOff { endOfLeftOut = indent }
        continue
      }
      if attributes.contains(where: isOff) {
        if rest.last == "{", rest.contains(bytesOf: "mod ") { endOfLeftOut = indent }
      } else {
        isIncluded = isIncluded || rest.contains(bytesOf: "include!")
        let texts = attributes + (isIncluded || isScript ? [String(rest)] : [])
        isIncluded = isIncluded && rest.last == "("
        for text in texts where text.contains(bytesOf: ".rs\"") {
          let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
          found += parts.filter { $0.hasSuffix(".rs") }.map { .file(String($0)) }
        }
        // With a path of its own a module has no usual one.
        if !attributes.contains(where: { $0.hasPrefix("#[path") }) { found += modules(in: rest) }
      }
      attributes = []
    }
    return found
  }

  /// Whether an attribute such as `#[cfg(test)]` leaves out what follows it.
  private func isOff(_ attribute: String) -> Bool { truth(attribute) == false }

  private func truth(_ attribute: some StringProtocol) -> Bool? {
    let plain = String(attribute).replacing(" ", with: "")
    return plain.hasPrefix("#[cfg(")
      ? CargoCondition.truth(plain.dropFirst(2), features: features) : nil
  }

  /// The branches of a `cfg_if!` that is read: how far they stand in, and whether one is taken.
  private struct Choice {
    let indent: Int
    var isTaken = false
  }

  /// Whether a line begins a branch of `cfg_if!` that is left out; nil where it begins none.
  private func isOff(_ line: Substring, _ indent: Int, _ choice: inout Choice?) -> Bool? {
    if let open = choice, indent < open.indent || indent == open.indent && line == "}" {
      choice = nil
    }
    let begin = line.first == "}" ? line.dropFirst().trimmed : line
    guard line.last == "{" else { return nil }
    if begin == "else {" { return choice?.indent == indent ? choice?.isTaken : nil }
    guard begin.hasPrefix("if #[cfg(") || begin.hasPrefix("else if #[cfg("),
      let start = begin.firstRange(of: "#[")?.lowerBound
    else { return nil }
    if begin.hasPrefix("if ") { choice = Choice(indent: indent) }
    let holds = truth(begin[start...].dropLast())
    let isOff = choice?.isTaken == true || holds == false
    if holds == true { choice?.isTaken = true }
    return isOff
  }

  /// The names behind `mod`.
  private mutating func modules(in line: Substring) -> [Name] {
    let bytes = Array(line.utf8)
    var found: [Name] = []
    var start = 0
    while let place = bytes[start...].firstRange(of: Array("mod ".utf8)) {
      start = place.upperBound
      if place.lowerBound > 0, Self.isOfName(bytes[place.lowerBound - 1]) { continue }
      var rest = bytes[start...].drop { $0 == UInt8(ascii: " ") }
      // A macro makes it.
      if rest.first == UInt8(ascii: "$") { isOpen = true }
      if rest.starts(with: "r#".utf8) { rest = rest.dropFirst(2) }
      let name = rest.prefix(while: Self.isOfName)
      let next = rest[name.endIndex...].first { $0 != UInt8(ascii: " ") }
      if !name.isEmpty {
        let text = String(decoding: name, as: UTF8.self)
        found.append(next == UInt8(ascii: "{") ? .block(text) : .module(text))
      }
    }
    return found
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
