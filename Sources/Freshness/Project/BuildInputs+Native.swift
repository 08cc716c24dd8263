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
        "Extension(", "ext_modules", "cythonize", "cffi_modules", "skbuild", "pybind11",
        "build_ext", "mypycify", "swig", "cffi", "distutils.ccompiler")
      {
        natives.insert(.c)
      }
      if mentions("rust_extensions", "RustExtension", "cargo", "maturin") { natives.insert(.rust) }
      if mentions("cmake", "CMake", "skbuild") { natives.formUnion([.cmake, .c]) }
      if mentions("scons", "SCons") { natives.formUnion([.scons, .c]) }
      if mentions("meson") { natives.formUnion([.meson, .c]) }
      // Words that a description may hold, too.
      if mentions("subprocess", "os.system", "check_call", "spawn", "ccompiler"),
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
    // Without Cython, C that a script names is compiled as somebody made it before.
    let usesCython =
      build.buildRequirementNames.contains("cython")
      || mentions("cythonize(", "Cython.", "import Cython", ".pyx")
    if usesCython || !namesGeneratedC(files, scripts) { natives.insert(.cython) }
    return natives
  }

  /// Whether scripts name C with its Cython beside it.
  private static func namesGeneratedC(_ files: ProjectFiles, _ scripts: BuildScripts) -> Bool {
    scripts.all.flatMap(\.python.paths).contains { name in
      let path = Path(name).normalized
      guard let suffix = path.suffix, suffix == "c" || suffix == "cpp" else { return false }
      let stem = Array(path.bytes.dropLast(suffix.utf8.count))
      return files.paths.contains(path) && files.paths.contains(Path(stem + Array("pyx".utf8)))
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
    if files.isPinned(path) || cmake?.isUnreached(path) == true || isOfOtherCrate(path)
      || isOfOtherKind(path)
    {
      return nil
    }
    if natives.containsDescription(path) { return (.description, "it describes the build") }
    if natives.containsLock(path) { return (.lock, "it pins the crates") }
    guard natives.containsSource(path), !isGenerated(path), !isUnreadCython(path),
      !isUnused(path), !apart.contains(path)
    else { return nil }
    return (.source, "it is compiled")
  }

  /// Only what Cargo reads belongs to crates.
  private func isOfOtherCrate(_ path: Path) -> Bool {
    (path.suffix == "rs" || ["Cargo.toml", "Cargo.lock"].contains(path.nameText))
      && crates?.isUnreached(path) == true
  }

  /// Endings that other languages have, too: MATLAB's `.m`, pictures that are called `.i`, and the
  /// dictionaries and fragments of text in `.def` and `.inc`.
  private func isOfOtherKind(_ path: Path) -> Bool {
    switch path.suffix {
    case "m":
      let head = files.head(path)
      return !["#import", "#include", "@", "//", "/*"].contains { head.contains(bytesOf: $0) }
    case "i", "swg":
      return !scripts.mention("swig") && !scripts.mention(".i")
        && natives.isDisjoint(with: [.cmake])
    case "inc", "def":
      // Data of many programs; C names what it includes.
      return natives.isDisjoint(with: [.cmake, .meson]) && !files.included.contains(path.nameText)
        && !scripts.mention(path.nameText)
    case "cu", "cuh":
      // Others are texts that a program compiles when it runs.
      return natives.isDisjoint(with: [.cmake, .meson])
        && !["nvcc", "CUDA"].contains(where: scripts.mention)
    case "proto":
      return natives.isDisjoint(with: [.cmake, .meson])
    default: return false
    }
  }

  /// Whether it lies beside what is compiled, and nobody names or includes it.
  func isUnused(_ path: Path) -> Bool {
    units?.isUnused(path, files) == true || cmake?.isUnused(path, files) == true
  }

  /// Headers in directories where all C is left over, but for those that what is compiled includes,
  /// itself or through others.
  func headersApart() -> Set<Path> {
    if units == nil && cmake == nil { return [] }
    let sources = files.walk.files.filter(natives.containsSource)
    let compiled = Dictionary(grouping: sources.filter(\.isCompiledUnit)) { $0.parent ?? "" }
    let places = Set(compiled.filter { $0.value.allSatisfy(isUnused) }.keys)
    if places.isEmpty { return [] }
    var apart = Set(
      sources.filter { path in
        places.contains(path.parent ?? "") && path.suffix.map(Self.headers.contains) == true
      })
    var isSettled = false
    while !isSettled {
      let read = apart.filter { header in
        files.includers[header.nameText, default: []].contains { path in
          !NativeFiles.isLeftAlone(path) && !apart.contains(path)
            && !(path.isCompiledUnit && places.contains(path.parent ?? ""))
        }
      }
      apart.subtract(read)
      isSettled = read.isEmpty
    }
    return apart
  }

  private static let headers: Set<String> = ["h", "hh", "hpp", "hxx"]

  /// C that the build makes, or that a build made from what is gone.
  func isGenerated(_ path: Path) -> Bool {
    BuildOutputs.isGenerated(path, files, natives)
      || natives.contains(.cython) && BuildOutputs.isLeftBehind(path, files)
  }

  /// Cython that somebody has to make C from by hand, or that is included where there is no other:
  /// a script of the authors reads it.
  private func isUnreadCython(_ path: Path) -> Bool {
    if !natives.contains(.cython) { return ["pyx", "pxd", "pxi"].contains(path.suffix) }
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
      let isMypyc = script.text.contains(bytesOf: "mypycify(")
      guard
        isMypyc
          || usesCython
            && ["cythonize", "Cython.", "Extension("].contains(
              where: script.text.contains(bytesOf:))
      else { continue }
      let dotted = script.python.runs.joined().filter { name in
        name.contains(".") && !name.contains("/") && !name.contains(" ")
      }
      var paths = script.python.paths.filter { $0.hasSuffix(".py") }
      paths += dotted.compactMap(module).filter { !hasNativeTwin($0) }.compactMap(\.utf8Text)
      let keys = paths.map { CacheKey.file($0) }
      guard var matcher = try? KeyMatcher(keys, rules: .latest) else { continue }
      let named = modules().filter { path in
        path.nameText != "setup.py" && !NativeFiles.isLeftAlone(path) && isInPackage(path)
          && !path.nameText.contains("version") && !version.files.contains(path)
          && (isMypyc || !isPackageTop(path)) && matcher.matches(path)
      }
      found += named.map { ($0, isMypyc ? "mypyc compiles it" : "Cython compiles it") }
      if named.isEmpty, isMypyc {
        found += modules().filter { !NativeFiles.isLeftAlone($0) && isInPackage($0) }
          .map { ($0, "mypyc compiles it") }
      }
    }
    return found
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
        if files.isOutside(beside) { found += natives(below: Path(name).normalized) }
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
