import Formats
import Platform

/// What scripts surely hand to compilers: what they name or look for, in scripts that surely run and
/// in blocks that do.
struct ToldUnits {
  /// Files that they name by their paths.
  private let paths: Set<Path>
  /// The last parts of what they name.
  private let names: Set<String>
  private let patterns: [PathPattern]
  /// What stands only in blocks that seem to be for other machines.
  private let doubted: Set<String>

  init(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    let sure = scripts.all.filter { $0.isCertain && !$0.path.isNamed("versioneer.py") }
    let settings = (build.tool("setuptools", "ext-modules")?.array ?? [])
      .flatMap { build.texts($0["sources"]) }
    let texts =
      settings
      + sure.flatMap { script in
        script.python.runs.joined().filter { !script.facts.doubted.contains($0) }
      }
    doubted = sure.reduce(into: Set<String>()) { $0.formUnion($1.facts.doubted) }
      .subtracting(texts)
    let made = sure.flatMap { script in
      script.facts.compiled.names.filter { name in
        !script.facts.doubted.contains(name) && !script.facts.doubted.contains(Path(name).nameText)
      }
    }
    // An ending may be added; a bare word without one is no name of a file for certain.
    let stems = NamedUnits.hasEndings(texts, scripts) ? texts.filter { $0.contains("/") } : []
    let named =
      texts + made + stems.flatMap { stem in ["c", "cc", "cpp", "cxx"].map { "\(stem).\($0)" } }
    paths = Set(
      named.filter { !PathPattern.isPattern($0) }.map { Path($0).normalized }
        .filter(files.paths.contains))
    // A whole path stands for no other file of the same name.
    names = Set(
      texts.filter { !$0.contains("/") || !files.paths.contains(Path($0).normalized) }
        .map { Path($0).nameText })
    // In what is put together a star can be a part that is not known; one that the script itself holds
    // looks for files. Those that begin anywhere say nothing of a place.
    let stars = texts.filter { $0.contains("*") }
    let wild = (texts + made + sure.flatMap(\.facts.computed)).filter { pattern in
      PathPattern.isPattern(pattern) && pattern.contains("/") && pattern.first != "*"
        && stars.contains { pattern.hasSuffix($0) && !pattern.dropLast($0.count).contains("*") }
    }
    patterns = Set(wild).map { PathPattern($0) }
  }

  var hasDoubts: Bool { !doubted.isEmpty }

  func isDoubted(_ path: Path) -> Bool {
    doubted.contains(path.nameText) || doubted.contains(path.utf8Text ?? "")
  }

  func contains(_ path: Path) -> Bool {
    finds(path) || names.contains(path.nameText)
  }

  /// Whether they name its whole path, or look for it.
  func finds(_ path: Path) -> Bool {
    paths.contains(path) || patterns.contains { $0.matches(path) }
  }
}
