import Formats
import Platform
import UV

/// Where the version comes from, if not from the manifest.
struct VersionSource {
  /// Files that hold it, or from which it is computed.
  private(set) var files: [Path] = []
  /// What takes it from Git, as `hatch-vcs`.
  private(set) var gitTool: String?

  init(_ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts) {
    let isDynamic = build.isDynamic("version")
    let fromFile = build.tool("poetry-dynamic-versioning", "from-file", "source")?.string
    if let fromFile, build.tool("poetry-dynamic-versioning", "enable")?.boolean == true {
      self.files = Self.paths([fromFile], files)
    } else if let tool = Self.gitTool(build, files, scripts) {
      gitTool = tool
    } else if isDynamic || build.hasNoProject {
      var names: [Path] = []
      switch build.backend {
      case .setuptools, .other: names = Self.setuptools(build, files, scripts)
      case .hatchling: names = Self.hatchling(build, files)
      case .flit: names = Self.flit(build, files)
      case .pyBuildCMake: names = Self.pyBuildCMake(build, files)
      case .pdm: names = Self.paths([build.tool("pdm", "version", "path")?.string], files)
      case .maturin:
        let manifest = build.tool("maturin", "manifest-path")?.string
        names = Self.paths([manifest ?? "Cargo.toml"], files)
      case .scikitBuild:
        names = Self.paths([Self.scikitBuild(build)?["input"]?.string], files)
      case .mesonPython: names = Self.meson(files)
      default: break
      }
      self.files = Self.followed(names, files)
      // Git may be asked for the version of something else, where a file holds that of the project.
      if build.backend == .setuptools || build.backend == .other {
        gitTool = names.isEmpty ? Self.describing(scripts) : Self.describing(names, files)
      }
    }
    if build.backend == .hatchling, gitTool != nil {
      // Code that is run for the version, whatever else the project's metadata take from Git.
      self.files += Self.paths([build.tool("hatch", "version", "path")?.string], files)
    }
    if build.backend == .flit, build.isDynamic("description") {
      // The first line of the module's text says what it is.
      self.files += Self.flit(build, files).filter { !self.files.contains($0) }
    }
    if gitTool == "versioneer" {
      let found = Self.versioneer(build, files, scripts)
      self.files += found.files
      // As versioneer has it: what a release wrote into its file comes before Git.
      if found.isWritten { gitTool = nil }
    }
    if build.backend == .pdm, isDynamic, build.tool("pdm", "version", "source")?.string == "call",
      let getter = build.tool("pdm", "version", "getter")?.string,
      let path = files.module(String(getter.prefix { $0 != ":" }))
    {
      self.files.append(path)
      if files.text(path).contains(bytesOf: "git") { gitTool = "pdm-backend" }
    }
  }

  // MARK: - Git

  private static let always: Set<String> = [
    "versioneer", "versioningit", "uv-dynamic-versioning", "vcs-versioning", "flit-scm",
    "dunamai", "setuptools-vcs-versioning", "miniver", "hatch-regex-commit",
  ]

  /// The name of a script that runs `git describe`.
  private static func describing(_ scripts: BuildScripts) -> String? {
    scripts.all.first { describes($0.python) }?.path.nameText
  }

  /// The name of a module that runs it, and spells no version out.
  private static func describing(_ names: [Path], _ files: ProjectFiles) -> String? {
    names.first { path in
      path.isPython && VersionLiteral.find(in: files.text(path), named: "x.py") == nil
        && describes(PythonText(files.text(path)))
    }?.nameText
  }

  private static func describes(_ python: PythonText) -> Bool {
    python.runs.contains { $0.contains("git") && $0.contains("describe") }
  }

  private static func gitTool(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> String? {
    let required = build.buildRequirementNames
    let isAsked = build.tool("poetry-dynamic-versioning", "enable")?.boolean
    if isAsked == true
      || (isAsked == nil && build.tool("poetry-dynamic-versioning") != nil
        && required.contains("poetry-dynamic-versioning"))
    {
      return "poetry-dynamic-versioning"
    }
    let setup = build.setup
    let usesSetup = build.backend == .setuptools || build.backend == .other
    if usesSetup, build.hasNoProject || build.isDynamic("version") {
      if setup.contains(bytesOf: "use_scm_version") { return "setuptools-scm" }
      if setup.contains(bytesOf: "setupmeta"), setup.contains(bytesOf: "versioning=") {
        return "setupmeta"
      }
      let usesPBR =
        // pbr builds itself.
        required.contains("pbr")
        || build.manifest?["build-system"]?["build-backend"]?.string?.hasPrefix("pbr.") == true
        || setup.contains(bytesOf: "pbr=True")
        || setup.contains(bytesOf: "pbr = True")
      // A version in setup.cfg is the least that the next one is.
      if usesPBR { return "pbr" }
      if setup.contains(bytesOf: "versioneer.get_version") { return "versioneer" }
      if build.tool("setuptools_scm") != nil || build.tool("setuptools-scm") != nil,
        required.contains("setuptools-scm") || setup.contains(bytesOf: "setuptools_scm")
      {
        return "setuptools-scm"
      }
      let usesGitVersioning =
        build.tool("setuptools-git-versioning", "enabled")?.boolean == true
        || setup.contains(bytesOf: "setuptools_git_versioning")
      if usesGitVersioning { return "setuptools-git-versioning" }
    }
    guard build.isDynamic("version") else { return nil }
    switch build.backend {
    case .hatchling:
      let source = build.tool("hatch", "version", "source")?.string
      if source == "vcs" { return "hatch-vcs" }
      if source == nil, required.contains("hatch-vcs"),
        build.tool("hatch", "version", "path") == nil
      {
        return "hatch-vcs"
      }
      if let source, always.contains(source) { return source }
    case .pdm:
      return build.tool("pdm", "version", "source")?.string == "scm" ? "pdm-backend" : nil
    case .scikitBuild:
      let provider = scikitBuild(build)?["provider"]?.string ?? ""
      return provider.contains(bytesOf: "scm") ? "setuptools-scm" : nil
    case .mesonPython:
      if files.text("meson.build").contains(bytesOf: "vcs_tag(") { return "meson" }
      let tools = ["versioneer", "setuptools_scm", "versioningit", "dunamai"]
      for path in meson(files) where path.suffix == "py" {
        let text = files.text(path)
        if describes(PythonText(text)) { return path.nameText }
        for tool in tools
        where text.contains(bytesOf: "import \(tool)") || text.contains(bytesOf: "from \(tool)") {
          return tool.replacing("_", with: "-")
        }
      }
      // As a module of Python that `run_command()` runs.
      let words = PythonText(mesonProject(files)).runs.joined()
      return tools.first(where: words.contains)?.replacing("_", with: "-")
    case .pyBuildCMake: return nil
    default: break
    }
    for name in required.sorted() where always.contains(name) { return name }
    // Without its table setuptools-scm stays silent where the version is read from elsewhere.
    let readsElsewhere =
      build.tool("setuptools", "dynamic", "version") != nil
      || build.configured("metadata", "version") != nil
    return required.contains("setuptools-scm") && !readsElsewhere ? "setuptools-scm" : nil
  }

  /// What provides the version: a table of scikit-build-core, or one of a list that backends share.
  private static func scikitBuild(_ build: BuildDescription) -> TOMLNode? {
    if let table = build.tool("scikit-build", "metadata", "version") { return table }
    let shared = build.tool("dynamic-metadata")
    return shared?["version"] ?? shared?.array?.first { $0["field"]?.string == "version" }
  }

  // MARK: - Files

  private static func paths(_ names: [String?], _ files: ProjectFiles) -> [Path] {
    names.compactMap { $0 }.map { Path($0).normalized }.filter(files.has)
  }

  /// The file that versioneer reads where there is no Git, or a release has spelt the version out.
  private static func versioneer(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> (files: [Path], isWritten: Bool) {
    var names = [
      build.tool("versioneer", "versionfile_source")?.string,
      build.configured("versioneer", "versionfile_source"),
    ]
    if let facts = scripts.setup?.facts {
      names += facts.attribute("versionfile_source").map { $0 }
    }
    let all = paths(names, files)
    let written = all.filter { path in
      files.text(path).split(whereSeparator: \.isNewline).contains {
        $0.hasPrefix("version_json = '''")
      }
    }
    if !written.isEmpty { return (written, true) }
    if Directory.working.has(files.full(".git")) { return ([], false) }
    let read = all.filter { path in
      let text = files.text(path)
      return ["version_json", "git_refnames", "get_keywords", "def get_versions"].contains {
        text.contains(bytesOf: $0)
      }
    }
    return (read, false)
  }

  private static func attribute(
    _ dotted: String, _ build: BuildDescription, _ files: ProjectFiles
  ) -> Path? {
    let layout = SourceLayout(build)
    var parts = dotted.split(separator: ".").dropLast()
    while !parts.isEmpty {
      if let path = files.module(parts.joined(separator: "."), in: layout) { return path }
      parts = parts.dropLast()
    }
    return nil
  }

  private static func setuptools(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> [Path] {
    let dynamic = build.tool("setuptools", "dynamic", "version")
    if let dynamic {
      let named = paths(build.texts(dynamic["file"]), files)
      if !named.isEmpty { return named }
      if let attribute = dynamic["attr"]?.string.flatMap({ attribute($0, build, files) }) {
        return [attribute]
      }
    }
    let configured = build.configured("metadata", "version")
    if let configured {
      if configured.hasPrefix("attr:") {
        let name = String(configured.dropFirst(5).trimmed)
        return attribute(name, build, files).map { [$0] } ?? []
      }
      return paths(build.configuredFiles("metadata", "version"), files)
    }
    guard let setup = scripts.setup, !VersionLiteral.isArgument(in: setup.text) else { return [] }
    var found: [Path] = []
    for name in setup.names {
      let path = Path(name).normalized
      // A package's own file that setup.py reads as text is read for its version.
      let isRead =
        path.nameText == "__init__.py" && files.text(path).contains(bytesOf: "version")
      // A program that is installed has a version of its own.
      let isProgram =
        path.nameText != "__init__.py" && !setup.opens(path)
        && files.head(path).hasPrefix("#!")
      if files.paths.contains(path), isRead || holdsVersion(path, files) && !isProgram {
        found.append(path)
      }
    }
    for name in setup.facts.imports.flatMap(\.names) {
      if let path = files.module(name), holdsVersion(path, files) { found.append(path) }
    }
    if found.isEmpty, setup.text.contains(bytesOf: "module_from_spec") {
      // A module that is loaded by its name alone, in a directory that is joined elsewhere.
      for name in Set(setup.python.runs.joined()) where name.hasSuffix(".py") {
        let named = files.paths.filter { path in
          path.nameText == name && holdsVersion(path, files) && !NativeFiles.isLeftAlone(path)
        }
        if named.count == 1 { found += named }
      }
    }
    if found.contains(where: { path in !scripts.all.contains { $0.path == path } }) { return found }
    // A script tells the version, which it reads elsewhere.
    for script in scripts.all where script.path != "setup.py" {
      let isNamedForIt = script.path.nameText.contains(bytesOf: "version")
      guard isNamedForIt || script.text.contains(bytesOf: "version") else { continue }
      found += script.names.map { Path($0).normalized }.filter { path in
        files.paths.contains(path) && holdsVersion(path, files)
          && (isNamedForIt || path.nameText == "__init__.py" || path.nameText.contains("version"))
      }
    }
    return found
  }

  /// Whether a file that setup.py names is there for its version.
  private static func holdsVersion(_ path: Path, _ files: ProjectFiles) -> Bool {
    let name = path.nameText.lowercased()
    if name == "versioneer.py" || name == "setup.py" || name.hasPrefix("readme")
      || name.hasPrefix("change")
    {
      return false
    }
    let suffix = path.suffix
    if name.contains("version") || name.contains("about"),
      suffix == nil || suffix == "py" || suffix == "txt" || suffix == "cfg" || suffix == "json"
    {
      return true
    }
    guard suffix == "py" else { return false }
    let text = files.text(path)
    return VersionLiteral.find(in: text, named: "x.py") != nil
      || (name == "__init__.py" && !VersionLiteral.sources(in: text).isEmpty)
  }

  private static func hatchling(_ build: BuildDescription, _ files: ProjectFiles) -> [Path] {
    let version = build.tool("hatch", "version")
    switch version?["source"]?.string ?? "regex" {
    case "nodejs":
      return paths([version?["path"]?.string ?? "package.json"], files)
    case "env": return []
    default:
      return paths([version?["path"]?.string], files)
    }
  }

  private static func flit(_ build: BuildDescription, _ files: ProjectFiles) -> [Path] {
    let named =
      build.tool("flit", "module", "name")?.string
      ?? build.tool("flit", "metadata", "module")?.string
    let name = named ?? build.manifest?["project"]?["name"]?.string?.replacing("-", with: "_")
    return (name.flatMap(files.module) ?? build.moduleName.flatMap(files.module)).map { [$0] } ?? []
  }

  private static func pyBuildCMake(_ build: BuildDescription, _ files: ProjectFiles) -> [Path] {
    let name = build.tool("py-build-cmake", "module", "name")?.string
    let directory = build.tool("py-build-cmake", "module", "directory")?.string ?? "."
    let module = name ?? build.moduleName ?? ""
    return files.first([
      "\(directory)/\(module)/__init__.py", "\(directory)/src/\(module)/__init__.py",
      "src/\(module)/__init__.py", "\(directory)/\(module).py",
    ]).map { [$0] } ?? []
  }

  /// The call of `project()` at the beginning of meson.build.
  private static func mesonProject(_ files: ProjectFiles) -> String {
    let head = files.text("meson.build").prefix(4000)
    return String(head[..<(head.range(ofBytes: "\n)") ?? head.endIndex)])
  }

  /// meson.build, and what its `project()` reads or runs for the version.
  private static func meson(_ files: ProjectFiles) -> [Path] {
    let named = PythonText(mesonProject(files)).paths.map { Path($0).normalized }
    let scripts = named.filter {
      files.paths.contains($0) && $0.nameText.lowercased().contains("version")
    }
    let read = scripts.filter { $0.suffix == "py" }.flatMap { script in
      let text = files.text(script)
      let facts = PythonFacts(text, file: script.utf8Text ?? "")
      return PythonText(text).paths.map { (script.parent ?? "").appending($0).normalized }
        .filter { files.paths.contains($0) && holdsVersion($0, files) }
        + files.found(facts.opened).sorted()
    }
    return ["meson.build"] + scripts + read
  }

  /// The file that spells the version out, where another only imports it.
  private static func followed(_ names: [Path], _ files: ProjectFiles) -> [Path] {
    var found: [Path] = []
    for path in names {
      var path = path
      for _ in 0..<3 {
        guard path.suffix == "py" else { break }
        let text = files.text(path)
        if VersionLiteral.find(in: text, named: "x.py") != nil { break }
        guard
          let next = VersionLiteral.sources(in: text).lazy
            .compactMap({ source($0, of: path, files) }).first
        else {
          found += computing(text, of: path, files).filter { !found.contains($0) }
          break
        }
        path = next
      }
      if !found.contains(path) { found.append(path) }
    }
    return found
  }

  /// What makes a version that is computed, as in `__version__ = get_version(VERSION)`: modules of
  /// functions, and files that are opened.
  private static func computing(_ text: String, of path: Path, _ files: ProjectFiles) -> [Path] {
    let facts = PythonFacts(text, file: path.utf8Text ?? "")
    let names = facts.names(behind: "__version__")
    if names.isEmpty { return [] }
    return facts.imports.filter { $0.name.map(names.contains) ?? false }
      .compactMap { source($0.module, of: path, files) }.filter { $0 != path }
      + files.found(facts.opened).sorted()
  }

  private static func source(_ module: String, of path: Path, _ files: ProjectFiles) -> Path? {
    guard module.hasPrefix(".") else { return files.module(module) }
    let name = module.drop { $0 == "." }.replacing(".", with: "/")
    guard !name.isEmpty, let directory = path.parent, let text = directory.utf8Text else {
      return nil
    }
    return files.first(["\(text)/\(name).py", "\(text)/\(name)/__init__.py"])
  }
}

extension StringProtocol {
  /// Where the bytes of `other` begin; nil if they do not occur.
  fileprivate func range(ofBytes other: String) -> Index? {
    var place = utf8.startIndex
    while place < utf8.endIndex {
      if utf8[place...].starts(with: other.utf8) { return place }
      place = utf8.index(after: place)
    }
    return nil
  }
}
