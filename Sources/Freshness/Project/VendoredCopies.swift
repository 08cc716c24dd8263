import Platform

/// Which files of other projects' code, kept in a directory such as `vendor`, are compiled: where
/// scripts name some of a copy's files, those that they do not name are its own tests and programs;
/// so is what is called `test.c`.
struct VendoredCopies {
  private let named: Set<Path>
  /// The directories of copies of which files are named, and none by a wildcard.
  private let copies: Set<Path>

  /// Nil where scripts look for files by themselves.
  init?(_ scripts: BuildScripts, _ files: ProjectFiles) {
    let searches = ["listdir", "os.walk", "rglob", "iterdir", "scandir", ".walk("]
    if searches.contains(where: scripts.mention) { return nil }
    let paths = scripts.all.flatMap(\.python.paths).map { Path($0).normalized }
    named = Set(paths.filter { Self.isUnit($0) && files.paths.contains($0) })
    let wild = Set(paths.filter { $0.bytes.contains(UInt8(ascii: "*")) }.compactMap(Self.copy))
    copies = Set(named.compactMap(Self.copy)).subtracting(wild)
  }

  /// Whether a file is one that no compiler sees.
  func isUnused(_ path: Path, _ files: ProjectFiles) -> Bool {
    guard Self.isUnit(path), let copy = Self.copy(path), !named.contains(path) else { return false }
    if ["test", "tests", "bench", "benchmark"].contains(path.nameText.prefix { $0 != "." }) {
      return true
    }
    guard copies.contains(copy) else { return false }
    // Some sources are included as headers are.
    let name = "\(path.nameText)\""
    return !files.paths.contains { other in
      other.isBelow(copy) && other != path && NativeFiles.c.isSource(other)
        && files.text(other).contains(bytesOf: name)
    }
  }

  private static func isUnit(_ path: Path) -> Bool {
    path.suffix.map(["c", "cc", "cpp", "cxx"].contains) ?? false
  }

  /// `vendor/a` of `vendor/a/src/b.c`.
  private static func copy(_ path: Path) -> Path? {
    let parts = path.components
    guard
      let place = parts.firstIndex(where: {
        Places.isVendored(String(decoding: $0, as: UTF8.self))
      }), place + 2 < parts.count
    else { return nil }
    return Path(Array(parts[...(place + 1)].joined(separator: [UInt8(ascii: "/")])))
  }
}
