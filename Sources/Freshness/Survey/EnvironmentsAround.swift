import Platform
import UV

/// An environment to choose from.
package struct EnvironmentChoice: Hashable, Sendable {
  package let root: Path
  /// Where it was found, in a word or two.
  package let origin: String
  /// Installs that are not fresh; nil until it was scanned.
  package var attention: Int?
  /// Why it cannot be read.
  package var failure: String?
  /// Such as `3.11.7`; nil until it was looked at, and where nothing tells.
  package var pythonVersion: String?

  package init(root: Path, origin: String, attention: Int? = nil, failure: String? = nil) {
    self.root = root
    self.origin = origin
    self.attention = attention
    self.failure = failure
  }
}

/// The environments that somebody who stands in a directory may mean.
package enum EnvironmentsAround {
  /// That of this project, of the directories above, of workspace members, of variables, and uv's
  /// tools; each once, `current` first.
  package static func find(
    _ directory: Path, variables: ProcessEnvironment, current: Path?
  ) -> [EnvironmentChoice] {
    var found: [(choice: EnvironmentChoice, status: FileStatus)] = []
    func add(_ root: Path, _ origin: String) {
      guard Directory.working.has(root.appending("pyvenv.cfg")) || origin == "this one",
        let status = try? Directory.working.status(of: root),
        !found.contains(where: { $0.status.isSameFile(as: status) })
      else { return }
      found.append((EnvironmentChoice(root: root, origin: origin), status))
    }
    if let current { add(current, "this one") }
    for name in EnvironmentDiscovery.variablesNamingRoots {
      if let text = variables.nonEmpty(name) { add(directory.appending(text).tidied, name) }
    }
    for next in directory.ancestors {
      add(next.appending(".venv"), next == directory ? "here" : "above")
    }
    for entry in (try? Directory.working.open(directory).entries()) ?? []
    where entry.kind == .directory {
      let path = directory.appending(entry.name.bytes)
      add(path, "here")
      add(path.appending(".venv"), "below")
    }
    if let root = Workspace.root(around: directory) {
      for member in members(below: root, depth: 3) { add(member.appending(".venv"), "workspace") }
    }
    for tool in tools(variables) { add(tool, "uv tool") }
    return found.map(\.choice)
  }

  /// Directories with a pyproject.toml, a few levels down.
  private static func members(below root: Path, depth: Int) -> [Path] {
    guard depth > 0, let entries = try? Directory.working.open(root).entries() else { return [] }
    return entries.filter { $0.kind == .directory }.sorted { $0.name < $1.name }.flatMap {
      entry -> [Path] in
      let name = String(decoding: entry.name.bytes, as: UTF8.self)
      if Places.isOutside(name) || name.utf8.first == 0x2E { return [] }
      let path = root.appending(entry.name.bytes)
      let own = Directory.working.has(path.appending("pyproject.toml")) ? [path] : []
      return own + members(below: path, depth: depth - 1)
    }
  }

  /// uv's tool environments: `UV_TOOL_DIR`, else the XDG data directory.
  private static func tools(_ variables: ProcessEnvironment) -> [Path] {
    let named = variables.nonEmpty("UV_TOOL_DIR").map { Path($0) }
    guard let place = named ?? XDG.data(variables)?.appending("uv/tools"),
      let entries = try? Directory.working.open(place).entries()
    else { return [] }
    return entries.filter { $0.kind == .directory }.map(\.name).sorted()
      .map { place.appending($0.bytes) }
  }
}
