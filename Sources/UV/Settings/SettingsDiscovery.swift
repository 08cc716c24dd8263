import Formats
import Glibc
import Platform

/// The settings files that govern uv in a directory, nearest first.
package struct GoverningSettings: Sendable {
  /// The project's file, then the user's, then the system's; those that are there.
  package let files: [SettingsFile]
  /// What uv would warn of, or what could not be told.
  package let warnings: [String]
  /// The workspace root, or the project's own directory; nil where no project is found.
  package let projectRoot: Path?

  package static let none = GoverningSettings(files: [], warnings: [], projectRoot: nil)

  /// Whether reinstalling is asked for each time, and by which file.
  package func forcesReinstall(of name: String) -> Path? {
    for file in files {
      if file.reinstallPackages.contains(name) { return file.path }
      if let reinstall = file.reinstall { return reinstall ? file.path : nil }
    }
    return nil
  }

  /// What uv would record of the build of a package now; nil if files alone do not tell.
  package func buildInfo(of name: String) -> BuildInfo? {
    var info = BuildInfo()
    for settings in files.map({ $0.configSettingsOfPackage[name] ?? [:] })
      + files.map(\.configSettings)
    {
      info.configSettings.merge(settings) { $0.joined(with: $1) }
    }
    for file in files where info.extraRequirements.isEmpty {
      for requirement in file.extraRequirements[name] ?? [] {
        guard case .known(let json) = requirement else { return nil }
        info.extraRequirements.append(json)
      }
    }
    for file in files {
      info.extraVariables.merge(file.extraVariables[name] ?? [:]) { nearer, _ in nearer }
    }
    return info
  }

  /// The cache directory that settings name, the nearest first.
  package var cacheDirectory: String? {
    files.lazy.compactMap(\.cacheDirectory).first
  }

  /// Whether uv is told to use no cache.
  package var disablesCache: Bool {
    files.lazy.compactMap(\.disablesCache).first ?? false
  }
}

/// Finds settings as uv does: the project's at its workspace root, then the user's, then the
/// system's.
package struct SettingsDiscovery {
  private let variables: ProcessEnvironment
  private let manifests = Manifests()
  private var warnings: [String] = []

  package init(variables: ProcessEnvironment) {
    self.variables = variables
  }

  /// The settings in force in a directory.
  package static func find(in directory: Path, variables: ProcessEnvironment) -> GoverningSettings {
    var discovery = SettingsDiscovery(variables: variables)
    return discovery.settings(in: directory)
  }

  private mutating func settings(in directory: Path) -> GoverningSettings {
    let root = Workspace.root(around: directory, manifests)
    if variables.truth(of: "UV_NO_CONFIG") == true {
      return GoverningSettings(files: [], warnings: [], projectRoot: root)
    }
    var files: [SettingsFile] = []
    if let named = variables.nonEmpty("UV_CONFIG_FILE") {
      files += [uvTOML(directory.appending(named))].compactMap { $0 }
    } else {
      if let found = nearest(from: root ?? directory) { files.append(found) }
      if let user = XDG.config(variables).flatMap({ uvTOML($0.appending("uv/uv.toml")) }) {
        files.append(user)
      }
      if let system = uvTOML("/etc/uv/uv.toml") { files.append(system) }
    }
    return GoverningSettings(files: files, warnings: warnings, projectRoot: root)
  }

  /// Upward, the first directory with a `uv.toml` or a `[tool.uv]`.
  private mutating func nearest(from start: Path) -> SettingsFile? {
    for current in start.ancestors {
      let own = current.appending("uv.toml")
      if Directory.working.has(own) { return uvTOML(own) }
      if let uv = manifests[current]?["tool"]?.table?["uv"]?.table {
        return settings(uv, at: current.appending("pyproject.toml"))
      }
    }
    return nil
  }

  private mutating func uvTOML(_ path: Path) -> SettingsFile? {
    read(path).flatMap { settings($0, at: path) }
  }

  private mutating func settings(_ table: TOMLTable, at path: Path) -> SettingsFile? {
    do throws(SettingsFile.WrongType) {
      return try SettingsFile(table, at: path)
    } catch {
      warn(path, "line \(error.line): `\(error.key)` has a wrong type; uv leaves the file out")
      return nil
    }
  }

  private mutating func read(_ path: Path) -> TOMLTable? {
    guard let content = try? Directory.working.read(path).content else { return nil }
    do throws(TOMLError) {
      return try TOMLDocument.read(content)
    } catch {
      warn(path, error.description)
      return nil
    }
  }

  private mutating func warn(_ path: Path, _ message: String) {
    warnings.append("\(String(decoding: path.bytes, as: UTF8.self)): \(message)")
  }
}
