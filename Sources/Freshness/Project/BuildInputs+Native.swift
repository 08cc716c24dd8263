import Formats
import Platform
import UV

/// What compilers read.
extension BuildInputs {
  static func natives(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> NativeFiles {
    func mentions(_ words: String...) -> Bool { words.contains(where: scripts.mention) }
    var natives: NativeFiles = []
    /// What scripts say of what they compile.
    func readScripts() {
      if mentions(
        "Extension(", "cythonize", "cffi_modules", "skbuild", "pybind11", "build_ext", "swig",
        "cffi", "distutils.ccompiler")
      {
        natives.insert(.c)
      }
      // Where nobody asks for mypyc, it makes no extensions.
      let isOff = scripts.all.contains(where: \.facts.compiled.isOff)
      if mentions("ext_modules", "mypycify"),
        !isOff || scripts.all.contains(where: \.facts.compiled.isAny)
      {
        natives.insert(.c)
      }
      if runsGo(build, files, scripts) { natives.insert(.go) }
      if mentions("rust_extensions", "RustExtension", "cargo", "maturin") { natives.insert(.rust) }
      if mentions("cmake", "CMake", "skbuild") { natives.formUnion([.cmake, .c]) }
      if mentions("scons", "SCons") { natives.formUnion([.scons, .c]) }
      // A project that is called so mentions it, too.
      let literals = scripts.literals
      let runsMeson = files.paths.contains { path in
        path.isNamed("meson.build") && !NativeFiles.isLeftAlone(path)
          && (path.isAtTop
            || literals.contains { $0.contains(bytesOf: path.parent?.nameText ?? "") })
      }
      if mentions("meson"), runsMeson { natives.formUnion([.meson, .c]) }
      // Words that a description may hold, too.
      if scripts.runPrograms || mentions("ccompiler"),
        mentions("CDLL", "gcc", "clang", "compile_extension")
      {
        natives.insert(.c)
      }
    }
    switch build.backend {
    case .maturin:
      natives = .rust
      // Elsewhere `build.rs` is a module.
      let hasScript = files.paths.contains { path in
        path.nameText == "build.rs"
          && files.paths.contains((path.parent ?? "").appending("Cargo.toml"))
      }
      if hasScript { natives.insert(.c) }
    case .scikitBuild, .pyBuildCMake, .cmeel: natives = [.c, .cmake]
    case .mesonPython:
      natives = [.c, .meson]
      let descriptions = files.walk.files.filter {
        $0.nameText == "meson.build" && !NativeFiles.isLeftAlone($0)
      }
      if descriptions.contains(where: { isOfRust(files.text($0)) }) { natives.insert(.rust) }
    case .other where CMakeSettings.isAllThatIsKnown(build, files): natives = [.c, .cmake]
    case .setuptools, .other:
      readScripts()
      if build.tool("setuptools", "ext-modules") != nil { natives.insert(.c) }
      if build.tool("setuptools-rust") != nil { natives.insert(.rust) }
      if BuildScripts.asksForExtensions(build) { natives.formUnion([.c, .cython]) }
      let system = build.manifest?["build-system"]
      let isOwn = system?["backend-path"] != nil && !scripts.wrapSetuptools
      if build.backend == .other, isOwn || build.setup.isEmpty {
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
    if runsCython(build, files, scripts) { natives.insert(.cython) }
    return natives
  }

  /// Whether a module of Go lies here and scripts compile it.
  private static func runsGo(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> Bool {
    let isThere = files.paths.contains { $0.isNamed("go.mod") && !NativeFiles.isLeftAlone($0) }
    if !isThere { return false }
    return build.buildRequirementNames.contains("setuptools-golang")
      || scripts.literals.contains {
        $0 == "go" || $0.hasPrefix("go build")
      }
  }

  /// Whether a description of CMake or Meson says something of crates.
  static func isOfRust(_ text: String) -> Bool {
    guard ["rust", "Rust", "RUST", "argo", "CARGO", "orrosion"].contains(where: text.contains)
    else { return false }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "#" } }
    return lines.joined(separator: "\n").split { !$0.isLetter }.contains { word in
      let lower = word.lowercased()
      return lower.hasPrefix("rust") || lower.hasPrefix("cargo") || lower.hasPrefix("corrosion")
    }
  }

  /// Whether a build makes C from Cython.
  ///
  /// Without it, C is compiled as somebody made it before: a build in isolation has only what the
  /// project requires.
  private static func runsCython(
    _ build: BuildDescription, _ files: ProjectFiles, _ scripts: BuildScripts
  ) -> Bool {
    if build.buildRequirementNames.contains(where: { $0.contains(bytesOf: "cython") }) {
      return true
    }
    let isRequired = scripts.literals.contains { literal in
      let name = literal.prefix { $0.isLetter || $0 == "_" || $0 == "." }
      // A message may begin so, too.
      let next = literal[name.endIndex...].first { $0 != " " }
      return name.lowercased() == "cython" && next.map("<>=!~;[(@".contains) ?? true
    }
    // Where it is imported in any case, it is there.
    if isRequired || scripts.mention("cythonize(") && !scripts.mention("ImportError") {
      return true
    }
    let cython = files.walk.files.filter { $0.suffix == "pyx" && !NativeFiles.isLeftAlone($0) }
    return !cython.isEmpty
      && !cython.contains { path in
        ["c", "cpp"].contains {
          files.paths.contains(Path(Array(path.bytes.dropLast(3)) + Array($0.utf8)))
        }
      }
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

  func native(_ path: Path) -> (kind: BuildInput.Kind, why: String)? {
    if isElsewhere(path) { return nil }
    if natives.containsDescription(path) { return (.description, "it describes the build") }
    if natives.containsLock(path) { return (.lock, "it pins what is compiled in") }
    guard mayBeCompiled(path), !isGenerated(path), !isUnreadCython(path),
      !isUnused(path)
    else { return nil }
    return (.source, "it is compiled")
  }

  /// Whether it is a source by its ending and its place; in a directory such as `tools`, where
  /// CMake surely compiles it.
  private func mayBeCompiled(_ path: Path) -> Bool {
    if natives.containsSource(path) { return true }
    guard let isSure = cmake?.found.sources[path], natives.isSource(path) else { return false }
    let isMixed = cmake?.found.mixed.contains(path) == true
    return NativeFiles.isLeftAlone(path) ? isSure && isMixed : isSure || isMixed
  }

  /// Whether it belongs to something else that lies in the project.
  private func isElsewhere(_ path: Path) -> Bool {
    files.isPinned(path) || cmake?.isUnreached(path) == true || isOfOtherCrate(path)
      || meson.map { isOutOfReach(path, $0) } == true
      || isOfOtherKind(path)
  }

  private func isOutOfReach(_ path: Path, _ meson: MesonReach) -> Bool {
    meson.isUnreached(path) || path.suffix == "wrap" && meson.isUnasked(path, files)
  }

  /// Only what Cargo reads belongs to crates.
  private func isOfOtherCrate(_ path: Path) -> Bool {
    if path.suffix == "rs" || ["Cargo.toml", "Cargo.lock"].contains(path.nameText) {
      return crates?.isUnreached(path) == true
    }
    if isSettingOfCargo(path) { return true }
    return build.backend == .maturin && NativeFiles.c.isSource(path)
      && crates?.compilesNoC(path) == true
  }

  /// Whether Cargo, which maturin and setuptools-rust run at the top, looks for a setting elsewhere.
  ///
  /// rustup looks for a toolchain where it is run, and above; maturin looks for Cargo's settings
  /// beside the manifest, too.
  private func isSettingOfCargo(_ path: Path) -> Bool {
    let isMaturin = build.backend == .maturin
    guard isMaturin || scripts.mention("RustExtension") || build.tool("setuptools-rust") != nil
    else { return false }
    if ["rust-toolchain", "rust-toolchain.toml"].contains(path.nameText) { return !path.isAtTop }
    guard let place = path.parent, place.isNamed(".cargo"), let above = place.parent else {
      return false
    }
    return !above.isEmpty && !(isMaturin && crates?.isAboveExtension(above) == true)
  }

  /// Endings that other languages have, too: MATLAB's `.m`, pictures that are called `.i`, and the
  /// dictionaries and fragments of text in `.def` and `.inc`.
  private func isOfOtherKind(_ path: Path) -> Bool {
    switch path.suffix {
    case "m":
      let head = files.head(path)
      return !["#import", "#include", "@", "//", "/*"].contains { head.contains(bytesOf: $0) }
    case "i", "swg", "swig":
      guard let cmake else { return !runsSWIG && !natives.contains(.cmake) }
      return !cmake.mayRead(path) && includes?.contains(path) != true
    case "inc", "def":
      // Data of many programs; C names what it includes.
      return natives.isDisjoint(with: [.cmake, .meson]) && includes?.contains(path) != true
        && !scripts.mention(path.nameText)
    case "cu", "cuh":
      // Others are texts that a program compiles when it runs.
      return natives.isDisjoint(with: [.cmake, .meson])
        && !["nvcc", "CUDAExtension"].contains(where: scripts.mention)
    case "f", "f77", "f90", "f95", "f03", "f08", "for":
      // setuptools compiles no Fortran.
      return natives.isDisjoint(with: [.cmake, .meson, .scons]) && !scripts.compileFortran
    case "proto":
      return natives.isDisjoint(with: [.cmake, .meson])
    case "s", "asm", "mm", "metal", "zig", "pyf", "in", "src", "tp", "jinja", "j2", "mako", "tmpl":
      // Scripts name what only they know how to read, or its ending.
      return natives.isSubset(of: [.c, .cython]) && includes?.contains(path) != true
        && autotools?.holds(path) != true && !isConfigured && !scripts.nameEnding(of: path)
    default: return false
    }
  }

  /// Whether scripts run the project's own configure, which makes files of templates.
  private var isConfigured: Bool {
    scripts.mention("configure")
      && ["configure", "configure.ac"].contains { files.paths.contains(Path($0)) }
  }

  /// Whether scripts hand SWIG an interface, or run it themselves.
  private var runsSWIG: Bool {
    scripts.mention("swig_opts") || scripts.mention("--swig")
      || scripts.literals.contains {
        $0 == "swig" || $0.hasPrefix("swig ") || Path("x\($0)").suffix == "i"
      }
  }

  /// Whether it lies beside what is compiled, and nobody names or includes it.
  func isUnused(_ path: Path) -> Bool {
    if includes?.contains(path) == true { return cmake?.isForOthers(path) == true }
    return isUnnamed(path) || includes?.isUnreached(path) == true
  }

  private func isUnnamed(_ path: Path) -> Bool {
    if cmake?.isUnused(path) == true { return true }
    // What CMake surely compiles, no script has to name.
    return cmake?.found.sources[path] != true
      && (units?.isUnused(path) == true || autotools?.isUnused(path) == true)
  }

  /// What compilers are given, headers that scripts and descriptions name, and scripts, which may
  /// hold C.
  var includers: [Path] {
    let described = files.walk.files.filter { ["meson.build", "build.rs"].contains($0.nameText) }
      .map(files.text).joined(separator: "\n")
    return scripts.all.map(\.path)
      + files.walk.files.filter { path in
        guard path.suffix != "rs", mayBeCompiled(path), !isElsewhere(path),
          !isGenerated(path), !isUnreadCython(path)
        else { return false }
        if IncludeReach.isIncluded(path) {
          return units?.isNamed(path) == true || cmake?.mentions(path) == true
            || described.contains(bytesOf: path.nameText)
        }
        return !isUnnamed(path)
      }
  }

  /// What compilers are led to in spite of its name or place, as `Eigen/Core` and `tests/shared.h`.
  var includedElsewhere: [Path] {
    (includes?.reached ?? []).filter { path in
      native(path) == nil && !isElsewhere(path) && !path.isPython && path.suffix != "pyx"
        && !isGenerated(path) && !isUnused(path)
    }
  }

  /// Whether it is a wrapper that SWIG made once, and that is compiled as it is.
  func isMadeOnce(_ path: Path) -> Bool {
    if !path.nameText.contains(bytesOf: "_wrap.") { return false }
    if scripts.all.contains(where: { $0.literals.contains(path) }) { return true }
    guard let cmake else { return natives.isDisjoint(with: [.cmake, .meson]) && !runsSWIG }
    return cmake.found.sources[path] != nil && !cmake.found.made.contains(path)
  }

  /// C that the build makes, or that a build made from what is gone.
  func isGenerated(_ path: Path) -> Bool {
    BuildOutputs.isGenerated(path, files, natives) && !isMadeOnce(path)
      || natives.contains(.cython) && BuildOutputs.isLeftBehind(path, files)
  }

  /// Whether C was made of it before, and no build has Cython to do that again.
  func isBesideItsC(_ path: Path) -> Bool {
    path.suffix == "pyx" && !natives.contains(.cython)
      && ["c", "cpp"].contains {
        files.paths.contains(Path(Array(path.bytes.dropLast(3)) + Array($0.utf8)))
      }
  }

  /// Cython that somebody has to make C from by hand, or that is included where there is no other:
  /// a script of the authors reads it.
  private func isUnreadCython(_ path: Path) -> Bool {
    if !natives.contains(.cython) { return ["pyx", "pxd", "pxi"].contains(path.suffix) }
    if path.suffix == "pxd" { return files.isUnreadDeclaration(path) }
    guard path.suffix == "pxi", !path.isAtTop, let top = path.topName else { return false }
    return !files.cythonDirectories.contains { $0.topName == top }
  }

  /// Python that Cython or mypyc compiles.
  var compiledPython: [(Path, String)] {
    let modules = { files.walk.files.filter { $0.isPython } }
    if Self.hooks(build).contains("mypyc") {
      return modules().filter { !NativeFiles.isLeftAlone($0) && isInPackage($0) }
        .map { ($0, "mypyc compiles it") }
    }
    // One script may list the extensions that another one hands to Cython.
    let usesCython = scripts.mention("cythonize(") || scripts.mention("Cython.")
    var found: [(Path, String)] = []
    for script in scripts.all {
      let compiled = script.facts.compiled
      if compiled.isOff, !compiled.isAny { continue }
      let isMypyc = script.text.contains(bytesOf: "mypycify(") && hasMypyc
      guard
        isMypyc
          || usesCython
            && ["cythonize", "Cython.", "Extension("].contains(
              where: script.text.contains(bytesOf:))
      else { continue }
      let dotted = script.python.runs.joined().filter { name in
        name.contains(".") && !name.contains("/") && !name.contains(" ")
      }
      var paths = compiled.names.filter { $0.hasSuffix(".py") }
      if !compiled.isComplete || !compiled.isAny {
        // What is not known may be any of the names, though not a pattern without a place.
        paths.formUnion(
          script.paths.filter { $0.hasSuffix(".py") && !(CacheKey.isGlob($0) && Path($0).isAtTop) })
        paths.formUnion(
          dotted.compactMap(module).filter { !hasNativeTwin($0) }.compactMap(\.utf8Text))
      }
      let keys = paths.map { CacheKey.file($0) }
      guard var matcher = try? KeyMatcher(keys, rules: .latest) else { continue }
      let named = modules().filter { path in
        path.nameText != "setup.py" && !NativeFiles.isLeftAlone(path) && isInPackage(path)
          && !path.nameText.contains("version") && !version.files.contains(path)
          && (isMypyc || !isPackageTop(path)) && matcher.matches(path)
      }
      found += named.map { ($0, isMypyc ? "mypyc compiles it" : "Cython compiles it") }
      if named.isEmpty, isMypyc, !compiled.isComplete || !compiled.isAny {
        found += modules().filter { !NativeFiles.isLeftAlone($0) && isInPackage($0) }
          .map { ($0, "mypyc compiles it") }
      }
    }
    return found
  }

  /// Whether mypyc can be there: a script that only tries to import it goes on without it.
  private var hasMypyc: Bool {
    build.buildRequirementNames.contains { $0.hasPrefix("mypy") }
      || scripts.mention("setup_requires")
      || !scripts.mention("ImportError") && !scripts.mention("except Exception")
  }

  /// `p/__init__.py`, which scripts name for the version that it holds.
  private func isPackageTop(_ path: Path) -> Bool {
    let above = path.parent?.parent ?? ""
    return path.nameText == "__init__.py" && !files.paths.contains(above.appending("__init__.py"))
  }

  /// Whether an extension of a module's name is made of something else: `a.pyx` beside `a.py`.
  private func hasNativeTwin(_ module: Path) -> Bool {
    let stem = Array(module.bytes.dropLast(2))
    return ["pyx", "c", "cpp", "cc", "cxx"].map { Path(stem + Array($0.utf8)) }.contains {
      files.paths.contains($0) && !isGenerated($0)
    }
  }

  /// The file of a module, of which a script may name the end only: `engine._row` of
  /// `lib/p/engine/_row.py`.
  private func module(_ dotted: String) -> Path? {
    let name = "\(dotted.replacing(".", with: "/")).py"
    if let path = files.module(dotted) { return path.nameText == "__init__.py" ? nil : path }
    let found = files.paths.filter {
      $0.bytes.suffix(name.utf8.count + 1).elementsEqual("/\(name)".utf8)
    }
    return found.count == 1 ? found.first : nil
  }

  var outside: [(Path, String)] {
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
        // From the script's own directory, too, it has to lead out.
        let beside = (script.path.parent ?? "").appending(name).normalized
        if files.isOutside(beside), !files.leadsBack(Path(name).normalized) {
          found += natives(below: Path(name).normalized)
        }
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
    return SourceWalk(of: files.full(path)).files.prefix(2000)
      .filter { natives.containsSource($0) || natives.containsDescription($0) }
      .map { (path.appending($0.bytes), why) }
  }
}
