import Platform

/// The files of a project as a build finds them; each is read once.
final class ProjectFiles {
  let directory: Path
  private(set) var walk: SourceWalk
  private(set) var paths: Set<Path>
  /// Directories of crates that Cargo holds to a list of checksums.
  private let vendoredCrates: Set<Path>
  /// Directories with Cython in them.
  private(set) lazy var cythonDirectories = Set(
    paths.filter { $0.suffix == "pyx" || $0.suffix == "pxd" }.map { $0.parent ?? "" })
  /// Parts of the names of modules that Cython takes declarations from.
  private lazy var declared = findDeclared()
  private var texts: [Path: String] = [:]

  init(of directory: Path) {
    self.directory = directory
    walk = SourceWalk(of: directory)
    paths = Set(walk.files)
    vendoredCrates = Set(
      walk.files.filter { $0.isNamed(NativeFiles.checksums) }.compactMap(\.parent))
  }

  /// Takes in a directory that was taken for one of the build's own, or that Git ignores.
  func enter(_ path: Path) {
    walk.enter(path, of: directory)
    paths = Set(walk.files)
  }

  /// Modules of Rust in directories that have the names of output: `build/` beside `build.rs`, or
  /// `target/mod.rs`.
  var rustModules: [Path] {
    walk.leftOut.filter { place in
      guard place.reason == .output || place.reason == .ignored, let above = place.path.parent,
        !above.isEmpty
      else { return false }
      // Beside a manifest, `build.rs` is a script, and the directory is Cargo's or a tool's.
      let isBeside =
        paths.contains(above.appending("\(place.path.nameText).rs"))
        && !paths.contains(above.appending("Cargo.toml"))
      return isBeside || Directory.working.has(full(place.path.appending("mod.rs")))
    }.map(\.path)
  }

  /// Takes in files that Git ignores.
  func take(_ ignored: [Path]) {
    if ignored.isEmpty { return }
    walk.take(ignored)
    paths = Set(walk.files)
  }

  /// Whether a text names a file here: one that the walk saw, or one outside the project.
  func has(_ path: Path) -> Bool {
    paths.contains(path) || (isOutside(path) && Directory.working.has(full(path)))
  }

  /// Whether a list of checksums stands for a file.
  func isPinned(_ path: Path) -> Bool {
    if vendoredCrates.isEmpty || path.nameText == NativeFiles.checksums { return false }
    var directory = path.parent
    while let above = directory, !above.isEmpty {
      if vendoredCrates.contains(above) { return true }
      directory = above.parent
    }
    return false
  }

  func full(_ path: Path) -> Path { directory.appending(path.bytes).normalized }

  /// How a file names another one by a relative path.
  func name(of path: Path, besides file: Path) -> String? {
    full(path).relative(to: full(file.parent ?? "")).utf8Text
  }

  func isOutside(_ path: Path) -> Bool {
    path.isAbsolute || path.bytes.starts(with: "../".utf8)
  }

  /// Whether a path leads out of the project and into it again.
  func leadsBack(_ path: Path) -> Bool {
    let place = full(path)
    return place == directory.normalized || place.isBelow(directory.normalized)
  }

  /// The content of a text file below the project; empty where there is none, or it is huge.
  func text(_ path: Path) -> String {
    if let known = texts[path] { return known }
    let text = String(decoding: content(path), as: UTF8.self)
    texts[path] = text
    return text
  }

  /// The same as bytes, which are not kept.
  func content(_ path: Path) -> [UInt8] {
    (try? Directory.working.read(full(path), limit: 4 << 20).content) ?? []
  }

  /// Where a file's includes stand: of one that is huge, as a parser that was generated, the
  /// beginning.
  func includesContent(_ path: Path) -> [UInt8] {
    let content = content(path)
    if !content.isEmpty { return content }
    let whole = try? Directory.working.read(full(path), limit: 64 << 20).content
    return Array((whole ?? []).prefix(1 << 20))
  }

  /// The beginning of a file, however long it is.
  func head(_ path: Path) -> String {
    let content = try? Directory.working.read(full(path), limit: 64 << 20).content
    return String(decoding: (content ?? []).prefix(200), as: UTF8.self)
  }

  /// Whether declarations of Cython belong to no module, and nothing takes them in with `cimport`.
  func isUnreadDeclaration(_ path: Path) -> Bool {
    let stem = Array(path.bytes.dropLast(3))
    if path.isNamed("__init__.pxd") { return false }
    let name = String(path.nameText.dropLast(4))
    return !["pyx", "py", "pyx.in"].contains { paths.contains(Path(stem + Array($0.utf8))) }
      && !declared.contains(name)
  }

  private func findDeclared() -> Set<String> {
    var found: Set<String> = []
    for path in paths
    where path.suffix.map(["pyx", "pxd", "pxi", "in", "tp", "py"].contains) == true {
      // Python that Cython compiles takes them from `cython.cimports.a.b`.
      for line in text(path).split(whereSeparator: \.isNewline)
      where line.contains(bytesOf: "cimport") {
        found.formUnion(line.split { " .,()\t".contains($0) }.map(String.init))
      }
    }
    return found
  }

  /// The first of these that is there.
  func first(_ names: [String]) -> Path? {
    names.lazy.map { Path($0).normalized }.first { self.paths.contains($0) }
  }

  /// The file of a dotted module, at the top or below a directory that holds packages.
  func module(_ dotted: String) -> Path? {
    let name = dotted.split(separator: ".").joined(separator: "/")
    if name.isEmpty { return nil }
    return first(
      ["", "src/", "lib/", "python/"].flatMap { ["\($0)\(name).py", "\($0)\(name)/__init__.py"] })
  }

  /// The same where settings say which directory a package lies in.
  func module(_ dotted: String, in layout: SourceLayout) -> Path? {
    let installed = Path(dotted.split(separator: ".").joined(separator: "/"))
    for mapping in layout.mappings {
      guard installed == mapping.installed || installed.isBelow(mapping.installed) else { continue }
      let rest = installed.bytes.dropFirst(mapping.installed.bytes.count + 1)
      let source = rest.isEmpty ? mapping.source : mapping.source.appending(Array(rest))
      let name = source.utf8Text ?? ""
      if let path = first(["\(name).py", "\(name)/__init__.py"]) { return path }
    }
    return module(dotted)
  }
}

extension Path {
  /// The name as text, for comparing with known names.
  var nameText: String { String(decoding: name, as: UTF8.self) }

  /// Whether it is a module's source: most files are, and no text has to be made to see it.
  var isPython: Bool {
    let end = bytes.count
    return end >= 3 && bytes[end - 1] == UInt8(ascii: "y") && bytes[end - 2] == UInt8(ascii: "p")
      && bytes[end - 3] == UInt8(ascii: ".")
  }

  /// Whether the last component is this one.
  func isNamed(_ name: String) -> Bool {
    let start = bytes.count - name.utf8.count
    return start >= 0 && (start == 0 || bytes[start - 1] == UInt8(ascii: "/"))
      && bytes[start...].elementsEqual(name.utf8)
  }

  /// What stands behind the last dot of the name, in lower case; nil without one.
  var suffix: String? {
    let start = (bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    guard let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > start else { return nil }
    let written = bytes[(dot + 1)...]
    if written.allSatisfy({ (0x61...0x7A).contains($0) }) {
      return String(decoding: written, as: UTF8.self)
    }
    return String(decoding: written, as: UTF8.self).lowercased()
  }

  /// The first component as text; nil for the root and an empty path.
  var topName: String? {
    let first = bytes.prefix { $0 != UInt8(ascii: "/") }
    return first.isEmpty
      ? components.first.map { String(decoding: $0, as: UTF8.self) }
      : String(decoding: first, as: UTF8.self)
  }

  var isAtTop: Bool { !bytes.contains(UInt8(ascii: "/")) }
}
