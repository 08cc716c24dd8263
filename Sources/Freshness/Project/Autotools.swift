import Platform
import UV

/// Copies of other projects that their own `configure` and `make` build.
///
/// What these read beside C, and which C they name.
struct Autotools {
  private(set) var inputs: [(path: Path, why: String)] = []
  /// Whether scripts run them in any case.
  let isCertain: Bool
  /// By copy: the words of what make reads; nil where it takes all C that it finds.
  private var words: [Path: Set<String>?] = [:]

  init(_ scripts: BuildScripts, _ files: ProjectFiles) {
    let literals = scripts.literals
    isCertain = scripts.all.contains { script in
      script.isCertain
        && script.python.runs.joined().contains {
          !script.facts.doubted.contains($0) && Self.runs(Self.tools, $0)
        }
    }
    let names = Set(literals.flatMap { $0.split { "/ ;&".contains($0) }.map(String.init) })
    if !literals.contains(where: { Self.runs(Self.tools, $0) }) { return }
    let places = Set(
      files.walk.files.filter { Self.starts($0) && !NativeFiles.isLeftAlone($0) }
        .compactMap(\.parent))
    let named = places.filter { place in
      // A script may look for copies in a directory that it names.
      !place.isEmpty
        && (names.contains(place.nameText)
          || place.parent.map { !$0.isEmpty && names.contains($0.nameText) } == true)
    }
    // A directory inside of another one belongs to it.
    let tops = named.filter { place in !named.contains { $0 != place && place.isBelow($0) } }
    for top in tops.sorted() {
      let below = files.walk.files.filter { $0.isBelow(top) }
      let hasAutomake = below.contains { $0.isNamed("Makefile.am") }
      let read = Self.reached(below.filter { Self.isRead($0, below: top, hasAutomake) }, top, files)
      inputs += read.map { ($0, "make reads it in \(top.shown)") }
      let texts = read.filter(Self.isMakefile).map(files.text)
      // One that runs CMake leaves the sources to it.
      let runsCMake =
        files.paths.contains(top.appending("CMakeLists.txt"))
        && texts.contains { $0.lowercased().split { !$0.isLetter }.contains("cmake") }
      words[top] = runsCMake ? .some(nil) : Self.words(texts)
    }
  }

  /// Whether a file lies in such a copy: configure makes headers of templates.
  func holds(_ path: Path) -> Bool { words.keys.contains(where: path.isBelow) }

  /// Whether a file lies in such a copy, and make does not name it.
  func isUnused(_ path: Path) -> Bool {
    guard path.isCompiledUnit, let top = words.keys.first(where: path.isBelow),
      let words = words[top] ?? nil
    else { return false }
    let stem = path.nameText.prefix { $0 != "." }
    return !words.contains(String(stem))
  }

  /// Whether a text is or holds a command of one of some programs: `cd a && ./configure`, but no
  /// sentence about them.
  static func runs(_ programs: Set<String>, _ text: String) -> Bool {
    text.split { "&;|\n".contains($0) }.contains { command in
      command.split { " \t\\".contains($0) }.prefix { $0 != "#" }.prefix(2).enumerated()
        .contains { index, word in
          // Behind the name of a shell, or of variables.
          let isFirst =
            index == 0
            || ["sh", "bash", "env", "sudo", "exec"].contains {
              command.trimmed.hasPrefix("\($0) ")
            }
          return isFirst
            && programs.contains(word.split(separator: "/").last.map(String.init) ?? "")
        }
    }
  }

  private static let tools: Set<String> = [
    "make", "gmake", "configure", "autoreconf", "autogen.sh", "bootstrap.sh",
  ]

  /// Whether a directory with such a file is one in which configure or make runs.
  private static func starts(_ path: Path) -> Bool {
    ["configure", "configure.ac", "configure.in", "Makefile", "makefile", "GNUmakefile"]
      .contains(path.nameText)
  }

  private static func isMakefile(_ path: Path) -> Bool {
    path.nameText.lowercased().hasPrefix("makefile") || path.isNamed("GNUmakefile")
      || path.suffix == "mk"
  }

  private static func isRead(_ path: Path, below top: Path, _ hasAutomake: Bool) -> Bool {
    if NativeFiles.isLeftAlone(path) { return false }
    if isMakefile(path) { return path.suffix != "in" || !hasAutomake }
    // Macros in `m4` are the autotools' own, as a rule, and many.
    return path.parent == top
      && (starts(path) || path.isNamed("autogen.sh") || path.isNamed("bootstrap.sh"))
  }

  /// Those in the top directory, and in others that these mention, and so on.
  private static func reached(_ paths: [Path], _ top: Path, _ files: ProjectFiles) -> [Path] {
    var found = paths.filter { $0.parent == top }
    var seen = Set(found)
    var index = 0
    while index < found.count {
      let words = Set(
        files.text(found[index]).split { !($0.isLetter || $0.isNumber || "_-.".contains($0)) })
      index += 1
      let more = paths.filter { path in
        !seen.contains(path)
          && path.components.dropLast().dropFirst(top.components.count).allSatisfy {
            words.contains(Substring(String(decoding: $0, as: UTF8.self)))
          }
      }
      seen.formUnion(more)
      found += more
    }
    return found
  }

  /// The names of files without their endings; nil if a pattern stands for some, or none is known.
  private static func words(_ texts: [String]) -> Set<String>? {
    let all = texts.joined(separator: "\n")
    let lists = all.split(whereSeparator: \.isNewline).filter { $0.contains("=") }
    if all.isEmpty || all.contains(bytesOf: "$(wildcard")
      || lists.contains(where: { $0.contains(bytesOf: "*.c") })
    {
      return nil
    }
    let parts = all.split { !($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    return Set(parts.map { String($0.prefix { $0 != "." }) })
  }
}
