import Platform

/// What targets are compiled from.
extension CMakeRun {
  mutating func addTarget(_ name: String, _ words: [String]) {
    guard let target = words.first else { return }
    targets.insert(target)
    if words.count > 2, words[1] == "ALIAS" {
      // A name with a hole may be any.
      if CMakeValue.hasHole(target) || asked.contains(target) { wake([words[2]]) }
      aliases[target] = words[2]
      return
    }
    let isAdded = name == "target_sources"
    let isIdle =
      isAdded
      ? idle[target] != nil
      : !asked.contains(target) && !CMakeValue.hasHole(target)
        && (isAside || words.contains("EXCLUDE_FROM_ALL")
          || buildsPart && name == "add_executable")
    let rest = zip(words.dropFirst(), words).filter { word, before in
      before != "USE_SABI" && !Self.keywords.contains(word)
    }.map(\.0)
    if isIdle {
      postpone(target, name, words)
      return
    }
    // Of some targets it is known what they are linked from; others run while these are built.
    if buildsPart, !isAdded, !asked.contains(target), !CMakeValue.hasHole(target), isSure {
      maybe { $0.addTarget(name, words) }
      postpone(target, name, words)
      return
    }
    let sources = name == "add_executable" ? [] : rest.filter { Path($0).isCompiledUnit }
    let isMixed = sources.contains {
      !NativeFiles.isLeftAlone(CMakeFiles.path($0, in: directory) ?? "")
    }
    let isOfPython = Self.pythonModules.contains(name)
    for word in rest {
      if isOfPython, Path(word).isCompiledUnit, let path = CMakeFiles.path(word, in: directory),
        !NativeFiles.isLeftAlone(path)
      {
        note { $0.mixed.insert(path) }
      }
      if isMixed, Path(word).isCompiledUnit, let path = CMakeFiles.path(word, in: directory),
        NativeFiles.isLeftAlone(path)
      {
        note { $0.mixed.insert(path) }
      } else if !isMixed, Path(word).isCompiledUnit,
        let path = CMakeFiles.path(word, in: directory), NativeFiles.isLeftAlone(path),
        !NativeFiles.isLeftAlone(directory.appending("x"))
      {
        apart[target, default: []].append(path)
      }
      if word.hasPrefix("$<TARGET_OBJECTS:") { wake([String(word.dropFirst(17).dropLast())]) }
      // All of a list is not known.
      if word == CMakeValue.unknown {
        open(directory)
      } else if word != CMakeValue.unset {
        compile(word)
      }
    }
  }

  /// Commands that make modules of Python: their sources are meant wherever they lie.
  private static let pythonModules: Set<String> = [
    "pybind11_add_module", "nanobind_add_module", "python_add_library", "python3_add_library",
  ]

  static let keywords: Set<String> = [
    "STATIC", "SHARED", "MODULE", "OBJECT", "INTERFACE", "PRIVATE", "PUBLIC", "EXCLUDE_FROM_ALL",
    "ALIAS", "IMPORTED", "GLOBAL", "UNKNOWN", "WITH_SOABI", "NB_STATIC", "STABLE_ABI", "LTO",
    "THIN_LTO",
    "NO_EXTRAS", "NOMINSIZE", "USE_SABI", "FILE_SET", "HEADERS", "BASE_DIRS", "FILES", "TYPE",
    "WIN32",
  ]

  /// Whether a word of a command stands for what it names in any case.
  func isCertain(_ word: String, among paths: [Path]) -> Bool {
    !alternatives.contains(word) && added[word] != false
      && !(CMakeValue.hasHole(word) && paths.count > 1)
  }

  mutating func compile(_ word: String) {
    for text in Self.inner(word) {
      let paths = named(text, in: directory)
      for path in paths {
        let isCertain = isSure && isCertain(word, among: paths)
        note { $0.sources[path] = $0.sources[path] == true || isCertain }
        if path.suffix == "cu" { note { $0.usesCUDA = true } }
      }
    }
  }

  /// Builds what something asks for, and what that asks for in turn.
  mutating func wake(_ words: some Sequence<String>) {
    let isCertain = isSure
    waiting += words.reversed().map { ($0, isCertain) }
    if isWaking { return }
    isWaking = true
    defer { isWaking = false }
    while let (word, isCertain) = waiting.popLast() {
      if isSure, !isCertain { maybe { $0.build(word) } } else { build(word) }
    }
  }

  private mutating func build(_ word: String) {
    let name = word.hasPrefix("$<TARGET_FILE:") ? String(word.dropFirst(14).dropLast()) : word
    guard asked.insert(name).inserted else { return }
    if let other = aliases[name] { wake([other]) }
    let before = (directory, file)
    for target in idle.removeValue(forKey: name) ?? [] {
      (directory, file) = (target.directory, target.file)
      switch target.name {
      case "add_custom_target": runs(target.name, target.words)
      case "target_link_libraries": wake(Self.linked(target.words))
      case "add_dependencies": wake(target.words.dropFirst())
      default: addTarget(target.name, target.words)
      }
    }
    (directory, file) = before
  }

  /// Keeps what is done for a target until something asks for it.
  private mutating func postpone(_ target: String, _ name: String, _ words: [String]) {
    idle[target, default: []].append(
      Idle(name: name, words: words, directory: directory, file: file))
  }

  /// Builds the libraries of a target, if it is built.
  mutating func link(_ words: [String]) {
    guard let target = words.first else { return }
    if idle[target] != nil {
      postpone(target, "target_link_libraries", words)
    } else {
      wake(Self.linked(words))
    }
  }

  /// Builds what a target waits for, if it is built.
  mutating func addDependencies(_ words: [String]) {
    guard let target = words.first else { return }
    if idle[target] != nil {
      postpone(target, "add_dependencies", words)
    } else if targets.contains(target) || !Self.isForTests(target) {
      wake(words.dropFirst())
    }
  }

  /// Whether somebody asks for a target to test: `build_tests` of a module that is not here.
  private static func isForTests(_ target: String) -> Bool {
    let parts = target.lowercased().split { "_-".contains($0) }
    return parts.contains { ["test", "tests", "check"].contains($0) }
  }

  /// Names of libraries, also those in generator expressions: `$<LINK_ONLY:a::b>`.
  private static func linked(_ words: [String]) -> [String] {
    words.dropFirst().flatMap { word -> [String] in
      guard word.hasPrefix("$<") else { return [word] }
      return word.split { "$<>,".contains($0) }.flatMap { part in
        [String(part), String(part.drop { $0 != ":" }.dropFirst())]
      }
    }
  }

  /// A command that runs with each build, or only if something asks for it.
  mutating func addCustomTarget(_ words: [String]) {
    guard let name = words.first else { return }
    let isBuilt = words.contains("ALL") && !isAside && !buildsPart
    // A name with a hole may be one that is asked for, and what one makes may be a source.
    if isBuilt || asked.contains(name) || CMakeValue.hasHole(name) || words.contains("BYPRODUCTS") {
      runs("add_custom_target", words)
    } else {
      postpone(name, "add_custom_target", words)
    }
  }

  /// Whether a pattern of which parts are not known may fit what a compiler is given: `lib*` and
  /// `**/XConfig.cmake` look for what is installed.
  private static func mayFindSources(_ pattern: String) -> Bool {
    let name = Path(pattern).nameText
    guard let suffix = Path(pattern).suffix else { return !name.hasPrefix("lib") }
    return CMakeValue.hasHole(suffix) || suffix.contains { "*?[".contains($0) }
      || Path("x.\(suffix)").isCompiledUnit || NativeFiles.c.isSource(Path("x.\(suffix)"))
  }

  mutating func glob(_ command: CMakeCommand, isDeep: Bool) {
    guard command.arguments.count > 1, let name = variables.expand(command.arguments[1]).first
    else { return }
    let words = variables.items(command.arguments.dropFirst(2))
    var base: Path?
    var found: [Path] = []
    var skip = 0
    var isOpen = false
    var hasHole = false
    var findsDirectories = true
    for (index, word) in words.enumerated() {
      if skip > 0 {
        skip -= 1
        continue
      }
      switch word {
      case "RELATIVE":
        base = index + 1 < words.count ? CMakeFiles.path(words[index + 1], in: directory) : nil
        skip = 1
      case "LIST_DIRECTORIES":
        findsDirectories =
          index + 1 < words.count && CMakeTruth.constant(words[index + 1]) != .no
        skip = 1
      case "CONFIGURE_DEPENDS", "FOLLOW_SYMLINKS": break
      default:
        if CMakeValue.hasHole(word) {
          hasHole = true
          isOpen = isOpen || Self.mayFindSources(word)
        } else {
          spend(files.files.walk.files.count / 25)
          if isSpent { return }
          found += files.glob(
            word, in: directory, isDeep: isDeep, findsDirectories: findsDirectories)
        }
      }
    }
    // What looks for a package looks for it where it is installed.
    if isOpen, !isLookingAside { open(directory) }
    func rooted(_ path: Path) -> Path { Path("/").appending(path.bytes) }
    var texts = found.map { path in
      base.map { rooted(path).relative(to: rooted($0)).utf8Text ?? "" } ?? CMakeFiles.text(path)
    }
    if hasHole { texts.append(CMakeValue.unknown) }
    // Not longer than the project, so it need not be short.
    variables.own[name] = [texts.isEmpty ? CMakeValue.unset : texts.joined(separator: ";")]
  }

  /// The files that a text may name, as long as there is not too much to look through.
  mutating func named(_ text: String, in place: Path) -> [Path] {
    if CMakeValue.hasHole(text) { spend(files.files.paths.count / 25) }
    return isSpent && CMakeValue.hasHole(text) ? [] : files.named(text, in: place)
  }

  /// The same of directories.
  mutating func directories(_ text: String, in place: Path) -> [Path] {
    if CMakeValue.hasHole(text) { spend(files.directories.count / 25) }
    return isSpent && CMakeValue.hasHole(text) ? [] : files.directories(text, in: place)
  }

  mutating func addIncludes(_ word: String) {
    for text in Self.inner(word) where !Self.keywords.contains(text) && !CMakeValue.isHole(text) {
      for place in directories(text, in: directory) { note { $0.includes.insert(place) } }
    }
  }
}
