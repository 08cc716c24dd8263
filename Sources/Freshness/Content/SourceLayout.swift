import Formats
import Platform
import UV

/// Where in a project its build takes each installed file from.
///
/// Source: each backend's own documentation; nothing is run. What the settings do not say is looked
/// for at the usual places.
struct SourceLayout {
  /// A file or directory below site-packages and where it comes from, relative to the project.
  struct Mapping: Hashable {
    let installed: Path
    let source: Path
  }

  /// Which modules of a package a build ships.
  enum Extent: Hashable {
    /// Everything below the package.
    case wholeTree
    /// The modules of each directory that is a package of its own.
    case packages
    /// What a list says; a new module is not shipped unless somebody adds it there.
    case listed
  }

  /// The longest first.
  private(set) var mappings: [Mapping] = []
  /// Directories that hold top-level modules, relative to the project.
  private(set) var roots: [Path]
  private(set) var extent: Extent
  /// Whether a build may write modules that are not in the source.
  private(set) var generatesModules: Bool
  /// What the settings leave out, in the language of `.gitignore` or close to it.
  private(set) var exclusions: [String] = []

  private static let usualRoots: [Path] = ["src", "", "python", "lib"]

  init(_ build: BuildDescription) {
    roots = Self.usualRoots
    extent = .wholeTree
    generatesModules = build.writesModules
    switch build.backend {
    case .uvBuild: readUV(build)
    case .hatchling: readHatchling(build)
    case .setuptools: readSetuptools(build)
    case .flit: roots = ["", "src"]
    case .poetry: readPoetry(build)
    case .pdm: readPDM(build)
    case .maturin:
      exclusions += build.texts(build.tool("maturin", "exclude"))
      if let root = build.tool("maturin", "python-source")?.string { roots = [Self.path(root)] }
    case .scikitBuild: readScikitBuild(build)
    case .mesonPython, .pyBuildCMake, .cmeel, .whey, .other: extent = .listed
    }
    mappings.sort { $0.installed.bytes.count > $1.installed.bytes.count }
  }

  // MARK: - Backends

  private mutating func readUV(_ build: BuildDescription) {
    let settings = build.tool("uv", "build-backend")
    roots = [Self.path(settings?["module-root"]?.string ?? "src")]
    exclusions =
      build.texts(settings?["wheel-exclude"]) + build.texts(settings?["source-exclude"])
  }

  private mutating func readHatchling(_ build: BuildDescription) {
    roots = ["", "src"]
    for table in [build.tool("hatch", "build"), build.tool("hatch", "build", "targets", "wheel")] {
      for package in build.texts(table?["packages"]) {
        let source = Self.path(package)
        mappings.append(Mapping(installed: Path(source.name), source: source))
      }
      for root in build.texts(table?["sources"]) { roots.insert(Self.path(root), at: 0) }
      for entry in table?["sources"]?.table?.entries ?? [] {
        guard let other = entry.node.string else { continue }
        if other.isEmpty {
          roots.insert(Self.path(entry.key), at: 0)
        } else {
          mappings.append(Mapping(installed: Self.path(other), source: Self.path(entry.key)))
        }
      }
      for entry in table?["force-include"]?.table?.entries ?? [] {
        guard let other = entry.node.string else { continue }
        mappings.append(Mapping(installed: Self.path(other), source: Self.path(entry.key)))
      }
      exclusions += build.texts(table?["exclude"])
    }
    var seen: Set<Path> = []
    roots = roots.filter { seen.insert($0).inserted }
  }

  private mutating func readSetuptools(_ build: BuildDescription) {
    let directories = build.packageDirectories
    for (package, directory) in directories where !package.isEmpty {
      mappings.append(
        Mapping(
          installed: Path(package.split(separator: ".").joined(separator: "/")),
          source: Self.path(directory)))
    }
    let found = build.texts(build.tool("setuptools", "packages", "find", "where"))
    if let root = directories[""] {
      roots = [Self.path(root)]
    } else if !found.isEmpty {
      roots = found.map(Self.path)
    }
    extent = build.listsPackages ? .listed : .packages
    exclusions += build.texts(build.tool("setuptools", "packages", "find", "exclude")).map {
      $0.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "/")
    }
  }

  private mutating func readPoetry(_ build: BuildDescription) {
    roots = ["", "src"]
    for package in build.tool("poetry", "packages")?.array ?? [] {
      guard let name = package["include"]?.string, !CacheKey.isGlob(name) else { continue }
      let below = package["from"]?.string ?? ""
      let to = package["to"]?.string ?? ""
      mappings.append(
        Mapping(
          installed: Self.path(to).appending(Self.path(name).bytes),
          source: Self.path(below).appending(Self.path(name).bytes)))
    }
    exclusions += build.texts(build.tool("poetry", "exclude"))
  }

  private mutating func readPDM(_ build: BuildDescription) {
    roots = ["src", ""]
    for table in [build.tool("pdm", "build"), build.tool("pdm")] {
      if let root = table?["package-dir"]?.string { roots = [Self.path(root)] }
      exclusions += build.texts(table?["excludes"])
    }
  }

  private mutating func readScikitBuild(_ build: BuildDescription) {
    roots = ["src", "python", ""]
    exclusions += build.texts(build.tool("scikit-build", "wheel", "exclude"))
    let packages = build.tool("scikit-build", "wheel", "packages")
    for package in build.texts(packages) {
      let source = Self.path(package)
      mappings.append(Mapping(installed: Path(source.name), source: source))
    }
    for entry in packages?.table?.entries ?? [] {
      guard let source = entry.node.string else { continue }
      mappings.append(Mapping(installed: Self.path(entry.key), source: Self.path(source)))
    }
  }

  /// `.` and an empty text are the project itself.
  private static func path(_ text: String) -> Path {
    let path = Path(text).normalized
    return path == "." ? "" : path
  }

  // MARK: - Looking up

  /// Where the settings put a file of the project; nil where they do not say.
  func installed(from source: Path) -> Path? {
    for mapping in mappings {
      if source == mapping.source { return mapping.installed }
      if !mapping.source.isEmpty, source.isBelow(mapping.source) {
        return mapping.installed.appending(
          Array(source.bytes.dropFirst(mapping.source.bytes.count + 1)))
      }
    }
    return nil
  }

  /// Where the settings say an installed file comes from; nil where they do not say.
  func mapped(_ installed: Path) -> Path? {
    for mapping in mappings {
      if installed == mapping.installed { return mapping.source }
      let prefix = mapping.installed.bytes + [UInt8(ascii: "/")]
      guard mapping.installed.isEmpty || installed.bytes.starts(with: prefix) else { continue }
      let rest = Array(installed.bytes.dropFirst(mapping.installed.isEmpty ? 0 : prefix.count))
      return mapping.source.appending(rest)
    }
    return nil
  }
}
