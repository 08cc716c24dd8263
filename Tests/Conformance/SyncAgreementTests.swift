import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// uv projects made up at random, synced, then changed: what `uv sync --dry-run` says of every local
/// package must be what stands here.
///
/// `UVFRESH_SYNC_PROJECTS=300` sets the number for each uv and seed; `UVFRESH_SEED=N` one seed.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"), .serialized)
struct SyncAgreementTests {
  static let count =
    Int(ProcessInfo.processInfo.environment["UVFRESH_SYNC_PROJECTS"] ?? "") ?? 8

  @Test(arguments: RealUV.all, DifferentialTests.seeds)
  func uvSyncSaysTheSame(_ uv: RealUV, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var counts: [String: Int] = [:]
    var projects = 0
    var withUnknown = 0
    while projects < Self.count {
      let mark = random
      var project = try InventedWorkspace(uv, &random)
      guard try project.sync(&random) else { continue }
      projects += 1
      var story: [String] = []
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        story.append(try project.change(&random))
      }
      let comparison = try project.compare(&random)
      for (_, action) in comparison.mine { counts[action, default: 0] += 1 }
      if comparison.mine.values.contains("unknown") { withUnknown += 1 }
      let wrong = comparison.mine.filter { name, action in
        action != "unknown" && action != comparison.theirs[name]
      }
      let isRight =
        wrong.isEmpty
        && (comparison.missing == nil || comparison.missing == comparison.theirMissing)
      let what = """
        \(uv), seed \(seed), generator \(mark), project \(projects): \(story)
        standing in \(comparison.standing), variables \(comparison.variables)
        here \(comparison.mine.sorted { $0.key < $1.key }) missing \(comparison.missing ?? [])
        uv \(comparison.theirs.sorted { $0.key < $1.key }) missing \(comparison.theirMissing)
        \(comparison.output)
        """
      #expect(isRight, "\(what)")
      if !isRight { project.keep() }
    }
    print(
      "sync: \(uv), seed \(seed): \(projects) projects, \(withUnknown) unknown,"
        + " \(counts.sorted { $0.key < $1.key })")
    #expect(Double(withUnknown) <= max(1, Double(projects) * 0.05))
  }
}

/// A workspace with members and path dependencies.
private struct InventedWorkspace {
  struct Comparison {
    let mine: [String: String]
    let theirs: [String: String]
    /// Nil where it cannot be known.
    let missing: Set<String>?
    let theirMissing: Set<String>
    let standing: String
    let variables: [String: String]
    let output: String
  }

  private struct Project {
    var directory: String
    let name: String
    var version = "0.1.0"
    var isPackage = true
    var isEditable: Bool?
    var requires: [Use] = []
    var extra: [Use] = []
    var dev: [Use] = []
    var other: [Use] = []
    var isMember = false
  }

  /// A requirement with its marker and specifier.
  private struct Use {
    let name: String
    var tail = ""
  }

  private let uv: RealUV
  private let tree = TemporaryTree()
  private var root = "w"
  private var hasProject: Bool
  private var defaultGroups: String?
  private var projects: [Project] = []
  private var variables: [String: String] = [:]
  private var oldLock = ""
  /// By the name of the project: a line of `[tool.uv]`, and what Python it asks for.
  private var settings: [String: String] = [:]
  private var pythons: [String: String] = [:]

  private var rootPath: String { "\(tree.path)/\(root)" }

  init(_ uv: RealUV, _ random: inout SeededGenerator) throws {
    self.uv = uv
    hasProject = !random.oneIn(5)
    defaultGroups =
      random.oneIn(6) ? ["\"all\"", "[\"other\"]", "[]"].randomElement(using: &random) : nil
    var main = Project(directory: "", name: "app")
    main.isMember = true
    if hasProject { main.isPackage = !random.oneIn(8) }
    for index in 0..<Int.random(in: 0...3, using: &random) {
      var member = Project(directory: "p/m\(index)", name: "m\(index)")
      member.isMember = true
      member.isPackage = !random.oneIn(10)
      member.isEditable = random.oneIn(5) ? random.oneIn(2) : nil
      projects.append(member)
    }
    for index in 0..<Int.random(in: 1...4, using: &random) {
      var library = Project(directory: "../libs/l\(index)", name: "l\(index)")
      library.isEditable = random.oneIn(2) ? random.oneIn(2) : nil
      library.isPackage = !random.oneIn(12)
      projects.append(library)
    }
    projects.append(main)
    for index in projects.indices { link(index, &random) }
    writeAll()
  }

  /// Makes a project require some of those before it.
  private mutating func link(_ index: Int, _ random: inout SeededGenerator) {
    for other in projects[..<index] where random.oneIn(2) {
      // A library knows nothing of the workspace.
      if other.isMember && !projects[index].isMember { continue }
      let use = Use(name: other.name, tail: Self.tail(&random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: projects[index].extra.append(use)
      case 1 where projects[index].isMember: projects[index].dev.append(use)
      case 2 where projects[index].isMember: projects[index].other.append(use)
      default: projects[index].requires.append(use)
      }
    }
  }

  private static func tail(_ random: inout SeededGenerator) -> String {
    guard random.oneIn(3) else { return "" }
    return [
      ">=0.1", ">=0.1,<9", "; sys_platform == 'win32'", "; python_version >= '3.8'", "[x]",
      ">=0.1; sys_platform == 'linux' and python_full_version < '4'", "==0.*",
    ].randomElement(using: &random) ?? ""
  }

  // MARK: - Files

  private func writeAll() {
    for project in projects { write(project) }
  }

  private func write(_ project: Project) {
    let place = "\(root)/\(project.directory)"
    if project.name == "app" && !hasProject {
      tree.write(
        "\(place)/pyproject.toml",
        "[dependency-groups]\n\(groups(project))[tool.uv]\n"
          + "\(defaults)[tool.uv.workspace]\nmembers = [\"p/*\"]\n\(sources(project))")
      return
    }
    func list(_ uses: [Use]) -> String {
      "[" + uses.map { "\"\($0.name)\($0.tail)\"" }.joined(separator: ", ") + "]"
    }
    var text = """
      [project]
      name = "\(project.name)"
      version = "\(project.version)"
      requires-python = "\(pythons[project.name] ?? ">=3.8")"
      dependencies = \(list(project.requires))
      [project.optional-dependencies]
      x = \(list(project.extra))
      [build-system]
      requires = ["uv_build>=0.8"]
      build-backend = "uv_build"

      """
    if project.isMember { text += "[dependency-groups]\n\(groups(project))" }
    text += "[tool.uv]\n"
    if !project.isPackage { text += "package = false\n" }
    if let line = settings[project.name], line != "sources = 3" { text += line + "\n" }
    if project.isMember { text += defaults }
    text += settings[project.name] == "sources = 3" ? "sources = 3\n" : sources(project)
    if project.name == "app" { text += "[tool.uv.workspace]\nmembers = [\"p/*\"]\n" }
    tree.write("\(place)/pyproject.toml", text)
    tree.write("\(place)/src/\(project.name)/__init__.py")
  }

  private var defaults: String { defaultGroups.map { "default-groups = \($0)\n" } ?? "" }

  private func groups(_ project: Project) -> String {
    func list(_ uses: [Use]) -> String {
      uses.map { "\"\($0.name)\($0.tail)\", " }.joined()
    }
    return "dev = [\(list(project.dev))]\n"
      + "other = [\(list(project.other))\(project.dev.isEmpty ? "" : "{include-group = \"dev\"}")]\n"
  }

  private func sources(_ project: Project) -> String {
    let names = Set(
      (project.requires + project.extra + project.dev + project.other).map(\.name))
    var text = "[tool.uv.sources]\n"
    for other in projects where names.contains(other.name) {
      let editable = other.isEditable.map { ", editable = \($0)" } ?? ""
      if other.isMember {
        text += "\(other.name) = { workspace = true\(editable) }\n"
      } else {
        let up = String(repeating: "../", count: project.isMember && project.name != "app" ? 3 : 1)
        let place =
          project.isMember
          ? up + other.directory.dropFirst(3) : "../" + other.directory.dropFirst(8)
        text += "\(other.name) = { path = \"\(place)\"\(editable) }\n"
      }
    }
    return text
  }

  // MARK: - uv

  private func run(_ arguments: [String], in directory: String = "") throws -> Command.Result {
    try uv.run(
      arguments, in: "\(rootPath)/\(directory)", environment: "\(rootPath)/.venv",
      variables: variables)
  }

  /// Locks and installs; false if what was invented cannot be resolved.
  mutating func sync(_ random: inout SeededGenerator) throws -> Bool {
    let how =
      [[], [], ["--all-packages"], ["--all-groups"], ["--all-extras"]]
      .randomElement(using: &random) ?? []
    let result = try run(["sync"] + how)
    oldLock = (try? tree.shell("cat '\(root)/uv.lock'")) ?? ""
    return result.status == 0
  }

  /// Changes something; says what.
  mutating func change(_ random: inout SeededGenerator) throws -> String {
    let index = Int.random(in: projects.indices, using: &random)
    let project = projects[index]
    let libraries = projects.indices.filter { !projects[$0].isMember }
    let library = libraries.randomElement(using: &random) ?? 0
    switch Int.random(in: 0..<25, using: &random) {
    case 0:
      try tree.shell("touch '\(root)/\(project.directory)/pyproject.toml'")
      return "touch \(project.name)"
    case 1:
      projects[index].version = "0.2.0"
      write(projects[index])
      return "bump \(project.name)"
    case 2:
      link(index, &random)
      write(projects[index])
      return "more requirements for \(project.name)"
    case 3:
      projects[index].requires = []
      write(projects[index])
      return "no requirements for \(project.name)"
    case 4:
      projects[library].isEditable = projects[library].isEditable == true ? nil : true
      writeAll()
      return "other editability of \(projects[library].name)"
    case 5:
      let old = projects[library].directory
      projects[library].directory = "../libs/moved\(random.next() % 1000)"
      try tree.shell("mv '\(root)/\(old)' '\(root)/\(projects[library].directory)' || true")
      writeAll()
      return "move \(projects[library].name) and say so"
    case 6:
      let old = projects[library].directory
      try tree.shell("mv '\(root)/\(old)' '\(root)/\(old)-gone' || true")
      return "move \(projects[library].name) and say nothing"
    case 7:
      guard project.isMember, project.name != "app" else { return "nothing" }
      let old = project.directory
      projects[index].directory = "p/moved\(random.next() % 1000)"
      try tree.shell("mv '\(root)/\(old)' '\(root)/\(projects[index].directory)'")
      return "move the member \(project.name)"
    case 8:
      guard project.isMember, project.name != "app" else { return "nothing" }
      try tree.shell("rm -r '\(root)/\(project.directory)'")
      for other in projects.indices {
        for list in [\Project.requires, \.extra, \.dev, \.other] {
          projects[other][keyPath: list].removeAll { $0.name == project.name }
        }
      }
      projects.remove(at: index)
      writeAll()
      return "remove the member \(project.name)"
    case 9:
      var member = Project(directory: "p/new\(projects.count)", name: "new\(projects.count)")
      member.isMember = true
      projects.insert(member, at: 0)
      writeAll()
      return "a new member"
    case 10:
      try tree.shell("mv '\(root)' '\(root)x'")
      root += "x"
      return "rename the project's directory"
    case 11:
      _ = try run(["pip", "uninstall", project.name])
      return "uninstall \(project.name)"
    case 12:
      try tree.shell(
        "mkdir -p copies; rm -rf copies/x; cp -r '\(root)/\(project.directory)' copies/x; rm -rf copies/x/.venv copies/x/p"
      )
      let how = random.oneIn(2) ? ["-e"] : []
      _ = try run(["pip", "install", "--no-deps"] + how + ["\(tree.path)/copies/x"])
      return "install \(project.name) from a copy \(how)"
    case 13:
      _ = try run(["pip", "install", "--no-deps", "./\(project.directory)"])
      return "install \(project.name) by uv pip"
    case 14:
      tree.write("\(root)/uv.lock", oldLock)
      return "an older lock"
    case 15:
      projects[index].isPackage.toggle()
      write(projects[index])
      return "\(project.name) is a package: \(projects[index].isPackage)"
    case 16:
      variables =
        [
          ["UV_NO_EDITABLE": "1"], ["UV_FROZEN": "1"], ["UV_NO_DEV": "1"], ["UV_LOCKED": "1"],
          ["UV_NO_INSTALL_PROJECT": "1"], ["UV_NO_INSTALL_WORKSPACE": "1"],
          ["UV_NO_INSTALL_LOCAL": "1"], ["UV_NO_DEFAULT_GROUPS": "1"], ["UV_NO_GROUP": "other"],
          ["UV_NO_BUILD_PACKAGE": "m0"], ["UV_NO_BUILD_PACKAGE": "l0"],
        ].randomElement(using: &random) ?? [:]
      return "variables"
    case 17:
      try tree.shell("cd '\(root)' && [ -L .venv ] || { mv .venv ../env && ln -s ../env .venv; }")
      return "a link as .venv"
    case 18:
      settings[project.name] =
        [
          "cache-keys = []", "reinstall-package = [\"\(project.name)\"]", "unheard = 1",
          "config-settings = { a = \"b\" }", "no-build-package = [\"\(project.name)\"]",
          "sources = 3", "environments = [\"sys_platform == 'linux'\"]",
          "extra-build-variables = { \(project.name) = { A = \"b\" } }",
          "constraint-dependencies = [\"absent<3\"]",
        ].randomElement(using: &random)
      write(projects[index])
      return "settings of \(project.name): \(settings[project.name] ?? "")"
    case 19:
      pythons[project.name] =
        [">=3.8", ">=3.9", ">=3.99", "<3.99", "==3.*", "~=3.8"].randomElement(using: &random)
      write(projects[index])
      return "requires-python of \(project.name): \(pythons[project.name] ?? "")"
    case 20:
      defaultGroups =
        ["\"all\"", "[\"other\"]", "[]", "[\"absent\"]", nil].randomElement(using: &random) ?? nil
      for one in projects where one.isMember { write(one) }
      return "default groups \(defaultGroups ?? "as usual")"
    case 21:
      try tree.shell("rm -rf '\(root)/\(project.directory)/src'")
      return "no code in \(project.name)"
    case 22:
      try tree.shell(
        "cd '\(root)/\(project.directory)' && mkdir -p ../kept && cp -r pyproject.toml src ../kept/"
          + " || true")
      return "a copy beside \(project.name)"
    case 23:
      try tree.shell("sed -i 's/^version = \"0.*/version = \"0.7\"/' '\(root)/uv.lock' || true")
      return "other versions in the lock"
    case 24:
      tree.write("\(root)/\(project.directory)/pyproject.toml", "[project\n")
      return "\(project.name) does not parse"
    default:
      _ = try run(["sync", "--all-packages", "--all-groups", "--all-extras"])
      return "sync all"
    }
  }

  func compare(_ random: inout SeededGenerator) throws -> Comparison {
    let members = projects.filter { $0.isMember && $0.name != "app" }
    let standing = random.oneIn(4) ? members.randomElement(using: &random)?.directory ?? "" : ""
    let theirs = try run(["sync", "--dry-run", "-v"], in: standing)
    let venv = Path("\(rootPath)/.venv")
    let configuration = try #require(PyvenvConfiguration(at: venv))
    let environment = try #require(PythonEnvironment(virtual: venv, configuration: configuration))
    let survey = try Surveyor(
      environment: environment, rules: Rules(try #require(UVRelease(uv.release))),
      variables: ProcessEnvironment(variables.merging(["UV_NO_CONFIG": "1"]) { $1 }),
      workingDirectory: Path("\(rootPath)/\(standing)").normalized
    ).survey()
    var mine: [String: String] = [:]
    var actions: [String: String] = [:]
    let added = marked("+", in: theirs)
    let removed = marked("-", in: theirs)
    let replaced = marked("~", in: theirs)
    for assessment in survey.assessments {
      let name = assessment.distribution.name
      // As a part of the whole: where uv fails on one source, it fails for all.
      mine[name] = survey.nextAction(of: assessment)?.rawValue
      // What is kept must be fresh, and what is not must not be, unless a setting forces it.
      switch assessment.nextAction {
      case .keep?: #expect(assessment.state == .fresh, "\(name)")
      case .reinstall?: #expect(assessment.state != .fresh, "\(name)")
      default: break
      }
      actions[name] =
        theirs.status != 0
        ? "fail"
        : replaced.contains(name) || (added.contains(name) && removed.contains(name))
          ? "reinstall" : removed.contains(name) ? "remove" : "keep"
    }
    let isUnknown = mine.values.contains("unknown") || theirs.status != 0
    let output = theirs.errors.split(separator: "\n").filter {
      !$0.hasPrefix("DEBUG") || $0.contains("Resolving") || $0.contains("mismatched")
    }.map { $0.prefix(300) }.joined(separator: "\n")
    return Comparison(
      mine: mine, theirs: actions, missing: isUnknown ? nil : Set(survey.missing.map(\.name)),
      theirMissing: added.subtracting(removed).subtracting(replaced), standing: standing,
      variables: variables, output: output)
  }

  /// The names on lines such as ` + name==1.0 (from …)`.
  private func marked(_ sign: String, in result: Command.Result) -> Set<String> {
    Set(
      result.errors.split(separator: "\n").filter { $0.hasPrefix(" \(sign) ") }.compactMap {
        $0.dropFirst(3).split(whereSeparator: { " =".contains($0) }).first.map(String.init)
      })
  }

  /// Leaves the files where they can be looked at.
  func keep() {
    if ProcessInfo.processInfo.environment["UVFRESH_KEEP"] != nil {
      let place = "/tmp/uvfresh-kept-\(UUID().uuidString.prefix(8))"
      _ = try? tree.shell("cp -a . \(place)")
      print("kept in \(place)")
    }
  }
}

extension SeededGenerator {
  fileprivate mutating func oneIn(_ count: UInt64) -> Bool {
    next() % count == 0
  }
}
