import Formats
import Platform

/// What the descriptions of CMake name: C files and modules that none names, no build reads.
struct CMakeNames {
  /// The parts of all words, between slashes.
  private var words: Set<String> = []
  /// Directories whose descriptions look for C files, or put their names together.
  private var searched: [Path] = []
  /// Begin and end of names of modules that are put together.
  private var includes: [(begin: String, end: String)] = []
  private let namesUnits: Bool

  init(_ build: BuildDescription, _ files: ProjectFiles) {
    let descriptions = files.walk.files.filter { path in
      (path.nameText == "CMakeLists.txt" || path.suffix == "cmake")
        && !NativeFiles.isLeftAlone(path)
    }
    for path in descriptions {
      let lines = files.text(path).split(whereSeparator: \.isNewline).map { line in
        line.prefix { $0 != "#" }
      }
      let text = lines.joined(separator: "\n")
      words.formUnion(text.split { !Self.isPart($0) }.map(String.init))
      if Self.searches(text) {
        searched.append(path.suffix == "cmake" ? "" : path.parent ?? "")
      }
      includes += lines.compactMap(Self.computedInclude)
    }
    for text in build.tool("scikit-build")?.texts ?? [] {
      words.formUnion(text.split { !Self.isPart($0) }.map(String.init))
    }
    let words = words
    namesUnits = files.walk.files.contains { $0.isCompiledUnit && words.contains($0.nameText) }
  }

  /// Whether a file is one that no compiler sees.
  func isUnused(_ path: Path, _ files: ProjectFiles) -> Bool {
    namesUnits && path.isCompiledUnit && !words.contains(path.nameText)
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
    return !names.contains(where: words.contains)
  }

  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || "._-+".contains(character)
  }

  /// Whether a text looks for C files, or puts names of some together.
  private static func searches(_ text: String) -> Bool {
    if text.contains(bytesOf: "aux_source_directory") { return true }
    for call in text.split(separator: ")") where call.contains(bytesOf: "GLOB") {
      let patterns = call.split { " \t\n\"(".contains($0) }.filter { $0.contains("*") }
      if patterns.isEmpty || patterns.contains(where: mayBeUnit) { return true }
    }
    return text.split { " \t\n\"();".contains($0) }.contains { word in
      guard let brace = word.lastIndex(of: "}") else { return false }
      let end = word[word.index(after: brace)...]
      return end.first != "/" && Path("x\(end)").isCompiledUnit
    }
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
