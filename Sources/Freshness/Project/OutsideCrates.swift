import Formats
import Platform

/// What a Rust build reads outside the project: crates at `../core`, and the workspace above.
struct OutsideCrates {
  private(set) var files: [(path: Path, isSource: Bool)] = []
  private let project: ProjectFiles
  private var seen: Set<Path> = []

  init(_ project: ProjectFiles) {
    self.project = project
    let manifests = project.walk.files.filter {
      $0.nameText == "Cargo.toml" && !NativeFiles.isLeftAlone($0)
    }
    for manifest in manifests { read(manifest) }
    if !manifests.isEmpty { readWorkspaceAbove() }
  }

  private mutating func read(_ manifest: Path) {
    guard seen.insert(manifest).inserted, seen.count < 100 else { return }
    guard let table = Self.table(project.full(manifest)) else { return }
    let directory = manifest.parent ?? "."
    var tables = [table["dependencies"], table["build-dependencies"]]
    tables.append(table["workspace"]?["dependencies"])
    for entry in table["target"]?.table?.entries ?? []
    where CargoCondition.truth(entry.key) != false {
      tables.append(entry.node["dependencies"])
    }
    for dependency in tables.flatMap({ $0?.table?.entries ?? [] }) {
      guard let text = dependency.node["path"]?.string else { continue }
      let crate = directory.appending(text).normalized
      if !project.isOutside(crate) || seen.contains(crate.appending("Cargo.toml")) { continue }
      let next = crate.appending("Cargo.toml")
      guard Directory.working.has(project.full(next)) else { continue }
      files.append((next, false))
      for file in SourceWalk(of: project.full(crate)).files
      where file.suffix == "rs" && !NativeFiles.isLeftAlone(file) {
        files.append((crate.appending(file.bytes), true))
      }
      read(next)
    }
  }

  /// The manifest and the lock file of a workspace that has the crate as a member.
  private mutating func readWorkspaceAbove() {
    if project.has("Cargo.toml"), Self.table(project.full("Cargo.toml"))?["workspace"] != nil {
      return
    }
    if Directory.working.has(project.directory.appending(".git")) { return }
    var up: Path = ".."
    for directory in project.directory.ancestors.dropFirst().prefix(4) {
      let manifest = directory.appending("Cargo.toml")
      if let table = Self.table(manifest), table["workspace"] != nil {
        files.append((up.appending("Cargo.toml"), false))
        if Directory.working.has(directory.appending("Cargo.lock")) {
          files.append((up.appending("Cargo.lock"), false))
        }
        return
      }
      if Directory.working.has(directory.appending(".git")) { return }
      up = up.appending("..")
    }
  }

  private static func table(_ path: Path) -> TOMLTable? {
    guard let content = try? Directory.working.read(path, limit: 4 << 20).content else {
      return nil
    }
    return try? TOMLDocument.read(content)
  }
}
