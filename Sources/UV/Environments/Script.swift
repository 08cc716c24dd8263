import Formats
import Platform

/// A script with inline metadata (PEP 723), found again from the environment that uv keeps for it.
package struct Script: Sendable {
  package let path: Path
  /// Its directory, to which its sources are relative.
  package let directory: Path
  /// Its metadata as a project without a build would give it; nil where it does not parse.
  let manifest: TOMLTable?
  /// Why uv does not run it.
  package let fault: String?

  /// The script of an environment `STEM-DIGEST` in uv's cache, looked for in a directory, those
  /// above it and those in it; nil where none is of that digest.
  package init?(of environment: Path, near place: Path) {
    guard CachedEnvironment(at: environment)?.kind == .script,
      let digest = environment.name.split(separator: UInt8(ascii: "-")).last.map(Array.init)
    else { return nil }
    let below = Self.entries(place, .directory).map { place.appending($0.bytes) }
    for directory in Array(place.ancestors) + below {
      for name in Self.entries(directory, .regular) {
        let path = directory.appending(name.bytes)
        var hash = SeaHash()
        hash.take(path)
        if Array(hash.hexadecimal.utf8) == digest {
          self.init(at: path, in: directory)
          return
        }
      }
    }
    return nil
  }

  private init?(at path: Path, in directory: Path) {
    guard let content = try? Directory.working.read(path, limit: 1 << 20).content,
      let metadata = Self.metadata(String(decoding: content, as: UTF8.self))
    else { return nil }
    self.path = path
    self.directory = directory
    do throws(TOMLError) {
      let table = try TOMLDocument.read(Array(metadata.utf8))
      manifest = try TOMLDocument.read(Array("\(metadata)\n\(Self.project(table))".utf8))
      fault = nil
    } catch {
      manifest = nil
      fault = "\(path.shown): \(error.message)"
    }
  }

  static let name = "script"

  /// A `[project]` that asks for the same.
  private static func project(_ table: TOMLTable) -> String {
    func quoted(_ node: TOMLNode) -> String? {
      node.string.map { text in
        let characters = text.unicodeScalars.map { scalar in
          scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : String(scalar)
        }
        return "\"\(characters.joined())\""
      }
    }
    let dependencies = (table["dependencies"]?.array ?? []).compactMap(quoted)
    let python = table["requires-python"].flatMap(quoted).map { "requires-python = \($0)\n" }
    return "[project]\nname = \"\(name)\"\nversion = \"0\"\n\(python ?? "")"
      + "dependencies = [\(dependencies.joined(separator: ", "))]\n"
  }

  private static func entries(_ directory: Path, _ kind: FileKind) -> [Path] {
    ((try? Directory.working.open(directory).entries()) ?? []).filter { $0.kind == kind }
      .map(\.name)
  }

  /// The lines between `# /// script` and `# ///`, without what makes them comments.
  private static func metadata(_ text: String) -> String? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let start = lines.firstIndex(of: "# /// script") else { return nil }
    let block = lines[(start + 1)...].prefix { $0 == "#" || $0.hasPrefix("# ") }
    guard let end = block.lastIndex(of: "# ///") else { return nil }
    return block[..<end].map { $0.dropFirst(2) }.joined(separator: "\n")
  }

  /// Manifests in which it is the project of its directory.
  package var manifests: Manifests {
    Manifests(replacing: manifest.map { [directory: $0] } ?? [:])
  }

  /// What `uv sync --script` would install; nil where files do not tell.
  package func wants(
    in environment: PythonEnvironment, _ manifests: Manifests
  ) -> SyncWants? {
    guard let workspace = WorkspaceMembers(root: directory, manifests), workspace.fault == nil,
      !workspace.steersResolution
    else { return nil }
    let lowering = Lowering(workspace: workspace, manifests: ProjectManifests(manifests))
    let markers = environment.markers
    do throws(Lowering.Failure) {
      try Resolution(
        workspace: workspace, lowering: lowering, pythons: environment.ownRange ?? .all
      ).check()
      var walk = SyncWalk(
        workspace: workspace, lowering: lowering, lock: nil, fits: false, environment: markers,
        options: SyncOptions())
      let wants = try walk.wants(of: [Self.name], throughRoot: false)
      // A project in its own directory is hidden by it.
      return wants.wanted.values.contains { $0.path == directory } ? nil : wants
    } catch {
      if case .refused(let message) = error { return SyncWants(outcome: .fails(message)) }
      return nil
    }
  }
}

extension SeaHash {
  /// A path as Rust hashes it: its components, and a number that tells where they end.
  fileprivate mutating func take(_ path: Path) {
    var ends: UInt64 = 0
    for component in path.components {
      take(component)
      ends = ends &+ UInt64(component.count)
      ends = ends >> 2 | ends << 62
    }
    take(ends)
  }
}
