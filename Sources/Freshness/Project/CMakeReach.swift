import Formats
import Platform

/// Which directories of a project CMake is never sent to: bindings for another language, or what an
/// option that is off would add.
///
/// Where it is not plain, a directory counts as reached.
struct CMakeReach {
  /// With all that lies below.
  private var unreached: [Path] = []
  /// Only their own descriptions: a compiler may well find headers there.
  private var undescribed: [Path] = []

  init(_ build: BuildDescription, _ files: ProjectFiles) {
    let descriptions = files.walk.files.filter { path in
      Self.isDescription(path) && !NativeFiles.isLeftAlone(path)
    }
    let texts = descriptions.map(files.text)
    let visit = Visit(build, descriptions, texts)
    unreached = visit.off.subtracting(visit.on).sorted()
    let directories = descriptions.filter { $0.nameText == "CMakeLists.txt" }
      .map { $0.parent ?? "" }
    undescribed = visit.isOpen ? [] : directories.filter { !visit.on.contains($0) }
    let all = texts.joined(separator: "\n")
    if all.contains(bytesOf: "GLOB_RECURSE") { return }
    let settings = build.tool("scikit-build")?.texts.joined(separator: "\n") ?? ""
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

  func isUnreached(_ path: Path) -> Bool {
    unreached.contains { path.isBelow($0) }
      || Self.isDescription(path) && undescribed.contains { path.isBelow($0) }
  }

  private static func isDescription(_ path: Path) -> Bool {
    path.nameText == "CMakeLists.txt" || path.suffix == "cmake"
  }

  private func isNative(_ path: Path) -> Bool {
    NativeFiles.c.containsSource(path) && !NativeFiles.isLeftAlone(path)
  }

  // MARK: - From directory to directory

  /// Which directories `add_subdirectory` leads to.
  private struct Visit {
    /// The top one is the empty path.
    private(set) var on: Set<Path> = []
    /// Added only where an option says so, which is off and stays off.
    private(set) var off: Set<Path> = []
    /// Whether others may be reached, by names that are not plain.
    private(set) var isOpen = false
    private var options: [String] = []
    private var pending: [Path] = []

    init(_ build: BuildDescription, _ descriptions: [Path], _ texts: [String]) {
      let settings = build.tool("scikit-build", "cmake")
      let defined = settings?["define"]?.table?.entries.map(\.key) ?? []
      let arguments = build.texts(settings?["args"]).joined(separator: " ")
      options = texts.flatMap(Self.optionsOff).filter { name in
        !defined.contains(name) && !arguments.contains(bytesOf: name)
          && !texts.contains {
            $0.contains(bytesOf: "set(\(name) ") || $0.contains(bytesOf: "set (\(name) ")
          }
      }
      let byPath = Dictionary(zip(descriptions, texts)) { first, _ in first }
      add(Path(settings?["source-dir"]?.string ?? ".").normalized)
      // Modules are included from anywhere.
      for (path, text) in zip(descriptions, texts) where path.suffix == "cmake" {
        read(text, in: "")
      }
      while let directory = pending.popLast() {
        read(byPath[directory.appending("CMakeLists.txt").normalized] ?? "", in: directory)
      }
    }

    private mutating func add(_ path: Path) {
      let path: Path = path == "." ? "" : path
      if on.insert(path).inserted { pending.append(path) }
    }

    private mutating func read(_ text: String, in directory: Path) {
      var conditions: [Substring] = []
      for line in text.split(whereSeparator: \.isNewline).map(\.trimmed) {
        let words = Self.words(line)
        switch words.first?.lowercased() {
        case "if": conditions.append(line)
        case "else", "elseif": if !conditions.isEmpty { conditions[conditions.count - 1] = "" }
        case "endif": _ = conditions.popLast()
        case "add_subdirectory":
          guard let path = Self.target(of: line, in: directory) else {
            isOpen = true
            continue
          }
          if conditions.contains(where: { Self.needs(Self.words($0), options) }) {
            if path != "." { off.insert(path) }
          } else {
            add(path)
          }
        default: if words.contains(where: { $0 == "SOURCE_DIR" }) { isOpen = true }
        }
      }
    }

    /// Where a line leads; nil if its name is computed.
    private static func target(of line: Substring, in directory: Path) -> Path? {
      let parts = line.split { " \t()\"".contains($0) }.dropFirst()
      guard var name = parts.first.map(String.init) else { return nil }
      for (variable, isHere) in [
        ("CMAKE_CURRENT_SOURCE_DIR", true), ("CMAKE_CURRENT_LIST_DIR", true),
        ("PROJECT_SOURCE_DIR", true), ("CMAKE_SOURCE_DIR", false),
      ] where name.hasPrefix("${\(variable)}/") {
        name = String(name.dropFirst(variable.count + 4))
        return name.contains("$") ? nil : (isHere ? directory : "").appending(name).normalized
      }
      return name.contains("$") ? nil : directory.appending(name).normalized
    }

    /// `option(NAME "…" OFF)`, and `cmake_dependent_option(NAME "…" OFF "…" OFF)`.
    private static func optionsOff(_ text: String) -> [String] {
      let lines = text.split(whereSeparator: \.isNewline).map(\.trimmed)
      return lines.indices.compactMap { index in
        let call = lines[index].prefix { $0 != "(" }.trimmed.lowercased()
        guard call == "option" || call == "cmake_dependent_option" else { return nil }
        let rest = lines[index..<min(index + 6, lines.count)].joined(separator: " ")
        let values = arguments(rest.drop { $0 != "(" }.dropFirst())
        guard let name = values.first, values.count < 3 || values[2] == "OFF" else { return nil }
        return call == "option" || values.count > 4 && values[4] == "OFF" ? name : nil
      }
    }

    /// What stands in a call, a text in quotes as one.
    private static func arguments(_ call: Substring) -> [String] {
      var found: [String] = []
      var rest = call.drop { $0 == " " }
      while let first = rest.first, first != ")" {
        let isQuoted = first == "\""
        if isQuoted { rest = rest.dropFirst() }
        let value = rest.prefix { isQuoted ? $0 != "\"" : $0 != " " && $0 != ")" }
        found.append(String(value))
        rest = rest[value.endIndex...].dropFirst(isQuoted ? 1 : 0).drop { $0 == " " }
      }
      return found
    }

    /// Whether a condition holds only with one of these options on.
    private static func needs(_ condition: [Substring], _ options: [String]) -> Bool {
      !condition.contains("OR")
        && condition.indices.contains { index in
          options.contains(String(condition[index]))
            && (index == 0 || condition[index - 1] != "NOT")
        }
    }

    private static func words(_ line: Substring) -> [Substring] {
      line.prefix { $0 != "#" }.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    }
  }
}
