import Platform
import UV

/// All sources of a project's extensions, where its scripts tell them to the last.
///
/// Then nothing else in the tree is compiled, or nothing else in the same directories at the top,
/// where scripts run programs that may compile more.
struct KnownSources {
  /// Whether scripts compile in no other way.
  let isTotal: Bool
  /// The top directories of sources.
  let tops: Set<String>
  private let paths: Set<Path>
  private let patterns: [PathPattern]

  /// Nil where a source may be left that is not known.
  init?(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    guard build.backend == .setuptools || scripts.wrapSetuptools,
      build.tool("setuptools", "ext-modules") == nil,
      !Self.mentionOthers(scripts)
    else { return nil }
    let compiled = scripts.all.map(\.facts.compiled).filter(\.isAny)
    guard !compiled.isEmpty, compiled.allSatisfy(\.isComplete) else { return nil }
    let names = compiled.reduce(into: Set<String>()) { $0.formUnion($1.names) }
    let plain = names.filter { !PathPattern.isPattern($0) }.map { Path($0).normalized }
    // A source that is not there is made from others, of which nothing is known.
    let wild = names.filter(PathPattern.isPattern).sorted()
    guard !plain.isEmpty || !wild.isEmpty, plain.allSatisfy({ Self.isThere($0, files) }) else {
      return nil
    }
    let patterns = wild.map { PathPattern($0) }
    // One that matches nothing was not understood.
    if plain.isEmpty, !patterns.allSatisfy({ files.paths.contains(where: $0.matches) }) {
      return nil
    }
    isTotal = !Self.runPrograms(scripts)
    tops = Set((plain + wild.map { Path($0) }).filter { !$0.isAtTop }.compactMap(\.topName))
    paths = Set(plain.map(Self.stem))
    self.patterns = patterns
  }

  /// Whether scripts run programs, which may compile something, too.
  static func runPrograms(_ scripts: BuildScripts) -> Bool {
    scripts.runPrograms || ["autogen", "configure", "Makefile"].contains(where: scripts.mention)
  }

  /// Other ways to compile, and other lists of sources.
  private static let others = [
    "CCompiler", "ccompiler", "cffi", "command.build_clib", ".sources", "swig", "add_extension",
    "add_library", "Configuration(",
    "'sources':", "\"sources\":",
  ]

  private static func mentionOthers(_ scripts: BuildScripts) -> Bool {
    scripts.all.contains { script in
      // What a compiler fails with is no way to compile.
      let text = script.text.replacing("CCompilerError", with: "")
      return others.contains(where: text.contains(bytesOf:))
    }
  }

  private static func isThere(_ path: Path, _ files: ProjectFiles) -> Bool {
    files.paths.contains(path)
      || ["pyx", "py", "c", "cpp"].contains {
        files.paths.contains(Path(stem(path).bytes + Array(".\($0)".utf8)))
      }
  }

  /// Without its ending: a name of C stands for the Cython beside it, and the other way round.
  private static func stem(_ path: Path) -> Path {
    guard let suffix = path.suffix else { return path }
    return Path(Array(path.bytes.dropLast(suffix.utf8.count + 1)))
  }

  func contains(_ path: Path) -> Bool {
    paths.contains(Self.stem(path)) || patterns.contains { $0.matches(path) }
  }
}
