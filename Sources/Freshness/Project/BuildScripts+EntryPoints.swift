import Formats
import Platform
import UV

/// Where a build begins: setup.py, hooks, and backends of the project's own.
extension BuildScripts {
  /// What runs first, by what the backend and its settings say.
  static func entryPoints(
    _ build: BuildDescription, _ files: ProjectFiles
  ) -> [(Path, String)] {
    var found: [(Path, String)] = []
    func add(_ names: [String?], _ why: String) {
      guard let path = files.first(names.compactMap { $0 }),
        !found.contains(where: { $0.0 == path })
      else { return }
      found.append((path, why))
    }
    if build.backend == .setuptools || build.backend == .other {
      add(["setup.py"], "setuptools runs it")
      if asksForExtensions(build) || build.setup.contains(bytesOf: "extension_helpers") {
        for path in files.paths.sorted()
        where path.isNamed("setup_package.py") && !NativeFiles.isLeftAlone(path) {
          found.append((path, "extension-helpers runs it"))
        }
      }
      for command in build.tool("setuptools", "cmdclass")?.table?.entries ?? [] {
        let module = (command.node.string ?? "").split(separator: ".").dropLast()
        let path = files.module(module.joined(separator: "."), in: SourceLayout(build))
        add([path?.utf8Text], "setuptools runs its command \(command.key)")
      }
    }
    switch build.backend {
    case .hatchling:
      for place in [
        build.tool("hatch", "build", "hooks", "custom"),
        build.tool("hatch", "build", "targets", "wheel", "hooks", "custom"),
        build.tool("hatch", "metadata", "hooks", "custom"),
      ] {
        if let place {
          add([place["path"]?.string ?? "hatch_build.py"], "a build hook of hatchling")
        }
      }
      if let scripts = build.tool("hatch", "build", "hooks", "build-scripts", "scripts")?.array {
        for script in scripts {
          for word in build.texts(script["commands"]).flatMap({ $0.split(separator: " ") }) {
            add([String(word)], "a build script of hatchling")
          }
        }
      }
    case .poetry:
      let script = build.tool("poetry", "build")
      add([script?.string ?? script?["script"]?.string], "the build script of poetry")
    case .pdm:
      let hook = build.tool("pdm", "build", "custom-hook")?.string
      add([hook ?? "pdm_build.py"], "the build hook of pdm")
      if build.tool("pdm", "build", "run-setuptools")?.boolean == true {
        add(["setup.py"], "pdm runs it")
      }
      // Settings for it may stay where the manifest has a version by now.
      if build.isDynamic("version"), let getter = build.tool("pdm", "version", "getter")?.string,
        let path = files.module(String(getter.prefix { $0 != ":" }))
      {
        add([path.utf8Text], "pdm takes the version from it")
      }
    default: break
    }
    found += inTreeBackend(build, files).map { ($0, "the build backend") }
    return found
  }

  /// Whether settings have extension-helpers look for extensions in each package.
  static func asksForExtensions(_ build: BuildDescription) -> Bool {
    let setting = build.tool("extension-helpers", "use_extension_helpers")
    return setting?.boolean == true || setting?.string.map { !$0.isEmpty } == true
      || build.configured("extension-helpers", "use_extension_helpers").map {
        $0.trimmed.lowercased() == "true"
      } == true
  }

  /// Directories of such a backend that have the names of output.
  static func backendsLeftOut(_ build: BuildDescription, _ files: ProjectFiles) -> [Path] {
    let named = build.texts(build.manifest?["build-system"]?["backend-path"])
      .map { Path($0).normalized }
    return files.walk.leftOut.filter { place in
      (place.reason == .output || place.reason == .ignored)
        && named.contains { $0 == place.path || $0.isBelow(place.path) }
    }.map(\.path)
  }

  /// The files of a backend that `backend-path` leads to.
  static func inTreeBackend(_ build: BuildDescription, _ files: ProjectFiles) -> [Path] {
    let system = build.manifest?["build-system"]
    let places = build.texts(system?["backend-path"])
    guard !places.isEmpty, let named = system?["build-backend"]?.string else { return [] }
    let module = named.prefix { $0 != ":" }.split(separator: ".").map(String.init)
    guard let first = module.first else { return [] }
    for place in places {
      let top = Path("\(place)/\(first)").normalized
      let alone = Path(top.bytes + Array(".py".utf8))
      // Python takes a package before a module of the same name.
      let isPackage = files.paths.contains(top.appending("__init__.py"))
      if !isPackage, files.paths.contains(alone) { return [alone] }
      let package = files.walk.files.filter { path in
        path.isBelow(top) && path.isPython && !NativeFiles.isLeftAlone(path)
      }
      if !package.isEmpty { return imported(module, from: package, below: Path(place), files) }
    }
    return []
  }

  /// Those modules of a package that one of them imports, directly or through others; all of them
  /// where it is not in the package by its name, or names are computed.
  private static func imported(
    _ module: [String], from package: [Path], below place: Path, _ files: ProjectFiles
  ) -> [Path] {
    var found: Set<Path> = []
    var pending: [Path] = []
    func take(_ parts: [String], below start: Path) {
      var directory = start
      for (index, part) in parts.enumerated() {
        let alone = directory.appending("\(part).py").normalized
        directory = directory.appending(part).normalized
        let inner = directory.appending("__init__.py").normalized
        for path in index == parts.count - 1 ? [alone, inner] : [inner]
        where package.contains(path) && found.insert(path).inserted {
          pending.append(path)
        }
      }
    }
    take(module, below: place)
    guard found.count >= module.count else { return package }
    while let path = pending.popLast() {
      let text = files.text(path)
      if ["import_module", "__import__", "iter_modules"].contains(where: text.contains(bytesOf:)) {
        return package
      }
      for one in PythonFacts(text, file: path.utf8Text ?? "").module.imports {
        let dots = one.module.prefix { $0 == "." }.count
        var start = dots == 0 ? place : path.parent ?? ""
        for _ in 1..<max(dots, 1) { start = start.parent ?? "" }
        for name in one.names { take(name.split(separator: ".").map(String.init), below: start) }
      }
    }
    return found.sorted()
  }
}
