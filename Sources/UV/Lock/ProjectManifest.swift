import Formats
import Platform

/// What a pyproject.toml asks for, before anything is resolved.
package struct ProjectManifest: Sendable {
  /// Absolute.
  let directory: Path
  /// Normalised; nil without a `[project]`.
  let name: String?
  /// Nil where the build computes it.
  let version: String?
  /// The Pythons that it takes; nil where it does not say.
  let pythons: PythonRange?
  /// Of groups, as `[tool.uv.dependency-groups]` has it.
  let groupPythons: [String: PythonRange]
  /// The fields of `[project]` that only a build tells.
  let dynamic: Set<String>
  /// With the extra that each belongs to.
  let requires: [Requirement]
  let extras: Set<String>
  let groups: [String: [GroupEntry]]
  let sources: [String: [TOMLTable]]
  /// `tool.uv.package`.
  let declaresPackage: Bool?
  let hasBuildSystem: Bool
  /// Nil for all groups.
  let defaultGroups: [String]?
  /// Something in it that uv refuses, or that is read in a way not known here.
  let isOdd: Bool
  /// `tool.uv.environments`: what the lock is made for.
  let environments: [Marker]
  /// Of `[tool.uv]`; uv reads them in the workspace's root.
  let overrides: [Requirement]
  let constraints: [Requirement]
  let excludes: Set<String>
  /// Why uv refuses to install it.
  let fault: String?
  /// Settings that reach into the resolution of everything: overrides, constraints, conflicts.
  let steersResolution: Bool

  enum GroupEntry: Sendable {
    case requirement(Requirement)
    case include(String)
  }

  package init(_ table: TOMLTable, at directory: Path) {
    self.directory = directory
    var isOdd = false
    func requirements(_ node: TOMLNode?, extra: String? = nil) -> [Requirement] {
      (node?.array ?? []).compactMap { element in
        guard var requirement = element.string.flatMap({ Requirement($0) }) else {
          isOdd = true
          return nil
        }
        requirement.extra = extra
        return requirement
      }
    }
    let project = table["project"]?.table
    let uv = table["tool"]?["uv"]?.table
    name = project?["name"]?.string.flatMap { PackageName($0)?.normalized }
    version = project?["version"]?.string.flatMap { PackageVersion($0)?.normalized }
    pythons = Self.pythons(project?["requires-python"])
    groupPythons = (uv?["dependency-groups"]?.table?.entries ?? []).reduce(into: [:]) {
      groups, entry in
      groups[PackageName.normalized(entry.key)] = Self.pythons(entry.node["requires-python"])
    }
    dynamic = Set(project?["dynamic"]?.array?.compactMap(\.string) ?? [])
    var requires = requirements(project?["dependencies"])
    var extras: Set<String> = []
    for entry in project?["optional-dependencies"]?.table?.entries ?? [] {
      let extra = PackageName.normalized(entry.key)
      extras.insert(extra)
      requires += requirements(entry.node, extra: extra)
    }
    self.requires = requires
    self.extras = extras
    var groups: [String: [GroupEntry]] = [:]
    for entry in table["dependency-groups"]?.table?.entries ?? [] {
      groups[PackageName.normalized(entry.key)] = (entry.node.array ?? []).compactMap { element in
        if let group = element["include-group"]?.string {
          return .include(PackageName.normalized(group))
        }
        guard let requirement = element.string.flatMap({ Requirement($0) }) else {
          isOdd = true
          return nil
        }
        return .requirement(requirement)
      }
    }
    // The older name of the group `dev`.
    if let old = uv?["dev-dependencies"] {
      groups["dev", default: []] += requirements(old).map { .requirement($0) }
    }
    self.groups = groups
    var sources: [String: [TOMLTable]] = [:]
    for entry in uv?["sources"]?.table?.entries ?? [] {
      let one = entry.node.table.map { [$0] }
      sources[PackageName.normalized(entry.key)] =
        one ?? (entry.node.array ?? []).compactMap(\.table)
    }
    self.sources = sources
    declaresPackage = uv?["package"]?.boolean
    hasBuildSystem = table["build-system"] != nil
    let defaults = uv?["default-groups"]
    defaultGroups =
      defaults?.string == "all"
      ? nil
      : defaults?.array?.compactMap { $0.string.map { PackageName.normalized($0) } } ?? ["dev"]
    if project != nil, name == nil { isOdd = true }
    if project != nil, version == nil, !dynamic.contains("version") { isOdd = true }
    let places = uv?["environments"]
    environments = (places?.array ?? places.map { [$0] } ?? []).compactMap { node in
      node.string.flatMap { Marker($0) }
    }
    overrides = requirements(uv?["override-dependencies"])
    constraints = requirements(uv?["constraint-dependencies"])
    excludes = Set(
      (uv?["exclude-dependencies"]?.array ?? []).compactMap(\.string).map {
        PackageName.normalized($0)
      })
    self.isOdd = isOdd
    fault = ProjectSchema.mistake(in: table, for: .own).map { mistake in
      "\(directory.shown)/pyproject.toml line \(mistake.line): `\(mistake.key)` \(mistake.message)"
    }
    steersResolution = [
      "override-dependencies", "constraint-dependencies", "exclude-dependencies", "conflicts",
      "dependency-metadata", "environments",
    ].contains { uv?[$0] != nil }
  }

  private static func pythons(_ node: TOMLNode?) -> PythonRange? {
    node?.string.flatMap { VersionSpecifiers($0) }.map { PythonRange($0) }
  }

  /// Why uv does not sync here: the lock is to be made for other platforms, or for this one twice.
  func excludes(_ environment: MarkerEnvironment) -> String? {
    let verdicts = environments.map { $0.holds(in: environment) }
    if verdicts.isEmpty { return nil }
    if verdicts.allSatisfy({ $0 == false }) {
      return "tool.uv.environments has none that is like this one"
    }
    return verdicts.count(where: { $0 == true }) > 1 ? "tool.uv.environments overlap" : nil
  }

  /// Whether uv installs it rather than only its dependencies.
  func isPackage(requiresBuildSystem: Bool) -> Bool {
    declaresPackage ?? (hasBuildSystem || !requiresBuildSystem)
  }

  /// The requirements of a group, included groups unfolded; nil for a circle or an unknown name.
  func requirements(ofGroup group: String, depth: Int = 0) -> [Requirement]? {
    guard let entries = groups[group], depth < 16 else { return nil }
    var all: [Requirement] = []
    for entry in entries {
      switch entry {
      case .requirement(let requirement): all.append(requirement)
      case .include(let other):
        guard let more = requirements(ofGroup: other, depth: depth + 1) else { return nil }
        all += more
      }
    }
    return all
  }

  /// Whether requirements and extras can be read without a build.
  var hasStaticRequirements: Bool {
    !dynamic.contains("dependencies") && !dynamic.contains("optional-dependencies")
  }
}
