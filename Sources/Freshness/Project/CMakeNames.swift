import Formats
import Platform

/// What the descriptions of CMake name: C files and modules that none names, no build reads.
struct CMakeNames {
  /// The parts of all words, between slashes.
  private var words: Set<String> = []
  /// In how many descriptions each stands.
  private var uses: [String: Int] = [:]
  /// The words of modules, of which its own do not speak for one.
  private var modules: [Path: Set<String>] = [:]
  /// Directories whose descriptions look for C files, or put their names together.
  private var searched: [Path] = []
  /// Begin and end of names of modules that are put together.
  private var includes: [(begin: String, end: String)] = []
  private let namesUnits: Bool
  /// Words that end as templates do, of which a variable may be the beginning.
  private let templates: Set<String>
  /// Names of what templates become.
  private let made: Set<String>

  init(_ build: BuildDescription, _ files: ProjectFiles, _ reach: CMakeReach?) {
    let descriptions = files.walk.files.filter { path in
      (path.nameText == "CMakeLists.txt" || path.suffix == "cmake")
        && !NativeFiles.isLeftAlone(path) && reach?.isUnreached(path) != true
    }
    for path in descriptions {
      let lines = files.text(path).split(whereSeparator: \.isNewline).map { line in
        line.prefix { $0 != "#" }
      }
      let text = lines.joined(separator: "\n")
      let own = Set(text.split { !Self.isPart($0) }.map(String.init))
      words.formUnion(own)
      if path.suffix == "cmake" { modules[path] = own }
      for word in own { uses[word, default: 0] += 1 }
      searched += Self.searched(text).map { place in
        if path.suffix == "cmake" { return "" }
        let found = (place.isOfTop ? "" : path.parent ?? "").appending(place.name).normalized
        return found == "." ? "" : found
      }
      includes += lines.compactMap(Self.computedInclude)
    }
    for text in build.tool("scikit-build")?.texts ?? [] {
      words.formUnion(text.split { !Self.isPart($0) }.map(String.init))
    }
    let (words, searched) = (words, searched)
    namesUnits = files.walk.files.contains { path in
      path.isCompiledUnit
        && (words.contains(path.nameText) || searched.contains { path.isBelow($0) })
    }
    templates = words.filter { NativeFiles.isTemplate(Path($0)) || $0 == ".in" }
    made = Set(
      files.walk.files.filter { $0.suffix == "in" && NativeFiles.c.isSource($0) }
        .map { String($0.nameText.dropLast(3)) })
  }

  /// Whether a file is one that no compiler sees.
  func isUnused(_ path: Path, _ files: ProjectFiles) -> Bool {
    if NativeFiles.isTemplate(path) { return !templates.contains(where: path.nameText.hasSuffix) }
    // A copy for another compiler, which has a directory that no description names.
    if made.contains(path.nameText), let place = path.parent?.nameText, !words.contains(place) {
      return true
    }
    return namesUnits && path.isCompiledUnit && !words.contains(path.nameText)
      && !searched.contains { path.isBelow($0) } && !files.included.contains(path.nameText)
  }

  /// Whether a file is a module that no description includes or finds.
  func isUnusedModule(_ path: Path) -> Bool {
    guard path.suffix == "cmake" else { return false }
    let stem = String(path.nameText.dropLast(6))
    if includes.contains(where: { stem.hasPrefix($0.begin) && stem.hasSuffix($0.end) }) {
      return false
    }
    var names = [path.nameText, stem]
    if stem.hasPrefix("Find") { names.append(String(stem.dropFirst(4))) }
    for end in ["Config", "-config"] where stem.hasSuffix(end) {
      names.append(String(stem.dropLast(end.count)))
    }
    let own = modules[path] ?? []
    return !names.contains { name in
      words.contains(name) && uses[name] != (own.contains(name) ? 1 : 0)
    }
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "._-+".contains(character)
  }

  /// Directories in which a text looks for C files; where it is not known, that of the text.
  private static func searched(_ text: String) -> [(name: String, isOfTop: Bool)] {
    if text.contains(bytesOf: "aux_source_directory") { return [("", false)] }
    var found: [(String, Bool)] = []
    for call in text.split(separator: ")") where call.contains(bytesOf: "GLOB") {
      let patterns = call.split { " \t\n\"(".contains($0) }.filter { $0.contains("*") }
      if patterns.isEmpty { return [("", false)] }
      found += patterns.filter(mayBeUnit).map(place)
    }
    let isComputed = text.split { " \t\n\"();".contains($0) }.contains { word in
      guard let brace = word.lastIndex(of: "}") else { return false }
      let end = word[word.index(after: brace)...]
      return end.first != "/" && Path("x\(end)").isCompiledUnit
    }
    return isComputed ? [("", false)] : found
  }

  /// The directory of a pattern.
  private static func place(of pattern: Substring) -> (String, Bool) {
    let isOfTop = pattern.hasPrefix("${CMAKE_SOURCE_DIR}/")
    let isPlain =
      isOfTop || pattern.hasPrefix("${CMAKE_CURRENT_SOURCE_DIR}/")
      || pattern.hasPrefix("${CMAKE_CURRENT_LIST_DIR}/") || !pattern.hasPrefix("$")
    let name = pattern.hasPrefix("$") ? pattern.drop { $0 != "/" }.dropFirst() : pattern
    if !isPlain || name.contains("$") { return ("", false) }
    let parts = name.split(separator: "/").prefix { !$0.contains("*") }
    return (parts.isEmpty ? "." : parts.joined(separator: "/"), isOfTop)
  }

  /// Whether a pattern can match a C file.
  private static func mayBeUnit(_ pattern: Substring) -> Bool {
    guard let end = pattern.split(separator: ".").last, pattern.contains(".") else { return true }
    return end.hasPrefix("c") || end.hasPrefix("*") || end.hasSuffix("}")
  }

  /// `include("a-${name}.cmake")`, but not `include(${directory}/name.cmake)`.
  private static func computedInclude(_ line: Substring) -> (begin: String, end: String)? {
    let line = line.trimmed
    guard line.lowercased().hasPrefix("include(") else { return nil }
    let path = line.dropFirst(8).prefix { $0 != ")" && $0 != " " }.filter { $0 != "\"" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let begin = name.firstIndex(of: "$"), let end = name.lastIndex(of: "}"), begin < end
    else { return nil }
    let rest = name[name.index(after: end)...]
    return (String(name[..<begin]), String(rest.hasSuffix(".cmake") ? rest.dropLast(6) : rest))
  }
}
