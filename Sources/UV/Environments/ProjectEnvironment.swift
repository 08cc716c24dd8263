import Formats
import Platform

/// The environment that `uv sync` keeps for a project.
package struct ProjectEnvironment: Sendable {
  /// Where uv is taken to stand: in the project, or in a member of its workspace.
  package let directory: Path
  /// The workspace's root, or the project's own directory.
  package let project: Path
  package let root: Path
  /// `UV_PROJECT_ENVIRONMENT=…`, nil for the usual `.venv`.
  package let namedBy: String?

  /// Nil where no project is, or uv is told not to manage it.
  package init?(around directory: Path, _ manifests: Manifests, variables: ProcessEnvironment) {
    guard
      let project = Workspace.root(around: directory, manifests)
        ?? Workspace.lockedRoot(around: directory, manifests),
      manifests[project]?["tool"]?["uv", "managed"]?.boolean != false
    else { return nil }
    self.directory = directory
    self.project = project
    let named = variables.nonEmpty("UV_PROJECT_ENVIRONMENT")
    root = project.appending(named ?? ".venv").tidied
    namedBy = named.map { "UV_PROJECT_ENVIRONMENT=\($0)" }
  }

  /// The directory whose project `uv sync` takes: what `UV_PROJECT` names, a file in it as well,
  /// else the working directory.
  package static func directory(
    workingDirectory: Path, variables: ProcessEnvironment, rules: Rules
  ) -> Path {
    guard rules.readsProjectVariable, let name = variables.nonEmpty("UV_PROJECT") else {
      return workingDirectory
    }
    let path = workingDirectory.appending(name).normalized
    return path.name == Array("pyproject.toml".utf8) ? path.parent ?? path : path
  }

  /// Whether an environment is this one.
  package func isRoot(of environment: PythonEnvironment) -> Bool {
    guard let other = environment.root else { return false }
    if other == root { return true }
    guard let one = try? Directory.working.status(of: root),
      let other = try? Directory.working.status(of: other)
    else { return false }
    return one.isSameFile(as: other)
  }
}

/// What uv does with an environment as a whole, before it looks at any package in it.
package enum EnvironmentFate: Hashable, Sendable {
  case kept
  /// `uv sync` removes it and makes it again; why.
  case replaced(String)
  /// uv refuses to work with it; why.
  case refused(String)

  package var isRefusal: Bool {
    if case .refused = self { return true }
    return false
  }

  /// What happens outside of a project: `uv pip` needs an interpreter that runs.
  package init(ofPlain environment: PythonEnvironment) {
    switch environment.python {
    case nil, .present: self = .kept
    case .absent: self = .refused("its bin/python is gone; make it again with `uv venv`")
    case .dangling:
      self = .refused("the Python it was made with was removed; make it again with `uv venv`")
    case .unusable(let reason): self = .refused("its bin/python cannot be used: \(reason)")
    }
  }
}

/// Tells what `uv sync` does with the environment of its project.
package struct ProjectPython {
  private let project: Path
  private let manifests: Manifests
  private let variables: ProcessEnvironment
  private let rules: Rules

  package init(
    _ project: Path, _ manifests: Manifests, variables: ProcessEnvironment, rules: Rules
  ) {
    self.project = project
    self.manifests = manifests
    self.variables = variables
    self.rules = rules
  }

  package func fate(of environment: PythonEnvironment) -> EnvironmentFate {
    switch environment.python {
    case .absent?:
      if !rules.replacesDirectoriesForPython, let root = environment.root,
        Directory.working.has(root.appending("bin/python"))
      {
        return .refused("its bin/python is a directory")
      }
      return madeAgain("its bin/python is gone")
    case .dangling?: return madeAgain("the Python it was made with was removed")
    case .unusable(let reason)?: return .refused("its bin/python cannot be used: \(reason)")
    case .present?, nil: break
    }
    guard let interpreter = environment.interpreter else { return .kept }
    if let configuration = environment.configuration, configuration.fits(interpreter) == false {
      return madeAgain(
        "it was made with Python \(configuration.version ?? "?"), and its bin/python is"
          + " \(interpreter.version) now")
    }
    if let fate = fateByRequest(environment, interpreter) { return fate }
    return fateByPreference(environment) ?? .kept
  }

  // MARK: - Which Python is asked for

  /// To make the environment again a Python must be found.
  private func madeAgain(_ reason: String) -> EnvironmentFate {
    var search: EnvironmentFate?
    if let (text, source) = request {
      if case .matching(let filter) = PythonRequest(text, in: project) {
        search = unfit("\(source) asks for Python \(text)", filter)
      }
    } else if let required = requirements.first {
      search = unfit(required)
    }
    if let search, search.isRefusal { return search }
    return .replaced(reason)
  }

  private func unfit(_ reason: String, _ filter: PythonFilter) -> EnvironmentFate {
    let programs =
      filter.namesPatch ? filter.programs.filter { hasExactly(filter, $0) } : filter.programs
    if isPlain({ filter.matches($0) != false }) { return .replaced(reason) }
    return unfit(reason, programs, exists: !filter.programs.isEmpty)
  }

  private func unfit(_ required: Required) -> EnvironmentFate {
    let reason = "the project requires Python \(required.text)"
    if isPlain({ found in requirements.allSatisfy { $0.contains(found) } }) {
      return .replaced(reason)
    }
    let fitting = required.specifiers.programs.filter { program in
      requirements.allSatisfy { $0.specifiers.programs.contains(program) }
    }
    return unfit(reason, fitting.filter(fitsExactly), exists: !fitting.isEmpty)
  }

  /// Whether `python3` or `python` in PATH is one of these.
  private func isPlain(_ fits: (PythonInterpreter) -> Bool) -> Bool {
    ["python3", "python"].contains { program in
      guard let path = Executable.find(program, environment: variables),
        let answer = try? InterpreterQuestions(variables: variables).ask(path)
      else { return false }
      return fits(answer.interpreter)
    }
  }

  private func fateByRequest(
    _ environment: PythonEnvironment, _ interpreter: PythonInterpreter
  ) -> EnvironmentFate? {
    if let (text, source) = request {
      let base = source == "UV_PYTHON" ? Directory.workingPath : project
      switch PythonRequest(text, in: base) {
      case .any: break
      case .matching(let filter):
        if filter.matches(interpreter) == false {
          return unfit("\(source) asks for Python \(text)", filter)
        }
      case .directory(let path), .file(let path):
        guard Directory.working.has(path) else {
          return .refused("\(source) names \(text), which is not there")
        }
        if !isSame(path, environment) { return .replaced("\(source) names \(text)") }
      case .program(let name):
        guard let found = Executable.find(name, environment: variables) else {
          return .refused("\(source) asks for \(text), and no such program is in PATH")
        }
        if !isSame(found, environment) { return .replaced("\(source) names \(text)") }
      }
      if let required = requirements.first(where: { !$0.contains(interpreter) }) {
        return .refused(
          "\(source) asks for Python \(text), and the project requires \(required.text)")
      }
    } else if let required = requirements.first(where: { !$0.contains(interpreter) }) {
      return unfit(required)
    }
    return nil
  }

  /// Another Python takes its place where there is one; uv fetches none without the network, and
  /// none that was never made.
  private func unfit(_ reason: String, _ programs: [String], exists: Bool) -> EnvironmentFate {
    let mayFetch =
      exists && variables.truth(of: "UV_OFFLINE") != true
      && !["never", "manual"].contains(variables.nonEmpty("UV_PYTHON_DOWNLOADS") ?? "")
    if mayFetch || programs.contains(where: { has($0) }) { return .replaced(reason) }
    return .refused("\(reason), and none is found")
  }

  /// Only the interpreter itself knows its patch level; asked once, then remembered.
  private func hasExactly(_ filter: PythonFilter, _ program: String) -> Bool {
    if !managedPythons.isEmpty { return true }
    guard let path = Executable.find(program, environment: variables),
      let answer = try? InterpreterQuestions(variables: variables).ask(path)
    else { return false }
    return filter.matches(answer.interpreter) != false
  }

  private func fitsExactly(_ program: String) -> Bool {
    if !managedPythons.isEmpty { return true }
    guard let path = Executable.find(program, environment: variables),
      let answer = try? InterpreterQuestions(variables: variables).ask(path)
    else { return false }
    return requirements.allSatisfy { $0.contains(answer.interpreter) }
  }

  private func has(_ program: String) -> Bool {
    Executable.find(program, environment: variables) != nil
      || managedPythons.contains { Executable.isExecutable($0.appending("bin/\(program)")) }
  }

  /// `UV_PYTHON`, else `.python-version` or `.python-versions` of the project, else the user's.
  private var request: (text: String, source: String)? {
    if let text = variables.nonEmpty("UV_PYTHON") { return (text, "UV_PYTHON") }
    if variables.truth(of: "UV_NO_CONFIG") == true { return nil }
    for directory in [project, XDG.config(variables)?.appending("uv")].compactMap({ $0 }) {
      for name in [".python-version", ".python-versions"] {
        guard
          let content = try? Directory.working.readIfPresent(
            directory.appending(name), limit: 1 << 16)
        else { continue }
        let lines = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline)
          .map(\.trimmed).filter { !$0.isEmpty && $0.first != "#" }
        guard let line = lines.first.map(String.init) else { continue }
        // uv warns of a name and passes it over.
        if case .program = PythonRequest(line, in: project) { continue }
        return (line, name)
      }
    }
    return nil
  }

  private struct Required {
    let specifiers: VersionSpecifiers
    let text: String

    func contains(_ interpreter: PythonInterpreter) -> Bool {
      specifiers.contains(interpreter.patched)
    }
  }

  /// Those of all members: the environment is for all of them.
  private var requirements: [Required] {
    var tables = [manifests[project]]
    if manifests[project]?["tool"]?["uv", "workspace"] != nil,
      let members = WorkspaceMembers(root: project, manifests)?.members
    {
      tables += members.values.filter { $0.directory != project }
        .sorted { $0.directory < $1.directory }.map { manifests[$0.directory] }
    }
    return tables.compactMap { table in
      guard let text = table?["project"]?["requires-python"]?.string,
        let specifiers = VersionSpecifiers(text)
      else { return nil }
      return Required(specifiers: specifiers, text: text)
    }
  }

  /// Whether a path leads to the environment's own interpreter, or to the one that it was made
  /// with.
  private func isSame(_ path: Path, _ environment: PythonEnvironment) -> Bool {
    guard let root = environment.root, case .present(let own)? = environment.python else {
      return true
    }
    guard let found = path.resolved else { return false }
    if found == root.resolved || found == own { return true }
    for program in ["bin/python", "bin/python3"] {
      if found.appending(program).resolved == own { return true }
    }
    return false
  }

  // MARK: - Whose Python may be used

  private func fateByPreference(_ environment: PythonEnvironment) -> EnvironmentFate? {
    guard case .present(let program)? = environment.python else { return nil }
    let preference = variables.nonEmpty("UV_PYTHON_PREFERENCE") ?? settingsPreference
    let isManaged = managedDirectory.map { program.ancestors.contains($0.resolved ?? $0) } ?? false
    if variables.truth(of: "UV_MANAGED_PYTHON") == true || preference == "only-managed" {
      if isManaged { return nil }
      return managedPythons.isEmpty
        ? .refused("only Pythons that uv manages may be used, and there is none")
        : .replaced("only Pythons that uv manages may be used")
    }
    if variables.truth(of: "UV_NO_MANAGED_PYTHON") == true || preference == "only-system" {
      return isManaged ? .replaced("Pythons that uv manages may not be used") : nil
    }
    return nil
  }

  private var settingsPreference: String? {
    manifests[project]?["tool"]?["uv", "python-preference"]?.string
  }

  private var managedDirectory: Path? {
    variables.nonEmpty("UV_PYTHON_INSTALL_DIR").map { Path($0) }
      ?? XDG.data(variables)?.appending("uv/python")
  }

  private var managedPythons: [Path] {
    guard let directory = managedDirectory,
      let entries = try? Directory.working.open(directory).entries()
    else { return [] }
    return entries.filter { $0.kind != .regular && $0.name.bytes.first != UInt8(ascii: ".") }
      .map { directory.appending($0.name.bytes) }
  }
}

extension PythonInterpreter {
  /// The version to compare with specifiers; of an unknown patch level the highest there may be.
  var patched: PackageVersion {
    let text = isExact ? version : "\(version).99"
    // Nothing to leave out, nearly always.
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
      let version = PackageVersion(text)
    {
      return version
    }
    let numbers = text.split(separator: ".").map { $0.prefix { $0.isNumber } }.joined(
      separator: ".")
    return PackageVersion(numbers) ?? PackageVersion.zero
  }
}

extension VersionSpecifiers {
  /// Names of programs that may fit: one for each minor version that some patch level of fits.
  var programs: [String] {
    (6...30).filter { minor in
      [0, 50].contains { patch in PackageVersion("3.\(minor).\(patch)").map(contains) ?? false }
    }.map { "python3.\($0)" }
  }
}

extension PythonFilter {
  /// Names of programs that may fit.
  var programs: [String] {
    if let implementation, implementation != "cpython" {
      return [implementation, "\(implementation)3"]
    }
    return (6...30).filter { minor in
      matches(PythonInterpreter(version: "3.\(minor)", isFreeThreaded: wantsFreeThreaded)) != false
    }.map { "python3.\($0)\(wantsFreeThreaded ? "t" : "")" }
  }
}
