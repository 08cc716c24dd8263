import Formats
import Platform

/// The settings of one `uv.toml` or `[tool.uv]` that bear on freshness and reinstalling.
package struct SettingsFile: Sendable {
  package let path: Path
  let top: SettingsGroup
  /// `[tool.uv.pip]`, which `uv pip` puts before the others.
  let pip: SettingsGroup
  package let cacheDirectory: String?
  package let disablesCache: Bool?
  /// Whether `preview` or `preview-features` keeps the environments of projects in the cache.
  let centralizesEnvironments: Bool?
  /// `pip.python`, `pip.system`, `pip.target` and `pip.prefix` choose the environment.
  let pipPlace: PipPlace
  let pipDemands: PipDemands
  let requiredVersion: (specifiers: VersionSpecifiers, line: Int)?
  /// `no-sources` and `no-sources-package`.
  let ignoresSources: Bool?
  let ignoredSources: [String]
  /// `[tool.uv.sources]`, by normalised name.
  let sources: [String: TOMLNode]

  /// Reads a table that uv takes, see `SettingsSchema`.
  init(_ table: TOMLTable, at path: Path) {
    self.path = path
    top = SettingsGroup(table, isPip: false)
    let pip = table["pip"]?.table
    self.pip = pip.map { SettingsGroup($0, isPip: true) } ?? SettingsGroup()
    pipPlace = pip.map { PipPlace($0) } ?? PipPlace()
    pipDemands = PipDemands(pip)
    cacheDirectory = table["cache-dir"]?.string
    disablesCache = table["no-cache"]?.boolean
    let features = table["preview-features"]
    centralizesEnvironments =
      features?.boolean
      ?? features?.array.map { $0.compactMap(\.string).contains(GoverningSettings.central) }
      ?? table["preview"]?.boolean
    requiredVersion = table["required-version"].flatMap { node in
      node.string.flatMap { VersionSpecifiers(required: $0) }.map { ($0, node.line) }
    }
    ignoresSources = table["no-sources"]?.boolean
    ignoredSources = (table["no-sources-package"]?.array ?? []).compactMap(\.string)
    sources = Dictionary(
      (table["sources"]?.table?.entries ?? []).map { (PackageName.normalized($0.key), $0.node) },
      uniquingKeysWith: { first, _ in first })
  }
}

/// What `[tool.uv.pip]` says of the environment.
package struct PipPlace: Hashable, Sendable {
  package private(set) var python: String?
  package private(set) var usesSystem: Bool?
  package private(set) var target: String?
  package private(set) var prefix: String?

  package init() {}

  init(_ table: TOMLTable) {
    python = table["python"]?.string
    usesSystem = table["system"]?.boolean
    target = table["target"]?.string
    prefix = table["prefix"]?.string
  }

  /// These where they say something, else those of a file further away.
  func or(_ other: PipPlace) -> PipPlace {
    var both = self
    both.python = python ?? other.python
    both.usesSystem = usesSystem ?? other.usesSystem
    both.target = target ?? other.target
    both.prefix = prefix ?? other.prefix
    return both
  }
}

/// What `[tool.uv.pip]` asks of requirements, which a list of directories may not be able to give.
struct PipDemands: Sendable {
  let requiresHashes: Bool?
  /// Whether extras are named; uv takes them with a pyproject.toml only.
  let namesExtras: Bool
  /// `GROUP`, or `PATH/pyproject.toml:GROUP`.
  let groups: [String]

  init(_ table: TOMLTable?) {
    requiresHashes = table?["require-hashes"]?.boolean
    namesExtras =
      table?["all-extras"]?.boolean == true
      || ["extra", "no-extra"].contains { table?[$0]?.array?.isEmpty == false }
    groups = table?["group"]?.array?.compactMap(\.string) ?? []
  }

  /// The file and the name of each group; nil for what uv does not take.
  static func group(_ text: String) -> (file: String, name: String)? {
    guard let colon = text.lastIndex(of: ":") else {
      return PackageName(text).map { ("pyproject.toml", $0.normalized) }
    }
    let file = text[..<colon]
    guard file == "pyproject.toml" || file.hasSuffix("/pyproject.toml"),
      let name = PackageName(text[text.index(after: colon)...])
    else { return nil }
    return (String(file), name.normalized)
  }
}

/// Settings that stand at the top of a file as well as in its `pip` table.
struct SettingsGroup: Sendable {
  typealias ConfigSettings = [String: BuildInfo.ConfigValue]

  private(set) var config: ConfigSettings = [:]
  private(set) var configOfPackage: [String: ConfigSettings] = [:]
  private(set) var requirements: [String: [TOMLNode]] = [:]
  private(set) var variables: [String: [String: String]] = [:]
  private(set) var reinstall: Bool?
  private(set) var reinstallPackages: [String] = []
  private(set) var noBuild: Bool?
  private(set) var noBuildPackages: [String] = []
  private(set) var findLinks: [String] = []

  init() {}

  init(_ table: TOMLTable, isPip: Bool) {
    config = Self.config(table["config-settings"])
    configOfPackage = Self.byPackage(table["config-settings-package"], Self.config)
    requirements = Self.byPackage(table["extra-build-dependencies"]) { $0?.array ?? [] }
    variables = Self.byPackage(table["extra-build-variables"]) { node in
      let pairs = (node?.table?.entries ?? []).map { ($0.key, $0.node.string ?? "") }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
    reinstall = table["reinstall"]?.boolean
    reinstallPackages = Self.names(table["reinstall-package"])
    noBuild = table["no-build"]?.boolean
    noBuildPackages = Self.names(table["no-build-package"])
    if isPip { takeOnlyBinary(table["only-binary"]?.array?.compactMap(\.string) ?? []) }
    findLinks = table["find-links"]?.array?.compactMap(\.string) ?? []
  }

  /// Names, `:all:`, and `:none:`, which takes back what stands before it.
  private mutating func takeOnlyBinary(_ words: [String]) {
    for word in words.split(separator: ":none:", omittingEmptySubsequences: false).last ?? [] {
      if word == ":all:" {
        noBuild = noBuild ?? true
      } else {
        noBuildPackages.append(PackageName.normalized(word))
      }
    }
  }

  private static func names(_ node: TOMLNode?) -> [String] {
    (node?.array ?? []).compactMap(\.string).map { PackageName.normalized($0) }
  }

  private static func byPackage<Value>(
    _ node: TOMLNode?, _ value: (TOMLNode?) -> Value
  ) -> [String: Value] {
    let pairs = (node?.table?.entries ?? []).map {
      (PackageName.normalized($0.key), value($0.node))
    }
    return Dictionary(pairs, uniquingKeysWith: { _, last in last })
  }

  private static func config(_ node: TOMLNode?) -> ConfigSettings {
    var settings: ConfigSettings = [:]
    for entry in node?.table?.entries ?? [] {
      if let text = entry.node.string {
        settings[entry.key] = .one(text)
      } else {
        settings[entry.key] = .many((entry.node.array ?? []).compactMap(\.string))
      }
    }
    return settings
  }
}
