import Formats
import Platform

/// The settings of one `uv.toml` or `[tool.uv]` that bear on freshness and reinstalling.
package struct SettingsFile: Sendable {
  package let path: Path
  var configSettings: [String: BuildInfo.ConfigValue] = [:]
  var configSettingsOfPackage: [String: [String: BuildInfo.ConfigValue]] = [:]
  var pipConfigSettings: [String: BuildInfo.ConfigValue] = [:]
  var extraRequirements: [String: [ExtraRequirement]] = [:]
  var extraVariables: [String: [String: String]] = [:]
  package private(set) var reinstall: Bool?
  package private(set) var reinstallPackages: [String] = []
  package private(set) var cacheDirectory: String?
  package private(set) var disablesCache: Bool?

  /// A value of a wrong type: uv leaves the whole file out, with a warning.
  struct WrongType: Error {
    let line: Int
    let key: String
  }

  /// Reads the keys of a table, that of `uv.toml` or of `[tool.uv]`.
  init(_ table: TOMLTable, at path: Path) throws(WrongType) {
    self.path = path
    if let node = table["config-settings"] {
      configSettings = try Self.settings(node, "config-settings")
    }
    for entry in try Self.tables(table["config-settings-package"], "config-settings-package") {
      configSettingsOfPackage[PackageName.normalized(entry.key)] = try Self.settings(
        entry.node, "config-settings-package")
    }
    if let node = table["pip"]?.table?["config-settings"] {
      pipConfigSettings = try Self.settings(node, "pip.config-settings")
    }
    for entry in try Self.tables(table["extra-build-dependencies"], "extra-build-dependencies") {
      guard let array = entry.node.array else {
        throw WrongType(line: entry.node.line, key: "extra-build-dependencies")
      }
      extraRequirements[PackageName.normalized(entry.key)] = array.map(ExtraRequirement.init)
    }
    for entry in try Self.tables(table["extra-build-variables"], "extra-build-variables") {
      var variables: [String: String] = [:]
      for variable in try Self.tables(entry.node, "extra-build-variables") {
        guard let text = variable.node.string else {
          throw WrongType(line: variable.node.line, key: "extra-build-variables")
        }
        variables[variable.key] = text
      }
      extraVariables[PackageName.normalized(entry.key)] = variables
    }
    if let node = table["reinstall"] {
      guard let truth = node.boolean else { throw WrongType(line: node.line, key: "reinstall") }
      reinstall = truth
    }
    if let node = table["reinstall-package"] {
      let names = node.array?.compactMap(\.string)
      guard let names, names.count == node.array?.count else {
        throw WrongType(line: node.line, key: "reinstall-package")
      }
      reinstallPackages = names.map { PackageName.normalized($0) }
    }
    if let node = table["cache-dir"] {
      guard let text = node.string else { throw WrongType(line: node.line, key: "cache-dir") }
      cacheDirectory = text
    }
    if let node = table["no-cache"] {
      guard let truth = node.boolean else { throw WrongType(line: node.line, key: "no-cache") }
      disablesCache = truth
    }
  }

  private static func tables(
    _ node: TOMLNode?, _ key: String
  ) throws(WrongType) -> [TOMLTable.Entry] {
    guard let node else { return [] }
    guard let table = node.table else { throw WrongType(line: node.line, key: key) }
    return table.entries
  }

  private static func settings(
    _ node: TOMLNode, _ key: String
  ) throws(WrongType) -> [String: BuildInfo.ConfigValue] {
    var settings: [String: BuildInfo.ConfigValue] = [:]
    for entry in try tables(node, key) {
      if let text = entry.node.string {
        settings[entry.key] = .one(text)
      } else if let texts = entry.node.array?.compactMap(\.string),
        texts.count == entry.node.array?.count
      {
        settings[entry.key] = .many(texts)
      } else {
        throw WrongType(line: entry.node.line, key: key)
      }
    }
    return settings
  }
}
