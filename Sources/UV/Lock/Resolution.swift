import Platform

/// What makes uv's resolution of local projects fail, as far as their pyproject.toml files tell.
///
/// A lock holds for every Python and platform, with all extras and groups of the members, so that
/// everything that any of them reaches must be there, agree and take these Pythons.
struct Resolution {
  let workspace: WorkspaceMembers
  let lowering: Lowering
  /// For which Pythons everything must be had.
  let pythons: PythonRange
  /// The environment's Python, where each package must take that as well.
  var own: PythonRange?

  private struct Step {
    let requirement: LockRequirement
    /// For which Pythons it is wanted.
    let pythons: PythonRange
  }

  private struct Visit: Hashable {
    let source: LockSource
    let extras: Set<String>
    let pythons: PythonRange
  }

  func check() throws(Lowering.Failure) {
    var chosen: [String: LockSource] = [:]
    var queue: [Step] = []
    var visited: Set<Visit> = []
    for name in workspace.members.keys.sorted() {
      guard let member = workspace.members[name],
        let kind = workspace.kind(ofMember: name)
      else { continue }
      let source = LockSource(kind, lowering.relative(member.directory))
      chosen[name] = source
      let requirement = LockRequirement(
        name: name, extras: member.extras, specifiers: [], marker: nil, source: source)
      queue.append(Step(requirement: requirement, pythons: pythons))
    }
    if workspace.rootManifest.name == nil {
      queue += try groups(of: workspace.rootManifest, pythons)
    }
    var next = 0
    while next < queue.count {
      let step = queue[next]
      let requirement = step.requirement
      next += 1
      guard let source = requirement.source, source.isLocal else { continue }
      if let other = chosen[requirement.name], other != source {
        // Markers may keep the two apart.
        if requirement.marker != nil { throw .unknown }
        throw .refused(
          "\(requirement.name) is wanted as \(other.kind.rawValue) \(other.place) and as"
            + " \(source.kind.rawValue) \(source.place)")
      }
      chosen[requirement.name] = source
      if source.kind == .path {
        let archive = workspace.root.appending(source.place).normalized
        guard Directory.working.has(archive) else {
          throw .refused("\(archive.shown) is gone")
        }
        continue
      }
      let project = try project(requirement.name, source)
      if let theirs = project.pythons,
        !step.pythons.begins(within: theirs) || own?.begins(within: theirs) == false
      {
        throw .refused(
          "\(project.directory.shown)/pyproject.toml: `requires-python` takes fewer Pythons than"
            + " the project that asks for it")
      }
      let visit = Visit(source: source, extras: requirement.extras, pythons: step.pythons)
      guard visited.insert(visit).inserted else { continue }
      queue += try steps(from: project, visit)
      if lowering.isMember(project) { queue += try groups(of: project, step.pythons) }
    }
  }

  private func project(
    _ name: String, _ source: LockSource
  ) throws(Lowering.Failure) -> ProjectManifest {
    let directory = workspace.root.appending(source.place).normalized
    guard let project = lowering.manifests[directory] else {
      if Directory.working.has(directory.appending("setup.py")) { throw .unknown }
      throw .refused("\(directory.shown) is gone, or is not a Python project")
    }
    if let fault = project.fault { throw .refused(fault) }
    if let own = project.name, own != name {
      throw .refused("\(directory.shown) is \(own), not \(name)")
    }
    if project.isOdd { throw .unknown }
    return project
  }

  private func steps(
    from project: ProjectManifest, _ visit: Visit
  ) throws(Lowering.Failure) -> [Step] {
    var steps: [Step] = []
    for one in project.requires {
      if let extra = one.extra, !visit.extras.contains(extra) { continue }
      var lowered = try lowering.lower(one, of: project)
      // An extra may ask for others of the same project.
      if lowered.name == project.name, lowered.source == nil {
        lowered = LockRequirement(
          name: lowered.name, extras: lowered.extras, specifiers: [], marker: lowered.marker,
          source: visit.source)
      }
      add(lowered, visit.pythons, to: &steps)
    }
    return steps
  }

  private func groups(
    of project: ProjectManifest, _ pythons: PythonRange
  ) throws(Lowering.Failure) -> [Step] {
    var steps: [Step] = []
    for group in project.groups.keys.sorted() {
      guard let list = project.requirements(ofGroup: group) else {
        throw .refused(
          "\(project.directory.shown)/pyproject.toml: the dependency group \(group) does not parse")
      }
      let own = pythons.intersection(project.groupPythons[group] ?? .all)
      for requirement in list {
        add(try lowering.lower(requirement, of: project, group: group), own, to: &steps)
      }
    }
    return steps
  }

  private func add(
    _ requirement: LockRequirement, _ pythons: PythonRange, to steps: inout [Step]
  ) {
    let own = requirement.marker.map { pythons.intersection(PythonRange($0)) } ?? pythons
    if !own.isEmpty { steps.append(Step(requirement: requirement, pythons: own)) }
  }
}
