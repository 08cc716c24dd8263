import Formats
import Glibc
import Platform

/// The projects of a workspace, found as uv finds them: by the globs of the root.
package struct WorkspaceMembers: Sendable {
  /// The workspace's root, or the only project's directory.
  package let root: Path
  let rootManifest: ProjectManifest
  /// By normalised name.
  let members: [String: ProjectManifest]
  /// Why uv refuses the workspace.
  let fault: String?

  /// Nil without a pyproject.toml that parses.
  package init?(root: Path, _ manifests: Manifests) {
    guard let table = manifests[root] else { return nil }
    let manifest = ProjectManifest(table, at: root)
    self.root = root
    rootManifest = manifest
    var members: [String: ProjectManifest] = [:]
    if let name = manifest.name { members[name] = manifest }
    var fault = manifest.fault
    let workspace = table["tool"]?["uv", "workspace"]?.table
    let excluded = (workspace?["exclude"]?.array ?? []).compactMap(\.string).map(NamePattern.init)
    for pattern in (workspace?["members"]?.array ?? []).compactMap(\.string) {
      for directory in Self.directories(Path(pattern).components.map(Array.init)[...], in: root)
      where directory != root {
        if !Directory.working.has(directory) {
          fault = fault ?? "\(directory.shown) is a link that leads nowhere"
          continue
        }
        let relative = directory.relative(to: root)
        if excluded.contains(where: { $0.matches(relative) }) { continue }
        guard let table = manifests[directory] else {
          if Self.isPassedOver(directory) { continue }
          fault = fault ?? "\(directory.shown) has no pyproject.toml that uv can read"
          continue
        }
        let member = ProjectManifest(table, at: directory)
        guard let name = member.name else {
          fault = fault ?? "\(directory.shown)/pyproject.toml names no project"
          continue
        }
        if table["tool"]?["uv", "managed"]?.boolean == false { continue }
        if table["tool"]?["uv", "workspace"] != nil {
          fault = fault ?? "\(directory.shown) is a workspace inside another one"
        }
        fault = fault ?? member.fault
        if let other = members[name], other.directory != directory {
          fault = fault ?? "\(other.directory.shown) and \(directory.shown) are both named \(name)"
        }
        members[name] = member
      }
    }
    self.members = members
    self.fault = fault
  }

  /// How a member is installed: editable unless others that require it say otherwise, and virtual if
  /// it is not a package; nil if there is no such member.
  func kind(ofMember name: String) -> LockSource.Kind? {
    guard let member = members[name] else { return nil }
    var isRequired = false
    var isEditable = true
    for project in members.values.map({ $0 }) + [rootManifest] {
      for entry in project.sources[name] ?? [] where entry["workspace"]?.boolean == true {
        isRequired = true
        isEditable = entry["editable"]?.boolean ?? isEditable
      }
    }
    if !member.isPackage(requiresBuildSystem: !isRequired) { return .virtual }
    return isEditable ? .editable : .directory
  }

  /// The Pythons of all members; where none of them says any, those from the environment's on.
  func pythons(in environment: MarkerEnvironment) -> PythonRange {
    let own = members.values.compactMap(\.pythons)
    if !own.isEmpty { return own.reduce(.all) { $0.intersection($1) } }
    let current = environment.variables["python_version"].flatMap { VersionSpecifiers(">=\($0)") }
    return current.map { PythonRange($0) } ?? .all
  }

  /// The directories that a pattern of the glob crate matches.
  private static func directories(_ pattern: ArraySlice<[UInt8]>, in base: Path) -> [Path] {
    guard let first = pattern.first else { return [base] }
    let rest = pattern.dropFirst()
    if !first.contains(where: { "*?[".utf8.contains($0) }) {
      let next = base.appending(first)
      guard (try? Directory.working.status(of: next))?.kind == .directory else { return [] }
      return directories(rest, in: next.normalized)
    }
    let entries = (try? Directory.working.open(base).entries()) ?? []
    let below = entries.compactMap { entry -> Path? in
      let path = base.appending(entry.name.bytes)
      if entry.kind == .directory { return path }
      guard entry.kind == .link else { return nil }
      guard let status = try? Directory.working.status(of: path) else {
        return rest.isEmpty ? path : nil
      }
      return status.kind == .directory ? path : nil
    }.sorted()
    if first == Array("**".utf8) {
      return directories(rest, in: base)
        + below.filter { $0.name.first != UInt8(ascii: ".") }
        .flatMap { directories(pattern, in: $0) }
    }
    let one = NamePattern(String(decoding: first, as: UTF8.self))
    return below.filter { one.matches(Path($0.name)) }.flatMap { directories(rest, in: $0) }
  }

  /// uv skips hidden directories and empty ones without a pyproject.toml.
  private static func isPassedOver(_ directory: Path) -> Bool {
    if Directory.working.has(directory.appending("pyproject.toml")) { return false }
    if directory.name.first == UInt8(ascii: ".") { return true }
    let entries = (try? Directory.working.open(directory).entries()) ?? []
    return entries.allSatisfy { $0.name.bytes == Array("__pycache__".utf8) }
  }
}
