import Formats
import Platform
import UV

/// What a project's files say of how it is built; nothing of it is run.
struct BuildDescription {
  /// Build backends by what they take in.
  enum Backend: Hashable {
    case setuptools, hatchling, flit, poetry, pdm, uvBuild, maturin, scikitBuild, mesonPython
    case pyBuildCMake, cmeel, whey, other
  }

  let manifest: TOMLTable?
  let setup: String
  let configuration: String
  /// hatch.toml, which holds what else stands in `[tool.hatch]`.
  private let hatch: TOMLTable?
  let backend: Backend

  /// Reads the project's `pyproject.toml`, `setup.py` and `setup.cfg`.
  init(of project: Path) {
    func text(_ name: String) -> [UInt8] {
      (try? Directory.working.read(project.appending(name), limit: 4 << 20))?.content ?? []
    }
    self.init(
      manifest: try? TOMLDocument.read(text("pyproject.toml")),
      setup: String(decoding: text("setup.py"), as: UTF8.self),
      configuration: String(decoding: text("setup.cfg"), as: UTF8.self),
      hatch: try? TOMLDocument.read(text("hatch.toml")))
  }

  init(
    manifest: TOMLTable?, setup: String = "", configuration: String = "", hatch: TOMLTable? = nil
  ) {
    self.manifest = manifest
    self.hatch = hatch
    self.setup = setup
    self.configuration = configuration
    backend = Self.backend(manifest)
  }

  private static func backend(_ manifest: TOMLTable?) -> Backend {
    let system = manifest?["build-system"]
    guard let named = system?["build-backend"]?.string else { return .setuptools }
    switch String(named.prefix { $0 != ":" && $0 != "." }) {
    case "setuptools", "pbr": return .setuptools
    case "hatchling": return .hatchling
    case "flit_core", "flit_scm", "flit": return .flit
    case "poetry", "poetry_dynamic_versioning": return .poetry
    case "pdm": return .pdm
    case "uv_build", "uv": return .uvBuild
    case "maturin": return .maturin
    case "scikit_build_core": return .scikitBuild
    case "mesonpy": return .mesonPython
    case "py_build_cmake": return .pyBuildCMake
    case "cmeel": return .cmeel
    case "whey": return .whey
    default: break
    }
    // A backend in the tree mostly stands in front of a known one.
    for requirement in system?["requires"]?.array?.compactMap(\.string) ?? [] {
      switch Self.name(of: requirement) {
      case "maturin": return .maturin
      case "scikit-build-core": return .scikitBuild
      case "meson-python": return .mesonPython
      default: continue
      }
    }
    return .other
  }

  /// A backend of which no rule tells what it reads, where the manifest names it.
  var unknownBackend: TOMLNode? {
    let system = manifest?["build-system"]
    return backend == .other && system?["backend-path"] == nil ? system?["build-backend"] : nil
  }

  /// Whether uv builds and installs it: an application without a build system is not.
  ///
  /// `hasSetup` says whether there is a setup.py or setup.cfg. `package = false` keeps `uv sync` from
  /// it, and `uv pip install -e` not (seen with uv 0.13.9).
  func isBuilt(hasSetup: Bool) -> Bool {
    if manifest?["build-system"] != nil { return true }
    return manifest?["tool"]?["uv"]?["package"]?.boolean ?? hasSetup
  }

  /// Whether importing an editable install builds it again by itself.
  var rebuildsOnImport: Bool {
    backend == .mesonPython
      || (backend == .scikitBuild && tool("scikit-build", "editable", "rebuild")?.boolean == true)
  }

  var projectName: PackageName? {
    let name = manifest?["project"]?["name"]?.string ?? tool("poetry", "name")?.string
    return name.flatMap { PackageName($0) }
  }

  /// The import name that the project's name suggests.
  var moduleName: String? {
    projectName.map { String($0.normalized.map { $0 == "-" ? "_" : $0 }) }
  }

  /// What `[build-system]` asks for.
  var buildRequirements: [String] { texts(manifest?["build-system"]?["requires"]) }

  /// The normalised names of what the build asks for.
  var buildRequirementNames: Set<String> { Set(buildRequirements.map(Self.name)) }

  static func name(of requirement: String) -> String {
    let name = requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    return PackageName.normalized(name)
  }

  /// Whether the version, or another field, is left to the backend.
  func isDynamic(_ field: String) -> Bool {
    manifest?["project"]?["dynamic"]?.array?.contains { $0.string == field } ?? false
  }

  /// No `[project]` table: all metadata comes from the backend's own files.
  var hasNoProject: Bool { manifest?["project"] == nil }

  // MARK: - Parts

  func tool(_ keys: String...) -> TOMLNode? {
    // Of hatchling's two places, its own file counts, key by key at the top.
    if keys.count > 1, keys[0] == "hatch", var node = hatch?[keys[1]] {
      for key in keys.dropFirst(2) {
        guard let next = node[key] else { return nil }
        node = next
      }
      return node
    }
    var node = manifest?["tool"]
    for key in keys { node = node?[key] }
    return node
  }

  func texts(_ node: TOMLNode?) -> [String] {
    guard let node else { return [] }
    return node.string.map { [$0] } ?? node.array?.compactMap(\.string) ?? []
  }

  /// The value of a field of setup.cfg, with its continuation lines; nil without one.
  func configured(_ section: String, _ field: String) -> String? {
    var isInside = false
    var value: String?
    for line in configuration.split(whereSeparator: \.isNewline) {
      if line.first == "[" {
        if value != nil { return value }
        isInside = line.trimmed == "[\(section)]"
      } else if line.first == " " || line.first == "\t" {
        if let known = value { value = "\(known)\n\(line.trimmed)" }
      } else {
        if value != nil { return value }
        guard isInside, let sign = line.firstIndex(where: { $0 == "=" || $0 == ":" }),
          line[..<sign].trimmed.elementsEqual(field)
        else { continue }
        value = String(line[line.index(after: sign)...].trimmed)
      }
    }
    return value
  }

  /// The files of `field = file: a, b` in setup.cfg.
  func configuredFiles(_ section: String, _ field: String) -> [String] {
    guard let value = configured(section, field), value.hasPrefix("file:") else { return [] }
    return value.dropFirst(5).split { $0 == "," || $0 == "\n" }.map { String($0.trimmed) }
  }
}
