import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// A workspace with members and path dependencies.
struct InventedWorkspace {
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

  struct Project {
    var directory: String
    var name: String
    var version = "0.1.0"
    var isPackage = true
    var isEditable: Bool?
    var requires: [Use] = []
    var extra: [Use] = []
    var dev: [Use] = []
    var other: [Use] = []
    var isMember = false
    /// Markers that choose between it and a copy of it.
    var choice: (String, String)?
    /// Whether others name it by a URL.
    var isDirect = false
  }

  /// A requirement with its marker and specifier.
  struct Use {
    let name: String
    var tail = ""
  }

  let uv: RealUV
  let tree = TemporaryTree()
  var root = "w"
  var hasProject: Bool
  var defaultGroups: String?
  var projects: [Project] = []
  var variables: [String: String] = [:]
  var oldLock = ""
  /// Of the workspace: patterns of members, and what is excluded.
  var members = "\"p/*\""
  /// Whether something stands between the members and the root, or the root is gone.
  var isApart = false
  var exclude = ""
  /// By the name of the project: a line of `[tool.uv]`, and what Python it asks for.
  var settings: [String: String] = [:]
  var pythons: [String: String] = [:]

  var rootPath: String { "\(tree.path)/\(root)" }

  init(_ uv: RealUV, _ random: inout SeededGenerator) throws {
    self.uv = uv
    hasProject = !random.oneIn(5)
    defaultGroups =
      random.oneIn(6)
      ? ["\"all\"", "[\"other\"]", "[\"more\"]", "[]"].randomElement(using: &random) : nil
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
      if random.oneIn(5) { library.choice = Self.choices.randomElement(using: &random) }
      library.isDirect = library.choice == nil && random.oneIn(6)
      projects.append(library)
    }
    projects.append(main)
    for index in projects.indices { link(index, &random) }
    writeAll()
  }

  /// Makes a project require some of those before it.
  mutating func link(_ index: Int, _ random: inout SeededGenerator) {
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

  static let choices = [
    ("sys_platform == 'linux'", "sys_platform != 'linux'"),
    ("sys_platform == 'win32'", "sys_platform != 'win32'"),
    ("python_version >= '3.9'", "python_version < '3.9'"),
    ("platform_python_implementation != 'CPython'", "platform_python_implementation == 'CPython'"),
    (
      "os_name == 'nt' or python_full_version < '3.8.1'",
      "os_name != 'nt' and python_full_version >= '3.8.1'"
    ),
  ]

  private static func tail(_ random: inout SeededGenerator) -> String {
    guard random.oneIn(3) else { return "" }
    return [
      ">=0.1", ">=0.1,<9", "; sys_platform == 'win32'", "; python_version >= '3.8'", "[x]",
      ">=0.1; sys_platform == 'linux' and python_full_version < '4'", "==0.*",
    ].randomElement(using: &random) ?? ""
  }

  // MARK: - Files

  func writeAll() {
    for project in projects { write(project) }
  }

  func write(_ project: Project) {
    let place = "\(root)/\(project.directory)"
    if project.name == "app" && !hasProject {
      tree.write(
        "\(place)/pyproject.toml",
        "[dependency-groups]\n\(groups(project))[tool.uv]\n"
          + "\(defaults)\(workspace)\(sources(project))")
      return
    }
    func list(_ uses: [Use]) -> String {
      "[" + uses.map { "\"\(requirement($0))\"" }.joined(separator: ", ") + "]"
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
    if project.name == "app" { text += workspace }
    tree.write("\(place)/pyproject.toml", text)
    tree.write("\(place)/src/\(project.name)/__init__.py")
    if project.choice != nil {
      tree.write("\(place)-copy/pyproject.toml", text)
      tree.write("\(place)-copy/src/\(project.name)/__init__.py")
    }
  }

  /// As a list of requirements has it.
  private func requirement(_ use: Use) -> String {
    guard let library = projects.first(where: { $0.name == use.name }), library.isDirect else {
      return use.name + use.tail
    }
    let parts = use.tail.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    let marker = parts.count > 1 ? " ; \(parts[1])" : ""
    let place = Path("\(rootPath)/\(library.directory)").normalized
    return "\(use.name)\(use.tail == "[x]" ? "[x]" : "") @ file://\(place)\(marker)"
  }

  private var workspace: String {
    "[tool.uv.workspace]\nmembers = [\(members)]\n"
      + (exclude.isEmpty ? "" : "exclude = [\(exclude)]\n")
  }

  private var defaults: String { defaultGroups.map { "default-groups = \($0)\n" } ?? "" }

  private func groups(_ project: Project) -> String {
    func list(_ uses: [Use]) -> String {
      uses.map { "\"\(requirement($0))\", " }.joined()
    }
    return "dev = [\(list(project.dev))]\n"
      + "other = [\(list(project.other))\(project.dev.isEmpty ? "" : "{include-group = \"dev\"}")]\n"
      + "more = [{include-group = \"other\"}]\n"
  }

  private func sources(_ project: Project) -> String {
    let names = Set(
      (project.requires + project.extra + project.dev + project.other).map(\.name))
    var text = "[tool.uv.sources]\n"
    for other in projects where names.contains(other.name) && !other.isDirect {
      let editable = other.isEditable.map { ", editable = \($0)" } ?? ""
      if other.isMember {
        text += "\(other.name) = { workspace = true\(editable) }\n"
      } else {
        let up = String(repeating: "../", count: project.isMember && project.name != "app" ? 3 : 1)
        let place =
          project.isMember
          ? up + other.directory.dropFirst(3) : "../" + other.directory.dropFirst(8)
        if let (here, there) = other.choice {
          text += """
            \(other.name) = [
              { path = "\(place)"\(editable), marker = "\(here)" },
              { path = "\(place)-copy"\(editable), marker = "\(there)" },
            ]

            """
        } else {
          text += "\(other.name) = { path = \"\(place)\"\(editable) }\n"
        }
      }
    }
    return text
  }

  /// Whether uv takes it for a member, so that it shares the environment.
  private func belongs(_ project: Project) -> Bool {
    !isApart && members == "\"p/*\"" && exclude.isEmpty
      && settings[project.name]?.hasPrefix("workspace") != true
  }

  // MARK: - uv

  func run(_ arguments: [String], in directory: String = "") throws -> Command.Result {
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

  func compare(_ random: inout SeededGenerator) throws -> Comparison {
    let members = projects.filter { $0.isMember && $0.name != "app" && belongs($0) }
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
  mutating func oneIn(_ count: UInt64) -> Bool {
    next() % count == 0
  }
}
