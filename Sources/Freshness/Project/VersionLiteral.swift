import Platform
import UV

/// The version that a file spells out, as `__version__ = "1.2"` or all of a VERSION file.
enum VersionLiteral {
  private static let names = [
    "__version__", "__VERSION__", "VERSION", "version", "_version", "__version_info__",
  ]

  /// Nil where the file computes its version, or takes it from elsewhere.
  static func find(in text: String, named file: String) -> PackageVersion? {
    if !file.hasSuffix(".py") {
      if file.hasSuffix(".json") { return value(in: text, behind: "\"version\"", sign: ":") }
      if file == "Cargo.toml" { return value(in: text, behind: "version", sign: "=") }
      if file == "meson.build" { return value(in: text, behind: "version", sign: ":") }
      let lines = text.split(whereSeparator: \.isNewline)
      guard lines.count == 1, let line = lines.first else { return nil }
      return PackageVersion(line.trimmed)
    }
    for name in names {
      if let version = value(in: text, behind: name, sign: "=") { return version }
    }
    return nil
  }

  /// Whether a call is given a version that stands there: `setup(version="1.0")`.
  static func isArgument(in text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      guard let place = line.firstRange(of: "version"), place.lowerBound > line.startIndex,
        "( ,\t".contains(line[line.index(before: place.lowerBound)])
      else { return false }
      let rest = line[place.upperBound...].drop { $0 == " " }
      guard rest.first == "=" else { return false }
      let value = rest.dropFirst().drop { $0 == " " }
      guard let quote = value.first, quote == "\"" || quote == "'",
        let end = value.dropFirst().firstIndex(of: quote),
        PackageVersion(value[..<end].dropFirst()) != nil
      else { return false }
      let next = value[value.index(after: end)...].first { $0 != " " }
      return next == "," || next == ")"
    }
  }

  /// A quoted version behind a name that begins a line, and a sign.
  private static func value(
    in text: String, behind name: String, sign: Character
  ) -> PackageVersion? {
    for line in text.split(whereSeparator: \.isNewline) {
      var rest = line.drop { $0 == " " || $0 == "\t" || $0 == "," }
      guard rest.hasPrefix(name) else { continue }
      rest = rest.dropFirst(name.count)
      guard let place = rest.firstIndex(of: sign),
        // Blanks, or the annotation of a type.
        rest[..<place].allSatisfy({
          $0 == " " || $0 == ":" || $0.isLetter || $0 == "_" || $0 == "."
        })
      else { continue }
      let value = rest[rest.index(after: place)...].trimmed
      if let quote = value.first, quote == "\"" || quote == "'" {
        let inner = value.dropFirst()
        if let end = inner.firstIndex(of: quote), let version = PackageVersion(inner[..<end]) {
          return version
        }
      } else if value.hasPrefix("("), let end = value.firstIndex(of: ")") {
        let parts = value[value.index(after: value.startIndex)..<end].split(separator: ",")
          .map { $0.trimmed.filter { $0 != "\"" && $0 != "'" } }
        if parts.count > 1, let version = PackageVersion(parts.joined(separator: ".")) {
          return version
        }
      }
    }
    return nil
  }

  /// The names that an import binds: of `a, b as c` `a` and `c`.
  private static func imported(_ words: ArraySlice<Substring>) -> [String] {
    words.joined(separator: " ").prefix { $0 != "#" }.split { ",()".contains($0) }
      .compactMap { $0.split(separator: " ").last.map(String.init) }
  }

  /// Modules beside this one from which it takes its version: `from ._version import __version__`.
  static func sources(in text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = line.trimmed.split(separator: " ")
      guard words.count > 3, words[0] == "from", words[2] == "import",
        imported(words[3...]).contains(where: names.contains)
      else { return nil }
      // `from . import _version` names the module itself.
      if words[1].allSatisfy({ $0 == "." }) {
        return words[3...].first { $0.contains("version") }.map { "\(words[1])\($0)" }
      }
      return String(words[1])
    }
  }
}
