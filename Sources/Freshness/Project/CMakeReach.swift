import Formats
import Platform

/// Which directories of a project CMake is never sent to: bindings for another language, or what an
/// option that is off would add.
///
/// Where it is not plain, a directory counts as reached.
struct CMakeReach {
  private var unreached: [Path] = []

  init(_ build: BuildDescription, _ files: ProjectFiles) {
    let descriptions = files.walk.files.map(\.path).filter { path in
      (path.nameText == "CMakeLists.txt" || path.suffix == "cmake")
        && !NativeFiles.isLeftAlone(path)
    }
    let texts = descriptions.map(files.text)
    unreached = switchedOff(build, descriptions, texts, files)
    let all = texts.joined(separator: "\n")
    if all.contains(bytesOf: "GLOB_RECURSE") { return }
    let settings = files.text("pyproject.toml")
    let tops = Set(files.paths.filter { !$0.isAtTop && isNative($0) }.compactMap(\.topName))
    let named = tops.filter(all.contains(bytesOf:))
    // Where none is named, they are found in another way.
    if named.isEmpty { return }
    var unnamed = tops.subtracting(named).filter { !settings.contains(bytesOf: $0) }
    if unnamed.isEmpty { return }
    // What is included as `name/file.h` is reached through the compiler.
    for path in files.paths where isNative(path) && !unnamed.contains(path.topName ?? "") {
      let text = files.text(path)
      unnamed = unnamed.filter { !text.contains(bytesOf: "\($0)/") }
      if unnamed.isEmpty { return }
    }
    unreached += unnamed.sorted().map { Path($0) }
  }

  func isUnreached(_ path: Path) -> Bool { unreached.contains { path.isBelow($0) } }

  private func isNative(_ path: Path) -> Bool {
    NativeFiles.c.containsSource(path) && !NativeFiles.isLeftAlone(path)
  }

  // MARK: - Options

  /// Directories that are added only where an option says so, which is off and stays off.
  private func switchedOff(
    _ build: BuildDescription, _ descriptions: [Path], _ texts: [String], _ files: ProjectFiles
  ) -> [Path] {
    let settings = build.tool("scikit-build", "cmake", "define")?.table?.entries.map(\.key) ?? []
    let arguments = build.texts(build.tool("scikit-build", "cmake", "args")).joined(separator: " ")
    let options = texts.flatMap(Self.optionsOff).filter { name in
      !settings.contains(name) && !arguments.contains(bytesOf: name)
        && !texts.contains { $0.contains(bytesOf: "set(\(name)") }
    }
    if options.isEmpty { return [] }
    var off: Set<Path> = []
    var on: Set<Path> = []
    for (description, text) in zip(descriptions, texts) {
      var conditions: [Substring] = []
      for line in text.split(whereSeparator: \.isNewline).map(\.trimmed) {
        let words = Self.words(line)
        switch words.first?.lowercased() {
        case "if": conditions.append(line)
        case "else", "elseif": if !conditions.isEmpty { conditions[conditions.count - 1] = "" }
        case "endif": _ = conditions.popLast()
        case "add_subdirectory":
          guard let name = line.split(whereSeparator: { " \t()\"".contains($0) }).dropFirst().first,
            !name.contains("$")
          else { continue }
          let path = (description.parent ?? "").appending(String(name)).normalized
          if conditions.contains(where: { Self.needs(Self.words($0), options) }) {
            off.insert(path)
          } else {
            on.insert(path)
          }
        default: break
        }
      }
    }
    return off.subtracting(on).filter { !$0.isEmpty && $0 != "." }.sorted()
  }

  /// `option(NAME "…" OFF)`, all in one line.
  private static func optionsOff(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let words = words(line.trimmed)
      guard words.count > 2, words[0].lowercased() == "option", words.last == "OFF" else {
        return nil
      }
      return String(words[1])
    }
  }

  /// Whether a condition holds only with one of these options on.
  private static func needs(_ condition: [Substring], _ options: [String]) -> Bool {
    !condition.contains("OR")
      && condition.indices.contains { index in
        options.contains(String(condition[index])) && (index == 0 || condition[index - 1] != "NOT")
      }
  }

  private static func words(_ line: Substring) -> [Substring] {
    line.prefix { $0 != "#" }.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
  }
}
