import Platform

/// Finds the environment to look at, in the order of `uv pip`.
///
/// No interpreter of an environment is ever started: its place, its name and `pyvenv.cfg` tell. A
/// system's is asked for its paths, because distributions of Linux place them differently, and the
/// one that an environment was made with for its patch level where its path does not tell.
package struct EnvironmentDiscovery: Sendable {
  /// What the user said on the command line, or chose.
  package struct Request: Sendable {
    package var python: String?
    package var sitePackages: [String] = []
    /// The option that `python` was given by, for messages; empty for what was chosen elsewhere.
    package var option = "--python"

    package init(
      python: String? = nil, sitePackages: [String] = [], option: String = "--python"
    ) {
      self.python = python
      self.sitePackages = sitePackages
      self.option = option
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
  private let project: ProjectEnvironment?
  /// `[tool.uv.pip]` may name an interpreter or the system's.
  private let settings: GoverningSettings
  /// Asked only where releases differ, since it may take a process to tell.
  private let rules: @Sendable () -> Rules

  /// `project` is the environment that `uv sync` would use, nil outside of projects.
  package init(
    variables: ProcessEnvironment, workingDirectory: Path, project: ProjectEnvironment? = nil,
    settings: GoverningSettings = .none,
    rules: @escaping @Sendable () -> Rules = { .latest }
  ) {
    self.rules = rules
    self.variables = variables
    self.workingDirectory = workingDirectory
    self.project = project
    self.settings = settings
  }

  package func find(_ request: Request) throws(Failure) -> PythonEnvironment {
    if !request.sitePackages.isEmpty { return try directories(request.sitePackages) }
    // `uv sync` asks nothing of [tool.uv.pip].
    if project == nil, let place = try pipDirectory(request) { return place }
    return try interpreter(of: request)
  }

  private func interpreter(of request: Request) throws(Failure) -> PythonEnvironment {
    let named = [
      (request.python.flatMap { $0.isEmpty ? nil : $0 }, request.option),
      (variables.nonEmpty("UV_PYTHON"), "UV_PYTHON"),
      (settings.pip.python, "pip.python"),
    ].lazy.compactMap { text, source in text.map { ($0, source) } }.first
    guard let (text, source) = named else { return try first(nil, "") }
    let name = source.isEmpty ? text : "\(source) \(text)"
    switch PythonRequest(text, in: workingDirectory) {
    case .any: return try first(nil, name)
    case .matching(let filter): return try first(filter, name)
    case .directory(let root): return try environment(at: root, named: name)
    case .file(let program):
      if source == "UV_PYTHON", !isInEnvironment(program), let own = try ownOfProject() {
        return own
      }
      return try interpreter(program, named: name)
    case .program(let program):
      if source == "UV_PYTHON", let own = try ownOfProject() { return own }
      return try interpreter(called: program, named: name)
    }
  }

  /// A name stands for the first such program in PATH that is of a virtual environment.
  private func interpreter(
    called program: String, named name: String
  ) throws(Failure) -> PythonEnvironment {
    let all = Executable.all([program], environment: variables)
      .map { workingDirectory.appending($0.bytes).tidied }
    guard let found = all.first(where: { usesSystem || isInEnvironment($0) }) else {
      throw Failure(
        message: "\(name): no such environment, and none has a program of that name in PATH")
    }
    return try interpreter(found, named: name)
  }

  /// To `uv sync` an interpreter is what the project's environment is to be made with.
  private func ownOfProject() throws(Failure) -> PythonEnvironment? {
    guard let project else { return nil }
    return try existing(project.root, "the project's environment")
  }

  private func isInEnvironment(_ program: Path) -> Bool {
    program.parent?.parent.flatMap { PyvenvConfiguration(at: $0) } != nil
  }

  private var usesSystem: Bool {
    variables.truth(of: "UV_SYSTEM_PYTHON") ?? settings.pip.usesSystem ?? false
  }

  // MARK: - By path

  /// Where `uv pip` installs to instead: `pip.target` is a directory of packages, `pip.prefix` is
  /// laid out as the interpreter's own.
  private func pipDirectory(_ request: Request) throws(Failure) -> PythonEnvironment? {
    if let target = settings.pip.target {
      return PythonEnvironment(
        root: nil, pythonVersion: try? interpreter(of: request).pythonVersion,
        sitePackages: [absolute(target)])
    }
    guard let prefix = settings.pip.prefix else { return nil }
    let python: PythonEnvironment
    do throws(Failure) {
      python = try interpreter(of: request)
    } catch {
      python = try firstOfSystem(nil)
    }
    let library = python.interpreter?.libraryName ?? "python3"
    return PythonEnvironment(
      root: nil, pythonVersion: python.pythonVersion,
      sitePackages: [absolute(prefix).appending("lib/\(library)/site-packages")])
  }

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

  private func environment(at root: Path, named name: String) throws(Failure) -> PythonEnvironment {
    if let configuration = PyvenvConfiguration(at: root) {
      return try virtual(root, configuration, named: name)
    }
    if let conda = conda(root) { return conda }
    for program in ["bin/python", "bin/python3"] {
      let path = root.appending(program)
      if Executable.isExecutable(path) { return try system(path, named: name) }
    }
    throw Failure(
      message: "\(name): no Python environment there (neither pyvenv.cfg nor bin/python)")
  }

  /// An interpreter: that of a virtual environment by its place, any other by asking it.
  private func interpreter(_ path: Path, named name: String) throws(Failure) -> PythonEnvironment {
    if let root = path.parent?.parent, let configuration = PyvenvConfiguration(at: root) {
      return try virtual(root, configuration, named: name)
    }
    guard Directory.working.has(path) else {
      throw Failure(message: "\(name): no such environment or interpreter")
    }
    return try system(path, named: name)
  }

  private func virtual(
    _ root: Path, _ configuration: PyvenvConfiguration, named name: String
  ) throws(Failure) -> PythonEnvironment {
    var python = EnvironmentPython(of: root)
    var asked: InterpreterQuestions.Answer?
    if case .present(let program) = python {
      let told = PythonInterpreter(at: program)
      let lib64 = (try? Directory.working.status(of: root.appending("lib64"), follow: false))?.kind
      if told?.isExact != true || lib64 == .directory, isOutside(program, root) {
        do throws(InterpreterQuestions.Failure) {
          asked = try InterpreterQuestions(variables: variables).ask(program)
        } catch  where told == nil {
          python = .unusable("\(program.shown) does not answer as a Python does")
        } catch {}
      }
    }
    guard
      let found = PythonEnvironment(
        virtual: root, configuration: configuration, python: python,
        interpreter: asked?.interpreter)
    else {
      throw Failure(
        message: "\(name): no lib/python*/site-packages there, and pyvenv.cfg names no version")
    }
    // A lib64 of its own counts only where the interpreter installs to it.
    guard let asked, asked.libraryDirectory != "lib", let pure = found.sitePackages.first else {
      return found
    }
    let below = pure.relative(to: root.appending("lib"))
    let apart = root.appending(asked.libraryDirectory).appending(below.bytes)
    return unique([pure, apart]).count == 2 ? found.adding(apart) : found
  }

  /// Programs inside the environment, beside it in the project, or in the repository around are not
  /// started: looking at a project must not run its code.
  private func isOutside(_ program: Path, _ root: Path) -> Bool {
    let place = root.resolved ?? root
    let repository = GitRepository.dotGit(around: place)?.path.parent
    return [place.parent ?? root, repository ?? "/"].allSatisfy { directory in
      directory == Path("/") || !program.ancestors.contains(directory)
    }
  }

  /// A conda environment has no pyvenv.cfg; a name in `conda-meta` tells its Python.
  private func conda(_ root: Path) -> PythonEnvironment? {
    guard Directory.working.has(root.appending("conda-meta")) else { return nil }
    var interpreter: PythonInterpreter?
    if case .present(let program) = EnvironmentPython(of: root) {
      interpreter = PythonInterpreter(at: program)
    }
    let site =
      interpreter.map { root.appending("lib/\($0.libraryName)/site-packages") }
      ?? PythonEnvironment.sitePackages(below: root, version: nil)
    guard let site else { return nil }
    if interpreter == nil { interpreter = PythonInterpreter(inLibrary: site, version: nil) }
    return PythonEnvironment(root: root, interpreter: interpreter, sitePackages: [site])
  }

  // MARK: - By search

  /// The first environment that uv would take, and that fits.
  private func first(_ filter: PythonFilter?, _ name: String) throws(Failure) -> PythonEnvironment {
    if usesSystem { return try firstOfSystem(filter) }
    var unfit: PythonEnvironment?
    for candidate in [
      projectChosen, active, condaActive, ofProject, nearest, condaBase, inSearchPath,
    ] {
      guard let found = try candidate() else { continue }
      if filter.map({ fits(found, $0) }) ?? true { return found }
      unfit = unfit ?? found
    }
    // `uv sync` would make the project's environment again with another Python.
    if let filter, let project, let own = try existing(project.root, "the project's"),
      !fits(own, filter)
    {
      return own
    }
    if let unfit, !name.isEmpty {
      let version = unfit.pythonVersion ?? "another version"
      throw Failure(
        message: "\(name): no environment fits; that in \(unfit.root?.shown ?? "") is Python"
          + " \(version)")
    }
    throw Failure(
      message:
        "no Python environment found: neither --python, UV_PYTHON, VIRTUAL_ENV nor CONDA_PREFIX"
        + " names one, and there is no .venv here or above; make one with `uv venv` or name one"
        + " with -p")
  }

  /// An interpreter whose version is not known well enough is taken at its word.
  private func fits(_ environment: PythonEnvironment, _ filter: PythonFilter) -> Bool {
    environment.interpreter.flatMap(filter.matches) ?? true
  }

  /// `UV_PROJECT_ENVIRONMENT` is for `uv sync` alone, which goes before `uv pip` in a project.
  private func projectChosen() throws(Failure) -> PythonEnvironment? {
    guard let project, let name = project.namedBy else { return nil }
    return try environment(at: project.root, named: name)
  }

  private func active() throws(Failure) -> PythonEnvironment? {
    guard let name = variables.nonEmpty("VIRTUAL_ENV") else { return nil }
    do throws(Failure) {
      return try existing(absolute(name), "VIRTUAL_ENV=\(name)")
    } catch {
      // `uv sync` does not look there.
      if let own = try ownOfProject() { return own }
      throw error
    }
  }

  /// The virtual environment at a root; nil where there is none, which uv passes over.
  private func existing(_ root: Path, _ name: String) throws(Failure) -> PythonEnvironment? {
    guard let configuration = PyvenvConfiguration(at: root) else {
      if case .unusable(let reason) = EnvironmentPython(of: root) {
        throw Failure(message: "\(name): \(reason); no uv command on it runs")
      }
      return nil
    }
    return try virtual(root, configuration, named: name)
  }

  private func condaActive() throws(Failure) -> PythonEnvironment? {
    guard let name = variables.nonEmpty("CONDA_PREFIX") else { return nil }
    let root = absolute(name)
    if isCondaBase(root) { return nil }
    switch EnvironmentPython(of: root) {
    case .present: break
    case .absent, .dangling: return nil
    case .unusable(let reason): throw Failure(message: "CONDA_PREFIX=\(name): \(reason)")
    }
    return try environment(at: root, named: "CONDA_PREFIX=\(name)")
  }

  /// A base environment is not touched unless it is a virtual one.
  private func condaBase() throws(Failure) -> PythonEnvironment? {
    guard let name = variables.nonEmpty("CONDA_PREFIX"), isCondaBase(absolute(name)) else {
      return nil
    }
    return try existing(absolute(name), "CONDA_PREFIX=\(name)")
  }

  /// uv takes a prefix for the base environment, which it leaves alone, by `_CONDA_ROOT` and by
  /// its name, not by the words `base` and `root`; pixi has no base.
  private func isCondaBase(_ root: Path) -> Bool {
    if Directory.working.has(root.appending("conda-meta/pixi")) { return false }
    if variables.nonEmpty("_CONDA_ROOT").map(absolute) == root { return true }
    guard let current = variables.text(of: "CONDA_DEFAULT_ENV") else { return false }
    let name = variables.nonEmpty("CONDA_PREFIX") ?? ""
    return Array(current.utf8) != root.name && current != name
  }

  /// Where `UV_PROJECT` sends `uv sync`.
  private func ofProject() throws(Failure) -> PythonEnvironment? {
    variables.nonEmpty("UV_PROJECT") == nil ? nil : try ownOfProject()
  }

  /// Upward: an environment that we stand in, else `.venv`, which may be a file that names another.
  private func nearest() throws(Failure) -> PythonEnvironment? {
    for current in workingDirectory.ancestors {
      if let configuration = PyvenvConfiguration(at: current) {
        return try virtual(current, configuration, named: current.shown)
      }
      let venv = current.appending(".venv")
      switch (try? Directory.working.status(of: venv))?.kind {
      case .directory: return try broken(venv)
      case .regular where rules().followsEnvironmentFiles:
        guard let content = try? Directory.working.read(venv, limit: 4096).content else { break }
        let text = String(decoding: content, as: UTF8.self)
        let target = text.split(whereSeparator: \.isNewline).first?.trimmed ?? ""
        if target.isEmpty { throw Failure(message: "\(venv.shown) is an empty file") }
        return try environment(
          at: current.appending(String(target)).normalized,
          named: "\(target) (named by the file \(venv.shown))")
      case nil
      where (try? Directory.working.status(of: venv, follow: false)) != nil
        && rules().endsAtDanglingLink:
        return try broken(venv)
      default: break
      }
    }
    return nil
  }

  /// A `.venv` that is there ends uv's search, whether it is an environment or not.
  private func broken(_ venv: Path) throws(Failure) -> PythonEnvironment {
    if let configuration = PyvenvConfiguration(at: venv) {
      return try virtual(venv, configuration, named: venv.shown)
    }
    throw Failure(
      message: "\(venv.shown) is not an environment: pyvenv.cfg is missing; remove it, or create it"
        + " with `uv venv`")
  }

  /// A virtual environment whose `bin` is in PATH, as in images that set nothing else.
  private func inSearchPath() throws(Failure) -> PythonEnvironment? {
    for program in Executable.all(["python", "python3"], environment: variables) {
      let path = workingDirectory.appending(program.bytes).tidied
      guard let root = path.parent?.parent, let configuration = PyvenvConfiguration(at: root) else {
        continue
      }
      return try virtual(root, configuration, named: "PATH")
    }
    return nil
  }

  /// The first interpreter in PATH that is not of a virtual environment, runs and fits.
  private func firstOfSystem(_ filter: PythonFilter?) throws(Failure) -> PythonEnvironment {
    for program in Executable.all(["python", "python3"], environment: variables) {
      let path = workingDirectory.appending(program.bytes).tidied
      if let root = path.parent?.parent, PyvenvConfiguration(at: root) != nil { continue }
      if let found = try? system(path, named: "UV_SYSTEM_PYTHON"),
        filter.map({ fits(found, $0) }) ?? true
      {
        return found
      }
    }
    throw Failure(message: "UV_SYSTEM_PYTHON is set, and no Python in PATH runs and fits")
  }

  private func system(_ program: Path, named name: String) throws(Failure) -> PythonEnvironment {
    do throws(InterpreterQuestions.Failure) {
      let answer = try InterpreterQuestions(variables: variables).ask(program)
      return PythonEnvironment(
        root: answer.prefix, interpreter: answer.interpreter,
        sitePackages: unique([answer.pure, answer.platform]))
    } catch {
      switch error {
      case .doesNotStart(let reason):
        throw Failure(message: "\(name): the interpreter does not start: \(reason)")
      case .tellsNothing:
        throw Failure(message: "\(name): the interpreter does not tell its paths")
      }
    }
  }

  // MARK: - Paths

  private func absolute(_ text: String) -> Path {
    workingDirectory.appending(text).tidied
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
}
