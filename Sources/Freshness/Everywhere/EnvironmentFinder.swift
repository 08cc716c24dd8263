import Platform
import UV

/// Finds the environments of a machine without searching its disk.
package struct EnvironmentFinder {
  private let directory: Path
  private let variables: ProcessEnvironment
  private let cache: Path?
  private let roots: [Path]

  private var found: [KnownEnvironment] = []
  private var seen: Set<FileIdentity> = []
  /// Environments in uv's cache that a project's `.venv` may link to.
  private var central: Set<FileIdentity> = []

  private struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: FileStatus) {
      device = status.device
      inode = status.inode
    }
  }

  /// Looks from `directory`.
  ///
  /// `cache` is uv's cache; `roots` are directories that the settings name, searched three levels
  /// deep.
  package init(
    _ directory: Path, variables: ProcessEnvironment, cache: Path?, roots: [Path] = []
  ) {
    self.directory = directory
    self.variables = variables
    self.cache = cache
    self.roots = roots
  }

  /// Each environment once, the nearest first; `current` is always among them.
  package mutating func find(current: Path? = nil) -> [KnownEnvironment] {
    found = []
    seen = []
    let cached = cache.map { CachedEnvironment.all(in: $0) } ?? []
    central = Set(cached.filter { $0.kind == .central }.compactMap { identity(of: $0.root) })
    if let current { add(current, origin: "this one", isCurrent: true) }
    for name in EnvironmentDiscovery.variablesNamingRoots {
      if let text = variables.nonEmpty(name) {
        add(directory.appending(text).tidied, origin: name)
      }
    }
    for next in directory.ancestors {
      addEnvironments(in: next, origin: next == directory ? "here" : "above")
    }
    for below in subdirectories(of: directory) {
      add(below, origin: "here")
      add(below.appending(".venv"), origin: "below")
    }
    if let workspace = Workspace.root(around: directory) {
      for member in projects(below: workspace, depth: 3) {
        addEnvironments(in: member, origin: "workspace")
      }
    }
    for tree in WorkingTrees.others(around: directory) {
      addEnvironments(in: tree, origin: "worktree", role: .worktree)
    }
    for root in roots { search(root, depth: 3) }
    addTools()
    for environment in cached { insert(KnownEnvironment(environment)) }
    return found
  }

  // MARK: - Adding

  private func identity(of root: Path) -> FileIdentity? {
    (try? Directory.working.status(of: root)).map { FileIdentity($0) }
  }

  private mutating func add(
    _ root: Path, origin: String, role: KnownEnvironment.Role? = nil, isCurrent: Bool = false
  ) {
    guard isCurrent || Directory.working.has(root.appending("pyvenv.cfg")) else { return }
    if let cached = CachedEnvironment(at: root) {
      return insert(KnownEnvironment(cached, isCurrent: isCurrent))
    }
    if Directory.working.has(root.appending("uv-receipt.toml")) {
      return insert(
        KnownEnvironment(
          root: root, role: .tool, owner: VisibleText.exactly(root.name), origin: origin,
          isCurrent: isCurrent))
    }
    let parent = root.parent ?? "/"
    let isProject = Directory.working.has(parent.appending("pyproject.toml"))
    let isCentral = identity(of: root).map { central.contains($0) } ?? false
    let found: KnownEnvironment.Role =
      isCentral ? .central : role ?? (isProject ? .project : .virtualEnvironment)
    insert(
      KnownEnvironment(
        root: root, role: found,
        owner: isProject || role == .worktree ? VisibleText.exactly(parent.name) : nil,
        origin: origin, isCurrent: isCurrent))
  }

  private mutating func insert(_ environment: KnownEnvironment) {
    if let identity = identity(of: environment.root), !seen.insert(identity).inserted { return }
    if found.contains(where: { $0.root == environment.root }) { return }
    found.append(environment)
  }

  /// `.venv` first, then other names: `.venv-311`, `venv`, `env`.
  private mutating func addEnvironments(
    in directory: Path, origin: String, role: KnownEnvironment.Role? = nil
  ) {
    add(directory.appending(".venv"), origin: origin, role: role)
    guard let entries = try? Directory.working.open(directory).entries() else { return }
    for name in entries.filter({ $0.kind == .directory || $0.kind == .link }).map(\.name).sorted()
    where Self.isEnvironmentName(name) {
      add(directory.appending(name.bytes), origin: origin, role: role)
    }
  }

  private static func isEnvironmentName(_ name: Path) -> Bool {
    name.bytes.starts(with: ".venv".utf8) || name == "venv" || name == "env"
  }

  // MARK: - Places

  /// Directories with a pyproject.toml, a few levels down.
  private func projects(below root: Path, depth: Int) -> [Path] {
    guard depth > 0 else { return [] }
    return subdirectories(of: root).flatMap { path in
      let own = Directory.working.has(path.appending("pyproject.toml")) ? [path] : []
      return own + projects(below: path, depth: depth - 1)
    }
  }

  private mutating func search(_ root: Path, depth: Int) {
    addEnvironments(in: root, origin: "roots")
    guard depth > 0 else { return }
    for below in subdirectories(of: root)
    where !Directory.working.has(below.appending("pyvenv.cfg")) {
      search(below, depth: depth - 1)
    }
  }

  private func subdirectories(of directory: Path) -> [Path] {
    let entries = (try? Directory.working.open(directory).entries()) ?? []
    return entries.filter { $0.kind == .directory }.map(\.name).sorted().filter { name in
      let text = VisibleText.exactly(name.bytes)
      return text.utf8.first != UInt8(ascii: ".") && !Places.isOutside(text)
    }.map { directory.appending($0.bytes) }
  }

  private mutating func addTools() {
    guard let place = ToolDirectory.path(variables, in: directory),
      let entries = try? Directory.working.open(place).entries()
    else { return }
    for entry in entries.sorted(by: { $0.name < $1.name })
    where entry.kind == .directory || entry.kind == .link {
      let root = place.appending(entry.name.bytes)
      guard Directory.working.has(root.appending("pyvenv.cfg")) else { continue }
      insert(
        KnownEnvironment(
          root: root, role: .tool, owner: VisibleText.exactly(entry.name.bytes), origin: "uv tool"))
    }
  }
}
