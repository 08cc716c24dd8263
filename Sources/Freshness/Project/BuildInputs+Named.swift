import Formats
import Platform
import UV

/// Files that settings and scripts name.
extension BuildInputs {
  /// What settings and scripts name: templates, generators, data that is installed.
  var named: [(Path, BuildInput.Kind, String)] {
    var found = scripts.all.flatMap(named(by:))
    for place in [build.tool("hatch", "build", "targets", "wheel"), build.tool("hatch", "build")] {
      for table in ["force-include", "shared-data", "shared-scripts", "extra-metadata"] {
        for entry in place?[table]?.table?.entries ?? [] { found += data(entry.key, "hatchling") }
      }
    }
    for place in [build.tool("hatch", "build"), build.tool("hatch", "build", "targets", "wheel")] {
      guard let hook = place?["hooks"]?["jupyter-builder"],
        hook["build-function"]?.string?.hasSuffix("npm_builder") == true,
        hook["enable-by-default"]?.boolean != false
      else { continue }
      let directory = Path(hook["build-kwargs"]?["path"]?.string ?? ".").normalized
      for name in ["package.json", "yarn.lock", "package-lock.json"] {
        found.append(
          (directory.appending(name).normalized, .script, "hatch-jupyter-builder runs npm"))
      }
    }
    for entry in build.tool("setuptools", "data-files")?.table?.entries ?? [] {
      for name in build.texts(entry.node) { found += data(name, "setuptools") }
    }
    for name in build.texts(build.tool("setuptools", "script-files")) {
      found += data(name, "setuptools")
    }
    found += takenByHooks + requiredOfConan
    if let name = build.tool("flit", "external-data", "directory")?.string {
      found += data(name, "flit")
    }
    if let name = build.tool("maturin", "data")?.string { found += data(name, "maturin") }
    // Versions, dependencies and texts have kinds of their own.
    for entry in build.tool("setuptools", "dynamic")?.table?.entries ?? []
    where !["version", "readme", "dependencies", "optional-dependencies"].contains(entry.key) {
      for name in build.texts(entry.node["file"]) {
        found.append((Path(name).normalized, .script, "the \(entry.key) come from it"))
      }
    }
    if build.backend == .cmeel {
      found.append(("cmeel.patch", .script, "cmeel applies it to the sources"))
    }
    if let stub = stubOfCrate { found.append((stub, .data, "maturin installs it")) }
    found += toldByCrates + takenIntoCrates + modulesApart
    found += (autotools?.inputs ?? []).map { ($0.path, .script, $0.why) }
    if natives.contains(.meson) { found += namedByMeson + mesonApart }
    if natives.contains(.cmake) { found += namedByCMake }
    return found
  }

  /// What one of them names.
  func named(by script: BuildScripts.Script) -> [(Path, BuildInput.Kind, String)] {
    var found: [(Path, BuildInput.Kind, String)] = []
    if script.path.nameText == "versioneer.py" { return [] }
    for name in script.paths {
      // cffi names an object in a file: `build.py:ffi`.
      let path = Path(name.split(separator: ":").first.map(String.init) ?? name).normalized
      let candidates = [path, (script.path.parent ?? "").appending(path.bytes).normalized]
      for path in candidates where files.paths.contains(path) {
        if let kind = kind(ofNamed: path, in: script) {
          found.append((path, kind, "\(script.path.shown) names it"))
        }
      }
    }
    for suffix in Self.compiled
    where script.python.runs.joined().contains(where: { $0.hasSuffix(".\(suffix)") })
      && !onlyShips(suffix, script)
      || (suffix == "po" && compilesCatalogs(script))
    {
      for path in files.paths where path.suffix == suffix && !NativeFiles.isLeftAlone(path) {
        found.append((path, .source, "\(script.path.shown) compiles it"))
      }
    }
    return found
  }

  /// The stub that maturin installs with a module that is made of Rust only, in an editable, too.
  ///
  /// It lies beside pyproject.toml, wherever the crate does (maturin's `project_layout.rs`).
  private var stubOfCrate: Path? {
    guard build.backend == .maturin, build.tool("maturin", "python-source") == nil,
      let module = build.tool("maturin", "module-name")?.string ?? crates?.nameOfLibrary
        ?? build.moduleName
    else { return nil }
    let parts = module.split(separator: ".").map(String.init)
    guard let package = parts.first, let name = parts.last,
      !files.paths.contains(Path("\(package)/__init__.py"))
    else { return nil }
    let stub = Path("\(name).pyi")
    return files.paths.contains(stub) ? stub : nil
  }

  /// What hooks of hatchling that are not known may make something of: files of a package that a
  /// wheel leaves out.
  private var takenByHooks: [(Path, BuildInput.Kind, String)] {
    let wheel = build.tool("hatch", "build", "targets", "wheel")
    let known = ["vcs", "version", "custom", "mypyc", "jupyter-builder", "build-scripts", "cython"]
    let hooks = (wheel?["hooks"]?.table?.entries ?? [])
      .filter { $0.node["enable-by-default"]?.boolean != false }
      .map(\.key).filter { !known.contains($0) }
    guard build.backend == .hatchling, let hook = hooks.first else { return [] }
    let keys = build.texts(wheel?["exclude"]).map { CacheKey.file($0) }
    guard !keys.isEmpty, var matcher = try? KeyMatcher(keys, rules: .latest) else { return [] }
    return files.walk.files.filter { path in
      !path.isPython && !NativeFiles.isLeftAlone(path) && !Self.isText(path)
        && matcher.matches(path)
    }.map { ($0, .script, "hatchling's hook \(hook) may read it: the wheel leaves it out") }
  }

  /// What `conan install` reads.
  private var requiredOfConan: [(Path, BuildInput.Kind, String)] {
    let runsConan = scripts.all.contains { script in
      script.python.runs.contains { run in
        run.contains("conan") && run.contains("install")
          || run.contains { $0.hasPrefix("conan install") }
      }
    }
    return runsConan
      ? ["conanfile.py", "conanfile.txt", "conan.lock"].map {
        ($0, .script, "conan reads it")
      } : []
  }

  /// What scripts copy: files that they name, and all that lies in directories of data.
  var copied: [(Path, BuildInput.Kind, String)] {
    scripts.all.flatMap { script -> [(Path, BuildInput.Kind, String)] in
      let places = script.copied.filter { !$0.isEmpty && !files.isOutside($0) }
      if places.isEmpty { return [] }
      let data = places.filter(holdsData)
      let found = files.walk.files.filter { file in
        places.contains(file) || data.contains(where: file.isBelow)
      }
      return found.filter { !Self.isOfNoInstall($0) && !files.isPinned($0) }
        .map { ($0, .data, "\(script.path.shown) copies it") }
    }
  }

  /// Whether a directory holds no code, of which only some is compiled.
  private func holdsData(_ directory: Path) -> Bool {
    !files.paths.contains {
      $0.isBelow(directory)
        && (natives.isSource($0) || natives.containsDescription($0) || $0.isPython)
    }
  }

  /// Whether it is nothing that an install has of the project.
  private static func isOfNoInstall(_ path: Path) -> Bool {
    isText(path) || path.nameText.hasPrefix(".")
      || ["pyc", "so", "pyd"].contains(path.suffix ?? "")
      || ["pyproject.toml", "setup.cfg"].contains(path)
  }

  /// Whether it is a text for readers, which a build does no more than hand on: a readme, a licence.
  static func isText(_ path: Path) -> Bool {
    let name = path.nameText.lowercased()
    return texts.contains(where: name.hasPrefix)
      || ["md", "rst"].contains(path.suffix ?? "")
      || path.components.contains {
        String(decoding: $0, as: UTF8.self).lowercased().contains("licens")
      }
  }

  /// How the names of such texts begin.
  private static let texts = [
    "readme", "change", "history", "news", "license", "licence", "copying", "authors", "contrib",
    "manifest.in", "security", "notice", "todo", "install",
  ]

  /// Endings of what scripts turn into something else, where they name the ending.
  private static let compiled =
    ["po", "proto", "thrift", "ui", "qrc", "scss", "less"] + rendered

  /// Those of templates, which a package may have for its users.
  private static let rendered = [
    "templ", "tmpl", "tpl", "template", "jinja", "jinja2", "j2", "mako",
  ]

  /// Whether a script names an ending for `package_data`, and nothing that reads such files.
  private func onlyShips(_ suffix: String, _ script: BuildScripts.Script) -> Bool {
    let words =
      Self.rendered.contains(suffix)
      ? ["Template", "render", "import jinja", "from jinja", "import mako", "substitute"]
      : [
        "uic", "rcc", "sass", "lessc", "protoc", "grpc", "thrift", "subprocess", "os.system",
        "Popen", "msgfmt", "catalog", "babel", "spawn(",
      ]
    return script.text.contains(bytesOf: "package_data")
      && !words.contains { script.text.contains(bytesOf: $0) }
  }

  private func compilesCatalogs(_ script: BuildScripts.Script) -> Bool {
    ["compile_catalog", "msgfmt", "babel"].contains { script.text.contains(bytesOf: $0) }
  }

  private func kind(
    ofNamed path: Path, in script: BuildScripts.Script
  ) -> BuildInput.Kind? {
    let name = path.nameText
    let stem = name.lowercased()
    // Some packages install an extension for their own tests.
    if natives.isSource(path) {
      let isUnread =
        path.suffix == "rs" && crates?.isUnreached(path) == true || isBesideItsC(path)
        || units?.isTakenOut(path) == true
      return isUnread ? nil : .source
    }
    // Those of Windows run on no system that this program runs on.
    if ["bat", "cmd", "ps1"].contains(path.suffix) { return nil }
    if Self.isText(path) || BuildScripts.isForAuthors(path) { return nil }
    if NativeFiles.isLeftAlone(path) || path == "pyproject.toml" || name.hasPrefix(".")
      || stem.hasPrefix("test") || name == "PKG-INFO"
    {
      return nil
    }
    if path.suffix == "txt" || path.suffix == "in",
      (path.utf8Text ?? "").lowercased().contains(bytesOf: "require")
    {
      return nil
    }
    if ["configure", "Makefile", "makefile", "GNUmakefile"].contains(name) {
      // A bare name is more often that of a copy's.
      let isElsewhere =
        path.isAtTop && files.paths.contains { !$0.isAtTop && $0.isNamed(name) }
      return isElsewhere ? nil : .script
    }
    // A plain word is the name of many things; a file's is `VERSION`, or one that is opened.
    if path.isAtTop, path.suffix == nil, name.contains(where: \.isLowercase),
      !Self.hasScripts(script), !script.opens(path)
    {
      return nil
    }
    if ["pyc", "so", "pyd", "exe", "typed"].contains(path.suffix ?? "") { return nil }
    // Settings of other tools have these endings, too; what is opened is read.
    if ["json", "ini", "yml", "yaml", "cfg"].contains(path.suffix ?? ""),
      !script.opened.contains(path) || path == "setup.cfg"
    {
      return nil
    }
    // A module that belongs to the package is used where it is, unless the script reads its text;
    // what the version is in, is known.
    if !isInPackage(path) { return .script }
    // Other files in a package are data, which scripts name to install them, or read.
    if path.suffix != "py" {
      return script.reads && script.mayRead(path) ? .script : nil
    }
    let isRead = name != "__init__.py" && script.opens(path)
    let text = files.text(path)
    return isRead
      && (VersionLiteral.find(in: text, named: name) == nil || Self.takesFields(of: text, script))
      ? .script : nil
  }

  /// Whether a script takes more than the version from a module that holds it.
  private static func takesFields(of text: String, _ script: BuildScripts.Script) -> Bool {
    ["author", "email", "license", "description", "url"].contains { field in
      ["\"", "'"].contains { script.text.contains(bytesOf: "[\($0)__\(field)__\($0)]") }
        && text.contains(bytesOf: "__\(field)__")
    }
  }

  /// Whether it hands `scripts` to setuptools.
  private static func hasScripts(_ script: BuildScripts.Script) -> Bool {
    [" ", "\n", "(", ","].contains { before in
      ["scripts=", "scripts ="].contains { script.text.contains(bytesOf: before + $0) }
    }
  }

  private func data(_ name: String, _ who: String) -> [(Path, BuildInput.Kind, String)] {
    let path = Path(name).normalized
    if files.has(path), !files.isOutside(path) { return [(path, .data, "\(who) installs it")] }
    guard var matcher = try? KeyMatcher([.file(name)], rules: .latest) else { return [] }
    return files.walk.files
      .filter { file in
        file.isBelow(path) || (CacheKey.isGlob(name) && matcher.matches(file))
      }
      .map { ($0, .data, "\(who) installs it") }
  }
}
