import Platform

/// Whether a lock still fits the projects that it was made for.
enum LockFit: Hashable, Sendable {
  case fits
  /// uv resolves before it syncs; what differs first.
  case stale(String)
  /// uv fails.
  case fails(String)
  /// A build or a form not known here would have to tell.
  case unknown
}

/// Asks what uv asks before it believes its lock, in uv's order: the first difference makes it
/// resolve, but a source that is gone before that makes it fail.
///
/// Source: uv-resolver's `Lock::satisfies`.
struct LockFitness {
  let lock: LockFile
  let workspace: WorkspaceMembers
  let lowering: Lowering
  let environment: MarkerEnvironment
  /// Whether a lock that leads to the same installs, but would be written in another way, is stale.
  let isExact: Bool

  func check() -> LockFit {
    if !lock.pythons.hasBounds(of: workspace.pythons(in: environment)) {
      return .stale("the projects require other Pythons")
    }
    let names = Set(workspace.members.keys)
    let isSingle = names.count == 1 && workspace.rootManifest.name != nil
    if lock.members != (isSingle ? [] : names) {
      return .stale("the workspace has other members")
    }
    for fit in [checkMembers(), checkSettings()] where fit != .fits { return fit }
    if workspace.rootManifest.name == nil {
      for group in Set(workspace.rootManifest.groups.keys).union(lock.rootGroups.keys) {
        guard let wanted = workspace.rootManifest.requirements(ofGroup: group) else {
          return .stale("the group \(group) is gone")
        }
        let fit = compare(
          wanted, Set(lock.rootGroups[group] ?? []), of: workspace.rootManifest, group: group)
        if fit != .fits { return fit }
      }
    }
    return checkPackages(names.sorted())
  }

  /// Members may have become virtual, or no longer editable.
  private func checkMembers() -> LockFit {
    for name in workspace.members.keys.sorted() {
      guard lock[name].count == 1, let source = lock[name].first?.source else {
        return .stale("\(name) is not in it")
      }
      let wanted = workspace.kind(ofMember: name)
      if (source.kind == .virtual) != (wanted == .virtual)
        || (source.kind == .editable) != (wanted == .editable)
      {
        return .stale("\(name) is now \(wanted?.rawValue ?? "no member")")
      }
    }
    return .fits
  }

  /// What steers the resolution as a whole.
  ///
  /// What was added counts only for what is locked. What was taken away always counts, but for
  /// constraints.
  private func checkSettings() -> LockFit {
    let root = workspace.rootManifest
    let excluded = root.excludes.subtracting(lock.excludes)
    if !root.excludes.isSuperset(of: lock.excludes) || excluded.contains(where: isLocked) {
      return .stale("`exclude-dependencies` changed")
    }
    for (key, wanted, locked) in [
      ("constraint", root.constraints, lock.constraints),
      ("override", root.overrides, lock.overrides),
    ] {
      let lowered: [LockRequirement]
      do throws(Lowering.Failure) {
        lowered = try lower(wanted, of: root, group: nil)
      } catch {
        return LockFit(error)
      }
      let added = lowered.filter { isIn(locked, $0) != true }
      let gone = locked.filter { isIn(lowered, $0) != true }
      if added.contains(where: { isLocked($0.name) })
        || gone.contains(where: { key == "override" || isLocked($0.name) })
      {
        return .stale("`\(key)-dependencies` changed")
      }
    }
    return .fits
  }

  private func isLocked(_ name: String) -> Bool { !lock[name].isEmpty }

  private func checkPackages(_ roots: [String]) -> LockFit {
    var queue: [LockFile.Package] = []
    var seen: Set<String> = []
    func add(_ package: LockFile.Package?) {
      guard let package else { return }
      let key = "\(package.name) \(package.version ?? "") \(package.source.place)"
      if seen.insert(key).inserted { queue.append(package) }
    }
    for root in roots {
      guard let package = lock[root].first else { return .stale("\(root) is not in it") }
      add(package)
    }
    for requirement in lock.rootGroups.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
      add(lock[requirement.name].first)
    }
    var next = 0
    while next < queue.count {
      let package = queue[next]
      next += 1
      if !package.source.isLocal { continue }
      if package.source.kind != .path {
        let fit = check(package)
        if fit != .fits { return fit }
      } else if !Directory.working.has(workspace.root.appending(package.source.place)) {
        return .fails("\(package.source.place) is gone")
      }
      for dependency in package.dependencies { add(lock.package(dependency)) }
      for (_, list) in package.extras.sorted(by: { $0.key < $1.key }) {
        for dependency in list { add(lock.package(dependency)) }
      }
      for (_, list) in package.groups.sorted(by: { $0.key < $1.key }) {
        for dependency in list { add(lock.package(dependency)) }
      }
    }
    return .fits
  }

  /// A directory: its pyproject.toml must ask for what the lock remembers.
  private func check(_ package: LockFile.Package) -> LockFit {
    let directory = workspace.root.appending(package.source.place).normalized
    guard let project = lowering.manifests[directory] else {
      if Directory.working.has(directory.appending("setup.py")) { return .unknown }
      return .fails("\(directory.shown) is gone, or is not a Python project")
    }
    let around = lowering.manifests.surroundingFault(of: directory, in: workspace)
    if let fault = project.fault ?? around { return .fails(fault) }
    guard project.name != nil else {
      return project.hasBuildSystem ? .unknown : .fails("\(directory.shown) names no project")
    }
    if project.isOdd || !project.hasStaticRequirements { return .unknown }
    if project.version != package.version { return .stale("\(package.name) has another version") }
    if project.extras != package.providedExtras {
      return .stale("\(package.name) has other extras")
    }
    let fit = compare(project.requires, package.requires, of: project, group: nil)
    if fit != .fits { return fit }
    // Groups count only for members.
    if !lowering.isMember(project) { return .fits }
    for group in Set(project.groups.keys).union(package.groupRequires.keys).sorted() {
      guard let wanted = project.requirements(ofGroup: group) else {
        return .stale("the group \(group) of \(package.name) is gone")
      }
      let fit = compare(wanted, package.groupRequires[group] ?? [], of: project, group: group)
      if fit != .fits { return fit }
    }
    return .fits
  }

  private func compare(
    _ wanted: [Requirement], _ locked: Set<LockRequirement>, of project: ProjectManifest,
    group: String?
  ) -> LockFit {
    let lowered: [LockRequirement]
    do throws(Lowering.Failure) {
      lowered = try lower(wanted, of: project, group: group)
    } catch {
      return LockFit(error)
    }
    let held = lowered.map { isIn(locked, $0) } + locked.map { isIn(lowered, $0) }
    if held.contains(false) {
      return .stale("\(project.name ?? project.directory.shown) requires something else")
    }
    return held.contains(nil) ? .unknown : .fits
  }

  private func isIn(_ all: some Sequence<LockRequirement>, _ one: LockRequirement) -> Bool? {
    var isIn: Bool? = false
    for other in all {
      switch one.matches(other, at: workspace.root, in: isExact ? nil : environment) {
      case true?: return true
      case nil: isIn = nil
      case false?: break
      }
    }
    return isIn
  }
}

extension LockFitness {
  private func lower(
    _ requirements: [Requirement], of project: ProjectManifest, group: String?
  ) throws(Lowering.Failure) -> [LockRequirement] {
    var lowered: [LockRequirement] = []
    for requirement in requirements {
      lowered += try lowering.lower(requirement, of: project, group: group)
    }
    return lowered
  }
}

extension LockFit {
  init(_ failure: Lowering.Failure) {
    switch failure {
    case .refused(let message): self = .fails(message)
    case .unknown: self = .unknown
    }
  }
}
