import Platform
import UV

/// What an editable install put into site-packages so that its source is imported.
struct ImportHook {
  /// Directories on the import path, from `.pth` files.
  var searchPaths: [Path] = []
  /// Modules with the directory or file that each is imported from.
  var modules: [(name: String, target: Path)] = []
  /// What rebuilds the project when it is imported.
  var rebuild: Rebuild?

  /// A command that an import runs; where it cannot, the import fails.
  struct Rebuild: Hashable {
    enum Tool: Hashable {
      case mesonPython, scikitBuild
    }

    let tool: Tool
    /// The directory in which it runs.
    let directory: Path
    /// A path, or a name to look for.
    let program: String
  }

  /// Reads the `.pth` files and import hooks that RECORD lists.
  init(of distribution: Distribution, _ files: InstalledFiles) {
    guard let site = distribution.path.parent else { return }
    for file in files.files where file.path.components.count == 1 {
      let name = String(decoding: file.path.name, as: UTF8.self)
      let isPath = name.hasSuffix(".pth")
      guard isPath || Self.isHook(name),
        let content = try? Directory.working.read(site.appending(file.path.bytes), limit: 4 << 20)
          .content
      else { continue }
      if isPath {
        searchPaths += Self.pathLines(content).map { site.appending($0).tidied }
      } else {
        read(content)
      }
    }
  }

  init() {}

  private static func isHook(_ name: String) -> Bool {
    name.hasSuffix("_editable_loader.py") || name.hasSuffix("_editable.py")
      || (name.hasPrefix("_editable_skbc_") && name.hasSuffix(".py"))
      || (name.hasPrefix("__editable__") && name.hasSuffix("_finder.py"))
  }

  /// Lines of a `.pth` file that are directories; `import` lines are code.
  static func pathLines(_ content: [UInt8]) -> [String] {
    String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { String($0.trimmed) }
      .filter { line in
        !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix("import ")
          && !line.hasPrefix("import\t")
      }
  }

  /// Reads one module's text, by what stands in it.
  ///
  /// Sources: setuptools `editable_wheel.py` (`MAPPING`); meson-python `_editable.py`, whose last
  /// statement is `install(NAMES, BUILD, COMMAND, VERBOSE)` until 0.15, `install(NAME, NAMES, …)`
  /// from 0.16, and `MesonpyMetaFinder(NAME, NAMES, …)` in `init()` from 0.21; scikit-build-core
  /// `_editable_redirect.py`, whose `install` takes more maps from release to release, and always
  /// the build directory and whether to rebuild behind them.
  mutating func read(_ module: [UInt8]) {
    if let mapping = PythonLiteral.value(of: "MAPPING", in: module)?.dictionary {
      modules += mapping.compactMap { pair in
        guard let name = pair.key.text, let target = pair.value.text else { return nil }
        return (name, Path(target))
      }
      return
    }
    let text = String(decoding: module, as: UTF8.self)
    if text.contains(bytesOf: "class MesonpyMetaFinder") {
      readMeson(module)
    } else if text.contains(bytesOf: "class ScikitBuild") {
      readScikit(module)
    }
  }

  private mutating func readMeson(_ module: [UInt8]) {
    let calls = ["MesonpyMetaFinder", "install"].lazy.compactMap {
      PythonLiteral.arguments(of: $0, in: module)
    }
    guard let call = calls.first(where: { $0.count >= 3 }) else { return }
    // The build directory is the text right before the command; the set of names stands before.
    for (directory, command) in zip(call, call.dropFirst()).reversed() {
      if let directory = directory.text, directory.hasPrefix("/"),
        let program = command.list?.first?.text
      {
        rebuild = Rebuild(tool: .mesonPython, directory: Path(directory), program: program)
        return
      }
    }
  }

  private mutating func readScikit(_ module: [UInt8]) {
    let calls = ["install_inplace", "install"].lazy.compactMap {
      PythonLiteral.arguments(of: $0, in: module)
    }
    guard let call = calls.first(where: { !$0.isEmpty }) else { return }
    if let known = call.first?.dictionary {
      modules += known.compactMap { pair in
        guard let name = pair.key.text, let target = pair.value.text else { return nil }
        return (name, Path(target))
      }
    }
    guard let flag = call.firstIndex(where: { $0.boolean != nil }), flag > 0,
      call[flag].boolean == true, let directory = call[flag - 1].text
    else { return }
    rebuild = Rebuild(tool: .scikitBuild, directory: Path(directory), program: "cmake")
  }
}
