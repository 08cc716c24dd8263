import Formats
import Glibc
import Platform

/// Finds settings as uv does: the project's at its workspace root, then the user's, then the
/// system's.
package struct SettingsDiscovery {
  private let variables: ProcessEnvironment
  private let manifests: Manifests
  private let release: UVRelease
  private var warnings: [String] = []
  private var refusal: String?
  /// What goes before the files that are found.
  private var own: SettingsFile?

  /// The settings in force in a directory.
  package static func find(
    in directory: Path, variables: ProcessEnvironment, rules: Rules = .latest,
    audience: GoverningSettings.Audience = .pip, manifests: Manifests? = nil
  ) -> GoverningSettings {
    var discovery = SettingsDiscovery(
      variables: variables, manifests: manifests ?? Manifests(version: rules.toml),
      release: rules.release)
    return discovery.settings(in: directory, audience)
  }

  /// Those of `uv tool`, which no project governs: what the receipt says, the user's, the system's.
  package static func findForTool(
    at root: Path, variables: ProcessEnvironment, rules: Rules = .latest
  ) -> GoverningSettings {
    var discovery = SettingsDiscovery(
      variables: variables, manifests: Manifests(), release: rules.release)
    return discovery.settingsOfTool(root)
  }

  /// Those of `uv sync --script`: what the script says goes before what governs the directory.
  package static func find(
    for script: Script, in directory: Path, variables: ProcessEnvironment, rules: Rules = .latest,
    manifests: Manifests
  ) -> GoverningSettings {
    var discovery = SettingsDiscovery(
      variables: variables, manifests: manifests, release: rules.release)
    discovery.take(script)
    return discovery.settings(in: directory, .script(script.directory))
  }

  private init(variables: ProcessEnvironment, manifests: Manifests, release: UVRelease) {
    self.variables = variables
    self.manifests = manifests
    self.release = release
  }

  private mutating func settings(
    in directory: Path, _ audience: GoverningSettings.Audience
  ) -> GoverningSettings {
    refusal =
      SettingsVariables.refusal(variables, isPip: audience == .pip).map {
        "no uv command runs here: \($0)"
      } ?? refusal
    let root = Workspace.root(around: directory, manifests)
    if case .sync(let project) = audience { checkProjects(directory, project) }
    var files: [SettingsFile] = []
    if let named = variables.nonEmpty("UV_CONFIG_FILE") {
      let path = directory.appending(named)
      if !Directory.working.has(path) { refuse("UV_CONFIG_FILE=\(named): no such file") }
      if let file = uvTOML(path) { files.append(file) }
    } else if variables.truth(of: "UV_NO_CONFIG") != true {
      files = [nearest(from: root ?? directory)].compactMap { $0 } + shared()
    }
    if let own { files.insert(own, at: 0) }
    checkCache(variables.nonEmpty("UV_CACHE_DIR"), files, directory)
    checkFiles(files, directory, audience)
    if audience == .pip { checkDemands(files, directory) }
    return made(files, root, audience)
  }

  /// What uv reads before it compares anything must be there.
  private mutating func checkFiles(
    _ files: [SettingsFile], _ directory: Path, _ audience: GoverningSettings.Audience
  ) {
    var named: [(source: String, place: String, base: Path)] = []
    func add(_ name: String, by separator: Character) {
      for place in (variables.nonEmpty(name) ?? "").split(separator: separator) {
        named.append((name, String(place), directory))
      }
    }
    // A sync that resolves nothing looks there only for what it builds.
    if audience == .pip || variables.truth(of: "UV_FROZEN") != true
      || !Rules(release).readsFindLinksLate
    {
      add("UV_FIND_LINKS", by: ",")
      for file in files {
        let links = (audience == .pip ? file.pip.findLinks : []) + file.top.findLinks
        let base = file.path.parent ?? directory
        named += links.map { ("\(file.path.shown): find-links", $0, base) }
      }
    }
    if audience == .pip {
      add("UV_BUILD_CONSTRAINT", by: " ")
      add("UV_CONSTRAINT", by: " ")
    }
    for (source, place, base) in named {
      let path = place.hasPrefix("file://") ? Path(String(place.dropFirst(7))) : Path(place)
      if place.contains(":"), !place.hasPrefix("file://") { continue }
      if !Directory.working.has(base.appending(path.bytes)) {
        refuse("\(source)=\(place): there is no such file")
      }
    }
  }

  /// A list of directories, as a sync by `uv pip` takes it, cannot give all that may be asked for.
  private mutating func checkDemands(_ files: [SettingsFile], _ directory: Path) {
    let demanding = files.first { $0.pipDemands.requiresHashes != nil }
    if let demanding, demanding.pipDemands.requiresHashes == true {
      refuse("\(demanding.path.shown): `require-hashes` is set, and a directory has no hash")
    }
    for file in files {
      if file.pipDemands.namesExtras {
        refuse("\(file.path.shown): extras in [tool.uv.pip] go with a pyproject.toml only")
      }
      for text in file.pipDemands.groups {
        guard let (place, name) = PipDemands.group(text) else { continue }
        let manifest = directory.appending(place)
        let groups = manifest.parent.flatMap { manifests[$0] }?["dependency-groups"]?.table?.entries
        guard let groups else {
          refuse("\(file.path.shown): group \(text): there is no \(place) with groups")
          continue
        }
        if !groups.contains(where: { PackageName.normalized($0.key) == name }) {
          refuse("\(file.path.shown): there is no dependency group \(name) in \(place)")
        }
      }
    }
  }

  /// uv makes its cache's directory before all else.
  private mutating func checkCache(
    _ named: String?, _ files: [SettingsFile], _ directory: Path
  ) {
    if variables.truth(of: "UV_NO_CACHE") == true { return }
    guard let place = named ?? files.lazy.compactMap(\.cacheDirectory).first else { return }
    if place.isEmpty { refuse("`cache-dir` is empty") }
    let path = directory.appending(place)
    for current in path.ancestors {
      guard let status = try? Directory.working.status(of: current) else { continue }
      if status.kind != .directory {
        let setting = named == nil ? "cache-dir" : "UV_CACHE_DIR"
        refuse("\(setting)=\(place) cannot be made: \(current.shown) is no directory")
      }
      return
    }
  }

  private mutating func take(_ script: Script) {
    if let fault = script.fault { refuse(fault) }
    guard let uv = script.manifest?["tool"]?["uv"]?.table else { return }
    let schema = SettingsSchema(release: release)
    if let mistake = schema.mistake(in: uv) ?? schema.misplaced(inScript: uv) {
      refuse("\(script.path.shown): `\(mistake.key)` \(mistake.message)")
    }
    own = SettingsFile(uv, at: script.path)
  }

  private mutating func settingsOfTool(_ root: Path) -> GoverningSettings {
    refusal = SettingsVariables.refusal(variables, isPip: false).map {
      "no uv command runs here: \($0)"
    }
    var files: [SettingsFile] = []
    let receipt = root.appending("uv-receipt.toml")
    if let content = try? Directory.working.readIfPresent(receipt),
      let options = (try? TOMLDocument.read(content))?["tool"]?["options"]?.table
    {
      files.append(SettingsFile(options, at: receipt))
    }
    if variables.truth(of: "UV_NO_CONFIG") != true { files += shared() }
    return made(files, nil, .tool)
  }

  private mutating func made(
    _ files: [SettingsFile], _ root: Path?, _ audience: GoverningSettings.Audience
  ) -> GoverningSettings {
    for file in files {
      guard let required = file.requiredVersion, let mine = PackageVersion(release.description),
        !required.specifiers.contains(mine)
      else { continue }
      let path = file.path
      refuse(
        "\(path.shown) line \(required.line): `required-version` does not take uv \(release)")
    }
    return GoverningSettings(
      files: files, warnings: warnings, projectRoot: root, refusal: refusal, audience: audience,
      variables: variables)
  }

  /// What describes the project must be right, or `uv sync` fails.
  private mutating func checkProjects(_ directory: Path, _ root: Path) {
    if Rules(release).checksDefaultGroupsOfMembers,
      manifests[root]?["tool"]?["uv", "workspace"] != nil,
      let members = WorkspaceMembers(root: root, manifests)?.members
    {
      for member in members.values.map(\.directory).sorted() {
        guard let mistake = manifests[member].flatMap(ProjectSchema.undefinedDefaultGroup) else {
          continue
        }
        let file = member.appending("pyproject.toml").shown
        refuse("\(file) line \(mistake.line): `\(mistake.key)` \(mistake.message)")
      }
    }
    for project in directory == root ? [root] : [root, directory] {
      guard let table = manifests[project],
        let mistake = ProjectSchema.mistake(in: table, for: .own)
          ?? ProjectSchema.undefinedDefaultGroup(in: table)
      else { continue }
      let file = project.appending("pyproject.toml").shown
      refuse("\(file) line \(mistake.line): `\(mistake.key)` \(mistake.message)")
    }
  }

  // MARK: - Places

  /// Upward, the first directory with a `uv.toml` or a `[tool.uv]` that uv takes.
  private mutating func nearest(from start: Path) -> SettingsFile? {
    for current in start.ancestors {
      let own = current.appending("uv.toml")
      if isThere(own) {
        warnOfBoth(in: current)
        return uvTOML(own)
      }
      let manifest = current.appending("pyproject.toml")
      switch manifests.reading(of: current) {
      case .absent: continue
      case .unreadable(let reason), .noFile(let reason):
        refuse("\(manifest.shown): \(reason)")
        return nil
      case .invalid(let error):
        warn("\(manifest.shown) line \(error.line): \(error.message); uv takes no settings from it")
      case .table(let document):
        guard let uv = document["tool"]?["uv"] else { continue }
        let table = uv.table
        let mistake =
          table.map { SettingsSchema(release: release).mistake(in: $0) }
          ?? SettingsSchema.Mistake(line: uv.line, key: "tool.uv", message: "must be a table")
        if let mistake {
          warn(
            "\(manifest.shown) line \(mistake.line): `\(mistake.key)` \(mistake.message); uv ignores"
              + " all of [tool.uv]")
        } else if let table {
          return SettingsFile(table, at: manifest)
        }
      }
    }
    return nil
  }

  /// The user's and the system's.
  private mutating func shared() -> [SettingsFile] {
    var files: [SettingsFile] = []
    if let user = XDG.config(variables)?.appending("uv/uv.toml"), isThere(user) {
      if let file = uvTOML(user) { files.append(file) }
    }
    let leavesOut =
      Rules(release).mayLeaveOutSystem && variables.truth(of: "UV_NO_SYSTEM_CONFIG") == true
    if !leavesOut, let system = systemFile,
      let file = uvTOML(system)
    {
      files.append(file)
    }
    return files
  }

  /// The first that is a file: `uv/uv.toml` in `XDG_CONFIG_DIRS`, then in `/etc`.
  private var systemFile: Path? {
    let directories = variables.nonEmpty("XDG_CONFIG_DIRS") ?? "/etc/xdg"
    let places = directories.split(separator: ":").map { Path(String($0)).appending("uv/uv.toml") }
    return (places + ["/etc/uv/uv.toml"]).first { place in
      (try? Directory.working.status(of: place))?.kind == .regular
    }
  }

  /// A link that leads nowhere does not count, one that leads to itself does.
  private func isThere(_ path: Path) -> Bool {
    do throws(FileError) {
      _ = try Directory.working.status(of: path)
      return true
    } catch {
      return !error.isNotFound && error.code != ENOTDIR
    }
  }

  // MARK: - Files

  /// Reads a `uv.toml`, which uv refuses to run with if anything in it is wrong.
  private mutating func uvTOML(_ path: Path) -> SettingsFile? {
    let content: [UInt8]
    do throws(FileError) {
      content = try Directory.working.read(path).content
    } catch  where path.resolved == "/dev/null" {
      content = []
    } catch {
      refuse("\(path.shown): \(error.reason)")
      return nil
    }
    let table: TOMLTable
    do throws(TOMLError) {
      table = try TOMLDocument.read(content)
    } catch {
      refuse("\(path.shown) line \(error.line): \(error.message)")
      return nil
    }
    let schema = SettingsSchema(release: release)
    if let mistake = schema.mistake(in: table) ?? schema.misplaced(in: table) {
      refuse("\(path.shown) line \(mistake.line): `\(mistake.key)` \(mistake.message)")
      return nil
    }
    return SettingsFile(table, at: path)
  }

  private mutating func warnOfBoth(in directory: Path) {
    guard let uv = manifests[directory]?["tool"]?["uv"]?.table else { return }
    let ignored = uv.entries.map(\.key).filter { key in
      SettingsSchema.fields.contains { $0.name == key && $0.place == .anywhere }
        && key != "cache-keys"
    }
    if ignored.isEmpty { return }
    warn(
      "\(directory.appending("uv.toml").shown) stands beside pyproject.toml: uv ignores"
        + " \(ignored.joined(separator: ", ")) in [tool.uv]")
  }

  private mutating func warn(_ message: String) {
    warnings.append(VisibleText.of(message))
  }

  /// Only the first is told.
  private mutating func refuse(_ message: String) {
    refusal = refusal ?? "no uv command runs here: \(VisibleText.of(message))"
  }
}
