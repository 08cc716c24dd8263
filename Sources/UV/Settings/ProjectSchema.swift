import Formats

/// The parts of a pyproject.toml that describe a project: where one is wrong, uv fails.
///
/// Settings are read by `SettingsSchema`; there, a mistake only drops the table. Each rule was tried
/// on the binary, with `uv sync` and with `uv pip sync`.
enum ProjectSchema {
  typealias Mistake = SettingsSchema.Mistake
  typealias Value = SettingsSchema.Value

  /// How closely uv looks.
  enum Reader {
    /// The project is to be installed: its requirements must parse as well.
    case own
    /// It stands around the project.
    case surrounding
  }

  /// The first mistake in a pyproject.toml.
  static func mistake(in manifest: TOMLTable, for reader: Reader) -> Mistake? {
    projectMistake(manifest["project"], reader) ?? groupsMistake(in: manifest, reader)
      ?? toolMistake(in: manifest, reader)
  }

  /// A group that is installed by default, and is none.
  static func undefinedDefaultGroup(in manifest: TOMLTable) -> Mistake? {
    guard let node = manifest["tool"]?["uv", "default-groups"], let names = node.array else {
      return nil
    }
    let defined = groups(of: manifest)
    return names.lazy.compactMap(\.string).first { !defined.contains(PackageName.normalized($0)) }
      .map { mistake(node, "tool.uv.default-groups", "names \($0), which is no group") }
  }

  static func groups(of manifest: TOMLTable) -> Set<String> {
    var names = Set(
      (manifest["dependency-groups"]?.table?.entries ?? []).map { PackageName.normalized($0.key) })
    if manifest["tool"]?["uv", "dev-dependencies"] != nil { names.insert("dev") }
    return names
  }

  static func mistake(_ node: TOMLNode, _ key: String, _ message: String) -> Mistake {
    Mistake(line: node.line, key: key, message: message)
  }

  // MARK: - [project]

  private static let requirement = Value.like("a requirement") { Requirement($0) != nil }

  private static let ownFields = projectFields(.list(requirement))
  private static let surroundingFields = projectFields(.strings)

  private static func projectFields(_ requirements: Value) -> [(String, Value)] {
    [
      ("name", .name), ("version", .like("a version") { PackageVersion($0) != nil }),
      ("requires-python", .like("version specifiers") { VersionSpecifiers($0) != nil }),
      ("dynamic", .strings), ("dependencies", requirements),
      ("optional-dependencies", .named(requirements)),
    ]
  }

  private static func projectMistake(_ node: TOMLNode?, _ reader: Reader) -> Mistake? {
    guard let node else { return nil }
    guard let table = node.table else { return mistake(node, "project", "must be a table") }
    let fields = reader == .own ? ownFields : surroundingFields
    if let found = mistake(in: table, fields, prefix: "project.") { return found }
    if table["name"] == nil { return mistake(node, "project", "needs `name`") }
    let dynamic = (table["dynamic"]?.array ?? []).compactMap(\.string)
    if table["version"] == nil, !dynamic.contains("version") {
      return mistake(node, "project", "needs `version`")
    }
    return nil
  }

  // MARK: - [dependency-groups]

  private static func groupsMistake(in manifest: TOMLTable, _ reader: Reader) -> Mistake? {
    guard let node = manifest["dependency-groups"] else { return nil }
    let key = "dependency-groups"
    let schema = SettingsSchema(release: Rules.latestRelease)
    let entry = Value.either(.text, .table(of: .text))
    if let found = schema.mistake(in: node, .named(.list(entry)), key: key) { return found }
    guard reader == .own else { return nil }
    let defined = groups(of: manifest)
    for element in (node.table?.entries ?? []).flatMap({ $0.node.array ?? [] }) {
      if element.string != nil {
        if let found = schema.mistake(in: element, requirement, key: key) { return found }
      } else if let name = element["include-group"]?.string, element.table?.entries.count == 1 {
        if !defined.contains(PackageName.normalized(name)) {
          return mistake(element, key, "includes \(name), which is no group")
        }
      } else {
        return mistake(element, key, "holds what is neither a requirement nor `include-group`")
      }
    }
    return nil
  }

  // MARK: - [tool.uv]

  private static let group = Value.fields([SettingsSchema.Field("requires-python", .specifiers)])
  private static let conflict = Value.fields([
    SettingsSchema.Field("package", .name), SettingsSchema.Field("extra", .name),
    SettingsSchema.Field("group", .name),
  ])
  private static let marker = Value.like("a marker") { Marker($0) != nil }
  private static let glob = Value.like("a glob") { GlobPatternText.isValid($0) }

  private static let fields: [(String, Value)] = [
    ("index", SettingsSchema.indexes), ("override-dependencies", .list(requirement)),
    ("exclude-dependencies", .names), ("constraint-dependencies", .list(requirement)),
    ("build-constraint-dependencies", .list(requirement)),
    ("environments", .either(marker, .list(marker))),
    ("required-environments", .either(marker, .list(marker))),
    ("conflicts", .list(.list(conflict))),
    (
      "workspace",
      .fields([
        SettingsSchema.Field("members", .list(glob)), SettingsSchema.Field("exclude", .list(glob)),
      ])
    ),
    ("managed", .boolean), ("package", .boolean),
    ("default-groups", .either(.oneOf(["all"]), .names)), ("dependency-groups", .named(group)),
    ("dev-dependencies", .list(requirement)),
  ]

  private static func toolMistake(in manifest: TOMLTable, _ reader: Reader) -> Mistake? {
    guard let tool = manifest["tool"] else { return nil }
    guard let tools = tool.table else { return mistake(tool, "tool", "must be a table") }
    guard let node = tools["uv"] else { return nil }
    guard let table = node.table else { return mistake(node, "tool.uv", "must be a table") }
    if let found = mistake(in: table, fields, prefix: "tool.uv.") { return found }
    for set in table["conflicts"]?.array ?? [] where (set.array ?? []).count < 2 {
      return mistake(set, "tool.uv.conflicts", "needs at least two entries in each set")
    }
    let defined = groups(of: manifest)
    for entry in table["dependency-groups"]?.table?.entries ?? []
    where reader == .own && !defined.contains(PackageName.normalized(entry.key)) {
      return mistake(
        entry.node, "tool.uv.dependency-groups", "names \(entry.key), which is no group")
    }
    return indexMistake(table["index"]) ?? sourcesMistake(table["sources"], of: manifest, reader)
  }

  /// Between the indexes of one file; each alone was looked at before.
  private static func indexMistake(_ node: TOMLNode?) -> Mistake? {
    var names: Set<String> = []
    var defaults = 0
    for index in node?.array ?? [] {
      if let name = index["name"]?.string, !names.insert(name).inserted {
        return mistake(index, "tool.uv.index", "has two with the name \(name)")
      }
      if index["default"]?.boolean == true { defaults += 1 }
      if defaults > 1 { return mistake(index, "tool.uv.index", "has two that are the default") }
    }
    return nil
  }

  private static func mistake(
    in table: TOMLTable, _ fields: [(String, Value)], prefix: String
  ) -> Mistake? {
    let schema = SettingsSchema(release: Rules.latestRelease)
    for entry in table.entries {
      guard let (_, value) = fields.first(where: { $0.0 == entry.key }) else { continue }
      if let found = schema.mistake(in: entry.node, value, key: prefix + entry.key) { return found }
    }
    return nil
  }
}

/// A pattern of the glob crate, as far as it can be wrong.
enum GlobPatternText {
  static func isValid(_ text: String) -> Bool {
    for component in text.split(separator: "/") {
      if component.utf8.starts(with: "**".utf8) ? component != "**" : hasDoubleStar(component) {
        return false
      }
    }
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      // `]` can come first in a class, behind `!` too.
      let inner = rest[rest.index(after: open)...].drop { $0 == "!" }.dropFirst()
      guard let close = inner.firstIndex(of: "]") else { return false }
      rest = rest[rest.index(after: close)...]
    }
    return true
  }

  private static func hasDoubleStar(_ component: Substring) -> Bool {
    component.utf8.indices.contains { component.utf8[$0...].starts(with: "**".utf8) }
  }
}
