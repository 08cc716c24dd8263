import Formats
import Platform

/// The settings that a `uv.toml` and `[tool.uv]` may hold, and what uv takes for a value of each.
///
/// As the newest release that was checked has them: each key was given values of 17 types. Of older
/// releases only the release in which a key came is known; those without one were there before
/// 0.4.15.
struct SettingsSchema {
  struct Field: Sendable {
    let name: String
    let value: Value
    let since: UVRelease
    let place: Place

    init(_ name: String, _ value: Value, since: (Int, Int) = (0, 0), _ place: Place = .anywhere) {
      self.name = name
      self.value = value
      self.since = UVRelease(0, since.0, since.1)
      self.place = place
    }
  }

  enum Place: Sendable {
    case anywhere
    /// A `uv.toml` that holds it is refused.
    case manifest
  }

  indirect enum Value: Sendable {
    case boolean, text, path, url, count, specifiers, strings, names, date
    case oneOf([String])
    case either(Value, Value)
    case list(Value)
    case table(of: Value)
    /// A table of these keys, those with a value of `required` among them.
    case fields([Field], required: [String] = [])
    case cacheKeys, requirements, index
    /// A text of some form.
    case like(String, @Sendable (String) -> Bool)
    /// A table whose keys are names of packages, extras or groups.
    case named(Value)
    /// A table of which only these keys are looked at.
    case some([Field], required: [String])
    /// Read by other parts of uv, which refuse the project where it is wrong.
    case unchecked
  }

  /// A value that uv does not take.
  struct Mistake: Hashable, Sendable {
    let line: Int
    let key: String
    let message: String
  }

  let release: UVRelease

  /// The first mistake in the order of the document; nil if uv takes the table.
  func mistake(in table: TOMLTable) -> Mistake? {
    mistake(in: table, Self.fields, prefix: "")
  }

  /// The first key that only a pyproject.toml may hold.
  func misplaced(in table: TOMLTable) -> Mistake? {
    for entry in table.entries {
      if let field = Self.fields.first(where: { $0.name == entry.key }), field.place == .manifest {
        return Mistake(
          line: entry.node.line, key: entry.key, message: "belongs into a pyproject.toml")
      }
    }
    return nil
  }

  /// The first key that a script may not hold.
  func misplaced(inScript table: TOMLTable) -> Mistake? {
    for entry in table.entries where entry.key != "sources" {
      let isProjects = ["pip", "cache-keys"].contains(entry.key)
      let field = Self.fields.first { $0.name == entry.key }
      if isProjects || field?.place == .manifest {
        return Mistake(line: entry.node.line, key: entry.key, message: "is nothing for a script")
      }
    }
    return nil
  }

  private func mistake(in table: TOMLTable, _ fields: [Field], prefix: String) -> Mistake? {
    for entry in table.entries {
      let key = prefix + entry.key
      guard let field = fields.first(where: { $0.name == entry.key }), field.since <= release else {
        let later = fields.first { $0.name == entry.key }?.since
        let why = later.map { "came with uv \($0); uv \(release) does not know it" }
        return Mistake(
          line: entry.node.line, key: key, message: why ?? "is not a setting of uv \(release)")
      }
      if let found = mistake(in: entry.node, field.value, key: key) { return found }
    }
    return nil
  }

  func mistake(in node: TOMLNode, _ value: Value, key: String) -> Mistake? {
    func refuse(_ expected: String) -> Mistake? {
      Mistake(line: node.line, key: key, message: "must be \(expected)")
    }
    switch value {
    case .unchecked: return nil
    case .boolean: return node.boolean == nil ? refuse("true or false") : nil
    case .text, .path: return node.string == nil ? refuse("a text") : nil
    case .url:
      return node.string?.contains(bytesOf: ":") == true ? nil : refuse("a URL")
    case .count:
      if case .integer(let number) = node.value, number > 0 { return nil }
      return refuse("a number above 0")
    case .specifiers:
      return node.string.flatMap { VersionSpecifiers(required: $0) } == nil
        ? refuse("version specifiers") : nil
    case .date:
      let first = node.string?.utf8.first ?? 0
      return (0x30...0x39).contains(first) || first == UInt8(ascii: "P")
        ? nil : refuse("a date, a time or a duration")
    case .oneOf(let words):
      return node.string.map(words.contains) == true
        ? nil : refuse("one of \(words.joined(separator: ", "))")
    case .strings, .names:
      guard let elements = node.array else { return refuse("a list of texts") }
      for element in elements {
        guard let text = element.string else {
          return Mistake(line: element.line, key: key, message: "must be a list of texts")
        }
        if case .names = value, PackageName(text) == nil {
          return Mistake(
            line: element.line, key: key, message: "holds `\(text)`, which is not a package's name")
        }
      }
      return nil
    case .either(let one, let other):
      guard let found = mistake(in: node, one, key: key) else { return nil }
      return mistake(in: node, other, key: key) == nil ? nil : found
    case .list(let element):
      guard let elements = node.array else { return refuse("a list") }
      return elements.lazy.compactMap { mistake(in: $0, element, key: key) }.first
    case .table(let element):
      guard let table = node.table else { return refuse("a table") }
      for entry in table.entries {
        let name = "\(key).\(entry.key)"
        if let found = mistake(in: entry.node, element, key: name) { return found }
      }
      return nil
    case .fields(let fields, let required):
      guard let table = node.table else { return refuse("a table") }
      if let found = mistake(in: table, fields, prefix: "\(key).") { return found }
      let absent = required.first { table[$0] == nil }
      return absent.map { Mistake(line: node.line, key: key, message: "needs `\($0)`") }
    case .index:
      if let found = mistake(in: node, Self.index, key: key) { return found }
      let needsName = node["explicit"]?.boolean == true && node["name"] == nil
      return needsName ? refuse("named where it is `explicit`") : nil
    case .like(let what, let isRight):
      return node.string.map(isRight) == true ? nil : refuse(what)
    case .named(let element):
      guard let table = node.table else { return refuse("a table") }
      for entry in table.entries {
        if PackageName(entry.key) == nil { return refuse("a table of names") }
        if let found = mistake(in: entry.node, element, key: "\(key).\(entry.key)") { return found }
      }
      return nil
    case .some(let fields, let required):
      guard let table = node.table else { return refuse("a table") }
      for entry in table.entries {
        guard let field = fields.first(where: { $0.name == entry.key }) else { continue }
        if let found = mistake(in: entry.node, field.value, key: "\(key).\(entry.key)") {
          return found
        }
      }
      let absent = required.first { table[$0] == nil }
      return absent.map { Mistake(line: node.line, key: key, message: "needs `\($0)`") }
    case .cacheKeys:
      return CacheKeyList.isRefused(node) ? refuse("a list of cache keys") : nil
    case .requirements:
      guard let elements = node.array else { return refuse("a list of requirements") }
      for element in elements where ExtraRequirement.isRefused(element) {
        return Mistake(line: element.line, key: key, message: "holds what is not a requirement")
      }
      return nil
    }
  }
}

extension SettingsSchema.Value {
  static let name = Self.like("a name") { PackageName($0) != nil }
}
