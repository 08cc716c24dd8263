import Formats
import Platform

/// Which crates of a project are compiled: that of the extension, and those that it depends on.
///
/// A workspace may hold others, as for another language or a program. Nil where it is not known which crate is the extension's.
struct CrateReach {
  /// Directories of all crates.
  private var crates: Set<Path> = []
  private var reached: Set<Path> = []
  /// Cargo reads the manifests of these, too.
  private var members: Set<Path> = []
  private var tables: [Path: TOMLTable] = [:]

  init?(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    for path in files.paths where path.nameText == "Cargo.toml" {
      // What cannot be read may lead anywhere.
      guard let table = try? TOMLDocument.read(Array(files.text(path).utf8)) else { return nil }
      crates.insert(path.parent ?? "")
      tables[path.parent ?? ""] = table
    }
    var pending = Self.extensions(build, scripts).map { $0.parent ?? "" }
    if pending.isEmpty || !pending.allSatisfy(crates.contains) { return nil }
    while let crate = pending.popLast() {
      guard reached.insert(crate).inserted, let table = tables[crate] else { continue }
      pending += dependencies(of: table, in: crate).filter(crates.contains)
    }
    members = Set(crates.filter(isMember))
  }

  /// Whether a file belongs to a crate that is not compiled.
  func isUnreached(_ path: Path) -> Bool {
    guard let crate = crate(of: path) else { return false }
    if reached.contains(crate) { return false }
    if path.nameText == "Cargo.toml", members.contains(crate) { return false }
    // The workspace's own manifest and lock file.
    let isOfWorkspace = path.suffix != "rs" && tables[crate]?["workspace"] != nil
    return !(isOfWorkspace && reached.contains { crate.isEmpty || $0.isBelow(crate) })
  }

  private func crate(of path: Path) -> Path? {
    var directory = path.parent
    while let above = directory, !above.isEmpty {
      if crates.contains(above) { return above }
      directory = above.parent
    }
    return crates.contains("") ? "" : nil
  }

  /// The manifests of the crates that settings or scripts name.
  private static func extensions(_ build: BuildDescription, _ scripts: BuildScripts) -> [Path] {
    if build.backend == .maturin {
      return [Path(build.tool("maturin", "manifest-path")?.string ?? "Cargo.toml").normalized]
    }
    guard build.backend == .setuptools || build.backend == .other else { return [] }
    let table = build.tool("setuptools-rust")
    let modules = (table?["ext-modules"]?.array ?? []) + (table?["bins"]?.array ?? [])
    let named = scripts.all.flatMap(\.python.paths).filter { $0.hasSuffix("Cargo.toml") }
    let all = modules.map { $0["path"]?.string ?? "Cargo.toml" } + named
    return (all.isEmpty ? ["Cargo.toml"] : all).map { Path($0).normalized }
  }

  /// The directories of crates that one depends on by a path, its own or the workspace's.
  private func dependencies(of table: TOMLTable, in crate: Path) -> [Path] {
    var lists = [table["dependencies"], table["build-dependencies"], table["replace"]]
    for entry in table["target"]?.table?.entries ?? [] {
      lists += [entry.node["dependencies"], entry.node["build-dependencies"]]
    }
    for entry in table["patch"]?.table?.entries ?? [] { lists.append(entry.node) }
    return lists.flatMap { $0?.table?.entries ?? [] }.compactMap { entry in
      if let path = entry.node["path"]?.string { return Self.inside(crate, path) }
      guard entry.node["workspace"]?.boolean == true else { return nil }
      for (root, table) in tables {
        let shared = table["workspace"]?["dependencies"]?[entry.key]
        if let path = shared?["path"]?.string { return Self.inside(root, path) }
      }
      return nil
    }
  }

  private static func inside(_ directory: Path, _ path: String) -> Path {
    let found = directory.appending(path).normalized
    return found == "." ? "" : found
  }

  /// Whether a workspace that holds one of the crates that are compiled lists it.
  private func isMember(_ crate: Path) -> Bool {
    tables.contains { root, table in
      guard let list = table["workspace"]?["members"] else { return false }
      return list.texts.contains { pattern in
        let parts = Self.inside(root, pattern).components
        return parts.count == crate.components.count
          && zip(parts, crate.components).allSatisfy { one, other in
            one.contains(UInt8(ascii: "*")) || one.elementsEqual(other)
          }
      }
    }
  }
}
