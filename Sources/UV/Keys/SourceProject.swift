import Formats
import Platform

/// What the pyproject.toml of a source says of its package, without a build.
package struct SourceProject: Hashable, Sendable {
  /// Normalised.
  package private(set) var name: String?
  /// Nil where anything that uv reads with it is dynamic.
  package private(set) var version: String?
  package private(set) var requiresPython: VersionSpecifiers?
  /// Whether it is the root of a workspace.
  package private(set) var isWorkspace = false
  /// Why uv refuses to install it.
  package private(set) var fault: String?

  init(fault: String) {
    self.fault = fault
  }

  init(_ manifest: TOMLTable) {
    if let mistake = ProjectSchema.mistake(in: manifest, for: .own) {
      fault = "line \(mistake.line): `\(mistake.key)` \(mistake.message)"
    }
    isWorkspace = manifest["tool"]?["uv", "workspace"] != nil
    guard let project = manifest["project"]?.table else { return }
    name = project["name"]?.string.flatMap { PackageName($0)?.normalized }
    let read = ["version", "dependencies", "optional-dependencies", "requires-python"]
    let dynamic = project["dynamic"]?.array ?? []
    guard !dynamic.contains(where: { $0.string.map(read.contains) ?? false }), name != nil else {
      return
    }
    version = project["version"]?.string
    requiresPython = project["requires-python"]?.string.flatMap { VersionSpecifiers($0) }
  }
}

/// What stands around the project of a source, and bears on whether uv can read it.
package struct SourceSurroundings {
  private let manifests: Manifests

  package init(_ manifests: Manifests) {
    self.manifests = manifests
  }

  /// Why uv fails on the workspace that a project is the root of, or on what stands above it.
  package func fault(of directory: Path, isWorkspace: Bool) -> String? {
    isWorkspace
      ? WorkspaceMembers(root: directory, manifests)?.fault : fault(above: directory, below: nil)
  }

  /// Why uv fails on what stands above a project, below a root that is known to be right.
  ///
  /// The next pyproject.toml upward must be right, and so must the members of its workspace if the
  /// project is one.
  ///
  /// Source: uv-workspace `find_workspace`.
  func fault(above project: Path, below root: Path?) -> String? {
    guard let directory = manifests.nearest(above: project), directory != root else { return nil }
    // Only a fault needs the name.
    var file: String { directory.appending("pyproject.toml").shown }
    switch manifests.reading(of: directory) {
    case .absent, .noFile: return nil
    case .unreadable(let reason): return "\(file): \(reason)"
    case .invalid(let error): return "\(file) line \(error.line): \(error.message)"
    case .table(let table):
      if let mistake = ProjectSchema.mistake(in: table, for: .surrounding) {
        return "\(file) line \(mistake.line): `\(mistake.key)` \(mistake.message)"
      }
      guard table["tool"]?["uv", "workspace"] != nil,
        Workspace.root(around: project, manifests) == directory
      else { return nil }
      return WorkspaceMembers(root: directory, manifests)?.fault
    }
  }
}
