import Formats
import Platform
import UV

/// What builds write into a project's directory, and what else lies there that they do not read.
///
/// A key that matches any of it makes uv rebuild without a reason, or for ever.
struct BuildOutputs {
  struct Output: Hashable, Sendable {
    let path: Path
    let isDirectory: Bool
    /// A build is known to write it, at each run.
    let isWritten: Bool
    /// What writes it.
    let why: String
  }

  private(set) var all: [Output] = []

  /// `written` were seen to change while the project was built.
  init(
    _ build: BuildDescription, _ files: ProjectFiles, _ inputs: BuildInputs, written: [Path] = []
  ) {
    let natives = inputs.natives
    for path in written { add(path, "the build wrote it") }
    for (name, why) in Self.versionFiles(build) { add(Path(name).normalized, why) }
    if build.tool("poetry-dynamic-versioning", "enable")?.boolean == true {
      add("pyproject.toml", "poetry-dynamic-versioning rewrites it in each build")
    }
    for place in files.walk.leftOut where place.reason != .project {
      add(directory: place.path, isWritten: place.reason == .output)
    }
    for path in files.walk.ignoredFiles {
      all.append(Output(path: path, isDirectory: false, isWritten: false, why: "Git ignores it"))
    }
    if natives.contains(.rust) {
      let crates = Set(files.paths.filter { $0.nameText == "Cargo.toml" }.compactMap(\.parent))
      // Crates of a workspace share the directory of the topmost.
      for crate in crates where !crates.contains(where: { $0 != crate && crate.isBelow($0) }) {
        add(directory: crate.appending("target").normalized)
      }
    }
    if build.backend == .setuptools || build.backend == .scikitBuild { add(directory: "build") }
    if build.backend == .cmeel { add(directory: "build-editable") }
    let writesBeside = [.setuptools, .poetry, .pdm, .hatchling, .other].contains(build.backend)
    for path in files.walk.files where !path.isPython {
      switch path.suffix {
      case "pyx" where writesBeside && natives.contains(.cython):
        let stem = Array(path.bytes.dropLast(4))
        for suffix in [".c", ".cpp"] {
          let generated = Path(stem + Array(suffix.utf8))
          if !files.paths.contains(generated) || Self.isGenerated(generated, files, natives) {
            add(generated, "Cython writes it")
          }
        }
        for end in Self.headers(of: path, files) {
          add(Path(stem + Array(end.utf8)), "Cython writes it")
        }
      case "c", "cpp", "cc", "cxx":
        if writesBeside, Self.isGenerated(path, files, natives), !inputs.isMadeOnce(path) {
          add(path, "Cython writes it")
        }
      case "so", "pyd", "dylib", "pyc": add(path, "the build writes it")
      default: break
      }
    }
    if natives.contains(.cmake) {
      for path in Self.configured(files, inputs.cmake) { add(path, "CMake writes it") }
      for path in (inputs.cmake?.found.made ?? []).sorted() where !files.paths.contains(path) {
        add(path, "CMake writes it")
      }
    }
    // More of them would make the list longer than they are worth.
    if inputs.leftovers.count <= 6 {
      for path in inputs.leftovers {
        all.append(
          Output(path: path, isDirectory: false, isWritten: false, why: "nothing compiles it"))
      }
    }
    for path in inputs.scripts.written(natives) where files.paths.contains(path) {
      add(path, "a script writes it")
    }
    for path in Self.named(by: inputs.scripts, files) {
      all.append(
        Output(path: path, isDirectory: false, isWritten: false, why: "a script names it"))
    }
    var seen: Set<Path> = []
    all = all.filter { seen.insert($0.path).inserted }.sorted { $0.path < $1.path }
  }

  func contains(_ path: Path) -> Bool {
    all.contains { $0.isDirectory ? path.isBelow($0.path) : $0.path == path }
  }

  private mutating func add(_ path: Path, _ why: String) {
    all.append(Output(path: path, isDirectory: false, isWritten: true, why: why))
  }

  private mutating func add(directory path: Path, isWritten: Bool = true) {
    all.append(
      Output(path: path, isDirectory: true, isWritten: isWritten, why: "no source code lies there"))
  }

  /// What CMake makes of a template into the sources: `${CMAKE_CURRENT_SOURCE_DIR}/a.c` of `a.c.in`.
  private static func configured(_ files: ProjectFiles, _ cmake: CMakeReach?) -> [Path] {
    let templates = files.walk.files.filter { $0.suffix == "in" && NativeFiles.c.isSource($0) }
    if templates.isEmpty { return [] }
    let descriptions = files.walk.files.filter {
      ($0.nameText == "CMakeLists.txt" || $0.suffix == "cmake") && !NativeFiles.isLeftAlone($0)
        && cmake?.isUnreached($0) != true
    }
    return templates.map { Path(Array($0.bytes.dropLast(3))) }.filter { made in
      descriptions.contains { description in
        guard let name = files.name(of: made, besides: description) else { return false }
        // Not `a.h.in`, which CMake reads.
        let sign = "SOURCE_DIR}/\(name)"
        return files.text(description).split(whereSeparator: \.isNewline).contains { line in
          line.firstRange(of: sign).map { line[$0.upperBound...].first != "." } == true
        }
      }
    }
  }

  /// C that scripts name and that is not there: the build makes it from something else.
  private static func named(by scripts: BuildScripts, _ files: ProjectFiles) -> [Path] {
    let names = scripts.literals.filter { name in
      name.contains("/") && !name.contains { " :$%".contains($0) } && !CacheKey.isGlob(name)
    }
    // One that is compiled only if it is there may come.
    func isAskedFor(_ path: Path) -> Bool {
      let name = path.utf8Text ?? ""
      return scripts.all.contains { script in
        ["exists(\"", "exists('", "isfile(\"", "isfile('"].contains {
          script.text.contains(bytesOf: $0 + name)
        }
      }
    }
    return Set(names.map { Path($0).normalized }).filter { path in
      guard ["c", "cc", "cpp", "cxx", "h", "hpp"].contains(path.suffix ?? ""),
        !files.has(path), !files.isOutside(path), !isAskedFor(path), let directory = path.parent
      else { return false }
      return files.paths.contains { $0.isBelow(directory) }
    }.sorted().prefix(12).map { $0 }
  }

  /// Files that hold the version and that the build makes.
  static func versionFiles(_ build: BuildDescription) -> [(String, String)] {
    var found: [(String?, String)] = []
    for table in ["setuptools_scm", "setuptools-scm"] {
      let settings = build.tool(table)
      found.append((settings?["version_file"]?.string, "setuptools-scm writes it"))
      found.append((settings?["write_to"]?.string, "setuptools-scm writes it"))
    }
    let hooks = [
      build.tool("hatch", "build", "hooks", "vcs"),
      build.tool("hatch", "build", "targets", "wheel", "hooks", "vcs"),
      build.tool("hatch", "build", "hooks", "version"),
    ]
    for hook in hooks {
      found.append((hook?["version-file"]?.string ?? hook?["path"]?.string, "hatch-vcs writes it"))
    }
    found.append((build.tool("versioningit", "write", "file")?.string, "versioningit writes it"))
    for entry in build.tool("scikit-build", "generate")?.array ?? []
    where entry["location"]?.string == "source" {
      found.append((entry["path"]?.string, "scikit-build-core writes it"))
    }
    for entry in build.tool("poetry-dynamic-versioning", "files")?.table?.entries ?? [] {
      found.append((entry.key, "poetry-dynamic-versioning writes it"))
    }
    for name in build.texts(build.tool("poetry-dynamic-versioning", "substitution", "files"))
    where !CacheKey.isGlob(name) {
      found.append((name, "poetry-dynamic-versioning writes it"))
    }
    // The argument of `use_scm_version` in a setup.py.
    if build.setup.contains(bytesOf: "use_scm_version") {
      for run in PythonText(build.setup).runs {
        // A dictionary's key ends a run at its colon, so that the file stands alone behind it.
        if run.count == 1, let name = run.first, name.hasSuffix("version.py") {
          found.append((name, "setuptools-scm writes it"))
        }
      }
    }
    return found.compactMap { name, why in name.map { ($0, why) } }
  }

  /// Whether Cython or another program made a C file from the source beside it, in the build.
  static func isGenerated(_ path: Path, _ files: ProjectFiles, _ natives: NativeFiles) -> Bool {
    guard !path.isPython, let suffix = path.suffix, ["c", "cpp", "cc", "cxx", "h"].contains(suffix)
    else { return false }
    if path.nameText.hasSuffix("_wrap.\(suffix)"), files.head(path).contains(bytesOf: "SWIG") {
      return true
    }
    guard natives.contains(.cython) else { return false }
    var stem = Array(path.bytes.dropLast(suffix.utf8.count))
    if suffix == "h", path.nameText.hasSuffix("_api.h") { stem = stem.dropLast(5) + [0x2E] }
    let hasSource = ["pyx", "py", "pyx.in"].contains {
      files.paths.contains(Path(stem + Array($0.utf8)))
    }
    return hasSource && files.head(path).contains(bytesOf: "Generated by Cython")
  }

  /// What the headers end in that Cython makes of a module, for C that uses it.
  private static func headers(of path: Path, _ files: ProjectFiles) -> [String] {
    let declarations = Path(Array(path.bytes.dropLast(4)) + Array(".pxd".utf8))
    let lines = [path, declarations].filter(files.paths.contains)
      .flatMap { files.text($0).split(whereSeparator: \.isNewline) }
    return [("public", ".h"), ("api", "_api.h")].filter { word, _ in
      lines.contains { $0.hasPrefix("cdef \(word)") }
    }.map(\.1)
  }

  /// Whether Cython made a C file from a source that is gone, beside others that are there.
  static func isLeftBehind(_ path: Path, _ files: ProjectFiles) -> Bool {
    guard !path.isPython, let suffix = path.suffix, ["c", "cpp", "cc", "cxx"].contains(suffix),
      files.cythonDirectories.contains(path.parent ?? "")
    else { return false }
    return files.head(path).contains(bytesOf: "Generated by Cython")
  }
}
