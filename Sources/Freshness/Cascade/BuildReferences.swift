import Formats
import Platform
import UV

/// What a build takes from places outside its project.
struct BuildReferences {
  /// Absolute: directories and files.
  private(set) var places: Set<Path> = []

  /// `packages` are the directories of other local packages, by name.
  init(of project: Project, packages: [String: Path]) {
    requirements(project, packages)
    for input in project.inputs.all where input.kind == .outside {
      places.insert(project.files.full(input.path))
    }
    for text in Self.named(in: project.build) {
      let path = Path(text)
      if project.files.isOutside(path.normalized) { places.insert(project.files.full(path)) }
    }
  }

  /// Settings that name what a build copies or compiles, and that may climb out of the project.
  private static func named(in build: BuildDescription) -> [String] {
    var texts: [String] = []
    for table in [build.tool("hatch", "build", "targets", "wheel"), build.tool("hatch", "build")] {
      for name in ["force-include", "shared-data", "shared-scripts", "extra-metadata"] {
        texts += (table?[name]?.table?.entries ?? []).map(\.key)
      }
    }
    texts += (build.tool("setuptools", "package-dir")?.table?.entries ?? [])
      .compactMap(\.node.string)
    texts += build.texts(build.tool("setuptools", "packages", "find", "where"))
    texts += build.texts(build.tool("maturin", "manifest-path"))
    texts += build.texts(build.tool("scikit-build", "cmake", "source-dir"))
    return texts
  }

  /// What `build-system.requires` names and `tool.uv.sources` places in a directory.
  ///
  /// A member's own sources come before those of the workspace's root, as uv takes them (seen on
  /// 0.13.9). Without a source the name stands for a package of the registry.
  private mutating func requirements(_ project: Project, _ packages: [String: Path]) {
    let names = project.build.buildRequirementNames.filter { packages[$0] != nil }
    if names.isEmpty { return }
    let here = project.files.directory
    let manifests = Manifests()
    let root = Workspace.root(around: here, manifests) ?? here
    for name in names {
      guard let package = packages[name] else { continue }
      let declared = [here, root].lazy.compactMap { directory in
        manifests[directory].flatMap { Self.sources(of: name, in: $0) }.map { (directory, $0) }
      }.first
      guard let (directory, sources) = declared else { continue }
      let isMeant = sources.contains { source in
        if source["workspace"]?.boolean == true {
          return Workspace.root(around: package, manifests) == root
        }
        return source["path"]?.string.map { directory.appending($0).normalized } == package
      }
      if isMeant { places.insert(package) }
    }
  }

  private static func sources(of name: String, in manifest: TOMLTable) -> [TOMLTable]? {
    let entries = manifest["tool"]?["uv", "sources"]?.table?.entries ?? []
    return entries.first { PackageName.normalized($0.key) == name }.map { entry in
      entry.node.table.map { [$0] } ?? (entry.node.array ?? []).compactMap(\.table)
    }
  }
}
