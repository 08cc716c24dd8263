import Platform
import UV

/// Other projects' code that is configured and made by its own `configure` and `make`, and what these
/// read beside C.
struct Autotools {
  private(set) var inputs: [(path: Path, why: String)] = []

  /// `literals` are the texts that scripts hold.
  init(literals: [String], _ files: ProjectFiles) {
    let words = Set(literals.flatMap { $0.split { "/ ;&".contains($0) }.map(String.init) })
    if words.isDisjoint(with: Self.tools) { return }
    let places = Set(
      files.walk.files.filter { Self.entries.contains($0.nameText) && !NativeFiles.isLeftAlone($0) }
        .compactMap(\.parent)
    ).filter { !$0.isEmpty && words.contains($0.nameText) }
    // A directory inside of another one belongs to it.
    let tops = places.filter { place in !places.contains { $0 != place && place.isBelow($0) } }
    for path in files.walk.files {
      guard let top = tops.first(where: path.isBelow), Self.isRead(path, below: top) else {
        continue
      }
      inputs.append((path, "make reads it in \(top.shown)"))
    }
  }

  private static let tools: Set<String> = [
    "make", "gmake", "configure", "autoreconf", "autogen.sh", "bootstrap.sh",
  ]

  /// What such a directory has.
  private static let entries: Set<String> = [
    "configure", "configure.ac", "configure.in", "Makefile", "GNUmakefile",
  ]

  private static let atTop: Set<String> = [
    "configure", "configure.ac", "configure.in", "autogen.sh", "bootstrap.sh", "aclocal.m4",
    "Makefile", "GNUmakefile", "Makefile.am",
  ]

  private static func isRead(_ path: Path, below top: Path) -> Bool {
    if path.parent == top { return atTop.contains(path.nameText) || path.suffix == "mk" }
    if NativeFiles.isLeftAlone(path.relative(to: top)) { return false }
    return path.nameText == "Makefile.am" || path.suffix == "m4"
  }
}
