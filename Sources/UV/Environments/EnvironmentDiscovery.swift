import Formats
import Glibc
import Platform

/// Finds the environment to look at, in the order of `uv pip`.
///
/// No interpreter is started for a virtual environment: `pyvenv.cfg` and the layout tell. One
/// outside is asked for its paths, because distributions of Linux place them differently.
package struct EnvironmentDiscovery: Sendable {
  /// What the user said on the command line.
  package struct Request: Sendable {
    package var python: String?
    package var sitePackages: [String] = []

    package init(python: String? = nil, sitePackages: [String] = []) {
      self.python = python
      self.sitePackages = sitePackages
    }
  }

  /// No environment, in one line that says what was tried.
  package struct Failure: Error, Hashable, Sendable {
    package let message: String
  }

  /// The variables whose value is the root of an environment, in the order in which uv tries them.
  package static let variablesNamingRoots = [
    "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV", "CONDA_PREFIX",
  ]

  private let variables: ProcessEnvironment
  /// Absolute.
  private let workingDirectory: Path

  package init(variables: ProcessEnvironment, workingDirectory: Path) {
    self.variables = variables
    self.workingDirectory = workingDirectory
  }

  package func find(_ request: Request) throws(Failure) -> PythonEnvironment {
    if !request.sitePackages.isEmpty { return try directories(request.sitePackages) }
    if let python = request.python { return try named(python, by: "--python") }
    if let python = variables.nonEmpty("UV_PYTHON") { return try named(python, by: "UV_PYTHON") }
    if variables.truth(of: "UV_SYSTEM_PYTHON") == true {
      return try system()
    }
    if let root = variables.nonEmpty("VIRTUAL_ENV") {
      return try environment(at: absolute(root), named: "VIRTUAL_ENV=\(root)")
    }
    if let prefix = variables.nonEmpty("CONDA_PREFIX"), !isCondaBase {
      return try environment(at: absolute(prefix), named: "CONDA_PREFIX=\(prefix)")
    }
    return try nearest()
  }

  // MARK: - Ways to name one

  private func directories(_ names: [String]) throws(Failure) -> PythonEnvironment {
    var paths: [Path] = []
    for name in names {
      let path = absolute(name)
      guard (try? Directory.working.status(of: path))?.kind == .directory else {
        throw Failure(message: "--site-packages \(name): no such directory")
      }
      paths.append(path)
    }
    return PythonEnvironment(root: nil, pythonVersion: nil, sitePackages: unique(paths))
  }

  private func named(_ python: String, by source: String) throws(Failure) -> PythonEnvironment {
    let path = absolute(python)
    switch (try? Directory.working.status(of: path))?.kind {
    case .directory: return try environment(at: path, named: "\(source) \(python)")
    case .regular: return try interpreter(path, named: "\(source) \(python)")
    default: break
    }
    if python.utf8.contains(UInt8(ascii: "/")) {
      throw Failure(message: "\(source) \(python): no such environment or interpreter")
    }
    for name in [python, "python\(python)"] {
      if let found = Executable.find(name, environment: variables) {
        return try interpreter(absolute(found), named: "\(source) \(python)")
      }
    }
    throw Failure(message: "\(source) \(python): no such environment, and no such program in PATH")
  }

  /// An interpreter: that of a virtual environment by its place, any other by asking it.
  private func interpreter(_ path: Path, named name: String) throws(Failure) -> PythonEnvironment {
    if let root = path.parent?.parent, let configuration = PyvenvConfiguration(at: root) {
      return try virtual(root, configuration, named: name)
    }
    return try ask(path, named: name)
  }

  private func environment(at root: Path, named name: String) throws(Failure) -> PythonEnvironment {
    if let configuration = PyvenvConfiguration(at: root) {
      return try virtual(root, configuration, named: name)
    }
    guard (try? Directory.working.status(of: root))?.kind == .directory else {
      throw Failure(message: "\(name): no such environment")
    }
    if Directory.working.has(root.appending("conda-meta")),
      let found = PythonEnvironment(prefix: root)
    {
      return found
    }
    for program in ["bin/python", "bin/python3"] {
      let path = root.appending(program)
      if Executable.isExecutable(path) { return try ask(path, named: name) }
    }
    throw Failure(
      message: "\(name): no Python environment there (neither pyvenv.cfg nor bin/python)")
  }

  private func virtual(
    _ root: Path, _ configuration: PyvenvConfiguration, named name: String
  ) throws(Failure) -> PythonEnvironment {
    guard let found = PythonEnvironment(virtual: root, configuration: configuration) else {
      throw Failure(
        message: "\(name): no lib/python*/site-packages there, and pyvenv.cfg names no version")
    }
    // A lib64 of its own counts only where the interpreter installs to it.
    guard let apart = lib64(of: found) else { return found }
    let asked = try? ask(root.appending("bin/python"), named: name)
    guard let asked, asked.sitePackages.contains(apart) else { return found }
    return PythonEnvironment(
      root: root, pythonVersion: found.pythonVersion,
      sitePackages: unique(found.sitePackages + [apart]))
  }

  private func lib64(of environment: PythonEnvironment) -> Path? {
    guard let root = environment.root, let pure = environment.sitePackages.first else { return nil }
    let lib64 = root.appending("lib64")
    guard (try? Directory.working.status(of: lib64, follow: false))?.kind == .directory else {
      return nil
    }
    let below = pure.relative(to: root.appending("lib"))
    return Directory.working.has(lib64.appending(below.bytes)) ? lib64.appending(below.bytes) : nil
  }

  /// Upward: an environment that we stand in, else `.venv`, which may be a file that names another.
  private func nearest() throws(Failure) -> PythonEnvironment {
    let chosen = variables.nonEmpty("UV_PROJECT_ENVIRONMENT")
    for current in workingDirectory.ancestors {
      if let configuration = PyvenvConfiguration(at: current) {
        return try virtual(
          current, configuration, named: String(decoding: current.bytes, as: UTF8.self))
      }
      if let chosen, Directory.working.has(current.appending("pyproject.toml")) {
        return try environment(
          at: current.appending(chosen), named: "UV_PROJECT_ENVIRONMENT=\(chosen)")
      }
      let venv = current.appending(".venv")
      switch (try? Directory.working.status(of: venv))?.kind {
      case .directory: return try environment(at: venv, named: ".venv")
      case .regular:
        if let content = try? Directory.working.read(venv, limit: 4096).content {
          let target =
            String(decoding: content, as: UTF8.self).trimmingBlanks
            .split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
          return try environment(
            at: current.appending(target).normalized, named: "\(target) (named by the file .venv)")
        }
      default: break
      }
    }
    throw Failure(
      message:
        "no Python environment found: neither --python, UV_PYTHON, VIRTUAL_ENV nor CONDA_PREFIX is"
        + " given, and there is no .venv here or above; make one with `uv venv` or name one with -p"
    )
  }

  /// The first interpreter in PATH that is not of a virtual environment and runs.
  private func system() throws(Failure) -> PythonEnvironment {
    for program in Executable.all(["python", "python3"], environment: variables) {
      let path = absolute(program)
      if let root = path.parent?.parent, PyvenvConfiguration(at: root) != nil { continue }
      if let found = try? ask(path, named: "UV_SYSTEM_PYTHON") { return found }
    }
    throw Failure(message: "UV_SYSTEM_PYTHON is set, and there is no Python in PATH that runs")
  }

  // MARK: - Asking an interpreter

  private func ask(_ program: Path, named name: String) throws(Failure) -> PythonEnvironment {
    let question = """
      import json,platform,sys,sysconfig
      p=sysconfig.get_paths()
      print(json.dumps([sys.prefix,platform.python_version(),p["purelib"],p["platlib"]]))
      """
    let answer: (status: CInt, output: [UInt8])
    do throws(FileError) {
      answer = try ChildProcess.run(
        program, arguments: ["-I", "-c", question], environment: variables)
    } catch {
      throw Failure(message: "\(name): the interpreter does not start: \(error.reason)")
    }
    guard answer.status == 0, case .array(let elements)? = try? JSONValue.read(answer.output),
      elements.count == 4, let prefix = elements[0].text, let pure = elements[2].text,
      let platform = elements[3].text
    else {
      throw Failure(message: "\(name): the interpreter does not tell its paths")
    }
    return PythonEnvironment(
      root: Path(prefix), pythonVersion: elements[1].text,
      sitePackages: unique([Path(pure), Path(platform)]))
  }

  // MARK: - Paths

  private func absolute(_ text: String) -> Path {
    absolute(Path(text))
  }

  private func absolute(_ path: Path) -> Path {
    workingDirectory.appending(path.bytes).tidied
  }

  /// The same directory under another name counts once.
  private func unique(_ paths: [Path]) -> [Path] {
    var kept: [(path: Path, status: FileStatus?)] = []
    for path in paths {
      let status = try? Directory.working.status(of: path)
      let isKnown = kept.contains { other in
        if let status, let known = other.status { return status.isSameFile(as: known) }
        return other.path == path
      }
      if !isKnown { kept.append((path, status)) }
    }
    return kept.map(\.path)
  }

  private var isCondaBase: Bool {
    ["base", "root"].contains(variables.nonEmpty("CONDA_DEFAULT_ENV") ?? "")
  }
}
