import Formats
import Platform
import UV

/// What a project's files say of how it is built; nothing of it is run.
struct BuildDescription {
  /// Build backends by what they take in.
  enum Backend: Hashable {
    case setuptools, hatchling, flit, poetry, pdm, uvBuild, maturin, scikitBuild, mesonPython, other
  }

  private let manifest: TOMLTable?
  private let setup: String
  private let configuration: String
  let backend: Backend

  /// Reads the project's `pyproject.toml`, `setup.py` and `setup.cfg`.
  init(of project: Path) {
    func text(_ name: String) -> [UInt8] {
      (try? Directory.working.read(project.appending(name), limit: 4 << 20))?.content ?? []
    }
    self.init(
      manifest: try? TOMLDocument.read(text("pyproject.toml")),
      setup: String(decoding: text("setup.py"), as: UTF8.self),
      configuration: String(decoding: text("setup.cfg"), as: UTF8.self))
  }

  init(manifest: TOMLTable?, setup: String = "", configuration: String = "") {
    self.manifest = manifest
    self.setup = setup
    self.configuration = configuration
    let named = manifest?["build-system"]?["build-backend"]?.string
    let module = named.map { String($0.prefix { $0 != ":" && $0 != "." }) } ?? "setuptools"
    backend =
      switch module {
      case "setuptools": .setuptools
      case "hatchling": .hatchling
      case "flit_core", "flit_scm", "flit": .flit
      case "poetry": .poetry
      case "pdm": .pdm
      case "uv_build", "uv": .uvBuild
      case "maturin": .maturin
      case "scikit_build_core": .scikitBuild
      case "mesonpy": .mesonPython
      default: .other
      }
  }

  // MARK: - Native code

  /// Whether the build may turn native sources into extension modules.
  var compiles: Bool {
    switch backend {
    case .maturin, .scikitBuild, .mesonPython, .other: true
    case .setuptools:
      ["ext_modules", "Extension(", "rust_extensions", "cffi_modules", "cythonize", "skbuild"]
        .contains { setup.contains(bytesOf: $0) }
        || tool("setuptools", "ext-modules") != nil || tool("setuptools-rust") != nil
    case .hatchling:
      (tool("hatch", "build", "hooks")?.table?.entries ?? [])
        .contains { !["vcs", "version"].contains($0.key) }
        || tool("hatch", "build", "targets", "wheel", "hooks") != nil
    case .poetry: tool("poetry", "build") != nil
    case .pdm:
      tool("pdm", "build", "run-setuptools")?.boolean == true
        || tool("pdm", "build", "custom-hook") != nil
    case .flit, .uvBuild: false
    }
  }

  /// Whether importing an editable install builds it anew by itself.
  var rebuildsOnImport: Bool {
    backend == .mesonPython
      || (backend == .scikitBuild && tool("scikit-build", "editable", "rebuild")?.boolean == true)
  }

  /// Files at the project's top that steer the build.
  var configurationFiles: Set<String> {
    backend == .setuptools
      ? ["pyproject.toml", "setup.py", "setup.cfg", "MANIFEST.in"] : ["pyproject.toml"]
  }

  /// The import name that the project's name suggests.
  var moduleName: String? {
    let name = manifest?["project"]?["name"]?.string ?? tool("poetry", "name")?.string
    guard let name, let known = PackageName(name) else { return nil }
    return String(known.normalized.map { $0 == "-" ? "_" : $0 })
  }

  // MARK: - Metadata from elsewhere

  private func isDynamic(_ field: String) -> Bool {
    manifest?["project"]?["dynamic"]?.array?.contains { $0.string == field } ?? false
  }

  /// What takes the version from Git, if the version is dynamic.
  var versionTool: String? {
    let isPoetry = tool("poetry-dynamic-versioning", "enable")?.boolean == true
    guard isDynamic("version") || isPoetry else { return nil }
    let tools = [
      "setuptools-scm", "setuptools-git-versioning", "hatch-vcs", "versioneer", "versioningit",
      "poetry-dynamic-versioning", "uv-dynamic-versioning", "vcs-versioning", "flit-scm",
      "pdm-backend",
    ]
    let requires = manifest?["build-system"]?["requires"]?.array?.compactMap(\.string) ?? []
    for requirement in requires {
      let name = requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
      let normalized = PackageName(name)?.normalized ?? ""
      guard tools.contains(normalized), readsGit(normalized) else { continue }
      return normalized
    }
    return nil
  }

  /// Some read Git only where they are told to.
  private func readsGit(_ name: String) -> Bool {
    switch name {
    case "pdm-backend": tool("pdm", "version", "source")?.string == "scm"
    case "hatch-vcs": tool("hatch", "version", "path") == nil
    // Without its table setuptools-scm stays silent since release 7 of it, but for setup.py.
    case "setuptools-scm":
      tool("setuptools_scm") != nil || tool("setuptools-scm") != nil
        || setup.contains(bytesOf: "use_scm_version")
        || tool("setuptools", "dynamic", "version") == nil
    default: true
    }
  }

  /// Files that dependencies are read from, relative to the project.
  var dependencyFiles: [Path] {
    var names: [String] = []
    if isDynamic("dependencies") {
      names += texts(tool("setuptools", "dynamic", "dependencies", "file"))
    }
    if isDynamic("optional-dependencies") {
      for entry in tool("setuptools", "dynamic", "optional-dependencies")?.table?.entries ?? [] {
        names += texts(entry.node["file"])
      }
    }
    if isDynamic("dependencies") || isDynamic("optional-dependencies"),
      let hook = tool("hatch", "metadata", "hooks", "requirements_txt")
    {
      names += texts(hook["files"]) + texts(hook["filename"])
      for entry in hook["optional-dependencies"]?.table?.entries ?? [] {
        names += texts(entry.node)
      }
    }
    if backend == .setuptools, manifest?["project"] == nil {
      names += Self.requirementLiterals(in: setup)
      names += Self.files(in: configuration, of: ["install_requires"])
    }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map { Path($0).tidied }
  }

  /// Other files that metadata is read from: the one that holds the version.
  var metadataFiles: Set<Path> {
    var names: [String] = []
    if isDynamic("version") || manifest?["project"] == nil {
      names += texts(tool("setuptools", "dynamic", "version", "file"))
      names += tool("hatch", "version", "path").map(texts) ?? []
      names += tool("pdm", "version", "path").map(texts) ?? []
      names += tool("maturin") != nil || backend == .maturin ? ["Cargo.toml"] : []
      names += Self.files(in: configuration, of: ["version"])
      if let attribute = tool("setuptools", "dynamic", "version", "attr")?.string {
        let module = attribute.split(separator: ".").dropLast().joined(separator: "/")
        names += ["", "src/"].flatMap { ["\($0)\(module).py", "\($0)\(module)/__init__.py"] }
      }
      if backend == .flit, let module = moduleName {
        names += ["", "src/"].flatMap { ["\($0)\(module).py", "\($0)\(module)/__init__.py"] }
      }
    }
    return Set(names.map { Path($0).tidied })
  }

  // MARK: - Parts

  private func tool(_ keys: String...) -> TOMLNode? {
    var node = manifest?["tool"]
    for key in keys { node = node?[key] }
    return node
  }

  private func texts(_ node: TOMLNode?) -> [String] {
    guard let node else { return [] }
    return node.string.map { [$0] } ?? node.array?.compactMap(\.string) ?? []
  }

  /// Quoted names of requirements files in a setup.py, which may be read by it.
  private static func requirementLiterals(in setup: String) -> [String] {
    setup.split { $0 == "\"" || $0 == "'" }.map(String.init).filter { text in
      text.hasSuffix(".txt") && text.contains(bytesOf: "require") && text.utf8.count < 200
        && !text.contains(where: \.isWhitespace)
    }
  }

  /// `field = file: a, b` of a setup.cfg.
  private static func files(in configuration: String, of fields: Set<String>) -> [String] {
    configuration.split(whereSeparator: \.isNewline).flatMap { line -> [String] in
      let parts = line.split(separator: "=", maxSplits: 1).map { String($0.trimmed) }
      guard parts.count == 2, fields.contains(parts[0]), parts[1].hasPrefix("file:") else {
        return []
      }
      return parts[1].dropFirst(5).split(separator: ",").map { String($0.trimmed) }
    }
  }
}
