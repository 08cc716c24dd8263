import Platform

/// What a sync of a project would install, as far as files tell.
package struct SyncWants: Sendable {
  package enum Outcome: Hashable, Sendable {
    case known
    /// The sync fails, for every package.
    case fails(String)
    /// A resolution or a build would have to tell.
    case unknown(String)
    /// Without a lock uv resolves first; only the directories of the projects themselves are certain.
    case unlocked
  }

  package struct Wanted: Hashable, Sendable {
    package let name: String
    /// Nil where the version is dynamic, or not known before a resolution.
    package let version: String?
    package let source: LockSource
    /// Absolute; nil for what is not local.
    package let path: Path?
    /// Whether markers and the rest leave no doubt.
    package let isCertain: Bool
    package var isMember = false
  }

  package let outcome: Outcome
  package let wanted: [String: Wanted]
  /// Whether all that is not in `wanted` is not wanted.
  package let isComplete: Bool
  /// A sync without `--inexact` removes what is not wanted.
  package let isExact: Bool
  package let lock: LockFile?

  init(
    outcome: Outcome, wanted: [String: Wanted] = [:], isComplete: Bool = false,
    isExact: Bool = true, lock: LockFile? = nil
  ) {
    self.outcome = outcome
    self.wanted = wanted
    self.isComplete = isComplete
    self.isExact = isExact
    self.lock = lock
  }

  /// The same where uv compares no versions.
  var withoutVersions: SyncWants {
    let wanted = wanted.mapValues { package in
      Wanted(
        name: package.name, version: nil, source: package.source, path: package.path,
        isCertain: package.isCertain, isMember: package.isMember)
    }
    return SyncWants(
      outcome: outcome, wanted: wanted, isComplete: isComplete, isExact: isExact, lock: lock)
  }

  /// What `no-build` forbids to install, sorted; whether it is fresh makes no difference.
  package func builtNames(_ rules: Rules) -> [String] {
    if outcome == .unlocked { return [] }
    return wanted.values.filter { package in
      package.source.isLocal && package.source.kind != .path
        && !(package.isMember && rules.buildsMembersAlways)
    }.map(\.name).sorted()
  }
}

extension SyncWants.Wanted {
  /// The same under `--no-editable`.
  var notEditable: Self {
    guard source.kind == .editable else { return self }
    return Self(
      name: name, version: version,
      source: LockSource(.directory, source.place, subdirectory: source.subdirectory), path: path,
      isCertain: isCertain, isMember: isMember)
  }
}

/// Walks from the projects that a sync is asked for to all that it reaches.
///
/// Where the lock fits, its edges are taken. Where it does not, uv resolves first: local packages
/// then follow from their pyproject.toml files, and the others are taken as the lock has them, if
/// there is one.
struct SyncWalk {
  let workspace: WorkspaceMembers
  let lowering: Lowering
  let lock: LockFile?
  let fits: Bool
  let environment: MarkerEnvironment
  let options: SyncOptions

  private struct Visit: Hashable {
    let name: String
    let source: LockSource
    /// Nil for the package itself.
    let extra: String?
  }

  private struct Edge {
    let name: String
    let version: String?
    let source: LockSource
    let extras: Set<String>
    let isCertain: Bool
  }

  private var wanted: [String: SyncWants.Wanted] = [:]
  private var visited: [Visit: Bool] = [:]
  private var queue: [(visit: Visit, version: String?, isCertain: Bool)] = []
  private var isComplete = true

  init(
    workspace: WorkspaceMembers, lowering: Lowering, lock: LockFile?, fits: Bool,
    environment: MarkerEnvironment, options: SyncOptions
  ) {
    self.workspace = workspace
    self.lowering = lowering
    self.lock = lock
    self.fits = fits
    self.environment = environment
    self.options = options
  }

  /// What the sync of some members would install; nil `target` for a root without a project.
  mutating func wants(of roots: [String], throughRoot: Bool) throws(Lowering.Failure) -> SyncWants {
    for root in roots { try addRoot(root) }
    if throughRoot {
      let manifest = workspace.rootManifest
      for group in options.activeGroups(manifest.groups.keys, defaults: manifest.defaultGroups) {
        if fits {
          for requirement in lock?.rootGroups[group] ?? [] { try follow(requirement) }
        } else {
          for requirement in manifest.requirements(ofGroup: group) ?? [] {
            for one in try lowering.lower(requirement, of: manifest, group: group) {
              try follow(one)
            }
          }
        }
      }
    }
    var next = 0
    while next < queue.count {
      let (visit, version, isCertain) = queue[next]
      next += 1
      for edge in try edges(of: visit, version: version) { add(edge, isCertain) }
    }
    let members = Set(workspace.members.keys)
    // With all packages it is the root's; a root may have none of its own.
    let project =
      options.allPackages || throughRoot ? workspace.rootManifest.name : roots.first
    for (name, package) in wanted {
      if options.withoutPackages.contains(name)
        || (options.withoutLocal && package.source.isLocal)
        || (options.withoutWorkspace && members.contains(name))
        || (options.withoutProject && name == project) || package.source.kind == .virtual
      {
        wanted[name] = nil
      } else if options.withoutEditable {
        wanted[name] = package.notEditable
      }
    }
    return SyncWants(
      outcome: .known, wanted: wanted, isComplete: isComplete, isExact: !options.isInexact,
      lock: lock)
  }

  // MARK: - Roots

  private mutating func addRoot(_ name: String) throws(Lowering.Failure) {
    let groups: Set<String>
    let extras: Set<String>
    guard let project = workspace.members[name] else { throw .unknown }
    if fits {
      guard let package = lock?[name].first else { throw .unknown }
      groups = options.activeGroups(
        package.groups.keys.map { $0 }, defaults: project.defaultGroups)
      extras = options.activeExtras(package.extras.keys)
      if options.onlyGroups.isEmpty { push(package, extras: extras, isCertain: true) }
      for group in groups {
        for dependency in package.groups[group] ?? [] { follow(dependency, isCertain: true) }
      }
      return
    }
    groups = options.activeGroups(project.groups.keys, defaults: project.defaultGroups)
    extras = options.activeExtras(project.extras)
    if options.onlyGroups.isEmpty {
      add(
        Edge(
          name: name, version: project.version,
          source: LockSource(
            workspace.kind(ofMember: name) ?? .editable, lowering.relative(project.directory)),
          extras: extras, isCertain: true), true)
    }
    for group in groups {
      guard let requirements = project.requirements(ofGroup: group) else { throw .unknown }
      for requirement in requirements {
        for one in try lowering.lower(requirement, of: project, group: group) { try follow(one) }
      }
    }
  }

  // MARK: - Edges

  private mutating func follow(_ requirement: LockRequirement) throws(Lowering.Failure) {
    if let edge = try edge(requirement, extra: nil) { add(edge, true) }
  }

  private mutating func follow(_ dependency: LockDependency, isCertain: Bool) {
    if let edge = edge(dependency) { add(edge, isCertain) }
  }

  private mutating func push(_ package: LockFile.Package, extras: Set<String>, isCertain: Bool) {
    add(
      Edge(
        name: package.name, version: package.version, source: package.source, extras: extras,
        isCertain: isCertain), isCertain)
  }

  private mutating func add(_ edge: Edge, _ isCertain: Bool) {
    let isCertain = isCertain && edge.isCertain
    for extra in [nil] + edge.extras.map(Optional.some) {
      let visit = Visit(name: edge.name, source: edge.source, extra: extra)
      if let known = visited[visit], known || !isCertain { continue }
      visited[visit] = isCertain
      queue.append((visit, edge.version, isCertain))
    }
    if let known = wanted[edge.name], known.isCertain || !isCertain { return }
    wanted[edge.name] = SyncWants.Wanted(
      name: edge.name, version: edge.version, source: edge.source,
      path: edge.source.isLocal
        ? workspace.root.appending(edge.source.place).normalized : nil,
      isCertain: isCertain, isMember: workspace.members[edge.name] != nil)
  }

  private mutating func edges(
    of visit: Visit, version: String?
  ) throws(Lowering.Failure) -> [Edge] {
    if !fits, visit.source.isLocal, visit.source.kind != .path {
      return try manifestEdges(of: visit)
    }
    let named = lock?[visit.name] ?? []
    guard
      let package = named.first(where: { $0.source == visit.source && $0.version == version })
        ?? named.first(where: { $0.source == visit.source }) ?? (fits ? nil : named.first)
    else {
      isComplete = false
      return []
    }
    let list = visit.extra.map { package.extras[$0] ?? [] } ?? package.dependencies
    return list.compactMap { edge($0) }
  }

  private func edge(_ dependency: LockDependency) -> Edge? {
    var isCertain = true
    if let text = dependency.marker {
      switch Marker(text)?.holds(in: environment) {
      case false?: return nil
      case nil: isCertain = false
      case true?: break
      }
    }
    guard let package = lock?.package(dependency) else { return nil }
    return Edge(
      name: package.name, version: package.version, source: package.source,
      extras: Set(dependency.extras), isCertain: isCertain)
  }

  private mutating func manifestEdges(of visit: Visit) throws(Lowering.Failure) -> [Edge] {
    let directory = workspace.root.appending(visit.source.place).normalized
    guard let project = lowering.manifests[directory] else {
      throw Directory.working.has(directory.appending("setup.py"))
        ? .unknown : .refused("\(directory.shown) is gone, or is not a Python project")
    }
    if project.isOdd || !project.hasStaticRequirements {
      isComplete = false
      return []
    }
    var edges: [Edge] = []
    for requirement in project.requires where requirement.extra == visit.extra {
      for one in try lowering.lower(requirement, of: project) {
        if let edge = try edge(one, extra: visit.extra) { edges.append(edge) }
      }
    }
    return edges
  }

  private mutating func edge(
    _ requirement: LockRequirement, extra: String?
  ) throws(Lowering.Failure) -> Edge? {
    var isCertain = true
    if let marker = requirement.marker {
      var environment = environment
      environment.extras = extra.map { [$0] } ?? []
      switch marker.holds(in: environment) {
      case false?: return nil
      case nil: isCertain = false
      case true?: break
      }
    }
    guard let source = requirement.source, source.isLocal else {
      // What the registry would give is not known; the lock's answer is the best there is.
      guard let package = lock?[requirement.name].first, package.source.kind == .registry else {
        isComplete = false
        return Edge(
          name: requirement.name, version: nil,
          source: requirement.source
            ?? LockSource(.registry, ""), extras: requirement.extras, isCertain: false)
      }
      return Edge(
        name: package.name, version: nil, source: package.source, extras: requirement.extras,
        isCertain: isCertain)
    }
    let directory = workspace.root.appending(source.place).normalized
    return Edge(
      name: requirement.name, version: lowering.manifests[directory]?.version, source: source,
      extras: requirement.extras, isCertain: isCertain)
  }
}
