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

  /// One requirement; a group's requirements may have sources of their own.
  func lower(
    _ requirement: Requirement, of project: ProjectManifest, group: String? = nil
  ) throws(Failure) -> LockRequirement {
    // A source settles the version: uv drops what the requirement says of it.
    func lowered(_ source: LockSource?) -> LockRequirement {
      LockRequirement(
        name: requirement.name, extras: requirement.extras,
        specifiers: source == nil ? requirement.specifiers : [],
        marker: Marker.joined(requirement.marker, extra: requirement.extra), source: source)
    }
    if requirement.url != nil { throw .unknown }
    guard let (entries, owner) = sources(of: requirement.name, in: project) else {
      if requirement.name != project.name, workspace.members[requirement.name] != nil,
        isMember(project)
      {
        throw .refused(
          "\(requirement.name) is a workspace member, but \(project.directory.shown)/pyproject.toml"
            + " has no entry for it in tool.uv.sources")
      }
      return lowered(nil)
    }
    let applicable = entries.filter { entry in
      func fits(_ key: String, _ own: String?) -> Bool {
        guard let wanted = entry[key]?.string else { return true }
        return PackageName.normalized(wanted) == own
      }
      return fits("extra", requirement.extra) && fits("group", group)
    }
    guard let entry = applicable.first else { return lowered(nil) }
    if applicable.count > 1 || entry["marker"] != nil { throw .unknown }
    return lowered(try source(entry, named: requirement.name, owner: owner))
  }

  func isMember(_ project: ProjectManifest) -> Bool {
    project.name.flatMap { workspace.members[$0] }?.directory == project.directory
  }

  /// The project's own entry, else that of its workspace's root.
  private func sources(
    of name: String, in project: ProjectManifest
  ) -> (entries: [TOMLTable], owner: ProjectManifest)? {
    if let entries = project.sources[name] { return (entries, project) }
    guard isMember(project), let entries = workspace.rootManifest.sources[name] else { return nil }
    return (entries, workspace.rootManifest)
  }

  private func source(
    _ entry: TOMLTable, named name: String, owner: ProjectManifest
  ) throws(Failure) -> LockSource? {
    if entry["workspace"]?.boolean == true {
      guard isMember(owner) || owner.directory == workspace.root else { throw .unknown }
      guard let member = workspace.members[name] else {
        throw .refused("\(name) is to come from the workspace, but is not a member of it")
      }
      let isPackage = member.isPackage(requiresBuildSystem: false)
      let isEditable = entry["editable"]?.boolean ?? true
      return LockSource(
        isPackage ? isEditable ? .editable : .directory : .virtual, relative(member.directory))
    }
    if workspace.members[name] != nil, isMember(owner) {
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

  /// As the lock writes a path.
  func relative(_ path: Path) -> String {
    path.relative(to: workspace.root).exactText
  }
}

/// The manifests of projects, each lowered from its pyproject.toml once.
final class ProjectManifests {
  private let manifests: Manifests
  private var known: [Path: ProjectManifest?] = [:]

  init(_ manifests: Manifests) {
    self.manifests = manifests
  }

  /// Why uv fails on the workspace that a project is in or the root of.
  func surroundingFault(of directory: Path) -> String? {
    SourceSurroundings(manifests).fault(
      of: directory, isWorkspace: manifests[directory]?["tool"]?["uv", "workspace"] != nil)
  }

  subscript(directory: Path) -> ProjectManifest? {
    if let known = known[directory] { return known }
    let manifest = manifests[directory].map { ProjectManifest($0, at: directory) }
    known[directory] = .some(manifest)
    return manifest
  }
}

extension Marker {
  /// A marker and the condition that an extra was asked for.
  static func joined(_ marker: Marker?, extra: String?) -> Marker? {
    guard let extra else { return marker }
    let condition = Marker.comparison(.variable("extra"), operation: "==", .text(extra))
    guard let marker else { return condition }
    if case .all(let parts) = marker { return .all(parts + [condition]) }
    return .all([marker, condition])
  }
}

extension LockRequirement {
  /// Whether uv takes both for the same requirement.
  ///
  /// uv compares markers by their meaning. Two that both hold here, or both do not, lead to the
  /// same installs; others must be written the same way. Of sources elsewhere the kind is compared.
  func matches(_ other: LockRequirement, in environment: MarkerEnvironment) -> Bool {
    guard name == other.name, extras == other.extras, specifiers == other.specifiers else {
      return false
    }
    if source?.kind != other.source?.kind { return false }
    if let source, let theirs = other.source, source.isLocal, source != theirs { return false }
    if marker == other.marker { return true }
    var environment = environment
    environment.extras = []
    guard let one = marker?.holds(in: environment) ?? (marker == nil ? true : nil) else {
      return false
    }
    return one == (other.marker?.holds(in: environment) ?? (other.marker == nil ? true : nil))
  }
}
