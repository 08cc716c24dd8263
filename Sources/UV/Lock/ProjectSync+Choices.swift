import Platform

extension LockFile {
  /// Whether it holds a package of this name.
  package func contains(_ name: String) -> Bool {
    !self[name].isEmpty
  }
}

extension ProjectSync {
  /// Options that a sync of this project may be given, the narrowest first.
  package func choices() -> [[String]] {
    guard let workspace = WorkspaceMembers(root: root, Manifests()) else { return [] }
    let projects = workspace.members.values.map { $0 } + [workspace.rootManifest]
    let groups = Set(projects.flatMap(\.groups.keys)).sorted().map { ["--group", $0] }
    let extras = Set(projects.flatMap(\.extras)).sorted().map { ["--extra", $0] }
    let packages = workspace.members.count > 1 ? [["--all-packages"]] : []
    return groups + extras + packages + packages.flatMap { all in groups.map { all + $0 } }
      + [packages.flatMap { $0 } + ["--all-groups", "--all-extras"]]
  }
}
