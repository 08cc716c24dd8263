import Platform

/// What makes uv's resolution of local projects fail, as far as their pyproject.toml files tell.
///
/// A lock holds for every Python and platform, with all extras and groups, so that everything that
/// any of them reaches must be there and agree.
struct Resolution {
  let workspace: WorkspaceMembers
  let lowering: Lowering
  let environment: MarkerEnvironment

  func check() throws(Lowering.Failure) {
    var chosen: [String: LockSource] = [:]
    var queue: [LockRequirement] = []
    var visited: Set<LockSource> = []
    for name in workspace.members.keys.sorted() {
      guard let member = workspace.members[name],
        let kind = workspace.kind(ofMember: name)
      else { continue }
      let source = LockSource(kind, lowering.relative(member.directory))
      chosen[name] = source
      queue.append(
        LockRequirement(name: name, extras: [], specifiers: [], marker: nil, source: source))
    }
    for group in workspace.rootManifest.groups.keys.sorted()
    where workspace.rootManifest.name == nil {
      queue += try requirements(of: workspace.rootManifest, group: group)
    }
    var next = 0
    while next < queue.count {
      let requirement = queue[next]
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
      let directory = workspace.root.appending(source.place).normalized
      if source.kind == .path {
        guard Directory.working.has(directory) else {
          throw .refused("\(directory.shown) is gone")
        }
        continue
      }
      guard let project = lowering.manifests[directory] else {
        if Directory.working.has(directory.appending("setup.py")) { throw .unknown }
        throw .refused("\(directory.shown) is gone, or is not a Python project")
      }
      if let fault = project.fault { throw .refused(fault) }
      if let name = project.name, name != requirement.name {
        throw .refused("\(directory.shown) is \(name), not \(requirement.name)")
      }
      if project.isOdd { throw .unknown }
      guard visited.insert(source).inserted else { continue }
      for one in project.requires { queue.append(try lowering.lower(one, of: project)) }
      if lowering.isMember(project) {
        for group in project.groups.keys.sorted() {
          queue += try requirements(of: project, group: group)
        }
      }
    }
  }

  private func requirements(
    of project: ProjectManifest, group: String
  ) throws(Lowering.Failure) -> [LockRequirement] {
    guard let list = project.requirements(ofGroup: group) else {
      throw .refused(
        "\(project.directory.shown)/pyproject.toml: the dependency group \(group) does not parse")
    }
    var lowered: [LockRequirement] = []
    for requirement in list {
      lowered.append(try lowering.lower(requirement, of: project, group: group))
    }
    return lowered
  }
}
