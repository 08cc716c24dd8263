import Formats
import Platform

/// The settings files that govern uv in a directory, nearest first.
package struct GoverningSettings: Sendable {
  /// Which command reads them: each takes other parts.
  package enum Audience: Hashable, Sendable {
    /// `uv pip` puts `[tool.uv.pip]` first.
    case pip
    /// `uv sync` of the project at this directory.
    case sync(Path)
    /// `uv sync` of the script in this directory.
    case script(Path)
    /// `uv tool upgrade`, which heeds no `extra-build-dependencies`.
    case tool
  }

  /// The project's file, then the user's, then the system's; those that are there.
  package let files: [SettingsFile]
  /// What uv would warn of.
  package let warnings: [String]
  /// The workspace root, or the project's own directory; nil where no project is found.
  package let projectRoot: Path?
  /// Why no uv command runs with them.
  package let refusal: String?
  package let audience: Audience
  private let noBuildVariable: Bool?
  private let noBuildPackagesVariable: [String]

  package static let none = GoverningSettings(files: [], audience: .pip)

  init(
    files: [SettingsFile], warnings: [String] = [], projectRoot: Path? = nil,
    refusal: String? = nil, audience: Audience, variables: ProcessEnvironment? = nil
  ) {
    let isSync = audience != .pip
    noBuildVariable = isSync ? variables?.truth(of: "UV_NO_BUILD") : nil
    noBuildPackagesVariable =
      isSync
      ? (variables?.nonEmpty("UV_NO_BUILD_PACKAGE") ?? "").split(separator: " ")
        .map { PackageName.normalized($0) } : []
    self.files = files
    self.warnings = warnings
    self.projectRoot = projectRoot
    self.refusal = refusal
    self.audience = audience
  }

  /// What stands in `[tool.uv.pip]`, the nearest first.
  package var pip: PipPlace {
    files.reduce(PipPlace()) { $0.or($1.pipPlace) }
  }

  /// In the order in which uv joins them.
  private var groups: [(file: SettingsFile, group: SettingsGroup)] {
    let top = files.map { ($0, $0.top) }
    return audience == .pip ? files.map { ($0, $0.pip) } + top : top
  }

  /// Whether reinstalling is asked for each time, and by which file.
  ///
  /// `reinstall` of the nearest file decides, also against `reinstall-package` of any.
  package func forcesReinstall(of name: String) -> Path? {
    if let decided = groups.first(where: { $0.group.reinstall != nil }) {
      return decided.group.reinstall == true ? decided.file.path : nil
    }
    return groups.first { $0.group.reinstallPackages.contains(name) }?.file.path
  }

  /// Whether uv may not build a package, and which file says so.
  package func forbidsBuild(of name: String) -> Path? {
    if noBuildVariable == true { return "UV_NO_BUILD" }
    if noBuildPackagesVariable.contains(name) { return "UV_NO_BUILD_PACKAGE" }
    // In [tool.uv.pip] only what forbids counts; at the top a `false` lifts the list beside it.
    if audience == .pip {
      if let decided = files.first(where: { $0.pip.noBuild != nil }), decided.pip.noBuild == true {
        return decided.path
      }
      if let file = files.first(where: { $0.pip.noBuildPackages.contains(name) }) {
        return file.path
      }
    }
    if let decided = files.first(where: { $0.top.noBuild != nil }) {
      return decided.top.noBuild == true ? decided.path : nil
    }
    return files.first { $0.top.noBuildPackages.contains(name) }?.path
  }

  /// What uv would record of the build of a package now; nil if files alone do not tell.
  ///
  /// Of two ways to write one requirement, that in `recorded` is taken.
  package func buildInfo(of name: String, recorded: BuildInfo? = nil) -> BuildInfo? {
    var info = BuildInfo()
    let groups = groups.map(\.group)
    for group in groups {
      guard let settings = group.configOfPackage[name] else { continue }
      info.configSettings.merge(settings) { $0.joined(with: $1) }
    }
    for group in groups where !group.config.isEmpty {
      info.configSettings.merge(group.config) { $0.joined(with: $1) }
    }
    for group in groups {
      for node in audience == .tool ? [] : group.requirements[name] ?? [] {
        let index = info.extraRequirements.count
        let before = recorded?.extraRequirements.dropFirst(index).first
        guard
          let requirement = ExtraRequirement(
            node, sources: sourcePlaces, recorded: before ?? recorded.map { _ in .null }),
          case .known(let json) = requirement
        else { return nil }
        info.extraRequirements.append(json)
      }
      info.extraVariables.merge(group.variables[name] ?? [:]) { nearer, _ in nearer }
    }
    return info
  }

  /// `uv sync` takes requirements from `[tool.uv.sources]` of the project.
  private var sourcePlaces: ExtraRequirement.Sources? {
    switch audience {
    case .pip, .tool: nil
    case .sync(let root), .script(let root):
      files.first.map { ExtraRequirement.Sources(root: root, nodes: $0.sources) }
    }
  }

  /// Whether nothing in `[tool.uv.sources]` counts.
  var ignoresSources: Bool { files.lazy.compactMap(\.ignoresSources).first == true }

  /// The packages whose entries there do not count.
  var ignoredSources: Set<String> {
    Set(files.flatMap(\.ignoredSources).map { PackageName.normalized($0) })
  }

  /// The cache directory that settings name, the nearest first.
  package var cacheDirectory: String? {
    files.lazy.compactMap(\.cacheDirectory).first
  }

  /// The preview that keeps the environments of projects in uv's cache.
  static let central = "centralized-project-envs"

  /// Whether it is on.
  package func centralizesEnvironments(_ variables: ProcessEnvironment) -> Bool {
    let named = (variables.nonEmpty("UV_PREVIEW_FEATURES") ?? "").split(separator: ",")
    return variables.truth(of: "UV_PREVIEW") == true || named.contains { $0 == Self.central }
      || files.lazy.compactMap(\.centralizesEnvironments).first == true
  }

  /// Whether uv is told to use no cache.
  package var disablesCache: Bool {
    files.lazy.compactMap(\.disablesCache).first ?? false
  }
}
