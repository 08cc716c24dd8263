import Formats
import Glibc
import Platform

/// uv's workspaces: a root whose `[tool.uv.workspace]` names member directories.
package enum Workspace {
  /// The root that a directory belongs to: that of its workspace, else its nearest project's own
  /// directory; nil where no project is found.
  package static func root(around directory: Path, _ manifests: Manifests = Manifests()) -> Path? {
    guard let project = nearestProject(from: directory, manifests) else { return nil }
    if project.uv?["workspace"] != nil { return project.directory }
    for current in project.directory.ancestors.dropFirst() {
      switch manifests.reading(of: current) {
      case .absent, .noFile: continue
      case .invalid, .unreadable: return project.directory
      case .table(let manifest):
        // uv looks no further up than the next pyproject.toml, whatever it is for.
        let workspace = manifest["tool"]?.table?["uv"]?.table?["workspace"]?.table
        return workspace.map { includes($0, project.directory.relative(to: current)) } == true
          ? current : project.directory
      }
    }
    return project.directory
  }

  /// The directory of a pyproject.toml without `[project]`, as for dependency groups only, if a lock
  /// stands beside it: without one it may be there for other tools, and the environment for `uv pip`.
  package static func lockedRoot(around directory: Path, _ manifests: Manifests) -> Path? {
    guard root(around: directory, manifests) == nil,
      let nearest = directory.ancestors.first(where: { directory in
        switch manifests.reading(of: directory) {
        case .absent, .noFile: false
        case .invalid, .unreadable, .table: true
        }
      }), manifests[nearest] != nil, Directory.working.has(nearest.appending("uv.lock"))
    else { return nil }
    return nearest
  }

  /// The directory of the pyproject.toml that uv cannot read on its way up from a directory to its
  /// workspace; nil where nothing stops it.
  package static func obstacle(above directory: Path, _ manifests: Manifests) -> Path? {
    var isInProject = false
    for current in directory.ancestors {
      switch manifests.reading(of: current) {
      case .absent, .noFile: continue
      case .invalid, .unreadable: return current
      case .table(let manifest):
        if isInProject || manifest["tool"]?.table?["uv"]?.table?["workspace"] != nil { return nil }
        isInProject = true
      }
    }
    return nil
  }

  private static func nearestProject(
    from directory: Path, _ manifests: Manifests
  ) -> (directory: Path, uv: TOMLTable?)? {
    for current in directory.ancestors {
      switch manifests.reading(of: current) {
      case .absent, .noFile: continue
      case .invalid, .unreadable: return nil
      case .table(let manifest):
        let uv = manifest["tool"]?.table?["uv"]?.table
        if manifest["project"] != nil || uv?["workspace"] != nil { return (current, uv) }
        return nil
      }
    }
    return nil
  }

  private static func includes(_ workspace: TOMLTable, _ member: Path) -> Bool {
    func matches(_ key: String) -> Bool {
      (workspace[key]?.array ?? []).compactMap(\.string).contains { pattern in
        NamePattern(pattern).matches(member)
      }
    }
    return matches("members") && !matches("exclude")
  }
}

/// A pattern of the glob crate, matched component by component; `**` stands for any directories.
struct NamePattern {
  private let components: [[UInt8]]

  init(_ text: String) {
    components = Path(text).components.map(Array.init)
  }

  func matches(_ path: Path) -> Bool {
    Self.matches(components[...], path.components[...])
  }

  private static func matches(
    _ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<ArraySlice<UInt8>>
  ) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == Array("**".utf8) {
      return (0...path.count).contains { matches(pattern.dropFirst(), path.dropFirst($0)) }
    }
    guard let name = path.first, fits(first, Array(name)) else { return false }
    return matches(pattern.dropFirst(), path.dropFirst())
  }

  private static func fits(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    let pattern = String(decoding: pattern, as: UTF8.self)
    return fnmatch(pattern, String(decoding: name, as: UTF8.self), 0) == 0
  }
}
