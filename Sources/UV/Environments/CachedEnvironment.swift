import Platform

/// An environment that uv keeps in its cache, told by its path.
///
/// In `environments-v*` lie `STEM-DIGEST` for a script, `NAME-cpX.Y.Z-DIGEST` for a project, and
/// `DIGEST/DIGEST` for `uvx` and `uv run --with`, which is a link into `archive-v*` (seen on 0.13.9). A script has one for each path by
/// which it was named: links are not followed.
package struct CachedEnvironment: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case script, ephemeral, central
  }

  package let root: Path
  package let kind: Kind
  /// The script's file name, or the project's name; nil where nothing tells.
  package let owner: String?

  /// The same with the links of the path followed as well.
  package init?(resolving root: Path) {
    guard let found = Self(at: root) ?? root.resolved.flatMap({ Self(at: $0) }) else { return nil }
    self = found
  }

  /// Nil for an environment elsewhere; links in the path are not followed.
  package init?(at root: Path) {
    guard let place = root.parent else { return nil }
    if Self.isBucket(place) {
      self.init(child: root)
    } else if place.name.starts(with: "archive-v".utf8)
      || place.parent.map(Self.isBucket) == true
    {
      self.init(root, .ephemeral, owner: nil)
    } else {
      return nil
    }
  }

  /// A child of a bucket that is an environment itself.
  private init(child root: Path) {
    let name = VisibleText.exactly(root.name)
    let parts = name.split(separator: "-")
    self.init(
      root, parts.count > 2 && parts[parts.count - 2].contains(".") ? .central : .script,
      owner: PyvenvConfiguration(at: root)?.prompt ?? parts.first.map(String.init))
  }

  private init(_ root: Path, _ kind: Kind, owner: String?) {
    self.root = root
    self.kind = kind
    self.owner = owner
  }

  private static func isBucket(_ path: Path) -> Bool {
    path.name.starts(with: "environments-v".utf8)
  }

  /// All in a cache, sorted by path.
  package static func all(in cache: Path) -> [CachedEnvironment] {
    directories(in: cache).filter(isBucket).flatMap { bucket in
      directories(in: bucket).flatMap { child -> [CachedEnvironment] in
        if isEnvironment(child) { return [CachedEnvironment(child: child)] }
        return directories(in: child).filter(isEnvironment).compactMap { CachedEnvironment(at: $0) }
      }
    }
  }

  private static func directories(in place: Path) -> [Path] {
    let entries = (try? Directory.working.open(place).entries()) ?? []
    return entries.filter { $0.kind == .directory || $0.kind == .link }.map(\.name)
      .sorted()
      .map { place.appending($0.bytes) }
  }

  private static func isEnvironment(_ path: Path) -> Bool {
    Directory.working.has(path.appending("pyvenv.cfg"))
  }

  /// The directory of the project that a central environment belongs to; nil where nothing tells.
  ///
  /// It is that of the install of its name, if the `.venv` there leads here.
  package var project: Path? {
    guard kind == .central, let owner, let configuration = PyvenvConfiguration(at: root),
      let environment = PythonEnvironment(virtual: root, configuration: configuration)
    else { return nil }
    let name = PackageName.normalized(owner)
    for path in environment.sitePackages {
      guard let site = try? SitePackages(path) else { continue }
      // The name stands in front with `_` for `-`; only the entries of that name are read.
      let prefix = name.replacing("-", with: "_") + "-"
      for entry in site.entries where entry.name.hasPrefix(prefix) {
        guard case .distribution(let found) = site.read(entry), found.name == name,
          let source = found.localSource?.path,
          let linked = source.appending(".venv").resolved, linked == root.resolved
        else { continue }
        return source
      }
    }
    return nil
  }

  /// Why nothing is installed into it, and which command makes what is in it fresh; nil for the
  /// environment of a project.
  package var rebuiltBy: String? {
    switch kind {
    case .central: return nil
    case .script:
      let script = VisibleText.of(owner ?? "SCRIPT")
      return
        "uv keeps it for the script \(script): the next `uv run \(script)` reinstalls what is stale,"
        + " `uv sync --script \(script)` does so now"
    case .ephemeral:
      return
        "uv made it for `uvx --from` or `uv run --with`: the next such command makes a new one and"
        + " leaves this as it is"
    }
  }
}
