import Formats
import Platform

/// Which crates of a project are compiled: that of the extension, and those that it depends on.
///
/// A workspace may hold others, as for another language or a program. Nil where it is not known
/// which crate is the extension's.
struct CrateReach {
  /// Directories of all crates.
  private var crates: Set<Path> = []
  private var reached: Set<Path> = []
  /// Cargo reads the manifests of these, too.
  private var members: Set<Path> = []
  /// Whose locks and programs count.
  private var roots: Set<Path> = []
  /// Crates whose programs scripts run.
  private var programs: Set<Path> = []
  private var buildsPrograms = false
  private var withLibrary: Set<Path> = []
  /// The build scripts of reached crates, and the parts of what these name.
  private(set) var scripts: [Path: Path] = [:]
  private var compiledPlaces: Set<String> = []
  /// Rust beside `src` that nothing names.
  private var strays: Set<Path> = []
  private var modules: [Path: CrateModules] = [:]
  /// What crates take in from outside of their own directories.
  private var taken: Set<Path> = []
  private var tables: [Path: TOMLTable] = [:]

  init?(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    for path in files.paths where path.nameText == "Cargo.toml" {
      // What cannot be read may lead anywhere.
      guard let table = try? TOMLDocument.read(Array(files.text(path).utf8)) else { return nil }
      crates.insert(path.parent ?? "")
      tables[path.parent ?? ""] = table
    }
    roots = Set(extensions(build, scripts).map { $0.parent ?? "" })
    if roots.isEmpty || !roots.isSubset(of: crates) { return nil }
    buildsPrograms =
      build.tool("maturin", "bindings")?.string == "bin" || scripts.mention("RustBin")
      || scripts.mention("Binding.Exec") || build.tool("setuptools-rust", "bins") != nil
      || build.backend == .maturin && build.tool("maturin", "bindings") == nil
        && roots.allSatisfy(isProgramOnly)
    let libraries = files.paths.filter { $0.isNamed("lib.rs") }.compactMap(\.parent?.parent)
    strays = Self.strays(crates, files)
    withLibrary = Set(libraries).union(tables.filter { $0.value["lib"] != nil }.map(\.key))
    let wishes = wishes(build, scripts)
    var wanted = Dictionary(uniqueKeysWithValues: roots.map { ($0, wishes) })
    var features = CrateFeatures(of: wanted, among: tables)
    let others = patches.subtracting(features.reached)
    if !others.isEmpty {
      for crate in others { wanted[crate] = CrateFeatures.Wish(hasAll: true) }
      features = CrateFeatures(of: wanted, among: tables)
    }
    reached = features.reached
    members = Set(crates.filter(isMember)).union(
      reached.flatMap { CrateFeatures.neighbours(of: $0, tables) })
    for crate in reached {
      let name = tables[crate]?["package"]?["build"]?.string ?? "build.rs"
      let script = crate.inside(name)
      guard files.paths.contains(script) else { continue }
      self.scripts[crate] = script
      let text = files.text(script)
      compiledPlaces.formUnion(text.split { "\"/".contains($0) }.map(String.init))
    }
    readModules(files, features)
  }

  /// Crates of the project that stand for those of a registry: others of it ask for them, with
  /// features that nobody knows here.
  private var patches: Set<Path> {
    var found: Set<Path> = []
    for (place, table) in tables where roots.contains(where: { $0 == place || $0.isBelow(place) }) {
      for registry in table["patch"]?.table?.entries ?? [] {
        for entry in registry.node.table?.entries ?? [] {
          if let path = entry.node["path"]?.string { found.insert(place.inside(path)) }
        }
      }
    }
    return found.intersection(crates)
  }

  /// What the library of the only crate that is asked for is called, if its manifest says so.
  var nameOfLibrary: String? {
    guard roots.count == 1, let table = roots.first.flatMap({ tables[$0] }) else { return nil }
    return table["lib"]?["name"]?.string
  }

  /// Whether the crate of the extension lies in a directory, or below.
  func isAboveExtension(_ place: Path) -> Bool {
    roots.contains { $0 == place || $0.isBelow(place) }
  }

  /// Whether maturin takes a crate for a program: no library for C, and nothing that binds Python.
  private func isProgramOnly(_ crate: Path) -> Bool {
    guard let table = tables[crate] else { return false }
    let kinds = table["lib"]?["crate-type"]?.texts ?? table["lib"]?["crate_type"]?.texts ?? []
    if kinds.contains("cdylib") { return false }
    let bindings = ["pyo3", "pyo3-ffi", "cpython", "uniffi"]
    var lists = [table["dependencies"]]
    for entry in table["target"]?.table?.entries ?? [] { lists.append(entry.node["dependencies"]) }
    return !lists.contains { list in
      list?.table?.entries.contains { entry in
        bindings.contains(entry.node["package"]?.string ?? entry.key)
      } == true
    }
  }

  /// Follows modules from what the compiler is given of each crate.
  private mutating func readModules(_ files: ProjectFiles, _ features: CrateFeatures) {
    let rust = files.paths.filter { $0.suffix == "rs" }
    let all = Set(rust)
    let sources = Dictionary(grouping: rust.sorted()) { crate(of: $0) }
    for crate in reached {
      guard let table = tables[crate], let own = sources[crate] else { continue }
      let library = crate.inside(table["lib"]?["path"]?.string ?? "src/lib.rs")
      var roots = own.filter { $0 == library }
      if buildsPrograms && self.roots.contains(crate) || roots.isEmpty
        || programs.contains(crate)
      {
        let named = table["bin"]?.array?.compactMap { $0["path"]?.string } ?? []
        let programs = (named + ["src/main.rs"]).map { crate.inside($0) }
        let place = crate.inside("src/bin")
        roots += own.filter { programs.contains($0) || $0.isBelow(place) }
      }
      modules[crate] = CrateModules(
        roots: roots, script: scripts[crate], sources: own, others: all,
        features: features.on(crate), files)
      taken.formUnion((modules[crate]?.reached ?? []).filter { self.crate(of: $0) != crate })
    }
  }

  /// Modules of crates that are compiled, wherever they lie.
  var reachedModules: [Path] { modules.values.flatMap(\.reached).sorted() }

  /// Whether a crate or a workspace is compiled that a file lies in: of other members of a workspace
  /// Cargo only reads the manifests.
  func compiles(_ path: Path) -> Bool {
    crate(of: path).map { reached.contains($0) || tables[$0]?["workspace"] != nil } ?? true
  }

  /// Whether a file belongs to a crate that is not compiled.
  func isUnreached(_ path: Path) -> Bool {
    guard let crate = crate(of: path) else { return false }
    if taken.contains(path) { return false }
    if path.nameText == "Cargo.lock" {
      // The lock of a workspace lies at its top.
      if isMember(crate), tables[crate]?["workspace"] == nil { return true }
      return !roots.contains { crate.isEmpty || $0 == crate || $0.isBelow(crate) }
    }
    if reached.contains(crate) {
      // A module may be a program by itself, too.
      if modules[crate]?.reached.contains(path) == true { return false }
      if path.suffix == "rs", modules[crate]?.isUnreached(path) == true { return true }
      return isProgram(path, of: crate) || strays.contains(path)
    }
    if path.nameText == "Cargo.toml", members.contains(crate) { return false }
    // The workspace's own manifest and lock file.
    let isOfWorkspace = path.suffix != "rs" && tables[crate]?["workspace"] != nil
    return !(isOfWorkspace && reached.contains { crate.isEmpty || $0.isBelow(crate) })
  }

  /// Whether a file is of a program beside a library.
  ///
  /// Only the library is built for an extension, and for what depends on it.
  private func isProgram(_ path: Path, of crate: Path) -> Bool {
    if buildsPrograms, roots.contains(crate) { return false }
    if let table = tables[crate],
      ["bin", "example", "test", "bench"].contains(where: { kind in
        table[kind]?.array?.contains {
          $0["path"]?.string.map { crate.inside($0) } == path
        } == true
      })
    {
      return true
    }
    guard withLibrary.contains(crate) else { return false }
    let source = crate.appending("src").normalized
    return path == source.appending("main.rs") || path.isBelow(source.appending("bin"))
  }

  /// Sources beside `src` that no manifest, module or build script names.
  private static func strays(_ crates: Set<Path>, _ files: ProjectFiles) -> Set<Path> {
    let beside = files.paths.filter { path in
      path.suffix == "rs" && !path.isNamed("build.rs") && crates.contains(path.parent ?? "")
        && ["lib.rs", "main.rs"].contains {
          files.paths.contains((path.parent ?? "").appending("src/\($0)").normalized)
        }
    }
    return beside.filter { path in
      let crate: Path = path.parent ?? ""
      let stem = path.nameText.dropLast(3)
      let texts =
        [files.text(crate.appending("Cargo.toml").normalized)]
        + files.paths.filter { $0.suffix == "rs" && $0.isBelow(crate) }
        .map(files.text)
      return !texts.contains { text in
        text.contains(bytesOf: "\(stem).rs") || text.contains(bytesOf: "mod \(stem)")
      }
    }
  }

  /// Whether no build script compiles C where a file lies.
  ///
  /// They do in their own crate, and in directories that they name.
  func compilesNoC(_ path: Path) -> Bool {
    if let crate = crate(of: path), scripts[crate] != nil { return false }
    return !path.components.dropLast().contains {
      compiledPlaces.contains(String(decoding: $0, as: UTF8.self))
    }
  }

  private func crate(of path: Path) -> Path? {
    var directory = path.parent
    while let above = directory, !above.isEmpty {
      if crates.contains(above) { return above }
      directory = above.parent
    }
    return crates.contains("") ? "" : nil
  }

  /// The manifests of the crates that settings or scripts name.
  private mutating func extensions(_ build: BuildDescription, _ scripts: BuildScripts) -> [Path] {
    if build.backend == .maturin {
      return [Path(build.tool("maturin", "manifest-path")?.string ?? "Cargo.toml").normalized]
    }
    let asked = askedFor(by: scripts)
    guard build.backend == .setuptools || build.backend == .other else { return asked }
    let table = build.tool("setuptools-rust")
    let modules = (table?["ext-modules"]?.array ?? []) + (table?["bins"]?.array ?? [])
    // Texts that stand side by side may be one path, or two arguments.
    let spelt = scripts.all.flatMap(\.python.paths).filter { $0.hasSuffix("Cargo.toml") }
    let there = spelt.filter { crates.contains(Path($0).normalized.parent ?? "") }
    let named = there.isEmpty ? spelt : there
    let all = modules.map { $0["path"]?.string ?? "Cargo.toml" } + named
    if all.isEmpty, tables[""]?["package"] == nil, !asked.isEmpty { return asked }
    return (all.isEmpty ? ["Cargo.toml"] : all).map { Path($0).normalized }
  }

  /// The features that settings and scripts ask for.
  private func wishes(_ build: BuildDescription, _ scripts: BuildScripts) -> CrateFeatures.Wish {
    var wish = CrateFeatures.Wish()
    let extensions = build.tool("setuptools-rust", "ext-modules")?.array ?? []
    let settings =
      build.backend == .maturin ? [build.tool("maturin")].compactMap(\.self) : extensions
    for table in settings {
      wish.features += table["features"]?.texts ?? []
      // Some are asked for where Python is new enough.
      wish.features += (table["features"]?.array ?? []).compactMap { $0["feature"]?.string }
      wish.hasDefaults = wish.hasDefaults && table["no-default-features"]?.boolean != true
      wish.hasAll = wish.hasAll || table["all-features"]?.boolean == true
      for list in ["cargo-extra-args", "args"] { wish.take(table[list]?.texts ?? []) }
    }
    // A script may say which under conditions, so that each word counts that is a feature.
    if build.backend != .maturin { wish.take(scripts.literals) }
    return wish
  }

  /// The manifests of crates that scripts hand to Cargo by name, as `["cargo", "-p", "a"]`, or in
  /// whose directories they run it.
  private mutating func askedFor(by scripts: BuildScripts) -> [Path] {
    let literals = Set(scripts.literals)
    guard literals.contains("cargo") else { return [] }
    let named = crates.filter { crate in
      tables[crate]?["package"]?["name"]?.string.map(literals.contains) == true
    }
    if literals.contains("--bin") { programs = named }
    let places =
      ["-p", "--package"].contains(where: literals.contains)
      ? named.union(programs)
      : Set(scripts.all.flatMap(\.paths).map { Path($0).normalized }).intersection(crates)
        .filter { !$0.isEmpty && tables[$0]?["package"] != nil }.union(programs)
    return places.map { $0.appending("Cargo.toml").normalized }.sorted()
  }

  /// Whether a workspace that holds one of the crates that are compiled lists it.
  private func isMember(_ crate: Path) -> Bool {
    tables.contains { root, table in
      guard let list = table["workspace"]?["members"] else { return false }
      return list.texts.contains { pattern in
        let parts = root.inside(pattern).components
        return parts.count == crate.components.count
          && zip(parts, crate.components).allSatisfy { one, other in
            one.contains(UInt8(ascii: "*")) || one.elementsEqual(other)
          }
      }
    }
  }
}
