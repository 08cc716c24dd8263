import Platform
import UV

/// Directories that the globs of a project reach, and that hold none of its sources.
struct ReachedPlaces {
  enum Kind: Hashable, Sendable {
    case environment, output, versionControl
  }

  struct Place: Hashable, Sendable {
    let path: Path
    let kind: Kind
    /// What the globs match there.
    let found: [Path]
    /// The places in the list of the keys that reach it.
    let keys: Set<Int>
  }

  private(set) var all: [Place] = []

  init(_ report: KeyReport) {
    var kinds: [Path: Kind?] = [:]
    var found: [Path: (kind: Kind, matches: Set<Path>, keys: Set<Int>)] = [:]
    for (index, entry) in report.entries.enumerated() {
      guard case .file(let text) = entry.key, CacheKey.isGlob(text) else { continue }
      for match in entry.matches {
        // The outermost directory that holds no sources is the one to name.
        let parts = match.components
        for count in parts.indices.dropFirst() {
          let directory = Path(Array(parts[..<count].joined(separator: [UInt8(ascii: "/")])))
          if kinds[directory] == nil { kinds[directory] = Self.kind(of: directory, in: report) }
          guard let known = kinds[directory], let kind = known else { continue }
          found[directory, default: (kind, [], [])].matches.insert(match)
          found[directory]?.keys.insert(index)
          break
        }
      }
    }
    all = found.map { Place(path: $0, kind: $1.kind, found: $1.matches.sorted(), keys: $1.keys) }
      .sorted { $0.path < $1.path }
  }

  private static func kind(of directory: Path, in report: KeyReport) -> Kind? {
    let name = directory.nameText
    if name == ".." { return nil }
    let full = report.project.appending(directory.bytes)
    if Directory.working.has(full.appending("pyvenv.cfg")) { return .environment }
    // A package may be called `build` or `env`.
    if Directory.working.has(full.appending("__init__.py")) { return nil }
    if Places.isEnvironment(name) { return .environment }
    if Places.isVersionControl(name) { return .versionControl }
    return Places.isOutput(name) ? .output : nil
  }
}
