import Formats
import Platform
import UV

/// Python files that run while the project is built, and what they name.
struct BuildScripts {
  struct Script {
    let path: Path
    let why: String
    let text: String
    let python: PythonText
    let facts: PythonFacts
    /// What it names: texts as they stand there, and files that its expressions lead to.
    let paths: [String]
    /// The same without what patterns match.
    let names: [String]
    /// Whether it was found in `sys.path`: then it belongs to no package, and imports no neighbours.
    var isAlone = false
    /// Whether it surely runs: not where only a pattern finds it, and not if such a script names it.
    var isCertain = true

    /// What stands there as a text.
    let literals: Set<Path>
    /// What it opens to read, writes and copies, as far as it is there.
    let opened: Set<Path>
    let written: Set<Path>
    let copied: Set<Path>

    /// Whether it reads the text of files at all.
    var reads: Bool {
      ["open(", "read_text(", "read("].contains { text.contains(bytesOf: $0) }
    }

    /// Whether it may do more with a file than list it: of names that are put together it is known.
    func mayRead(_ path: Path) -> Bool {
      opened.contains(path) || literals.contains(path)
    }

    /// Whether it opens a file by a name that stands there.
    func opens(_ path: Path) -> Bool {
      if opened.contains(path) { return true }
      let name = path.utf8Text ?? ""
      return ["open(", "read(", "Path("].contains { call in
        ["\"", "'"].contains { text.contains(bytesOf: "\(call)\($0)\(name)\($0)") }
      }
    }
  }

  private(set) var all: [Script] = []
  private let files: ProjectFiles
  /// What one of them may call in the others.
  private var taken: Set<String> = []

  init(_ build: BuildDescription, _ files: ProjectFiles) {
    self.files = files
    for (path, why) in Self.entryPoints(build, files) { add(path, why) }
    // What these run or import is run as well, and what that imports at once.
    let first = all.count
    var index = 0
    while index < all.count {
      let script = all[index]
      let isFirst = index < first
      index += 1
      if script.text.contains(bytesOf: "cffi_modules") { addCFFI(of: script) }
      addRun(by: script)
      let calls = Self.programCalls + Self.loaders
      if calls.contains(where: script.text.contains(bytesOf:)) {
        addPrograms(of: script, build)
      }
      let imports = script.facts.imports
        .filter { isFirst || $0.isAtOnce || script.facts.isIn(taken, $0) }.flatMap(\.names)
      taken.formUnion(script.facts.imports.compactMap(\.name) + script.facts.calledOfModules)
      for name in imports where !name.hasPrefix("test") && !(script.isAlone && name.hasPrefix("."))
      {
        let module = name.hasPrefix(".") ? nil : files.module(name)
        let found = module ?? beside(script.path, name)
        let inPackage =
          found.map { Self.isPackageFile($0, build) && !isOfScripts($0, build) } ?? true
        guard let path = inPackage ? onSearchPath(of: script, name) : found,
          !all.contains(where: { $0.path == path })
        else { continue }
        add(
          path, "\(script.path.shown) imports it", isAlone: inPackage, isCertain: script.isCertain)
        // Its package runs before it.
        let package = (path.parent ?? "").appending("__init__.py").normalized
        if !inPackage, !path.isAtTop, files.paths.contains(package), isOfScripts(package, build),
          !all.contains(where: { $0.path == package })
        {
          add(package, "\(script.path.shown) imports it")
        }
      }
      if isFirst { addPackages(of: script) }
    }
  }

  /// Modules of packages that a script imports from a directory that it puts into `sys.path`: they
  /// run, with their packages, and with what these import beside them.
  private mutating func addPackages(of script: Script) {
    for place in script.facts.searched.sorted() where !place.contains("*") {
      for one in script.facts.imports where !one.module.hasPrefix(".") {
        // Of these no more is taken than the version.
        if one.names.contains(where: { $0.lowercased().contains("version") }) { continue }
        var pending = modules(one, below: Path(place))
        while let path = pending.popLast() {
          if all.contains(where: { $0.path == path }) { continue }
          add(path, "\(script.path.shown) imports it", isAlone: true)
          let imports = PythonFacts(files.text(path), file: path.utf8Text ?? "").imports
          for inner in imports where inner.isAtOnce && inner.module.hasPrefix(".") {
            pending += relative(inner, to: path)
          }
        }
      }
    }
  }

  /// `a/__init__.py` and `a/b.py` of `import a.b`, if `a` is a package of the project there.
  private func modules(_ one: PythonModule.Import, below place: Path) -> [Path] {
    let parts = (one.names.last ?? one.module).split(separator: ".").map(String.init)
    guard let first = parts.first, parts.count > 1 || one.name == nil,
      files.paths.contains(place.appending("\(first)/__init__.py").normalized)
    else { return [] }
    return parts.indices.flatMap { last -> [Path] in
      let name = parts[...last].joined(separator: "/")
      return ["\(name)/__init__.py", "\(name).py"].map { place.appending($0).normalized }
        .filter(files.paths.contains)
    }
  }

  private func relative(_ one: PythonModule.Import, to path: Path) -> [Path] {
    var place = path.parent ?? ""
    for _ in one.module.prefix(while: { $0 == "." }).dropFirst() { place = place.parent ?? "" }
    let module = String(one.module.drop { $0 == "." }).replacing(".", with: "/")
    let name = module.isEmpty ? one.name ?? "" : module
    if name.isEmpty { return [] }
    return ["\(name).py", "\(name)/__init__.py"].map { place.appending($0).normalized }
      .filter(files.paths.contains)
  }

  /// Directories below the top that a walk left out, though scripts name files in them.
  func directoriesLeftOut(of files: ProjectFiles) -> [Path] {
    let places = files.walk.leftOut.filter { place in
      (place.reason == .output || place.reason == .ignored) && !place.path.isAtTop
        || place.reason == .project
    }
    if places.isEmpty { return [] }
    let named = all.flatMap(\.paths).map { Path($0).normalized }
    return places.filter { place in
      if place.reason == .project {
        return named.contains { path in
          path.isBelow(place.path) && isOfCompilers(path) && Directory.working.has(files.full(path))
        }
      }
      // Git ignores no file that was added: a pattern such as `include` says little.
      return named.contains { place.reason == .ignored && $0 == place.path }
        || named.contains { $0.isBelow(place.path) && Directory.working.has(files.full($0)) }
    }.map(\.path)
  }

  /// Whether a compiler may be given it, or looks into it for headers.
  private func isOfCompilers(_ path: Path) -> Bool {
    path.isCompiledUnit || path.suffix == nil && path.nameText.contains(bytesOf: "inc")
  }

  /// The `configure` of other projects' code, which scripts run; Git may ignore it, and a checkout
  /// still hold it.
  func configures(_ files: ProjectFiles) -> [Path] {
    let literals = all.flatMap { $0.python.runs.joined() }
    guard literals.contains(where: { $0.contains(bytesOf: "configure") }) else { return [] }
    let parts = Set(literals.flatMap { $0.split { "/ ".contains($0) } })
    let ignored = files.walk.ignoredFiles.filter { $0.nameText == "configure" }
    return (files.walk.files.filter { $0.nameText == "configure" } + ignored).filter { path in
      guard let directory = path.parent, !directory.isEmpty else { return true }
      return !NativeFiles.isLeftAlone(path) && parts.contains(Substring(directory.nameText))
    }
  }

  /// C that they name, though a pattern such as `*.c` makes Git ignore it, and descriptions: they
  /// were added by force.
  func ignoredSources(_ files: ProjectFiles) -> [Path] {
    // `*.txt` makes Git ignore these, too.
    let descriptions = files.walk.ignoredFiles.filter {
      ["CMakeLists.txt", "meson_options.txt"].contains($0.nameText) && !NativeFiles.isLeftAlone($0)
    }
    let ignored = files.walk.ignoredFiles.filter(\.isCompiledUnit)
    if ignored.isEmpty { return descriptions }
    let named = Set(all.flatMap { $0.paths + $0.facts.compiled.names }.map { Path($0).normalized })
    return descriptions
      + ignored.filter { path in
        named.contains(path) && !NativeFiles.isLeftAlone(path)
          && !files.head(path).contains(bytesOf: "Generated by Cython")
      }
  }

  /// What they write: nothing that a build is made of, even where it is read later.
  func written(_ natives: NativeFiles) -> Set<Path> {
    var found: Set<Path> = []
    for script in all {
      // Of a source that is written a copy may be kept.
      for path in script.written where !natives.isSource(path) {
        // Commands for the authors write the file that holds the version.
        let isVersion =
          script.opened.contains(path)
          && VersionLiteral.find(in: files.text(path), named: "x.py") != nil
        if !isVersion { found.insert(path) }
      }
    }
    return found
  }

  /// The script that runs as setup.py.
  var setup: Script? { all.first { $0.path == "setup.py" } }

  /// Whether a package holds scripts of the build, and is not the one that is installed.
  private func isOfScripts(_ package: Path, _ build: BuildDescription) -> Bool {
    guard package.isNamed("__init__.py"), !package.isAtTop, let top = package.topName,
      top != "src", top != build.moduleName
    else { return false }
    guard let setup = all.first else { return false }
    // Without a name in the manifest, setup.py lists what it installs.
    let isInstalled =
      setup.python.runs.joined().contains(top) || setup.text.contains(bytesOf: "find_packages(")
    return !isInstalled && all.contains { $0.path.isBeside(package) && $0.path != package }
  }

  /// Whether a module belongs to the project's own package, from which scripts take a version only.
  private static func isPackageFile(_ path: Path, _ build: BuildDescription) -> Bool {
    let first = path.components.first.map { String(decoding: $0, as: UTF8.self) }
    return path.nameText == "__init__.py" || first == "src" || first == build.moduleName
  }

  private func beside(_ script: Path, _ name: String) -> Path? {
    guard let directory = script.parent, !directory.isEmpty,
      let first = name.split(separator: ".").first
    else { return nil }
    let path = directory.appending("\(first).py")
    return files.paths.contains(path) ? path : nil
  }

  /// A module in a directory that a script puts into `sys.path`.
  private func onSearchPath(of script: Script, _ name: String) -> Path? {
    if name.contains(".") { return nil }
    // What one of them puts there, all of them find.
    var places = all.flatMap { $0.facts.searched.sorted() }
    if script.text.contains(bytesOf: "sys.path") { places += script.python.paths }
    return files.first(places.map { "\($0)/\(name).py" })
  }

  /// How scripts run programs, others of Python among them.
  private static let programCalls = [
    "subprocess", "runpy", "os.system", "spawn(", "check_call", "run([", "call([",
  ]

  /// How they load a module by its path.
  private static let loaders = ["spec_from_file_location", "SourceFileLoader", "exec(compile("]

  var runPrograms: Bool { Self.programCalls.contains(where: mention) }

  /// Whether commands for the authors run it, by its name: no build does.
  static func isForAuthors(_ path: Path) -> Bool {
    let name = path.nameText.lowercased()
    return ["lint", "bump", "release", "publish", "upload", "deploy", "changelog"].contains {
      name.hasPrefix($0)
    }
  }

  /// Python files outside of packages that a script names, and that it can run.
  private mutating func addPrograms(of script: Script, _ build: BuildDescription) {
    let names = Set(script.names)
    for name in script.paths where name.hasSuffix(".py") {
      let path = Path(name).normalized
      let isPackage = files.paths.contains((path.parent ?? "").appending("__init__.py"))
      guard files.paths.contains(path), !isPackage, !Self.isPackageFile(path, build),
        !NativeFiles.isLeftAlone(path), !Self.isForAuthors(path),
        !all.contains(where: { $0.path == path })
      else { continue }
      add(
        path, "\(script.path.shown) names it",
        isCertain: script.isCertain && names.contains(name))
    }
  }

  /// What it hands to an interpreter, wherever that lies.
  private mutating func addRun(by script: Script) {
    for name in script.facts.run.sorted() {
      var path = Path(name).normalized
      if !files.paths.contains(path) {
        // The directory is not known: the one file of that name.
        let named = files.paths.filter { $0.isNamed(path.nameText) }
        guard name.hasPrefix("*"), named.count == 1, let only = named.first else { continue }
        path = only
      }
      if !Self.isForAuthors(path), !all.contains(where: { $0.path == path }) {
        add(path, "\(script.path.shown) runs it")
      }
    }
  }

  /// What `cffi_modules` names, as in `p/build_ffi.py:ffibuilder`: it runs, in a package too.
  private mutating func addCFFI(of script: Script) {
    for name in script.python.runs.joined() {
      let parts = name.split(separator: ":")
      guard parts.count == 2, let path = files.first([String(parts[0])]), path.suffix == "py",
        !all.contains(where: { $0.path == path })
      else { continue }
      add(path, "cffi runs it")
    }
  }

  private mutating func add(
    _ path: Path, _ why: String, isAlone: Bool = false, isCertain: Bool = true
  ) {
    // What stands in a comment, nobody runs.
    let whole = files.text(path).split(whereSeparator: \.isNewline)
      .filter { !$0.trimmed.hasPrefix("#") }.joined(separator: "\n")
    // What computes a version from Git names no files of a build.
    let isVersioneer = path.nameText == "versioneer.py"
    let facts = PythonFacts(isVersioneer ? "" : whole, file: path.utf8Text ?? "", used: taken)
    let text = isVersioneer ? whole : facts.withoutIdleCommands(whole)
    let python = PythonText(text, without: facts.idle)
    var names = python.paths
    var seen = Set(names)
    let computed = facts.computed + facts.opened.sorted()
    names += computed.filter { !PathPattern.isPattern($0) && seen.insert($0).inserted }
    let paths =
      names
      + files.named(computed.filter(PathPattern.isPattern)).filter { seen.insert($0).inserted }
    all.append(
      Script(
        path: path, why: why, text: text, python: python, facts: facts, paths: paths, names: names,
        isAlone: isAlone, isCertain: isCertain,
        literals: Set(python.paths.map { Path($0).normalized }),
        opened: files.found(facts.opened), written: files.found(facts.written),
        copied: files.found(facts.copied)))
  }
}
