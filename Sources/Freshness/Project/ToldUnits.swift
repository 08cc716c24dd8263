import Formats
import Platform

/// What scripts surely hand to compilers: what they name or look for, in scripts that surely run and
/// in blocks that do.
struct ToldUnits {
  /// Files that they name by their paths.
  private let paths: Set<Path>
  /// The last parts of what they name, with their suffix or without.
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
    paths = Set(
      (texts + made).filter { !PathPattern.isPattern($0) }.map { Path($0).normalized }
        .filter(files.paths.contains))
    // A whole path stands for no other file of the same name.
    names = NamedUnits.names(
      in: texts.filter { !$0.contains("/") || !files.paths.contains(Path($0).normalized) },
      hasEndings: NamedUnits.hasEndings(texts, scripts))
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
    let name = path.nameText
    let stem = name.dropLast(path.suffix?.utf8.count ?? 0)
    return finds(path) || names.contains(name) || names.contains(String(stem))
  }

  /// Whether they name its whole path, or look for it.
  func finds(_ path: Path) -> Bool {
    paths.contains(path) || patterns.contains { $0.matches(path) }
  }
}
