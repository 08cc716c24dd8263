import Formats
import Platform
import UV

/// Files that the descriptions of Meson and CMake name.
extension BuildInputs {
  var namedByMeson: [(Path, BuildInput.Kind, String)] {
    files.walk.files
      .filter {
        $0.nameText == "meson.build" && !NativeFiles.isLeftAlone($0)
          && meson?.isUnreached($0) != true
      }
      .flatMap { description -> [(Path, BuildInput.Kind, String)] in
        let directory = description.parent ?? ""
        let text = files.text(description)
        let run = Set(MesonText.run(text).map { directory.appending($0).normalized })
        return PythonText(text).runs.joined().compactMap { name in
          let path = directory.appending(name).normalized
          let isModule = ["py", "pyi", "typed"].contains(path.suffix ?? "") && isInPackage(path)
          guard files.paths.contains(path), !isModule || run.contains(path) else { return nil }
          let isSource = natives.isSource(path)
          // Those of programs for tests.
          if isSource, NativeFiles.isLeftAlone(path) { return nil }
          let kind: BuildInput.Kind = isSource ? .source : .script
          return (path, kind, "\(description.shown) names it")
        }
      }
      .flatMap { named in [named] + importedBeside(named.0) }
  }

  /// Descriptions in directories such as `tests` that Meson is always sent to.
  var mesonApart: [(Path, BuildInput.Kind, String)] {
    (meson?.certain ?? []).filter(NativeFiles.isLeftAlone).sorted()
      .map { ($0, .description, "it describes the build") }
  }

  /// Modules that a script outside of packages finds in its own directory.
  private func importedBeside(_ script: Path) -> [(Path, BuildInput.Kind, String)] {
    guard script.suffix == "py", !isInPackage(script) else { return [] }
    return PythonText(files.text(script)).imports.compactMap { name in
      let path = (script.parent ?? "").appending("\(name).py").normalized
      return files.paths.contains(path) ? (path, .script, "\(script.shown) imports it") : nil
    }
  }

  /// What descriptions of CMake name beside sources, and what it copies into the install.
  var namedByCMake: [(Path, BuildInput.Kind, String)] {
    guard let found = cmake?.found else { return [] }
    let read = found.descriptions.filter { $0.value && NativeFiles.isLeftAlone($0.key) }
      .map { ($0.key, BuildInput.Kind.description, "it describes the build") }
    let named = found.named.sorted { $0.key < $1.key }.flatMap { path, use in
      kind(ofNamed: path, use).map { kind in
        [(path, kind, "\(use.by.shown) names it")] + importedBeside(path)
          + (use.isRun ? compiledByAnt(path) : [])
      } ?? []
    }
    // Elsewhere an editable install uses modules where they are, whatever CMake copies.
    let copiesModules = build.backend == .scikitBuild || build.backend == .pyBuildCMake
    // A script that runs CMake's install may put together a package of others' parts.
    let installs = scripts.literals.contains {
      $0 == "install" || $0 == "--install"
    }
    let installed = (cmake?.installsCopies == true ? found.installed : [:]).filter {
      isData($0.key)
        && (copiesModules || !$0.key.isPython || installs && !isInPackage($0.key))
    }
    .map { path, by in
      (path, natives.isSource(path) ? BuildInput.Kind.source : .data, "\(by.shown) installs it")
    }
    return (read + named + installed).sorted { $0.0 < $1.0 }
  }

  private func kind(ofNamed path: Path, _ use: CMakeFindings.Use) -> BuildInput.Kind? {
    if natives.isSource(path) || Self.isText(path) || isManual(path) && !use.isRun { return nil }
    if natives.containsDescription(path) { return .description }
    if NativeFiles.isLeftAlone(path) || NativeFiles.isLeftAlone(use.by) {
      return use.isSure && use.isRun && !NativeFiles.isLeftAlone(use.by) ? .script : nil
    }
    guard path.suffix == "py", isInPackage(path), !use.isRun else { return .script }
    // A module with declarations of Cython beside it is compiled.
    let stem = path.bytes.dropLast(2)
    return files.paths.contains(Path(Array(stem) + Array("pxd".utf8))) ? .source : nil
  }

  /// Java in the directories that a file of Ant's names.
  private func compiledByAnt(_ description: Path) -> [(Path, BuildInput.Kind, String)] {
    guard description.suffix == "xml" else { return [] }
    let text = files.text(description)
    guard text.contains(bytesOf: "<javac") else { return [] }
    let values = text.split(separator: "\"", omittingEmptySubsequences: false)
    let places = Set(
      values.indices.filter { $0 % 2 == 1 && values[$0 - 1].hasSuffix("=") }.map {
        (description.parent ?? "").appending(String(values[$0])).normalized
      })
    return files.walk.files.filter { path in
      path.suffix == "java" && !NativeFiles.isLeftAlone(path)
        && places.contains { path.isBelow($0) }
    }.map { ($0, .source, "\(description.shown) compiles it") }
  }

  /// Whether an install of it is more than a text for readers, or a part of other projects.
  private func isData(_ path: Path) -> Bool {
    path.nameText != "CMakeLists.txt" && !Self.isText(path) && !isManual(path)
      && !NativeFiles.isLeftAlone(path) && !path.isVendored
  }

  private func isManual(_ path: Path) -> Bool {
    ["pdf", "html", "1", "3"].contains(path.suffix ?? "")
  }
}
