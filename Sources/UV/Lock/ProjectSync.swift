import Platform

/// The `uv sync` that an environment belongs to: its project, its lock, and where one stands in it.
package struct ProjectSync: Sendable {
  /// The workspace's root, or the only project's directory.
  package let root: Path
  /// The directory of the project that one stands in.
  private let standing: Path
  private let environment: PythonEnvironment
  private let variables: ProcessEnvironment
  private let rules: Rules

  /// Nil unless the environment is the one that `uv sync` would use.
  package init?(
    of environment: PythonEnvironment, root: Path, standing: Path, variables: ProcessEnvironment,
    rules: Rules = .latest
  ) {
    guard let prefix = environment.root,
      Self.isOwn(prefix, of: root, named: variables.nonEmpty("UV_PROJECT_ENVIRONMENT"))
    else { return nil }
    self.root = root
    self.standing = standing
    self.environment = environment
    self.variables = variables
    self.rules = rules
  }

  /// The directory of the member that one stands in, else the root: where to start `uv sync`.
  package var target: Path {
    let above = Array(standing.ancestors)
    let below = above.prefix { $0 != root }
    guard below.count < above.count else { return root }
    let member = below.first { Directory.working.has($0.appending("pyproject.toml")) }
    return member.flatMap { Workspace.root(around: $0) == root ? $0 : nil } ?? root
  }

  /// Whether an environment is the one that `uv sync` would use for a project.
  package static func isOwn(_ environment: Path, of root: Path, named name: String?) -> Bool {
    var own = root.appending(name ?? ".venv")
    guard let mine = try? Directory.working.status(of: environment),
      var status = try? Directory.working.status(of: own)
    else { return false }
    // A file that names the environment's place.
    if status.kind == .regular {
      guard let content = try? Directory.working.read(own, limit: 1 << 16).content,
        let line = String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline).first
      else { return false }
      own = root.appending(String(line))
      guard let named = try? Directory.working.status(of: own) else { return false }
      status = named
    }
    return status.isSameFile(as: mine)
  }

  /// What the sync would install; nil where no project is there.
  package func wants(_ options: SyncOptions, _ manifests: Manifests = Manifests()) -> SyncWants? {
    let wants = everything(options, manifests)
    return rules.comparesVersions ? wants : wants?.withoutVersions
  }

  private func everything(_ options: SyncOptions, _ manifests: Manifests) -> SyncWants? {
    let options = options.with(variables)
    let lock: LockFile
    do throws(LockFile.Failure) {
      guard let found = try LockFile.read(root.appending("uv.lock")) else {
        return withoutLock(options, manifests)
      }
      lock = found
    } catch {
      return SyncWants(outcome: .fails(error.message))
    }
    guard let workspace = WorkspaceMembers(root: root, manifests) else {
      return SyncWants(
        outcome: .fails("\(root.shown)/pyproject.toml is gone, or does not parse"), lock: lock)
    }
    if let fault = workspace.fault { return SyncWants(outcome: .fails(fault), lock: lock) }
    let manifestsOfAll = workspace.members.values.map { $0 } + [workspace.rootManifest]
    let defined = Set(manifestsOfAll.flatMap(\.groups.keys))
    if let group = options.namedGroups.sorted().first(where: { !defined.contains($0) }) {
      return SyncWants(outcome: .fails("there is no dependency group \(group)"), lock: lock)
    }
    if manifestsOfAll.contains(where: options.ignoresSources) {
      return SyncWants(
        outcome: .unknown("without `[tool.uv.sources]` uv resolves first"), lock: lock)
    }
    let lowering = Lowering(workspace: workspace, manifests: ProjectManifests(manifests))
    let markers = environment.markers
    let fitness = LockFitness(
      lock: lock, workspace: workspace, lowering: lowering, environment: markers,
      isExact: options.isLocked)
    if options.isFrozen, rules.looksForMembersInFrozenLocks,
      let member = workspace.members.keys.sorted().first(where: { lock[$0].isEmpty })
    {
      return SyncWants(
        outcome: .fails("uv.lock does not hold \(member), a member of the workspace"), lock: lock)
    }
    let fit = options.isFrozen ? .fits : fitness.check()
    let target = target(in: workspace, options, manifests)
    // The projects themselves are wanted, whatever else a resolution brings.
    func unknown(_ reason: String) -> SyncWants {
      SyncWants(
        outcome: .unknown(reason), wanted: projects(target.members, lowering, options), lock: lock)
    }
    switch fit {
    case .fails(let message): return SyncWants(outcome: .fails(message), lock: lock)
    case .unknown: return unknown("only a build tells whether uv.lock still fits")
    case .stale(let why) where options.isLocked:
      return SyncWants(
        outcome: .fails("uv.lock is out of date (\(why)), and may not change"), lock: lock)
    case .stale(let why) where workspace.steersResolution:
      return unknown("uv.lock is out of date (\(why)): uv resolves first")
    case .stale, .fits: break
    }
    if let why = workspace.rootManifest.excludes(markers) {
      return SyncWants(outcome: .fails(why), lock: lock)
    }
    let isFitting = fit == .fits
    do throws(Lowering.Failure) {
      if !isFitting {
        try Resolution(
          workspace: workspace, lowering: lowering, pythons: workspace.pythons(in: markers),
          own: rules.resolvesForOtherPythons ? nil : environment.ownRange
        ).check()
      }
      var walk = SyncWalk(
        workspace: workspace, lowering: lowering, lock: lock, fits: isFitting,
        environment: markers, options: options)
      return try walk.wants(of: target.members, throughRoot: target.throughRoot)
    } catch {
      switch error {
      case .refused(let message): return SyncWants(outcome: .fails(message), lock: lock)
      case .unknown: return unknown("uv.lock is out of date: uv resolves first")
      }
    }
  }

  private func withoutLock(_ options: SyncOptions, _ manifests: Manifests) -> SyncWants? {
    guard Workspace.root(around: root, manifests) == root else { return nil }
    if options.isLocked || options.isFrozen {
      return SyncWants(outcome: .fails("there is no uv.lock, and none may be made"))
    }
    guard let workspace = WorkspaceMembers(root: root, manifests), workspace.fault == nil else {
      return nil
    }
    let lowering = Lowering(workspace: workspace, manifests: ProjectManifests(manifests))
    let target = target(in: workspace, options, manifests)
    let leavesOut =
      options.withoutProject || options.withoutWorkspace || options.withoutLocal
      || !options.withoutPackages.isEmpty || !options.onlyGroups.isEmpty
    let unlocked = SyncWants(
      outcome: .unlocked, wanted: leavesOut ? [:] : projects(target.members, lowering, options))
    if !wasMadeBySync(workspace) || options.ignoresSources || !options.ignoredSources.isEmpty
      || workspace.steersResolution
    {
      return unlocked
    }
    let markers = environment.markers
    do throws(Lowering.Failure) {
      try Resolution(
        workspace: workspace, lowering: lowering, pythons: workspace.pythons(in: markers),
        own: rules.resolvesForOtherPythons ? nil : environment.ownRange
      ).check()
      var walk = SyncWalk(
        workspace: workspace, lowering: lowering, lock: nil, fits: false, environment: markers,
        options: options)
      return try walk.wants(of: target.members, throughRoot: target.throughRoot)
    } catch {
      switch error {
      case .refused(let message): return SyncWants(outcome: .fails(message))
      case .unknown: return unlocked
      }
    }
  }

  /// uv names what it makes for a project by the project, and what `uv venv` makes by its directory;
  /// where both have one name, the place in the project tells.
  private func wasMadeBySync(_ workspace: WorkspaceMembers) -> Bool {
    guard let configuration = environment.configuration, configuration.uv != nil,
      let prompt = configuration.prompt
    else { return false }
    return PackageName.normalized(prompt)
      == workspace.rootManifest.name
      ?? PackageName.normalized(String(decoding: root.name, as: UTF8.self))
  }

  /// The wish for the projects themselves.
  private func projects(
    _ names: [String], _ lowering: Lowering, _ options: SyncOptions
  ) -> [String: SyncWants.Wanted] {
    let workspace = lowering.workspace
    return names.reduce(into: [:]) { wanted, name in
      guard let member = workspace.members[name], let kind = workspace.kind(ofMember: name),
        kind != .virtual
      else { return }
      let one = SyncWants.Wanted(
        name: name, version: member.version,
        source: LockSource(kind, lowering.relative(member.directory)), path: member.directory,
        isCertain: true, isMember: true)
      wanted[name] = options.withoutEditable ? one.notEditable : one
    }
  }

  /// The members that the sync is for: those named, all, the one that one stands in, or the root.
  private func target(
    in workspace: WorkspaceMembers, _ options: SyncOptions, _ manifests: Manifests
  ) -> (members: [String], throughRoot: Bool) {
    let all = workspace.members.keys.sorted()
    if options.allPackages { return (all, workspace.rootManifest.name == nil) }
    if !options.packages.isEmpty { return (options.packages.sorted(), false) }
    for directory in standing.ancestors where manifests[directory] != nil {
      if directory == root { break }
      if let member = workspace.members.first(where: { $0.value.directory == directory }) {
        return ([member.key], false)
      }
      break
    }
    guard let name = workspace.rootManifest.name else { return (all, true) }
    return ([name], false)
  }
}

extension WorkspaceMembers {
  /// Settings that reach into the resolution of everything, such as overrides.
  var steersResolution: Bool {
    rootManifest.steersResolution
  }
}
