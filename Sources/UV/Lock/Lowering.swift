import Formats
import Platform

/// Turns the requirements of projects into what the lock would hold for them: uv calls it lowering.
struct Lowering {
  let workspace: WorkspaceMembers
  let manifests: ProjectManifests

  enum Failure: Error {
    /// uv fails, with this message.
    case refused(String)
    /// A form that is not known here.
    case unknown
  }

  /// What the lock holds for one requirement: several where markers choose between its sources.
  ///
  /// A group's requirements may have sources of their own.
  /// Source: uv's `LoweredRequirement::from_requirement`.
  func lower(
    _ requirement: Requirement, of project: ProjectManifest, group: String? = nil
  ) throws(Failure) -> [LockRequirement] {
    // A source settles the version: uv drops what the requirement says of it.
    func lowered(_ source: LockSource?, _ marker: Marker? = nil) -> LockRequirement {
      LockRequirement(
        name: requirement.name, extras: requirement.extras,
        specifiers: source == nil ? requirement.specifiers : [],
        marker: Marker.joined(
          Marker.joined(requirement.marker, marker), extra: requirement.extra), source: source)
    }
    let workspace = manifests.workspace(of: project.directory, ours: workspace)
    let found = sources(of: requirement.name, in: project, workspace)
    if found == nil, requirement.name != project.name, workspace?.members[requirement.name] != nil {
      throw .refused(
        "\(requirement.name) is a workspace member, but \(project.directory.shown)/pyproject.toml"
          + " has no entry for it in tool.uv.sources")
    }
    let applicable = (found?.entries ?? []).filter { entry in
      func fits(_ key: String, _ own: String?) -> Bool {
        guard let wanted = entry[key]?.string else { return true }
        return PackageName.normalized(wanted) == own
      }
      return fits("extra", requirement.extra) && fits("group", group)
    }
    guard let owner = found?.owner, !applicable.isEmpty else {
      return [lowered(try requirement.url.map { url throws(Failure) in try source(url) })]
    }
    var all: [LockRequirement] = []
    var markers: [Marker] = []
    for entry in applicable {
      let marker = entry["marker"]?.string.flatMap { Marker($0) }
      if let marker { markers.append(marker) }
      all.append(
        lowered(try source(entry, named: requirement.name, owner: owner, workspace), marker))
    }
    if markers.count == applicable.count {
      // Where none of the sources is meant, the package comes from the index.
      guard let rest = Marker.any(markers).negated else { throw .unknown }
      all.append(lowered(nil, rest))
    } else if markers.isEmpty {
      return all
    }
    // What holds nowhere, uv forgets.
    var kept: [LockRequirement] = []
    for one in all {
      guard let canHold = one.marker.map({ Marker.canMeet([$0]) }) ?? true else { throw .unknown }
      if canHold { kept.append(one) }
    }
    return kept
  }

  func isMember(_ project: ProjectManifest) -> Bool {
    project.name.flatMap { workspace.members[$0] }?.directory == project.directory
  }

  /// The project's own entry, else that of its workspace's root.
  private func sources(
    of name: String, in project: ProjectManifest, _ workspace: WorkspaceMembers?
  ) -> (entries: [TOMLTable], owner: ProjectManifest)? {
    if let entries = project.sources[name] { return (entries, project) }
    guard let root = workspace?.rootManifest, let entries = root.sources[name] else { return nil }
    return (entries, root)
  }

  private func source(
    _ entry: TOMLTable, named name: String, owner: ProjectManifest, _ workspace: WorkspaceMembers?
  ) throws(Failure) -> LockSource? {
    if entry["workspace"]?.boolean == true {
      guard let workspace else { throw .unknown }
      guard let member = workspace.members[name] else {
        throw .refused("\(name) is to come from the workspace, but is not a member of it")
      }
      let isPackage = member.isPackage(requiresBuildSystem: false)
      let isEditable = entry["editable"]?.boolean ?? true
      return LockSource(
        isPackage ? isEditable ? .editable : .directory : .virtual, relative(member.directory))
    }
    if workspace?.members[name] != nil, name != owner.name {
      throw .refused(
        "\(name) is a workspace member, but its entry in tool.uv.sources is not `workspace = true`")
    }
    if let place = entry["path"]?.string {
      let path = owner.directory.appending(place).normalized
      let isEditable = entry["editable"]?.boolean
      if (try? Directory.working.status(of: path))?.kind == .regular {
        if isEditable == true || !LocalSource.isArchiveName(path) {
          throw .refused("\(path.shown) is a file, and neither a directory nor an archive")
        }
        return LockSource(
          .path, relative(path), subdirectory: entry["subdirectory"]?.string)
      }
      let isPackage =
        entry["package"]?.boolean
        ?? manifests[path]?.isPackage(requiresBuildSystem: false) ?? true
      return LockSource(
        isEditable == true ? .editable : isPackage ? .directory : .virtual, relative(path))
    }
    for kind in [LockSource.Kind.git, .url] {
      if let place = entry[kind.rawValue]?.string {
        return LockSource(kind, place, subdirectory: entry["subdirectory"]?.string)
      }
    }
    return nil
  }

  /// What `name @ URL` means.
  private func source(_ url: String) throws(Failure) -> LockSource {
    // `${PROJECT_ROOT}` and other variables; a path that is relative to somewhere.
    if url.contains("$") { throw .unknown }
    guard case .path(let path)? = url.hasPrefix("/") ? .path(Path(url).normalized) : SourceURL(url)
    else { throw .unknown }
    let isFile = (try? Directory.working.status(of: path))?.kind == .regular
    if isFile, !LocalSource.isArchiveName(path) { throw .unknown }
    return LockSource(isFile ? .path : .directory, relative(path))
  }

  /// As the lock writes a path that is not absolute in the project.
  func relative(_ path: Path) -> String {
    path.relative(to: workspace.root).exactText
  }
}

/// The manifests of projects, each lowered from its pyproject.toml once.
final class ProjectManifests {
  private let manifests: Manifests
  private var known: [Path: ProjectManifest?] = [:]
  private var workspaces: [Path: WorkspaceMembers?] = [:]

  init(_ manifests: Manifests) {
    self.manifests = manifests
  }

  /// Why uv fails on the workspace that a project is in or the root of; on its way up from each
  /// member to ours, too.
  func surroundingFault(of directory: Path, in workspace: WorkspaceMembers) -> String? {
    if directory == workspace.root { return nil }
    let surroundings = SourceSurroundings(manifests)
    let isWorkspace = manifests[directory]?["tool"]?["uv", "workspace"] != nil
    return isWorkspace
      ? surroundings.fault(of: directory, isWorkspace: true)
      : surroundings.fault(above: directory, below: workspace.root)
  }

  /// The workspace that uv finds from a project upward: ours for nearly all members.
  func workspace(of project: Path, ours: WorkspaceMembers) -> WorkspaceMembers? {
    if project == ours.root { return ours }
    if let known = workspaces[project] { return known }
    let root = Workspace.root(around: project, manifests)
    let found = root == ours.root ? ours : root.flatMap { WorkspaceMembers(root: $0, manifests) }
    workspaces[project] = .some(found)
    return found
  }

  subscript(directory: Path) -> ProjectManifest? {
    if let known = known[directory] { return known }
    let manifest = manifests[directory].map { ProjectManifest($0, at: directory) }
    known[directory] = .some(manifest)
    return manifest
  }
}

extension Marker {
  /// Both of two markers.
  static func joined(_ one: Marker?, _ other: Marker?) -> Marker? {
    guard let one, let other else { return one ?? other }
    return .all([one, other].flatMap { if case .all(let parts) = $0 { parts } else { [$0] } })
  }

  /// A marker and the condition that an extra was asked for.
  static func joined(_ marker: Marker?, extra: String?) -> Marker? {
    joined(
      marker, extra.map { .comparison(.variable("extra"), operation: "==", .text($0)) })
  }
}

extension LockRequirement {
  /// Whether uv takes both for the same requirement; paths are relative to `root`.
  ///
  /// uv compares markers by their meaning. Two that both hold here, or both do not, lead to the
  /// same installs; others must be written the same way. Without an environment they must mean the
  /// same everywhere; nil where that is not known. Of sources elsewhere the kind is compared.
  func matches(
    _ other: LockRequirement, at root: Path, in environment: MarkerEnvironment?
  ) -> Bool? {
    guard name == other.name, extras == other.extras, specifiers == other.specifiers else {
      return false
    }
    if source?.kind != other.source?.kind { return false }
    if let source, let theirs = other.source, source.isLocal, source != theirs {
      guard source.subdirectory == theirs.subdirectory,
        root.appending(source.place).normalized == root.appending(theirs.place).normalized
      else { return false }
    }
    guard let environment, marker != other.marker else {
      return Marker.agree(marker, other.marker)
    }
    var literals: [String: Set<String>] = [:]
    marker?.collect(&literals)
    other.marker?.collect(&literals)
    return ([[]] + (literals["extra"] ?? []).map { [$0] }).allSatisfy { extras in
      var environment = environment
      environment.extras = Set(extras)
      func holds(_ marker: Marker?) -> Bool? { marker.map { $0.holds(in: environment) } ?? true }
      return holds(marker).map { $0 == holds(other.marker) } ?? false
    }
  }
}
