import Formats
import Platform

/// What `uv.lock` says of packages, as far as local installs depend on it.
package struct LockFile: Sendable {
  /// Empty where the project is the only one.
  let members: Set<String>
  /// Of a workspace root without a `[project]` of its own.
  let rootGroups: [String: [LockRequirement]]
  let pythons: PythonRange
  /// The settings that it was made with.
  let overrides: Set<LockRequirement>
  let constraints: Set<LockRequirement>
  let excludes: Set<String>
  private let packages: [Package]
  private let places: [String: [Int]]

  struct Package: Sendable {
    let name: String
    /// Nil where the version is dynamic.
    let version: String?
    let source: LockSource
    let dependencies: [LockDependency]
    let extras: [String: [LockDependency]]
    let groups: [String: [LockDependency]]
    /// What it was locked with, for the question whether the lock still fits.
    let requires: Set<LockRequirement>
    let groupRequires: [String: Set<LockRequirement>]
    let providedExtras: Set<String>
  }

  subscript(name: String) -> [Package] {
    (places[name] ?? []).map { packages[$0] }
  }

  /// The package that a dependency means: with several of a name, its version and source tell.
  func package(_ dependency: LockDependency) -> Package? {
    let named = self[dependency.name]
    if named.count < 2 { return named.first }
    return named.first { package in
      (dependency.version == nil || dependency.version == package.version)
        && (dependency.source == nil || dependency.source == package.source)
    }
  }

  /// What each package depends on must be there once, as after a merge that lost a part, or took one
  /// twice, it is not.
  private func checkDependencies() throws(Failure) {
    func isHeld(_ dependency: LockDependency) -> Bool {
      guard let named = places[dependency.name] else { return false }
      if named.count == 1, dependency.version == nil, dependency.source == nil { return true }
      return named.count { index in
        (dependency.version == nil || dependency.version == packages[index].version)
          && (dependency.source == nil || dependency.source == packages[index].source)
      } == 1
    }
    func fault(_ list: [LockDependency]) -> LockDependency? {
      list.first { !isHeld($0) } ?? zip(list, list.dropFirst()).first { $0 == $1 }?.0
    }
    for package in packages {
      let found =
        fault(package.dependencies)
        ?? (package.extras.isEmpty ? nil : package.extras.values.lazy.compactMap(fault).first)
        ?? (package.groups.isEmpty ? nil : package.groups.values.lazy.compactMap(fault).first)
      guard let found else { continue }
      throw Failure(
        message: "uv.lock: \(package.name) depends on \(found.name), which is not in it once")
    }
  }

  // MARK: - Reading

  /// Why uv refuses a lock file.
  package struct Failure: Error, Hashable, Sendable {
    package let message: String
  }

  /// Reads a lock file; nil if there is none.
  ///
  /// Most of it lists wheels, which no verdict needs. `LockText.withoutFiles` drops these lines, so
  /// that the TOML reader sees the twentieth part; see there for when it may.
  static func read(_ file: Path) throws(Failure) -> LockFile? {
    func reading<Content>(
      _ body: () throws(FileError) -> Content?
    ) throws(Failure) -> Content? {
      do throws(FileError) {
        return try body()
      } catch {
        if error.isNotFound { return nil }
        throw Failure(message: "uv.lock cannot be read: \(error.reason)")
      }
    }
    if let short = try reading({ () throws(FileError) in try LockText.withoutFiles(at: file) }),
      let lock = try read(short)
    {
      return lock
    }
    let whole = try reading { () throws(FileError) in
      try Directory.working.readIfPresent(file)
    }
    guard let whole else { return nil }
    return try LockFile(whole: whole)
  }

  /// Reads the text of a lock file.
  package init(_ content: [UInt8]) throws(Failure) {
    if let short = LockText.withoutFiles(content), let file = try Self.read(short) {
      self = file
    } else {
      try self.init(whole: content)
    }
  }

  /// Reads all of it: slow, but an error names the line that it stands on.
  private init(whole content: [UInt8]) throws(Failure) {
    let table: TOMLTable
    do throws(TOMLError) {
      table = try TOMLDocument.read(content)
    } catch {
      throw Failure(message: "uv.lock line \(error.line): \(error.message)")
    }
    try self.init(table, packages: Self.packages(table))
  }

  /// Reads a shortened text in parts, on all cores; nil where it must be read as a whole.
  private static func read(_ short: [UInt8]) throws(Failure) -> LockFile? {
    let parts = LockText.parts(of: short)
    let found = Locked([Part?](repeating: nil, count: parts.count))
    Parallel.run(parts.count, share: 1) { turns in
      while let turn = turns.next() {
        for index in turn {
          guard let table = try? TOMLDocument.read(Array(parts[index])),
            let packages = try? packages(table)
          else { continue }
          found.withLock { $0[index] = Part(table: table, packages: packages) }
        }
      }
    }
    let read = found.withLock { $0.compactMap { $0 } }
    guard read.count == parts.count, let first = read.first else { return nil }
    // Behind the first part there are only packages: each began with one.
    guard read.dropFirst().allSatisfy({ $0.table.entries.count == 1 }) else { return nil }
    return try LockFile(first.table, packages: read.flatMap { $0.packages })
  }

  private struct Part: Sendable {
    let table: TOMLTable
    let packages: [Package]
  }

  private static func packages(_ table: TOMLTable) throws(Failure) -> [Package] {
    var packages: [Package] = []
    if let node = table["package"], node.array == nil {
      throw Failure(message: "uv.lock line \(node.line): `package` is no list")
    }
    for node in table["package"]?.array ?? [] {
      guard let package = Package(node) else {
        throw Failure(message: "uv.lock line \(node.line): a package of another form")
      }
      packages.append(package)
    }
    return packages
  }

  private init(_ table: TOMLTable, packages: [Package]) throws(Failure) {
    guard case .integer(let version)? = table["version"]?.value, version == 1 else {
      throw Failure(message: "uv.lock is of a version that is not known")
    }
    guard let required = table["requires-python"]?.string.flatMap({ VersionSpecifiers($0) }) else {
      throw Failure(message: "uv.lock has no `requires-python` that uv takes")
    }
    pythons = PythonRange(required)
    let manifest = table["manifest"]?.table
    members = Set(manifest?["members"]?.array?.compactMap(\.string) ?? [])
    rootGroups = Self.lists(manifest?["dependency-groups"]).mapValues {
      $0.compactMap(LockRequirement.init)
    }
    func requirements(_ key: String) -> Set<LockRequirement> {
      Set((manifest?[key]?.array ?? []).compactMap(LockRequirement.init))
    }
    overrides = requirements("overrides")
    constraints = requirements("constraints")
    excludes = Set(manifest?["excludes"]?.array?.compactMap(\.string) ?? [])
    self.packages = packages
    places = Dictionary(grouping: packages.indices) { packages[$0].name }
    try checkDependencies()
  }

  fileprivate static func lists(_ node: TOMLNode?) -> [String: [TOMLNode]] {
    var lists: [String: [TOMLNode]] = [:]
    for entry in node?.table?.entries ?? [] { lists[entry.key] = entry.node.array ?? [] }
    return lists
  }
}

extension LockFile.Package {
  fileprivate init?(_ node: TOMLNode) {
    guard let table = node.table, let name = table["name"]?.string,
      let source = table["source"].flatMap(LockSource.init)
    else { return nil }
    self.name = name
    version = table["version"]?.string
    self.source = source
    dependencies = (table["dependencies"]?.array ?? []).compactMap(LockDependency.init)
    extras = LockFile.lists(table["optional-dependencies"]).mapValues {
      $0.compactMap(LockDependency.init)
    }
    groups = LockFile.lists(table["dev-dependencies"]).mapValues {
      $0.compactMap(LockDependency.init)
    }
    let metadata = table["metadata"]?.table
    requires = Set((metadata?["requires-dist"]?.array ?? []).compactMap(LockRequirement.init))
    groupRequires = LockFile.lists(metadata?["requires-dev"]).mapValues {
      Set($0.compactMap(LockRequirement.init))
    }
    providedExtras = Set(metadata?["provides-extras"]?.array?.compactMap(\.string) ?? [])
  }
}

/// Where a package comes from, as the lock writes it; a path is relative to the lock.
package struct LockSource: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case editable, directory, virtual, path, registry, git, url
  }

  package let kind: Kind
  /// A path, or a URL.
  package let place: String
  package var subdirectory: String?

  package init(_ kind: Kind, _ place: String, subdirectory: String? = nil) {
    self.kind = kind
    self.place = place
    self.subdirectory = subdirectory
  }

  /// Reads `{ editable = "../a" }`, or the flat keys of a requirement.
  init?(_ node: TOMLNode) {
    guard let table = node.table else { return nil }
    self.init(in: table)
  }

  init?(in table: TOMLTable) {
    for kind in Kind.allCases {
      guard let place = table[kind.rawValue]?.string else { continue }
      self.init(kind, place, subdirectory: table["subdirectory"]?.string)
      return
    }
    return nil
  }

  /// A directory or archive on this machine.
  package var isLocal: Bool {
    [.editable, .directory, .virtual, .path].contains(kind)
  }
}

/// An edge of the resolution.
struct LockDependency: Hashable, Sendable {
  let name: String
  /// Given only where several packages have the name.
  let version: String?
  let source: LockSource?
  let extras: [String]
  let marker: String?

  init?(_ node: TOMLNode) {
    guard let table = node.table, let name = table["name"]?.string else { return nil }
    self.name = name
    version = table["version"]?.string
    source = table["source"].flatMap(LockSource.init)
    extras = (table["extra"] ?? table["extras"])?.array?.compactMap(\.string) ?? []
    marker = table["marker"]?.string
  }
}

/// A requirement as the lock remembers it from a pyproject.toml.
struct LockRequirement: Hashable, Sendable {
  let name: String
  let extras: Set<String>
  let specifiers: Set<String>
  let marker: Marker?
  /// Nil for one from the registry.
  let source: LockSource?

  init(
    name: String, extras: Set<String>, specifiers: Set<String>, marker: Marker?,
    source: LockSource?
  ) {
    self.name = name
    self.extras = extras
    self.specifiers = specifiers
    self.marker = marker
    self.source = source
  }

  init?(_ node: TOMLNode) {
    guard let table = node.table, let name = table["name"]?.string else { return nil }
    self.name = name
    extras = Set(table["extras"]?.array?.compactMap(\.string) ?? [])
    specifiers = Requirement.clauses(table["specifier"]?.string ?? "")
    marker = table["marker"]?.string.flatMap { Marker($0) }
    source = LockSource(in: table)
  }
}
