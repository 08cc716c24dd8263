import Formats
import Platform
import UV

/// Files that the build of an editable install left in its source, that are imported from there,
/// and that are gone.
///
/// What the build writes is read from its backend's settings; that something needs it, from the
/// imports of the modules beside it. Nothing is run.
struct SourceOutputs {
  struct Missing: Hashable {
    /// Relative to the project; of an extension module without the tags of an interpreter.
    let path: Path
    /// The module that imports it, relative to the project.
    let importer: Path
  }

  private let project: Directory
  private let build: BuildDescription
  private let python: PythonTag
  private let files: InstalledFiles
  private let walk: SourceWalk

  init?(
    of project: Path, build: BuildDescription, files: InstalledFiles, walk: SourceWalk,
    python: PythonTag
  ) {
    guard let directory = try? Directory.working.open(project) else { return nil }
    self.project = directory
    self.build = build
    self.python = python
    self.files = files
    self.walk = walk
  }

  var missing: [Missing] {
    var found: [Missing] = []
    for path in build.versionFiles where !project.has(path) {
      guard let directory = path.parent, !installs(path.name) else { continue }
      let stem = Array(path.name.prefix { $0 != UInt8(ascii: ".") })
      if hasModule(String(decoding: stem, as: UTF8.self), in: directory) { continue }
      if let (importer, _) = importer(of: stem, in: directory) {
        found.append(Missing(path: path, importer: importer))
      }
    }
    found += missingExtensions
    var seen: Set<Path> = []
    return found.filter { seen.insert($0.path).inserted } + missingSharedLibrary
  }

  /// Some extensions are for other systems: beside one that is there, one that is gone counts only
  /// if importing the package brings it in.
  private var missingExtensions: [Missing] {
    var found: [(missing: Missing, isReached: Bool)] = []
    var isAnyThere = false
    for (directory, name) in extensionModules {
      if installs(Array(name.utf8)) || hasModule(name, in: directory) {
        isAnyThere = true
      } else if let (importer, isReached) = importer(of: Array(name.utf8), in: directory) {
        let missing = Missing(path: directory.appending("\(name).so"), importer: importer)
        found.append((missing, isReached))
      }
    }
    return found.filter { !isAnyThere || $0.isReached }.map(\.missing)
  }

  /// Extension modules with the directory in which each belongs.
  private var extensionModules: [(directory: Path, name: String)] {
    let roots = SourceLayout(build).roots
    var names = build.extensionModules
    if build.backend == .maturin, names.isEmpty, let name = cargoName ?? build.moduleName {
      // Beside Python modules it goes into their package; alone, into site-packages.
      names = ["\(name).\(name)"]
    }
    var found: [(Path, String)] = names.compactMap { name in
      let parts = name.split(separator: ".").map(String.init)
      guard let leaf = parts.last, parts.count > 1 else { return nil }
      let below = parts.dropLast().joined(separator: "/")
      let places = roots.map { $0.appending(below) }.filter { project.has($0) }
      return places.count == 1 ? (places[0], leaf) : nil
    }
    if build.compilesInPlace {
      for file in walk.files where file.bytes.suffix(4).elementsEqual(".pyx".utf8) {
        guard let directory = file.parent else { continue }
        found.append((directory, String(decoding: file.name.dropLast(4), as: UTF8.self)))
      }
    }
    return found
  }

  /// `[lib] name` of a Cargo.toml.
  private var cargoName: String? {
    guard let text = try? project.read("Cargo.toml", limit: 1 << 20).content,
      let cargo = try? TOMLDocument.read(text)
    else { return nil }
    let name = cargo["lib"]?["name"]?.string ?? cargo["package"]?["name"]?.string
    return name.map { $0.replacing("-", with: "_") }
  }

  /// mypyc puts the code of several modules into one library at the root; without it none of them
  /// can be imported, and their `.py` files are not looked at.
  private var missingSharedLibrary: [Missing] {
    guard build.setup.contains(bytesOf: "mypycify") else { return [] }
    for root in SourceLayout(build).roots {
      let name: Path = root.isEmpty ? "." : root
      guard let entries = try? project.open(name).entries() else { continue }
      let libraries = entries.filter { isNative($0.name) }
      if libraries.contains(where: {
        String(decoding: $0.name.bytes, as: UTF8.self).contains(bytesOf: "__mypyc")
      }) {
        continue
      }
      for package in entries where package.kind == .directory {
        guard let directory = try? project.open(root.appending(package.name.bytes)),
          directory.has("__init__.py"), let inside = try? directory.entries()
        else { continue }
        let modules = Set(inside.map(\.name.bytes))
        let compiled = inside.filter { entry in
          let stem = entry.name.bytes.prefix { $0 != UInt8(ascii: ".") }
          return isNative(entry.name) && modules.contains(Array(stem) + Array(".py".utf8))
            && fits(entry.name.bytes.dropFirst(stem.count + 1))
        }
        guard compiled.count > 1, let first = compiled.map(\.name).min() else { continue }
        return [
          Missing(
            path: root.appending("*__mypyc.so"),
            importer: root.appending(package.name.bytes).appending(first.bytes))
        ]
      }
    }
    return []
  }

  // MARK: - Looking

  /// Whether RECORD lists a file of that stem: then the environment holds it.
  private func installs(_ name: [UInt8]) -> Bool {
    let stem = name.prefix { $0 != UInt8(ascii: ".") }
    return files.files.contains { file in
      file.path.name.prefix { $0 != UInt8(ascii: ".") } == stem
        && !file.path.bytes.suffix(4).elementsEqual(".pth".utf8)
    }
  }

  /// A module, package or extension module for this interpreter.
  private func hasModule(_ name: String, in directory: Path) -> Bool {
    guard let entries = try? project.open(directory.isEmpty ? "." : directory).entries() else {
      return false
    }
    let stem = Array(name.utf8)
    return entries.contains { entry in
      let bytes = entry.name.bytes
      if bytes == stem { return entry.kind == .directory || entry.kind == .link }
      guard bytes.starts(with: stem + [UInt8(ascii: ".")]) else { return false }
      let suffix = bytes.dropFirst(stem.count + 1)
      if suffix.elementsEqual("py".utf8) { return true }
      return isNative(entry.name) && fits(suffix)
    }
  }

  private func isNative(_ name: Path) -> Bool {
    name.bytes.suffix(3).elementsEqual(".so".utf8)
  }

  private func fits(_ suffix: ArraySlice<UInt8>) -> Bool {
    python.loads(suffix: String(decoding: suffix, as: UTF8.self))
  }

  /// A module of the same directory, or the top package, that imports it when it is imported, and
  /// whether importing the package is enough for that.
  private func importer(of name: [UInt8], in directory: Path) -> (file: Path, isReached: Bool)? {
    var package: [String] = []
    var current: Path? = directory
    var top = directory
    while let one = current, !one.isEmpty, project.has(one.appending("__init__.py")) {
      package.insert(String(decoding: one.name, as: UTF8.self), at: 0)
      top = one
      current = one.parent
    }
    if package.isEmpty { return nil }
    let dotted = package.joined(separator: ".")
    let wanted = "\(dotted).\(String(decoding: name, as: UTF8.self))"
    // Every import of the package runs this; what else is run, the imports tell.
    var reached = [(file: top.appending("__init__.py"), package: package[0])]
    var rest = packages(below: top, to: directory, package[0])
    rest += modules(in: directory).map { file in
      let stem = String(decoding: file.name.dropLast(3), as: UTF8.self)
      return (file, "\(dotted).\(stem)", dotted)
    }
    var next = 0
    while next < reached.count {
      let (file, place) = reached[next]
      next += 1
      let imports = imports(of: file)
      if imports.bring(in: wanted, from: place) { return (file, true) }
      for other in rest where imports.bring(in: other.name, from: place) {
        reached.append((other.file, other.package))
        rest.removeAll { $0.file == other.file }
      }
    }
    return rest.first { imports(of: $0.file).bring(in: wanted, from: $0.package) }
      .map { ($0.file, false) }
  }

  /// The `__init__.py` of each package on the way down, with the name that its imports start from.
  private func packages(
    below top: Path, to directory: Path, _ name: String
  ) -> [(file: Path, name: String, package: String)] {
    var found: [(file: Path, name: String, package: String)] = []
    var place = top
    var dotted = name
    for part in directory.components.dropFirst(top.components.count) {
      place = place.appending(Array(part))
      dotted += ".\(String(decoding: part, as: UTF8.self))"
      found.append((place.appending("__init__.py"), dotted, dotted))
    }
    return found
  }

  private func modules(in directory: Path) -> [Path] {
    let entries = (try? project.open(directory).entries()) ?? []
    return entries.filter {
      $0.kind == .regular && $0.name.bytes.suffix(3).elementsEqual(".py".utf8)
        && $0.name != "__init__.py"
    }.map(\.name).sorted().prefix(200).map { directory.appending($0.bytes) }
  }

  private func imports(of file: Path) -> ModuleImports {
    let content = (try? project.read(file, limit: 1 << 20).content) ?? []
    return ModuleImports(String(decoding: content, as: UTF8.self))
  }
}
