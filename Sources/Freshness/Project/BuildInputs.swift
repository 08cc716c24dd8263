import Formats
import Platform
import UV

/// All that a build of a project reads, by what its backend and its scripts say.
struct BuildInputs {
  /// By path, each file once.
  private(set) var all: [BuildInput] = []
  let version: VersionSource
  let natives: NativeFiles

  private let build: BuildDescription
  private let files: ProjectFiles
  private let scripts: BuildScripts

  init(_ build: BuildDescription, _ files: ProjectFiles) {
    self.build = build
    self.files = files
    let scripts = BuildScripts(build, files)
    self.scripts = scripts
    version = VersionSource(build, files, scripts)
    natives = Self.natives(build, files, scripts)
    var found: [BuildInput] = []
    func add(_ path: Path, _ kind: BuildInput.Kind, _ why: String) {
      if files.has(path) { found.append(BuildInput(path: path, kind: kind, why: why)) }
    }
    add("pyproject.toml", .manifest, "the project's metadata")
    for path in BuildScripts.inTreeBackend(build, files) {
      add(path, .backend, "the build backend")
    }
    for path in version.files { add(path, .version, "the version comes from it") }
    for path in dependencyFiles { add(path, .dependencies, "the dependencies come from it") }
    for script in scripts.all { add(script.path, .script, script.why) }
    if build.backend == .setuptools || build.backend == .other {
      add("setup.cfg", .script, "setuptools reads it")
    }
    for (path, kind, why) in named { add(path, kind, why) }
    for file in files.walk.files { native(file.path).map { add(file.path, $0.kind, $0.why) } }
    for (path, why) in compiledPython { add(path, .source, why) }
    for (path, why) in outside { add(path, .outside, why) }
    for path in textFiles { add(path, .text, "its text becomes metadata") }
    for path in modules { add(path, .module, "a copy is made of it") }
    var best: [Path: BuildInput] = [:]
    for input in found where best[input.path].map({ input.kind < $0.kind }) ?? true {
      best[input.path] = input
    }
    all = best.values.sorted { $0.path < $1.path }
  }

  /// What an install of this kind needs to be built again for.
  func wanted(isEditable: Bool) -> [BuildInput] {
    all.filter { input in
      switch input.kind {
      case .text: false
      case .module: !isEditable
      case .source, .outside: !(isEditable && build.rebuildsOnImport)
      default: true
      }
    }
  }

  // MARK: - Native code

  private static func natives(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> NativeFiles {
    func mentions(_ words: String...) -> Bool { words.contains(where: scripts.mention) }
    var natives: NativeFiles = []
    /// What scripts say of what they compile.
    func readScripts() {
      if mentions(
        "Extension(", "ext_modules", "cythonize", "cffi_modules", "skbuild", "pybind11",
        "build_ext", "mypycify", "swig", "cffi", "distutils.ccompiler")
      {
        natives.insert(.c)
      }
      if mentions("rust_extensions", "RustExtension", "cargo", "maturin") { natives.insert(.rust) }
      if mentions("cmake", "CMake", "skbuild") { natives.formUnion([.cmake, .c]) }
      if mentions("scons", "SCons") { natives.formUnion([.scons, .c]) }
      if mentions("meson") { natives.formUnion([.meson, .c]) }
      if mentions("CDLL", "gcc", "clang", "compile_extension") { natives.insert(.c) }
    }
    switch build.backend {
    case .maturin:
      natives = .rust
      if files.paths.contains(where: { $0.nameText == "build.rs" }) { natives.insert(.c) }
    case .scikitBuild, .pyBuildCMake:
      natives = [.c, .cmake]
      if files.paths.contains(where: { $0.nameText == "Cargo.toml" }) { natives.insert(.rust) }
    case .mesonPython:
      natives = [.c, .meson]
      if files.paths.contains(where: { $0.nameText == "Cargo.toml" }) { natives.insert(.rust) }
    case .setuptools, .other:
      readScripts()
      if build.tool("setuptools", "ext-modules") != nil { natives.insert(.c) }
      if build.tool("setuptools-rust") != nil { natives.insert(.rust) }
      let system = build.manifest?["build-system"]
      if build.backend == .other, system?["backend-path"] != nil || build.setup.isEmpty {
        natives.formUnion([.c, .rust, .cmake, .meson, .scons])
      }
    case .hatchling:
      readScripts()
      for name in hooks(build)
      where !["vcs", "version", "custom", "jupyter-builder"].contains(name) {
        natives.formUnion([.c, .rust, .cmake])
      }
    case .poetry, .pdm:
      readScripts()
      if build.tool("pdm", "build", "run-setuptools")?.boolean == true { natives.insert(.c) }
    case .flit, .uvBuild, .whey: break
    }
    return natives
  }

  /// The names of hatchling's build hooks that run without being asked for.
  private static func hooks(_ build: BuildDescription) -> [String] {
    [
      build.tool("hatch", "build", "hooks"),
      build.tool("hatch", "build", "targets", "wheel", "hooks"),
    ]
    .flatMap { $0?.table?.entries ?? [] }
    .filter { $0.node["enable-by-default"]?.boolean != false }.map(\.key)
  }

  private func native(_ path: Path) -> (kind: BuildInput.Kind, why: String)? {
    if files.isPinned(path) { return nil }
    if natives.containsDescription(path) { return (.description, "it describes the build") }
    if natives.containsLock(path) { return (.lock, "it pins the crates") }
    guard natives.containsSource(path), !BuildOutputs.isGenerated(path, files) else { return nil }
    return (.source, "it is compiled")
  }

  /// Python that Cython or mypyc compiles.
  private var compiledPython: [(Path, String)] {
    let modules = { files.walk.files.map(\.path).filter { $0.suffix == "py" } }
    if Self.hooks(build).contains("mypyc") {
      return modules().filter { !NativeFiles.isLeftAlone($0) && isInPackage($0) }
        .map { ($0, "mypyc compiles it") }
    }
    for script in scripts.all {
      let isMypyc = script.text.contains(bytesOf: "mypycify(")
      guard isMypyc || script.text.contains(bytesOf: "cythonize(") else { continue }
      let keys = script.python.paths.filter { $0.hasSuffix(".py") }.map { CacheKey.file($0) }
      guard var matcher = try? KeyMatcher(keys, rules: .latest) else { continue }
      let named = modules().filter { path in
        path.nameText != "setup.py" && !NativeFiles.isLeftAlone(path) && isInPackage(path)
          && !path.nameText.contains("version") && matcher.matches(path)
      }
      if !named.isEmpty {
        return named.map { ($0, isMypyc ? "mypyc compiles it" : "Cython compiles it") }
      }
      if isMypyc {
        return modules().filter { !NativeFiles.isLeftAlone($0) && isInPackage($0) }
          .map { ($0, "mypyc compiles it") }
      }
    }
    return []
  }

  private var outside: [(Path, String)] {
    var found: [(Path, String)] = []
    if natives.contains(.rust) {
      found += OutsideCrates(files).files.map { ($0.path, "a crate outside the project") }
    }
    if natives.contains(.cmake) {
      for word in files.text("CMakeLists.txt").split(whereSeparator: { " \t\n\r()\";".contains($0) }
      )
      where word.contains(bytesOf: "../") {
        guard let start = word.firstRange(of: "../")?.lowerBound else { continue }
        found += natives(below: Path(String(word[start...])).normalized)
      }
    }
    for script in scripts.all where natives.contains(.c) {
      for name in script.python.runs.joined() where name.hasPrefix("../") {
        found += natives(below: Path(name).normalized)
      }
    }
    return found
  }

  private func natives(below path: Path) -> [(Path, String)] {
    let why = "native code outside the project"
    guard files.isOutside(path), let status = try? Directory.working.status(of: files.full(path))
    else { return [] }
    if status.kind == .regular { return [(path, why)] }
    // All of the directory that the project lies in would be too much to be meant.
    guard path.components.contains(where: { !$0.elementsEqual("..".utf8) }) else { return [] }
    return SourceWalk(of: files.full(path)).files.prefix(2000).map(\.path)
      .filter { natives.containsSource($0) || natives.containsDescription($0) }
      .map { (path.appending($0.bytes), why) }
  }

  // MARK: - Files that are named

  /// Files that dependencies are read from.
  private var dependencyFiles: [Path] {
    var names: [String] = []
    if build.isDynamic("dependencies") {
      names += build.texts(build.tool("setuptools", "dynamic", "dependencies", "file"))
      if build.backend == .whey { names.append("requirements.txt") }
    }
    if build.isDynamic("optional-dependencies") {
      let groups =
        build.tool("setuptools", "dynamic", "optional-dependencies")?.table?.entries ?? []
      names += groups.flatMap { build.texts($0.node["file"]) }
    }
    if build.isDynamic("dependencies") || build.isDynamic("optional-dependencies"),
      let hook = build.tool("hatch", "metadata", "hooks", "requirements_txt")
    {
      names += build.texts(hook["files"]) + build.texts(hook["filename"])
      names += (hook["optional-dependencies"]?.table?.entries ?? []).flatMap {
        build.texts($0.node)
      }
    }
    if build.backend == .setuptools || build.backend == .other {
      names += build.configuredFiles("options", "install_requires")
      let isPBR = version.gitTool == "pbr" || build.buildRequirementNames.contains("pbr")
      if isPBR { names += ["requirements.txt", "pip-requires", "tools/pip-requires"] }
      if build.hasNoProject || build.isDynamic("dependencies"), let setup = scripts.setup {
        names += setup.python.paths.filter(Self.isRequirements)
      }
    }
    return names.map { Path($0).normalized }
  }

  private static func isRequirements(_ name: String) -> Bool {
    let path = Path(name)
    return (path.suffix == "txt" || path.suffix == "in") && name.contains(bytesOf: "require")
      && !path.nameText.contains(bytesOf: "test") && !path.nameText.contains(bytesOf: "dev")
  }

  /// What settings and scripts name: templates, generators, data that is installed.
  private var named: [(Path, BuildInput.Kind, String)] {
    var found: [(Path, BuildInput.Kind, String)] = []
    for script in scripts.all where script.path.nameText != "versioneer.py" {
      for name in script.python.paths {
        // cffi names an object in a file: `build.py:ffi`.
        let path = Path(name.split(separator: ":").first.map(String.init) ?? name).normalized
        let candidates = [path, (script.path.parent ?? "").appending(path.bytes).normalized]
        for path in candidates where files.paths.contains(path) {
          if let kind = kind(ofNamed: path, in: script) {
            found.append((path, kind, "\(script.path.shown) names it"))
          }
        }
      }
      for suffix in ["po", "proto", "thrift", "ui", "qrc", "scss", "less"]
      where script.text.contains(bytesOf: ".\(suffix)")
        || (suffix == "po" && compilesCatalogs(script))
      {
        for path in files.paths where path.suffix == suffix && !NativeFiles.isLeftAlone(path) {
          found.append((path, .source, "\(script.path.shown) compiles it"))
        }
      }
    }
    for place in [build.tool("hatch", "build", "targets", "wheel"), build.tool("hatch", "build")] {
      for table in ["force-include", "shared-data", "shared-scripts", "extra-metadata"] {
        for entry in place?[table]?.table?.entries ?? [] { found += data(entry.key, "hatchling") }
      }
    }
    for entry in build.tool("setuptools", "data-files")?.table?.entries ?? [] {
      for name in build.texts(entry.node) { found += data(name, "setuptools") }
    }
    for name in build.texts(build.tool("setuptools", "script-files")) {
      found += data(name, "setuptools")
    }
    if let name = build.tool("maturin", "data")?.string { found += data(name, "maturin") }
    for name in build.texts(build.tool("setuptools", "dynamic", "entry-points", "file")) {
      found.append((Path(name).normalized, .script, "the entry points come from it"))
    }
    if build.backend == .maturin, build.tool("maturin", "python-source") == nil {
      // A package of Rust only is installed with its stubs, in an editable install, too.
      for path in files.paths where path.isAtTop && (path.suffix == "pyi" || path == "py.typed") {
        found.append((path, .data, "maturin installs it"))
      }
    }
    if natives.contains(.meson) { found += namedByMeson }
    if natives.contains(.cmake) { found += namedByCMake }
    return found
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
    if natives.isSource(path) { return .source }
    if NativeFiles.isLeftAlone(path) || path == "pyproject.toml" || name.hasPrefix(".")
      || stem.hasPrefix("test") || name == "PKG-INFO"
    {
      return nil
    }
    if [
      "readme", "change", "history", "news", "license", "licence", "copying", "authors", "contrib",
      "manifest.in", "security", "notice", "todo", "install",
    ].contains(where: stem.hasPrefix) {
      return nil
    }
    if path.suffix == "txt" || path.suffix == "in", stem.contains(bytesOf: "require") { return nil }
    if ["rst", "md", "pyc", "so", "pyd", "exe", "json", "ini", "yml", "yaml", "typed", "cfg"]
      .contains(path.suffix ?? "")
    {
      return nil
    }
    // A module that belongs to the package is used where it is, unless the script reads its text;
    // what the version is in, is known.
    if !isInPackage(path) { return .script }
    let isRead =
      path.suffix == "py" && name != "__init__.py"
      && VersionLiteral.find(in: files.text(path), named: name) == nil
      && ["\"", "'"].contains {
        script.text.contains(bytesOf: "open(\($0)\(path.utf8Text ?? "")\($0)")
      }
    return isRead ? .script : nil
  }

  private func data(_ name: String, _ who: String) -> [(Path, BuildInput.Kind, String)] {
    let path = Path(name).normalized
    if files.has(path), !files.isOutside(path) { return [(path, .data, "\(who) installs it")] }
    guard var matcher = try? KeyMatcher([.file(name)], rules: .latest) else { return [] }
    return files.walk.files.map(\.path)
      .filter { file in
        file.isBelow(path) || (CacheKey.isGlob(name) && matcher.matches(file))
      }
      .map { ($0, .data, "\(who) installs it") }
  }

  private var namedByMeson: [(Path, BuildInput.Kind, String)] {
    files.walk.files.map(\.path)
      .filter { $0.nameText == "meson.build" && !NativeFiles.isLeftAlone($0) }
      .flatMap { description -> [(Path, BuildInput.Kind, String)] in
        let directory = description.parent ?? ""
        return PythonText(files.text(description)).runs.joined().compactMap { name in
          let path = directory.appending(name).normalized
          guard !["py", "pyi", "typed"].contains(path.suffix ?? "") || !isInPackage(path),
            files.paths.contains(path)
          else {
            return nil
          }
          let kind: BuildInput.Kind = natives.containsSource(path) ? .source : .script
          return (path, kind, "\(description.shown) names it")
        }
      }
  }

  /// Templates and scripts that CMake configures or runs.
  private var namedByCMake: [(Path, BuildInput.Kind, String)] {
    files.walk.files.map(\.path)
      .filter { $0.nameText == "CMakeLists.txt" && !NativeFiles.isLeftAlone($0) }
      .flatMap { description -> [(Path, BuildInput.Kind, String)] in
        let directory = description.parent ?? ""
        return files.text(description).split { " \t\n\r()\";".contains($0) }.compactMap { word in
          let name = word.drop { $0 != "}" }.dropFirst().drop { $0 == "/" }
          let text = word.hasPrefix("${") ? String(name) : String(word)
          let path = directory.appending(text).normalized
          guard ["in", "py", "cmake", "template"].contains(path.suffix ?? ""), !isInPackage(path),
            files.paths.contains(path)
          else { return nil }
          return (path, .script, "\(description.shown) names it")
        }
      }
  }

  /// What dynamic readmes are made from.
  private var textFiles: [Path] {
    var names: [String] = []
    if build.isDynamic("readme") {
      names += build.texts(build.tool("setuptools", "dynamic", "readme", "file"))
      let fragments = build.tool("hatch", "metadata", "hooks", "fancy-pypi-readme", "fragments")
      names += (fragments?.array ?? []).compactMap { $0["path"]?.string }
    }
    return names.map { Path($0).normalized }
  }

  // MARK: - Modules

  private func isInPackage(_ path: Path) -> Bool {
    guard !path.isAtTop, let first = path.components.first else { return false }
    return packages.contains(String(decoding: first, as: UTF8.self))
  }

  private var packages: Set<String> {
    var packages: Set<String> = ["src", "lib", "python"]
    for path in files.paths where path.nameText == "__init__.py" && path.components.count == 2 {
      packages.insert(String(decoding: path.components[0], as: UTF8.self))
    }
    if let name = build.moduleName { packages.insert(name) }
    return packages.subtracting(["tests", "test", "docs", "doc", "examples", "benchmarks"])
  }

  private var modules: [Path] {
    let packages = packages
    return files.walk.files.map(\.path).filter { path in
      if NativeFiles.isLeftAlone(path) || BuildOutputs.isGenerated(path, files) { return false }
      if path.isAtTop {
        return path.nameText == build.moduleName.map { "\($0).py" }
          || path == "MANIFEST.in" && build.backend == .setuptools
      }
      return path.components.first.map { packages.contains(String(decoding: $0, as: UTF8.self)) }
        ?? false
    }
  }
}
