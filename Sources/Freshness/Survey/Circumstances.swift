import Formats
import Platform
import UV

/// Where uv stands and what it was told, before it looks at any install.
package struct Circumstances: Sendable {
  /// What the environment is to uv.
  package enum Owner: Sendable {
    /// `uv sync` keeps it for this project.
    case project(ProjectEnvironment)
    /// uv keeps it for this script.
    case script(Script)
    /// `uv tool` made it.
    case tool
    case nobody
  }

  package let owner: Owner
  /// The directory in which uv is taken to run.
  package let directory: Path
  package let settings: GoverningSettings
  package let outlook: Outlook

  /// The sync of the project that owns the environment.
  package let projectSync: ProjectSync?
  /// What that sync would install; nil without a lock.
  package let wants: SyncWants?

  package var warnings: [String] { surroundings(of: []).warnings }

  func surroundings(of distributions: [Distribution]) -> Surroundings {
    Surroundings(
      settings: settings, outlook: outlook, wants: wants, isTool: isTool,
      distributions: distributions)
  }

  private var isTool: Bool {
    if case .tool = owner { return true }
    return false
  }
}

extension Surveyor {
  /// Reads settings and manifests, each once.
  package func circumstances() -> Circumstances {
    let manifests = Manifests(version: rules.toml)
    let owner = owner(manifests)
    let directory: Path
    let settings: GoverningSettings
    var fate: EnvironmentFate
    switch owner {
    case .tool:
      directory = workingDirectory
      settings = SettingsDiscovery.findForTool(
        at: environment.root ?? "", variables: variables, rules: rules)
      fate = EnvironmentFate(ofPlain: environment)
      if case .failure(let error)? = environment.root.flatMap({ ToolReceipt.read(at: $0) }) {
        fate = .refused(error.message)
      }
    case .project(let project):
      directory = project.directory
      settings = SettingsDiscovery.find(
        in: directory, variables: variables, rules: rules, audience: .sync(project.project),
        manifests: manifests)
      fate =
        obstacle(on: project, manifests).map { .refused($0) }
        ?? ProjectPython(project.project, manifests, variables: variables, rules: rules)
        .fate(of: environment)
    case .script(let script):
      directory = workingDirectory
      settings = SettingsDiscovery.find(
        for: script, in: directory, variables: variables, rules: rules, manifests: manifests)
      fate = ProjectPython(script.directory, script.manifests, variables: variables, rules: rules)
        .fate(of: environment)
    case .nobody:
      directory = projectDirectory
      settings = SettingsDiscovery.find(
        in: directory, variables: variables, rules: rules, audience: .pip, manifests: manifests)
      fate = EnvironmentFate(ofPlain: environment)
    }
    if case .project(let project) = owner, project.namedBy == nil, fate == .kept,
      rules.hasCentralEnvironments, settings.centralizesEnvironments(variables),
      variables.truth(of: "UV_NO_CACHE") != true,
      environment.root.flatMap({ CachedEnvironment(resolving: $0) }) == nil
    {
      fate = .replaced("the preview keeps the environments of projects in uv's cache")
    }
    if environment.root == nil { fate = .kept }
    let projectSync = projectSync(owner, directory, manifests)
    var wants = projectSync?.wants(sync.with(settings), manifests)
    if case .script(let script) = owner { wants = script.wants(in: environment, script.manifests) }
    if case .project = owner, !fate.isRefusal,
      let name = wants?.builtNames(rules).first(where: { settings.forbidsBuild(of: $0) != nil })
    {
      fate = .refused("\(name) would have to be built, which the settings forbid")
    }
    return Circumstances(
      owner: owner, directory: directory, settings: settings,
      outlook: Outlook(fate, settings, root: environment.root), projectSync: projectSync,
      wants: wants)
  }

  /// Why `uv sync` does not come from where one stands to the project that the environment is of.
  private func obstacle(on project: ProjectEnvironment, _ manifests: Manifests) -> String? {
    let named = rules.readsProjectVariable ? variables.nonEmpty("UV_PROJECT") : nil
    if named == nil, !projectDirectory.ancestors.contains(project.directory) { return nil }
    for directory in projectDirectory.ancestors {
      if directory == project.directory { break }
      let file = directory.appending("pyproject.toml").shown
      switch manifests.reading(of: directory) {
      case .absent, .noFile: continue
      case .invalid(let error): return "\(file) line \(error.line): \(error.message)"
      case .unreadable(let reason): return "\(file): \(reason)"
      case .table:
        // Of its own workspace's members the sync tells.
        return Workspace.root(around: directory, manifests) == project.project
          ? nil : SourceSurroundings(manifests).fault(of: directory, isWorkspace: false)
      }
    }
    if !projectDirectory.ancestors.contains(project.directory) {
      return named.map { "UV_PROJECT=\($0) names no project" }
    }
    // uv looks for no workspace above a root, or what has no `[project]`.
    let table = manifests[project.project]
    if table?["project"] == nil || table?["tool"]?["uv", "workspace"] != nil { return nil }
    return SourceSurroundings(manifests).fault(of: project.project, isWorkspace: false)
  }

  private func projectSync(
    _ owner: Circumstances.Owner, _ directory: Path, _ manifests: Manifests
  ) -> ProjectSync? {
    func sync(of root: Path) -> ProjectSync? {
      ProjectSync(
        of: environment, root: root, standing: directory, variables: variables, rules: rules)
    }
    let obstacle = Workspace.obstacle(above: directory, manifests)
    if obstacle == nil,
      let root = Workspace.root(around: directory, manifests)
        ?? directory.ancestors.first(where: { manifests[$0] != nil })
    {
      return sync(of: root)
    }
    // A pyproject.toml that does not parse, or is gone, is not a root, but the lock beside it is
    // still uv's.
    if let found = sync(of: obstacle ?? directory) { return found }
    guard let parent = environment.root?.parent, directory.ancestors.contains(parent) else {
      return nil
    }
    return sync(of: parent)
  }

  /// Whose environment it is: that of the project that `UV_PROJECT` names or that one stands in, or
  /// of the project that it lies in.
  private func owner(_ manifests: Manifests) -> Circumstances.Owner {
    guard let root = environment.root else { return .nobody }
    if Directory.working.has(root.appending("uv-receipt.toml")) { return .tool }
    for directory in [projectDirectory, root.parent].compactMap({ $0 }) {
      if let project = ProjectEnvironment(around: directory, manifests, variables: variables),
        project.isRoot(of: environment)
      {
        return .project(project)
      }
    }
    if let directory = CachedEnvironment(at: root)?.project,
      let project = ProjectEnvironment(around: directory, manifests, variables: variables)
    {
      return .project(project)
    }
    return Script(of: root, near: workingDirectory).map { .script($0) } ?? .nobody
  }

  /// What `UV_PROJECT` names, else the working directory.
  var projectDirectory: Path {
    ProjectEnvironment.directory(
      workingDirectory: workingDirectory, variables: variables, rules: rules)
  }
}

extension Outlook {
  init(_ fate: EnvironmentFate, _ settings: GoverningSettings, root: Path?) {
    if let refusal = settings.refusal {
      self = .fails(refusal)
      return
    }
    switch fate {
    case .kept: self = .usual
    case .replaced(let reason): self = .replaced(reason)
    case .refused(let reason):
      self = .fails("no uv command runs on \(root?.shown ?? "this environment"): \(reason)")
    }
  }
}
