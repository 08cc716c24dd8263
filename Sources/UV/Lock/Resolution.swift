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
    let reach: Reach
  }

  /// Where a requirement counts.
  private struct Reach: Hashable {
    var pythons: PythonRange
    /// All must hold: the markers on the way to it, without the extras that were asked for.
    var markers: Set<Marker> = []

    /// Nil where none of its Pythons is meant.
    func narrowed(by marker: Marker?) -> Reach? {
      guard let marker else { return self }
      var reach = self
      reach.pythons = pythons.intersection(PythonRange(marker))
      if reach.pythons.isEmpty { return nil }
      if let rest = marker.withoutExtra { reach.markers.insert(rest) }
      return reach
    }

    func canMeet(_ other: Reach) -> Bool? {
      pythons.intersection(other.pythons).isEmpty
        ? false : Marker.canMeet(Array(markers.union(other.markers)))
    }
  }

  private struct Visit: Hashable {
    let source: LockSource
    let extras: Set<String>
    let reach: Reach
  }

  private struct Choice {
    let source: LockSource
    let reach: Reach
  }

  func check() throws(Lowering.Failure) {
    var chosen: [String: [Choice]] = [:]
    var queue: [Step] = []
    var visited: Set<Visit> = []
    let everywhere = Reach(pythons: pythons)
    // What is in doubt does not hide what fails for sure.
    var isInDoubt = false
    for name in workspace.members.keys.sorted() {
      guard let member = workspace.members[name],
        let kind = workspace.kind(ofMember: name)
      else { continue }
      let source = LockSource(kind, lowering.relative(member.directory))
      chosen[name] = [Choice(source: source, reach: everywhere)]
      let requirement = LockRequirement(
        name: name, extras: member.extras, specifiers: [], marker: nil, source: source)
      queue.append(Step(requirement: requirement, reach: everywhere))
    }
    if workspace.rootManifest.name == nil {
      queue += try groups(of: workspace.rootManifest, everywhere)
    }
    var next = 0
    while next < queue.count {
      let step = queue[next]
      let requirement = step.requirement
      next += 1
      guard let source = requirement.source, source.isLocal else { continue }
      let choice = Choice(source: source, reach: step.reach)
      do throws(Lowering.Failure) {
        try check(choice, of: requirement.name, beside: chosen[requirement.name] ?? [])
      } catch {
        if case .refused = error { throw error }
        isInDoubt = true
      }
      chosen[requirement.name, default: []].append(choice)
      if source.kind == .path {
        let archive = workspace.root.appending(source.place).normalized
        guard Directory.working.has(archive) else {
          throw .refused("\(archive.shown) is gone")
        }
        continue
      }
      let project = try project(requirement.name, source)
      if let theirs = project.pythons,
        !step.reach.pythons.begins(within: theirs) || own?.begins(within: theirs) == false
      {
        throw .refused(
          "\(project.directory.shown)/pyproject.toml: `requires-python` takes fewer Pythons than"
            + " the project that asks for it")
      }
      let visit = Visit(source: source, extras: requirement.extras, reach: step.reach)
      guard visited.insert(visit).inserted else { continue }
      if visited.count > 2_000 { throw .unknown }
      do throws(Lowering.Failure) {
        queue += try steps(from: project, visit)
      } catch {
        if case .refused = error { throw error }
        isInDoubt = true
      }
      if lowering.isMember(project) { queue += try groups(of: project, step.reach) }
    }
    if isInDoubt { throw .unknown }
  }

  /// One package cannot come from two places at once.
  private func check(
    _ choice: Choice, of name: String, beside others: [Choice]
  ) throws(Lowering.Failure) {
    for other in others where other.source != choice.source {
      // Markers may keep the two apart.
      guard let canMeet = choice.reach.canMeet(other.reach) else { throw .unknown }
      if !canMeet { continue }
      throw .refused(
        "\(name) is wanted as \(other.source.kind.rawValue) \(other.source.place) and as"
          + " \(choice.source.kind.rawValue) \(choice.source.place)")
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
    let around = lowering.manifests.surroundingFault(of: directory, in: workspace)
    if let fault = project.fault ?? around { throw .refused(fault) }
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
      for var lowered in try lowering.lower(one, of: project) {
        // An extra may ask for others of the same project.
        if lowered.name == project.name, lowered.source == nil {
          lowered = LockRequirement(
            name: lowered.name, extras: lowered.extras, specifiers: [], marker: lowered.marker,
            source: visit.source)
        }
        add(lowered, visit.reach, to: &steps)
      }
    }
    return steps
  }

  private func groups(
    of project: ProjectManifest, _ reach: Reach
  ) throws(Lowering.Failure) -> [Step] {
    var steps: [Step] = []
    for group in project.groups.keys.sorted() {
      guard let list = project.requirements(ofGroup: group) else {
        throw .refused(
          "\(project.directory.shown)/pyproject.toml: the dependency group \(group) does not parse")
      }
      var own = reach
      own.pythons = reach.pythons.intersection(project.groupPythons[group] ?? .all)
      for requirement in list {
        for lowered in try lowering.lower(requirement, of: project, group: group) {
          add(lowered, own, to: &steps)
        }
      }
    }
    return steps
  }

  private func add(_ requirement: LockRequirement, _ reach: Reach, to steps: inout [Step]) {
    guard let own = reach.narrowed(by: requirement.marker), !own.pythons.isEmpty else { return }
    steps.append(Step(requirement: requirement, reach: own))
  }
}

extension Marker {
  /// Nil where it asks for an extra and nothing else.
  fileprivate var withoutExtra: Marker? {
    switch self {
    case .comparison(.variable("extra"), _, _), .comparison(_, _, .variable("extra")): nil
    case .all(let parts): .all(parts.compactMap(\.withoutExtra))
    case .any, .comparison: self
    }
  }
}
