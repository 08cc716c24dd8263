import Formats

/// What `uv_build.json` holds: the settings that an install was built with.
///
/// Source: uv-distribution-types `BuildInfo`. Empty parts are left out of the file.
package struct BuildInfo: Hashable, Sendable {
  /// Each value a text or a list of texts, as PEP 517 hands them to the build backend.
  package var configSettings: [String: ConfigValue] = [:]
  /// Each requirement as uv writes it.
  package var extraRequirements: [JSONValue] = []
  package var extraVariables: [String: String] = [:]

  package init() {}

  /// A value of a config setting.
  package enum ConfigValue: Hashable, Sendable {
    case one(String)
    case many([String])

    /// One text for each time the setting would be given on a command line.
    package var all: [String] {
      switch self {
      case .one(let text): [text]
      case .many(let texts): texts
      }
    }

    /// Both, one after the other: uv joins the values that several settings give to one key.
    func joined(with other: ConfigValue) -> ConfigValue {
      .many(all + other.all)
    }
  }

  /// Whether a requirement in it has the marker that uv writes for one that never holds.
  package var holdsFalseMarker: Bool {
    extraRequirements.contains { $0["requirement"]?["marker"]?.text == "python_version < '0'" }
  }

  package var isEmpty: Bool {
    configSettings.isEmpty && extraRequirements.isEmpty && extraVariables.isEmpty
  }

  /// Reads the file; uv as a whole fails on one that does not parse.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    let fields = ["config_settings", "extra_build_requires", "extra_build_variables"]
    var document = try JSONValue.read(bytes)
    // serde reads a structure from an array of its fields, too.
    if case .array(let values) = document, values.count <= fields.count {
      document = .object(zip(fields, values).map { JSONValue.Member($0, $1) })
    }
    guard case .object(let members) = document else {
      throw JSONError(message: "expected an object", line: 1, column: 1)
    }
    func refuse(_ field: String) -> JSONError {
      JSONError(message: "`\(field)` has another form, or stands twice", line: 1, column: 1)
    }
    for field in fields
    where members.count(where: { $0.name == field }) > 1 {
      throw refuse(field)
    }
    if let settings = document["config_settings"] {
      guard case .object(let pairs) = settings else { throw refuse("config_settings") }
      for pair in pairs {
        guard let value = Self.configValue(pair.value) else { throw refuse("config_settings") }
        configSettings[pair.name] = value
      }
    }
    if let requires = document["extra_build_requires"] {
      guard case .array(let all) = requires,
        all.allSatisfy(Self.isRequirement)
      else { throw refuse("extra_build_requires") }
      extraRequirements = all
    }
    if let variables = document["extra_build_variables"] {
      guard case .object(let pairs) = variables else { throw refuse("extra_build_variables") }
      for pair in pairs {
        guard let text = pair.value.text else { throw refuse("extra_build_variables") }
        extraVariables[pair.name] = text
      }
    }
  }

  private static func isRequirement(_ value: JSONValue) -> Bool {
    guard case .boolean? = value["match_runtime"],
      let name = value["requirement"]?["name"]?.text
    else { return false }
    return PackageName(name) != nil
  }

  private static func configValue(_ value: JSONValue) -> ConfigValue? {
    switch value {
    case .string(let text): return .one(text)
    case .array(let elements):
      let texts = elements.compactMap(\.text)
      return texts.count == elements.count ? .many(texts) : nil
    default: return nil
    }
  }

  /// The file's form.
  package var json: JSONValue {
    var members: [JSONValue.Member] = []
    if !configSettings.isEmpty {
      members.append(
        JSONValue.Member(
          "config_settings",
          .object(
            configSettings.sorted { $0.key < $1.key }.map { pair in
              switch pair.value {
              case .one(let text): JSONValue.Member(pair.key, .string(text))
              case .many(let texts): JSONValue.Member(pair.key, .array(texts.map { .string($0) }))
              }
            })))
    }
    if !extraRequirements.isEmpty {
      members.append(JSONValue.Member("extra_build_requires", .array(extraRequirements)))
    }
    if !extraVariables.isEmpty {
      members.append(
        JSONValue.Member(
          "extra_build_variables",
          .object(
            extraVariables.sorted { $0.key < $1.key }
              .map { JSONValue.Member($0.key, .string($0.value)) })))
    }
    return .object(members)
  }
}
