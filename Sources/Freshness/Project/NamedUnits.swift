import Formats
import Platform
import UV

/// Which C files are compiled, where scripts name them or say where they lie.
///
/// Those beside them that nobody names or includes are tests, programs and leftovers. In another project's code, kept in a directory such as `vendor`, a name stands for the whole
/// copy; elsewhere for its own directory.
struct NamedUnits {
  /// Headers that they name by their paths.
  private let headers: Set<Path>
  /// Units that they name by their paths.
  private let exact: Set<Path>
  /// The last parts of what scripts name, with their suffix or without.
  private let names: Set<String>
  /// The parts of all that they name, and of what is put together.
  private let words: Set<String>
  /// Ends of names that are put together, as in `name + "_impl.c"`.
  private let ends: [String]
  /// The directories of copies of which files are named, and none by a wildcard.
  private let copies: Set<Path>
  /// Whether directories at the top that nobody names hold other programs.
  private let isComplete: Bool
  /// Other directories in which each file that is compiled is named.
  private let directories: Set<Path>

  /// Directories with C that scripts name as a whole, by the one above them.
  private let children: [Path: Set<Path>]

  /// Whether scripts look for C files by themselves: then only what they pass over is left.
  private let searches: Bool
  /// What the names end in that scripts look for, and where there are such files.
  private let endings: Set<String>
  private let endingPlaces: Set<Path>

  /// Names of those that scripts leave out.
  private let passedOver: Set<String>
  /// Patterns of what scripts take out of others, and hand to no compiler apart from those.
  private let takenOut: [PathPattern]

  /// All sources, where scripts tell them to the last.
  private let known: KnownSources?
  /// What scripts look for, if it fits some C.
  private let patterns: [PathPattern]
  private let told: ToldUnits

  /// Where scripts look for C, with all below; nil if that is not known.
  private let walked: Set<Path>?
  /// Directories with C that names or patterns fit, and the top ones that hold these; none where a
  /// pattern may fit anything.
  private let places: Set<Path>
  /// Directories with a build of their own, where scripts run programs.
  private let described: Set<Path>
  private let tops: Set<Path>

  init(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    known = KnownSources(build, scripts, files)
    told = ToldUnits(build, scripts, files)
    passedOver = scripts.all.reduce(into: []) { $0.formUnion($1.facts.passedOver) }
    takenOut = scripts.all.flatMap { $0.facts.takenOut.subtracting($0.facts.compiled.names) }
      .map { PathPattern($0) }
    searches = scripts.all.contains(where: Self.searches)
    let modules = build.tool("setuptools", "ext-modules")?.array ?? []
    let sources = modules.flatMap { build.texts($0["sources"]) }
    let literals = scripts.literals + sources
    words = Set(literals.flatMap { $0.split { "/.\\ ".contains($0) }.map(String.init) })
    // A whole path stands for no other file of the same name.
    let bare = literals.filter { !$0.contains("/") || !files.paths.contains(Path($0).normalized) }
    names = Self.names(in: bare, hasEndings: Self.hasEndings(literals, scripts))
    let endings = Set(
      literals.compactMap { Path("x\($0)").isCompiledUnit ? Path("x\($0)").suffix : nil })
    self.endings = endings
    endingPlaces = Set(
      files.paths.filter { $0.isCompiledUnit && endings.contains($0.suffix ?? "") }
        .map { $0.parent ?? "" })
    let computed = literals.filter { $0.contains { "%{".contains($0) } && Path($0).isCompiledUnit }
    ends =
      (computed.map(Self.end) + literals)
      .filter { $0.first == "_" && Path("x\($0)").isCompiledUnit }
    let units = files.paths.filter(\.isCompiledUnit)
    let above = Set(units.flatMap(Self.directories))
    let whole = scripts.all.flatMap { $0.python.runs.map { $0.joined(separator: "/") } }
      .map { Path($0).normalized }.filter(above.contains)
    children = Dictionary(grouping: whole) { $0.parent ?? "" }.mapValues(Set.init)
    let paths = (scripts.all.flatMap(\.python.paths) + sources).map { Path($0).normalized }
    headers = Set(paths.filter(IncludeReach.isIncluded))
    var named = paths.filter { $0.isCompiledUnit && files.paths.contains($0) }
    // Names that are put together count where the parts of one are known.
    let (names, ends) = (self.names, ends)
    named += computed.map { Path($0).normalized }.filter { pattern in
      files.paths.contains {
        $0.isCompiledUnit && $0.parent == pattern.parent && Self.isNamed($0, names, ends)
      }
    }
    // A name such as `*.c` that a longer one ends in says less than that; and where no C fits,
    // nothing is said of C.
    let longer = scripts.all.flatMap(\.facts.computed)
    let wild = (paths + longer.map { Path($0).normalized }).filter(Self.isPattern)
      .filter { pattern in
        let text = pattern.utf8Text ?? ""
        let fits = PathPattern(text)
        return !longer.contains { $0.hasSuffix("/\(text)") }
          && (pattern.isAtTop || units.contains(where: fits.matches))
      }
    // What is put together to the last letter.
    let made = scripts.all.flatMap(\.facts.compiled.names).filter { !PathPattern.isPattern($0) }
      .map { Path($0).normalized }.filter { $0.isCompiledUnit && files.paths.contains($0) }
    exact = Set(named + made)
    let runs = KnownSources.runPrograms(scripts)
    described = Set(
      files.paths.filter { runs && !$0.isAtTop && Self.describes($0) }.compactMap(\.parent))
    copies = Set(named.compactMap(Self.copy)).subtracting(wild.compactMap(Self.copy))
    let compiled = scripts.all.flatMap(\.facts.compiled.names).filter(PathPattern.isPattern)
    let patterns = Set(wild.compactMap(\.utf8Text) + compiled).map { PathPattern($0) }
    self.patterns = patterns
    let fitting = units.filter { unit in patterns.contains { $0.matches(unit) } }
    let searched = wild.map(Self.searched)
    let mayBeAnywhere = searched.contains("") || searches
    places = mayBeAnywhere ? [] : Set((named + made + fitting).map { $0.parent ?? "" })
    let facts = scripts.all.filter(Self.searches).map(\.facts)
    let isKnown = !searched.contains("") && !facts.contains(where: \.walksAnywhere)
    walked =
      isKnown && !facts.isEmpty ? Set(facts.flatMap(\.walked).map { Path($0).normalized }) : nil
    tops = Set(places.map(Self.top))
    isComplete = !(named.isEmpty && wild.isEmpty) && !searched.contains("")
    directories = Set(named.filter { Self.copy($0) == nil }.map { $0.parent ?? "" })
      .filter { place in !searched.contains { place == $0 || place.isBelow($0) } }
  }

  /// Whether a name without its ending may be one of a file: endings are added.
  static func hasEndings(_ literals: [String], _ scripts: BuildScripts) -> Bool {
    literals.contains { $0.contains { "%{".contains($0) } && Path($0).isCompiledUnit }
      || scripts.all.contains { script in
        ["+ '.c", "+ \".c", "+'.c", "+\".c"].contains(where: script.text.contains(bytesOf:))
      }
  }

  /// The last parts of paths; with a dot in the end those to which an ending is added.
  private static func names(in literals: [String], hasEndings: Bool) -> Set<String> {
    Set(
      literals.flatMap { literal in
        let name = Path(literal).nameText
        return [name, hasEndings && !name.contains(".") ? "\(name)." : name]
      })
  }

  private static func describes(_ path: Path) -> Bool {
    ["CMakeLists.txt", "meson.build", "SConstruct", "configure", "configure.ac"]
      .contains(path.nameText) || path.nameText.lowercased().hasPrefix("makefile")
  }

  /// `_impl.c` of `a/%s_impl.c`.
  private static func end(_ literal: String) -> String {
    literal.lastIndex { "}%".contains($0) }.map { place in
      String(literal[literal.index(after: place)...].drop { $0 == "s" })
    } ?? literal
  }

  private static func searches(_ script: BuildScripts.Script) -> Bool {
    let calls = ["listdir", "os.walk", "rglob", "iterdir", "scandir", ".walk("]
    let suffixes = [".c\"", ".c'", ".cpp", ".cc\"", ".cc'", ".cxx"]
    return calls.contains(where: script.text.contains(bytesOf:))
      && suffixes.contains(where: script.text.contains(bytesOf:))
  }

  /// Whether a script takes it out of what a pattern finds.
  func isTakenOut(_ path: Path) -> Bool {
    path.isCompiledUnit && takenOut.contains { $0.matches(path) }
  }

  /// Whether a file is one that no compiler is given.
  func isUnused(_ path: Path) -> Bool {
    if path.isCompiledUnit, passedOver.contains(path.nameText) { return true }
    if isTakenOut(path) { return true }
    // A script may make what it compiles of another that it names.
    if let known, path.isCompiledUnit || path.suffix == "pyx",
      known.isTotal || known.tops.contains(path.topName ?? "") && !isMadeApart(path)
    {
      // Where all are known to the last, part of a path names nothing.
      let isNamed =
        known.isTotal
        ? exact.contains(path) || ends.contains(where: path.nameText.hasSuffix) : isNamedUnit(path)
      return !known.contains(path) && !isNamed
    }
    if searches {
      guard path.isCompiledUnit, !isNamedUnit(path), !isSearched(path) else { return false }
      let isWalked = walked.map { $0.contains(where: path.isBelow) } ?? true
      return !isWalked || isPassedOver(path) || isBesideSearched(path)
    }
    if isComplete, let top = path.topName, !path.isAtTop, !words.contains(top), top != "include",
      path.suffix != "pxd", path.suffix != "pxi"
    {
      return true
    }
    guard path.isCompiledUnit, !isNamedUnit(path) else { return false }
    if isPassedOver(path) { return true }
    let place = path.parent ?? ""
    if tops.contains(Self.top(place)), !places.contains(place), !isMadeApart(path) { return true }
    guard let copy = Self.copy(path) else { return directories.contains(place) }
    if ["test", "tests", "bench", "benchmark"].contains(path.nameText.prefix { $0 != "." }) {
      return true
    }
    return copies.contains(copy)
  }

  /// Whether scripts surely hand a file to a compiler, or to one who does.
  func isTold(_ path: Path) -> Bool {
    if IncludeReach.isIncluded(path) { return headers.contains(path) || told.finds(path) }
    return told.contains(path) || known?.contains(path) == true && !told.isDoubted(path)
  }

  /// Whether they name it only in blocks that seem to be for other machines.
  func isDoubted(_ path: Path) -> Bool { told.isDoubted(path) }

  var hasDoubts: Bool { told.hasDoubts }

  /// Whether a pattern with a place fits it.
  private func isSearched(_ path: Path) -> Bool { patterns.contains { $0.matches(path) } }

  /// Whether it lies in a copy that scripts may build by its own description.
  private func isMadeApart(_ path: Path) -> Bool { described.contains(where: path.isBelow) }

  /// Whether scripts look for other endings beside it.
  private func isBesideSearched(_ path: Path) -> Bool {
    !endings.contains(path.suffix ?? "") && endingPlaces.contains(path.parent ?? "")
  }

  /// Whether scripts name a header.
  func isNamed(_ path: Path) -> Bool { headers.contains(path) }

  /// Whether it lies in a directory that no script mentions, beside several that they name.
  private func isPassedOver(_ path: Path) -> Bool {
    Self.directories(of: path).contains { place in
      !words.contains(place.nameText) && (children[place.parent ?? ""]?.count ?? 0) > 2
    }
  }

  /// The first part of a directory, or the copy that it belongs to.
  private static func top(_ place: Path) -> Path {
    copy(place.appending("x/x")) ?? Path(place.topName ?? "")
  }

  /// All that a file lies in, but for the top.
  private static func directories(of path: Path) -> [Path] {
    var found: [Path] = []
    var directory = path.parent
    while let above = directory, !above.isEmpty {
      found.append(above)
      directory = above.parent
    }
    return found
  }

  private func isNamedUnit(_ path: Path) -> Bool {
    exact.contains(path) || Self.isNamed(path, names, ends)
  }

  private static func isNamed(_ path: Path, _ names: Set<String>, _ ends: [String]) -> Bool {
    let name = path.nameText
    let stem = name.dropLast(path.suffix?.utf8.count ?? 0)
    return names.contains(name) || names.contains(String(stem))
      || ends.contains(where: name.hasSuffix)
  }

  /// Whether it may match C files.
  private static func isPattern(_ path: Path) -> Bool {
    guard path.bytes.contains(UInt8(ascii: "*")), !path.bytes.contains(UInt8(ascii: " ")) else {
      return false
    }
    // A star alone is more often a sign in a text.
    return path.suffix.map { suffix in
      // `p.tests.*` stands for packages.
      Path("x.\(suffix)").isCompiledUnit || suffix.contains("*") && !path.isAtTop
    } ?? !path.isAtTop
  }

  /// The directory that a pattern looks in.
  private static func searched(_ pattern: Path) -> Path {
    let parts = pattern.components.prefix { !$0.contains(UInt8(ascii: "*")) }
    return Path(Array(parts.joined(separator: [UInt8(ascii: "/")])))
  }

  /// `vendor/a` of `vendor/a/src/b.c`.
  static func copy(_ path: Path) -> Path? {
    let parts = path.components
    guard
      let place = parts.firstIndex(where: {
        Places.isVendored(String(decoding: $0, as: UTF8.self))
      }), place + 2 < parts.count
    else { return nil }
    return Path(Array(parts[...(place + 1)].joined(separator: [UInt8(ascii: "/")])))
  }
}

extension Path {
  /// Whether a compiler is given it, where it only finds headers.
  var isCompiledUnit: Bool { suffix.map(["c", "cc", "cpp", "cxx"].contains) ?? false }

  /// Whether it belongs to a copy of another project.
  var isVendored: Bool {
    let directories = components.dropLast().map { String(decoding: $0, as: UTF8.self) }
    // A copy has a directory of its own; what lies beside it is the project's, as in `ext`.
    return directories.dropLast().contains(where: Places.isVendored)
  }

}
