import Formats
import Platform
import UV

/// Files that the descriptions of Meson and CMake name.
extension BuildInputs {
  var namedByMeson: [(Path, BuildInput.Kind, String)] {
    files.walk.files
      .filter { $0.nameText == "meson.build" && !NativeFiles.isLeftAlone($0) }
      .flatMap { description -> [(Path, BuildInput.Kind, String)] in
        let directory = description.parent ?? ""
        let text = files.text(description)
        let run = Set(MesonText.run(text).map { directory.appending($0).normalized })
        return PythonText(text).runs.joined().compactMap { name in
          let path = directory.appending(name).normalized
          let isModule = ["py", "pyi", "typed"].contains(path.suffix ?? "") && isInPackage(path)
          guard files.paths.contains(path), !isModule || run.contains(path) else { return nil }
          let kind: BuildInput.Kind = natives.containsSource(path) ? .source : .script
          return (path, kind, "\(description.shown) names it")
        }
      }
      .flatMap { named in [named] + importedBeside(named.0) }
  }

  /// Modules that a script outside of packages finds in its own directory.
  private func importedBeside(_ script: Path) -> [(Path, BuildInput.Kind, String)] {
    guard script.suffix == "py", !isInPackage(script) else { return [] }
    return PythonText(files.text(script)).imports.compactMap { name in
      let path = (script.parent ?? "").appending("\(name).py").normalized
      return files.paths.contains(path) ? (path, .script, "\(script.shown) imports it") : nil
    }
  }

  /// Templates and scripts that CMake configures or runs.
  var namedByCMake: [(Path, BuildInput.Kind, String)] {
    files.walk.files
      .filter { path in
        (path.nameText == "CMakeLists.txt" || path.suffix == "cmake")
          && !NativeFiles.isLeftAlone(path) && cmake?.isUnreached(path) != true
          && cmakeNames?.isUnusedModule(path) != true
      }
      .flatMap { named(by: $0) }
  }

  private func named(by description: Path) -> [(Path, BuildInput.Kind, String)] {
    let text = CMakeText(files.text(description))
    let why = "\(description.shown) names it"
    // A name behind a variable may begin at the top.
    func found(_ name: String) -> Path? {
      let path = (description.parent ?? "").appending(name).normalized
      return [path, Path(name).normalized].first(where: files.paths.contains)
    }
    let read = text.read.compactMap(found).map { ($0, BuildInput.Kind.script, why) }
    let run = Set(text.run.compactMap(found).filter { !$0.isCompiledUnit })
    return read
      + text.paths.compactMap { name in
        guard let path = found(name),
          ["in", "py", "cmake", "template"].contains(path.suffix ?? "") || run.contains(path)
        else { return nil }
        if path.suffix == "py", isInPackage(path), !run.contains(path) {
          // A module with declarations of Cython beside it is compiled.
          let stem = path.bytes.dropLast(2)
          return files.paths.contains(Path(Array(stem) + Array("pxd".utf8)))
            ? (path, .source, why) : nil
        }
        return natives.containsDescription(path) || natives.isSource(path)
          ? nil : (path, .script, why)
      }
  }
}
