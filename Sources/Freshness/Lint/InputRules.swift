import Formats
import Platform
import UV

/// What builds read, and no key watches.
enum InputRules {
  static func findings(_ subject: KeyLint.Subject) -> [Finding] {
    guard subject.project.isBuilt else { return manifest(subject) }
    return manifest(subject) + files(subject) + git(subject) + modules(subject) + backend(subject)
  }

  private static func backend(_ subject: KeyLint.Subject) -> [Finding] {
    guard let node = subject.project.build.unknownBackend, let name = node.string else { return [] }
    return [
      Finding(
        .backendUnknown,
        "uvfresh does not know the build backend `\(name)`; what it reads is only guessed",
        line: node.line, isFixable: false)
    ]
  }

  private static func manifest(_ subject: KeyLint.Subject) -> [Finding] {
    guard subject.report.list?.isDeclared == true, subject.report.computed?.info.isEmpty == false,
      !subject.watched.contains("pyproject.toml"),
      !subject.project.outputs.contains("pyproject.toml")
    else { return [] }
    return [
      Finding(
        .pyprojectUnwatched,
        "the declared keys leave out pyproject.toml: uv does not notice when its metadata changes",
        line: subject.listLine, paths: ["pyproject.toml"])
    ]
  }

  // MARK: - Files

  private static func files(_ subject: KeyLint.Subject) -> [Finding] {
    let unwatched = subject.project.inputs.wanted(isEditable: subject.isEditable).filter { input in
      input.kind != .manifest && !subject.watched.contains(input.path)
        && !subject.project.outputs.contains(input.path)
    }
    let texts = subject.project.inputs.all.filter {
      $0.kind == .text && !subject.watched.contains($0.path)
    }
    // Copies of other projects change so seldom that nobody need be warned.
    let groups = Dictionary(grouping: unwatched + texts) { input in
      Group(rule: rule(for: input), isVendored: input.path.isVendored && input.isCertain)
    }
    let order = { (group: Group) in (group.rule.code, group.isVendored ? 1 : 0) }
    // A list that is enough stays as it is.
    let isEnough = subject.project.isEnough(
      subject.report, watching: subject.watched, isEditable: subject.isEditable)
    return groups.sorted { order($0.key) < order($1.key) }.map { group, inputs in
      Finding(
        group.rule, message(group.rule, inputs), level: group.isVendored ? .note : nil,
        line: subject.listLine, paths: inputs.map(\.path),
        isFixable: inputs.contains { $0.kind != .text }
          && !(isEnough && group.rule == .sourcePerhapsUnwatched))
    }
  }

  private struct Group: Hashable {
    let rule: Finding.Rule
    let isVendored: Bool
  }

  private static func rule(for input: BuildInput) -> Finding.Rule {
    if !input.isCertain { return .sourcePerhapsUnwatched }
    return switch input.kind {
    case .manifest, .module: .modulesUnwatched
    case .backend: .backendUnwatched
    case .version: .versionFileUnwatched
    case .dependencies: .dependenciesUnwatched
    case .script, .description, .lock: .buildFileUnwatched
    case .source: .sourceUnwatched
    case .outside: .outsideSourceUnwatched
    case .data, .text: .dataUnwatched
    }
  }

  private static func message(_ rule: Finding.Rule, _ inputs: [BuildInput]) -> String {
    let names = BlindSpots.names(inputs.map(\.path))
    let changes = inputs.count == 1 ? "it changes" : "they change"
    let unnoticed = "uv does not notice when \(changes)"
    switch rule {
    case .versionFileUnwatched: return "the version comes from \(names); \(unnoticed)"
    case .dependenciesUnwatched: return "the dependencies come from \(names); \(unnoticed)"
    case .backendUnwatched: return "the build backend is \(names); \(unnoticed)"
    case .sourceUnwatched: return "the build compiles \(names); \(unnoticed)"
    case .sourcePerhapsUnwatched:
      let which = inputs.count == 1 ? "" : " which"
      return
        "the build may read \(names) (uvfresh cannot tell\(which), `uvfresh trace` can);"
        + " \(unnoticed)"
    case .outsideSourceUnwatched:
      return "the build reads \(names) outside the project; \(unnoticed)"
    case .dataUnwatched where inputs.allSatisfy { $0.kind == .text }:
      return "the readme is made from \(names); \(unnoticed)"
    case .dataUnwatched: return "the install has a copy of \(names); \(unnoticed)"
    default:
      let why = Set(inputs.map(\.why)).count == 1 ? " (\(inputs[0].why))" : ""
      return "the build reads \(names)\(why); \(unnoticed)"
    }
  }

  // MARK: - Git and modules

  private static func git(_ subject: KeyLint.Subject) -> [Finding] {
    guard let tool = subject.project.inputs.version.gitTool,
      let missing = subject.project.missingGit(in: subject.keys)
    else { return [] }
    let what: String
    switch missing {
    case (true, true): what = "uv does not watch Git here, neither commits nor tags"
    case (false, true): what = "uv watches only the commit here: a new tag goes unnoticed"
    default: what = "uv watches only the tags here: a new commit goes unnoticed"
    }
    // uv's own documentation shows the commit alone for setuptools-scm.
    let level: Advice.Level? = missing == (false, true) ? .note : nil
    let index = subject.keys.firstIndex { if case .git = $0 { true } else { false } }
    let line = subject.listLine == nil ? nil : index.flatMap(subject.line) ?? subject.listLine
    return [
      Finding(
        .gitVersionUnwatched, "\(tool) takes the version from Git, but \(what)", level: level,
        line: line, paths: ["pyproject.toml"])
    ]
  }

  /// Python modules matter to a copy only; some keys say that one is made, where nothing is installed.
  private static func modules(_ subject: KeyLint.Subject) -> [Finding] {
    let files = subject.project.files
    let modules = subject.project.inputs.all.filter { $0.kind == .module && $0.path.suffix == "py" }
      .map(\.path).filter { files.paths.contains(($0.parent ?? "").appending("__init__.py")) }
      .filter { !subject.project.outputs.contains($0) }
    let unwatched = modules.filter { !subject.watched.contains($0) }
    guard subject.isEditable, subject.report.list?.isDeclared == true, !unwatched.isEmpty,
      unwatched.count < modules.count,
      subject.keys.contains(where: { key in
        if case .file(let text) = key {
          text.hasSuffix(".py") && CacheKey.isGlob(text)
        } else {
          false
        }
      })
    else { return [] }
    return [
      Finding(
        .modulesUnwatched,
        "the keys match some Python modules, but not \(BlindSpots.names(unwatched)); an editable"
          + " install needs none of them, a copy all",
        line: subject.listLine, paths: Array(unwatched.prefix(20)), isFixable: false)
    ]
  }
}
