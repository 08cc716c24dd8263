import Formats
import Platform
import UV

/// All that a build of a project reads, by what its backend and its scripts say.
struct BuildInputs {
  /// By path, each file once.
  private(set) var all: [BuildInput] = []
  /// C files beside those that are compiled; a glob that matches them does no harm but one.
  private(set) var leftovers: [Path] = []
  let version: VersionSource
  let natives: NativeFiles

  let build: BuildDescription
  let files: ProjectFiles
  let scripts: BuildScripts
  /// Nil where CMake does not run, or it is not known for what.
  let cmake: CMakeReach?
  /// Nil where Meson does not run at the top.
  let meson: MesonReach?
  /// Nil where Cargo does not run, or it is not known for what.
  let crates: CrateReach?
  /// Nil where no script says what is compiled.
  let units: NamedUnits?
  /// Nil where nothing is compiled.
  let autotools: Autotools?
  /// Nil where nothing is compiled that includes files.
  private(set) var includes: IncludeReach?

  init(_ build: BuildDescription, _ files: ProjectFiles) {
    self.build = build
    self.files = files
    for place in BuildScripts.backendsLeftOut(build, files) { files.enter(place) }
    let scripts = BuildScripts(build, files)
    self.scripts = scripts
    for place in scripts.directoriesLeftOut(of: files) + files.rustModules { files.enter(place) }
    files.take(scripts.ignoredSources(files))
    files.enterProjects(of: build, scripts)
    let configures = scripts.configures(files)
    files.take(configures + scripts.ignoredSources(files))
    version = VersionSource(build, files, scripts)
    var natives = Self.natives(build, files, scripts)
    cmake = natives.contains(.cmake) ? CMakeReach(build, scripts, files) : nil
    meson = natives.contains(.meson) ? MesonReach(build, files) : nil
    // A crate may lie there for other languages.
    if let cmake, cmake.found.descriptions.keys.contains(where: { Self.isOfRust(files.text($0)) }) {
      natives.insert(.rust)
    }
    self.natives = natives
    crates = natives.contains(.rust) ? CrateReach(build, scripts, files) : nil
    let areNamed = natives.contains(.c) && build.backend != .scikitBuild
    units = areNamed ? NamedUnits(build, scripts, files) : nil
    autotools = natives.contains(.c) ? Autotools(scripts, files) : nil
    let named = named
    let doubted = doubtedNames
    if natives.contains(.c) {
      let templates = named.map(\.0).filter { natives.isSource($0) && !IncludeReach.isIncluded($0) }
      let roots = includers + templates
      let own = Set(scripts.all.map(\.path) + templates).subtracting(doubted)
      includes = IncludeReach(
        from: roots, certain: Set(roots.filter { own.contains($0) || isCertain($0) }),
        searched: (cmake?.found.includes ?? []).union(scripts.includes), own: names,
        macros: macros, files)
    }
    var found: [BuildInput] = []
    let written = scripts.written(natives)
    func add(_ path: Path, _ kind: BuildInput.Kind, _ why: String, isCertain: Bool = true) {
      if files.has(path), !written.contains(path) {
        found.append(BuildInput(path: path, kind: kind, why: why, isCertain: isCertain))
      }
    }
    add("pyproject.toml", .manifest, "the project's metadata")
    for path in BuildScripts.inTreeBackend(build, files) {
      add(path, .backend, "the build backend")
    }
    for path in version.files { add(path, .version, "the version comes from it") }
    for path in dependencyFiles { add(path, .dependencies, "the dependencies come from it") }
    for script in scripts.all {
      add(script.path, .script, script.why, isCertain: script.isCertain)
    }
    if build.backend == .setuptools || build.backend == .other {
      add("setup.cfg", .script, "setuptools reads it")
    }
    if build.backend == .hatchling { add("hatch.toml", .script, "hatchling reads it") }
    for path in configures { add(path, .script, "a script runs it") }
    for (path, kind, why) in named + copied {
      add(
        path, kind, why, isCertain: cmake?.isCertain(path) != false && !doubted.contains(path))
    }
    // Most files are modules, of projects that compile nothing: they are asked nothing.
    for file in files.walk.files where !natives.isEmpty && !file.isPython {
      if let input = native(file) {
        add(file, input.kind, input.why, isCertain: isCertain(file))
      } else if file.isCompiledUnit, natives.containsSource(file), isUnused(file) {
        leftovers.append(file)
      }
    }
    for path in includedElsewhere {
      add(path, .source, "it is included", isCertain: isCertain(path))
    }
    for (path, why) in compiledPython { add(path, .source, why) }
    for (path, why) in outside { add(path, .outside, why) }
    for path in textFiles { add(path, .text, "its text becomes metadata") }
    for path in modules {
      found.append(BuildInput(path: path, kind: .module, why: "a copy is made of it"))
    }
    // Of one file what was said of it first counts, of the kind that comes first; of these, what is
    // certain.
    let ranked = found.enumerated().sorted { one, other in
      if one.element.path != other.element.path { return one.element.path < other.element.path }
      if one.element.kind != other.element.kind { return one.element.kind < other.element.kind }
      if one.element.isCertain != other.element.isCertain { return one.element.isCertain }
      return one.offset < other.offset
    }
    for (_, input) in ranked where all.last?.path != input.path { all.append(input) }
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

  /// What the project may be called in a path: letters of its name and of its module's.
  private var names: Set<String> {
    let name = build.manifest?["project"]?["name"]?.string
    return Set(
      [name, build.moduleName, files.directory.nameText].compactMap {
        $0?.lowercased().filter(\.isLetter)
      })
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
        let given = setup.facts.literals(givenTo: ["install_requires", "extras_require"])
        names += followed(
          setup.names.filter(Self.isRequirements).flatMap(requirements)
            + setup.paths[setup.names.count...].filter {
              Self.isRequirements($0) && !Path($0).nameText.hasPrefix("_")
            }
            // Whatever they are for, these are among the metadata.
            + given.filter { ["txt", "in"].contains(Path($0).suffix) }
            + setup.paths.filter { path in
              path.contains(bytesOf: "require") && given.contains(Path(path).nameText)
            })
      }
    }
    return names.map { Path($0).normalized }
  }

  /// The files that a name stands for; with an underscore in front they are for other uses.
  private func requirements(_ name: String) -> [String] {
    guard CacheKey.isGlob(name) else { return [name] }
    guard var matcher = try? KeyMatcher([.file(name)], rules: .latest) else { return [] }
    return files.walk.files.filter { matcher.matches($0) && !$0.nameText.hasPrefix("_") }
      .compactMap(\.utf8Text)
  }

  /// With the lists that these take in by `-r`.
  private func followed(_ names: [String]) -> [String] {
    var found = names.map { Path($0).normalized }
    var place = 0
    while place < found.count, place < 200 {
      let list = found[place]
      place += 1
      guard files.paths.contains(list) else { continue }
      for line in files.text(list).split(whereSeparator: \.isNewline) {
        let words = line.split(separator: " ")
        guard words.count > 1,
          ["-r", "--requirement", "-c", "--constraint"].contains(words[0])
        else { continue }
        let path = (list.parent ?? "").appending(String(words[1])).normalized
        if !found.contains(path) { found.append(path) }
      }
    }
    return found.compactMap(\.utf8Text)
  }

  private static func isRequirements(_ name: String) -> Bool {
    let path = Path(name)
    return (path.suffix == "txt" || path.suffix == "in") && name.contains(bytesOf: "require")
      && !path.nameText.contains(bytesOf: "test") && !path.nameText.contains(bytesOf: "dev")
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

  func isInPackage(_ path: Path) -> Bool {
    guard !path.isAtTop, let top = path.topName else { return false }
    return packages.contains(top)
  }

  private var packages: Set<String> {
    var packages: Set<String> = ["src", "lib", "python"]
    for path in files.paths where path.bytes.count(where: { $0 == UInt8(ascii: "/") }) == 1 {
      if path.nameText == "__init__.py", let top = path.topName { packages.insert(top) }
    }
    if let name = build.moduleName { packages.insert(name) }
    packages.formUnion(SourceLayout(build).roots.compactMap(\.topName))
    return packages.subtracting(["tests", "test", "docs", "doc", "examples", "benchmarks"])
  }

  /// The top directories that a copy is made of: beside a package in a root such as `src`, those at
  /// the top are helpers, unless settings name them.
  private var shipped: Set<String> {
    let packages = packages
    let layout = SourceLayout(build)
    let roots = Set((layout.roots + ["src"]).compactMap(\.topName))
    let hasRoot = files.paths.contains { path in
      path.isNamed("__init__.py") && path.components.count == 3
        && roots.contains(path.topName ?? "")
    }
    guard hasRoot else { return packages }
    let named = layout.mappings.compactMap { $0.source.topName } + [build.moduleName ?? ""]
    return packages.intersection(roots.union(named))
  }

  private var modules: [Path] {
    let packages = shipped
    // Files of one directory stand together: what it is called is asked once.
    var last: Path = ""
    var isPackage = false
    return files.walk.files.filter { path in
      if !path.isBeside(last) {
        last = path
        isPackage =
          !NativeFiles.isLeftAlone(path) && (path.topName.map(packages.contains) ?? false)
      }
      let isModule =
        path.isAtTop
        ? path.nameText == build.moduleName.map { "\($0).py" }
          || path == "MANIFEST.in" && build.backend == .setuptools
        : isPackage
      return isModule && !isGenerated(path)
    }
  }
}
