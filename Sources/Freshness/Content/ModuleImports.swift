import Platform

/// The imports that a module's first statements run: those in the first column.
///
/// What stands inside `try`, `if TYPE_CHECKING` or a function may fail without harm, or never run.
struct ModuleImports {
  struct Import: Hashable {
    /// Dots in front.
    let level: Int
    /// Dotted; empty in `from . import x`.
    let module: String
    /// Behind `import`, of the form with `from`.
    let names: [String]
  }

  let all: [Import]

  init(_ text: String) {
    var all: [Import] = []
    var isInText = false
    var pending = ""
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if !pending.isEmpty {
        pending += " " + Self.withoutComment(line)
      } else {
        let quotes = Self.count(of: "\"\"\"", in: line) + Self.count(of: "'''", in: line)
        if isInText || quotes > 0 {
          if quotes % 2 == 1 { isInText.toggle() }
          continue
        }
        guard line.hasPrefix("from ") || line.hasPrefix("import ") else { continue }
        pending = Self.withoutComment(line)
      }
      let isOpen = pending.contains("(") && !pending.contains(")")
      if isOpen || pending.hasSuffix("\\") {
        if pending.hasSuffix("\\") { pending.removeLast() }
        if pending.utf8.count < 20_000 { continue }
      }
      all += Self.imports(pending)
      pending = ""
    }
    self.all = all
  }

  /// Whether a module of a package is imported; `package` is the dotted name of the one in which
  /// this text stands (of `__init__.py`, the package itself).
  func bring(in module: String, from package: String) -> Bool {
    all.contains { one in
      let base = Self.resolve(one, from: package)
      if base == module || base.hasPrefix(module + ".") { return true }
      return one.names.contains { "\(base).\($0)" == module }
    }
  }

  private static func resolve(_ one: Import, from package: String) -> String {
    if one.level == 0 { return one.module }
    let parts = package.split(separator: ".")
    let kept = parts.prefix(max(0, parts.count - (one.level - 1)))
    return (kept.map(String.init) + (one.module.isEmpty ? [] : [one.module])).joined(separator: ".")
  }

  private static func imports(_ statement: String) -> [Import] {
    let text = statement.map { "()".contains($0) ? " " : $0 }
    let words = String(text).split(whereSeparator: \.isWhitespace)
    guard let first = words.first else { return [] }
    if first == "import" {
      return String(text).dropFirst(first.count).split(separator: ",").compactMap { part in
        guard let name = part.split(whereSeparator: \.isWhitespace).first else { return nil }
        return Import(level: 0, module: String(name), names: [])
      }
    }
    guard words.count >= 4, let keyword = words.firstIndex(of: "import"), keyword >= 2 else {
      return []
    }
    let source = words[1..<keyword].joined()
    let level = source.prefix { $0 == "." }.count
    let names = words[(keyword + 1)...].joined(separator: " ").split(separator: ",")
      .compactMap { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) }
    return [Import(level: level, module: String(source.dropFirst(level)), names: names)]
  }

  private static func withoutComment(_ line: Substring) -> String {
    String(line.prefix { $0 != "#" && $0 != ";" }.trimmed)
  }

  private static func count(of wanted: String, in line: Substring) -> Int {
    guard line.utf8.contains(where: { $0 == wanted.utf8.first }) else { return 0 }
    return line.components(of: wanted)
  }
}

extension Substring {
  /// How often a text stands in this one.
  fileprivate func components(of wanted: String) -> Int {
    let all = Array(utf8)
    let bytes = Array(wanted.utf8)
    var (count, place) = (0, 0)
    while place + bytes.count <= all.count {
      if all[place...].starts(with: bytes) {
        count += 1
        place += bytes.count
      } else {
        place += 1
      }
    }
    return count
  }
}
