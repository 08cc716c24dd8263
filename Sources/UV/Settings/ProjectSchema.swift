import Formats

/// The parts of `[tool.uv]` that describe a project: where one is wrong, `uv sync` fails.
///
/// Other settings are read by `SettingsSchema`; there, a mistake only drops the table.
enum ProjectSchema {
  private static let source = SettingsSchema.Value.table(of: .unchecked)

  private static let fields: [(name: String, value: SettingsSchema.Value)] = [
    ("index", SettingsSchema.indexes), ("override-dependencies", .strings),
    ("exclude-dependencies", .strings), ("constraint-dependencies", .strings),
    ("build-constraint-dependencies", .strings), ("environments", .either(.marker, .list(.marker))),
    ("required-environments", .either(.marker, .list(.marker))),
    ("conflicts", .list(.list(.unchecked))),
    (
      "workspace",
      .fields([
        SettingsSchema.Field("members", .strings), SettingsSchema.Field("exclude", .strings),
      ])
    ),
    ("sources", .table(of: .either(source, .list(source)))), ("managed", .boolean),
    ("package", .boolean), ("default-groups", .either(.oneOf(["all"]), .strings)),
    ("dependency-groups", .table(of: .unchecked)), ("dev-dependencies", .strings),
  ]

  /// The first mistake in `[tool.uv]` of a project.
  static func mistake(in table: TOMLTable) -> SettingsSchema.Mistake? {
    let schema = SettingsSchema(release: Rules.latestRelease)
    for entry in table.entries {
      guard let field = fields.first(where: { $0.name == entry.key }) else { continue }
      if let found = schema.mistake(in: entry.node, field.value, key: entry.key) { return found }
    }
    return nil
  }
}
