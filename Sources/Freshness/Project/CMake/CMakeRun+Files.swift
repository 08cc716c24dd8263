import Platform

/// Files that commands read, run or copy.
extension CMakeRun {
  /// Takes the files that words name; with `isPlain`, names without a directory, too.
  mutating func take(
    _ words: some Sequence<String>, isCompiled: Bool, isPlain: Bool = true, isRun: Bool = false
  ) {
    for word in words where !CMakeValue.isHole(word) {
      for text in Self.inner(word) {
        let isPath = text.hasPrefix("\(CMakeValue.top)/")
        if !isPath, !isPlain { continue }
        let paths = named(text, in: directory)
        let isMeant = isCertain(word, among: paths)
        for path in paths {
          take(path, isCompiled: isCompiled, isRun: isRun, isMeant: isMeant)
        }
      }
    }
  }

  mutating func take(_ path: Path, isCompiled: Bool, isRun: Bool = false, isMeant: Bool = true) {
    let (isCertain, by) = (isSure && isMeant, file)
    if NativeFiles.c.isSource(path), isCompiled || !path.isCompiledUnit {
      note { $0.sources[path] = $0.sources[path] == true || isCertain }
    }
    note { found in
      let known = found.named[path]
      if known == nil || isCertain || isRun {
        found.named[path] = .init(
          by: known?.by ?? by, isSure: isCertain || known?.isSure == true,
          isRun: isRun || known?.isRun == true)
      }
    }
  }

  /// The path in a word, as in `-DPATCH=/a/b`, and what `$<BUILD_INTERFACE:a>` holds.
  static func inner(_ word: String) -> [String] {
    if word.hasPrefix("$<") {
      let parts = word.split { "<>:,".contains($0) }.map(String.init)
      return parts.filter { $0.contains("/") || $0.contains(".") }
    }
    if word.hasPrefix("-D"), let equals = word.firstIndex(of: "=") {
      return inner(String(word[word.index(after: equals)...]))
    }
    let sign = "\(CMakeValue.top)/"
    guard !word.hasPrefix(sign), let start = word.firstRange(of: sign)?.lowerBound else {
      return [word]
    }
    return [String(word[start...].prefix { !" ,:;\"'".contains($0) })]
  }

  /// Programs that a build or a configuration runs.
  mutating func runs(_ name: String, _ words: [String]) {
    wake(words)
    for (key, name) in zip(words, words.dropFirst())
    where key.hasSuffix("_VARIABLE") && Self.isName(name) {
      put(name, [CMakeValue.unknown])
    }
    let place = words.firstIndex(of: "WORKING_DIRECTORY").flatMap { index in
      index + 1 < words.count ? CMakeFiles.path(words[index + 1], in: directory) : nil
    }
    var isMade = false
    // Python is only made into bytecode.
    let compilesModules = words.contains { $0.contains(bytesOf: "py_compile") }
    for word in words where !CMakeValue.isHole(word) {
      if Self.sections.contains(word) { isMade = word == "OUTPUT" || word == "BYPRODUCTS" }
      if isMade {
        if word.hasPrefix("\(CMakeValue.top)/"), let path = CMakeFiles.path(word, in: directory) {
          note { $0.made.insert(path) }
        }
        continue
      }
      for text in Self.inner(word) {
        let isPlain = name != "add_custom_target" || text.contains(".")
        guard isPlain || text.hasPrefix(CMakeValue.top) else { continue }
        var paths = text.contains("/") || text.contains(".") ? named(text, in: directory) : []
        if paths.isEmpty, let place, text.contains(where: { "./".contains($0) }) {
          paths = named(text, in: place)
        }
        for path in paths where !(compilesModules && path.isPython) {
          take(path, isCompiled: true, isRun: true, isMeant: isCertain(word, among: paths))
          if path.suffix == "cmake" { maybe { $0.read(path) } }
          // Such a script builds what lies beside it.
          if let place = path.parent, !place.isEmpty,
            path.nameText == "configure"
              || path.suffix == "sh" && Self.mayBuild(files.files.text(path))
          {
            open(place)
          }
        }
      }
    }
    if let place { takeImports(of: words, in: place) }
    // Another program for building knows what it compiles there.
    if let place, !place.isEmpty, mayBuild(words, in: place) { open(place) }
    if let option = words.firstIndex(of: "-C"), option + 1 < words.count,
      let path = CMakeFiles.path(words[option + 1], in: directory), !path.isEmpty
    {
      open(path)
    }
  }

  /// Modules that a line of Python takes in from where it runs: `python -c "from a import b"`.
  private mutating func takeImports(of words: [String], in place: Path) {
    for (flag, text) in zip(words, words.dropFirst()) where flag == "-c" {
      for name in PythonText(text).imports {
        for path in named("\(name.replacing(".", with: "/")).py", in: place) {
          take(path, isCompiled: false, isRun: true)
        }
      }
    }
  }

  /// Whether one of some commands may be another program for building.
  private func mayBuild(_ words: [String], in place: Path) -> Bool {
    let starts = words.indices.filter { words[$0].hasSuffix("COMMAND") }
    // Those of a target may stand without that word.
    if starts.isEmpty { return true }
    return starts.contains { start in
      let command = words[(start + 1)...].prefix { !$0.hasSuffix("COMMAND") }
      guard let program = command.first else { return false }
      if let flag = command.firstIndex(of: "-c"), flag + 1 < command.endIndex {
        return Self.mayBuild(command[flag + 1])
      }
      // CMake's own commands for files.
      if command.count > 2, command[start + 2] == "-E" {
        return ["env", "chdir", "time"].contains(command[start + 3])
      }
      let path = [place, directory].lazy.compactMap { CMakeFiles.path(program, in: $0) }
        .first(where: files.files.paths.contains)
      if let path, path.suffix == "sh" { return Self.mayBuild(files.files.text(path)) }
      return !Self.harmless.contains(program.split(separator: "/").last.map(String.init) ?? "")
    }
  }

  /// Programs that compile nothing.
  private static let harmless: Set<String> = [
    "git", "echo", "cat", "cp", "mv", "rm", "ln", "ls", "mkdir", "touch", "sed", "awk", "grep",
    "patch", "tar", "unzip", "diff", "cmp", "date", "uname", "hg", "svn", "doxygen",
  ]

  /// Whether a script names a program that compiles, or others that may.
  private static func mayBuild(_ script: String) -> Bool {
    let words = script.split(whereSeparator: \.isNewline).filter { !$0.trimmed.hasPrefix("#") }
      .flatMap { $0.split { !($0.isLetter || $0.isNumber || "_+-".contains($0)) } }
    return words.contains { word in
      builders.contains(String(word)) || word.hasSuffix("configure") || word.hasSuffix("make")
        || word.hasSuffix("gcc") || word.hasSuffix("clang") || word.hasSuffix("++")
    }
  }

  private static let builders: Set<String> = [
    "cc", "CC", "CXX", "c99", "cargo", "rustc", "ninja", "meson", "scons", "bazel", "go", "waf",
    "autogen", "autoreconf", "bootstrap", "build", "nvcc", "gfortran", "ld", "ar", "python",
    "python3", "b2", "bjam", "npm", "MAKE", "source",
  ]

  private static let sections: Set<String> = [
    "OUTPUT", "BYPRODUCTS", "COMMAND", "DEPENDS", "MAIN_DEPENDENCY", "WORKING_DIRECTORY", "COMMENT",
    "TARGET", "POST_BUILD", "PRE_BUILD", "PRE_LINK", "VERBATIM",
  ]

  mutating func file(_ command: CMakeCommand, _ words: [String]) {
    guard let what = words.first else { return }
    switch what {
    case "GLOB", "GLOB_RECURSE": glob(command, isDeep: what == "GLOB_RECURSE")
    case "READ", "STRINGS", "SHA256", "SHA1", "MD5":
      let rest = variables.items(command.arguments.dropFirst().prefix(1))
      take(rest, isCompiled: false, isRun: true)
      if command.arguments.count > 2 { mayChange(command.arguments[2].text) }
    case "COPY", "INSTALL":
      take(words.dropFirst().prefix { $0 != "DESTINATION" }, isCompiled: false)
    case "CONFIGURE", "GENERATE", "COPY_FILE", "CREATE_LINK":
      take(words.dropFirst(), isCompiled: false, isPlain: what == "COPY_FILE")
    case "REAL_PATH", "TO_CMAKE_PATH", "TO_NATIVE_PATH":
      if command.arguments.count > 2 {
        let values = variables.expand(command.arguments[1])
        put(
          command.arguments[2].text,
          values.map { CMakeFiles.path($0, in: directory).map(CMakeFiles.text) ?? $0 })
      }
    case "RELATIVE_PATH":
      if command.arguments.count > 1 { put(command.arguments[1].text, [CMakeValue.unknown]) }
    default:
      for argument in command.arguments.dropFirst()
      where !argument.isQuoted && Self.isName(argument.text)
        && argument.text.contains(where: \.isLetter)
      {
        mayChange(argument.text)
      }
    }
  }

  // MARK: - What is installed

  mutating func install(_ command: CMakeCommand, _ words: [String]) {
    let part = words.firstIndex(of: "COMPONENT").flatMap { index in
      index + 1 < words.count ? words[index + 1] : nil
    }
    let isTaken =
      components.map { $0.contains(part ?? "Unspecified") } ?? !words.contains("EXCLUDE_FROM_ALL")
    if !isTaken { return }
    switch words.first {
    case "CODE":
      for text in command.arguments.dropFirst().flatMap(variables.expand) {
        deeper { $0.maybe { $0.run(CMakeStatement.read(text)) } }
      }
    case "SCRIPT":
      for path in words.dropFirst().flatMap({ named($0, in: directory) }) {
        maybe { $0.read(path) }
      }
    case "TARGETS":
      if isAside || !isSure { return }
      for path in words.dropFirst().flatMap({ apart[$0] ?? [] }) {
        note { $0.mixed.insert(path) }
      }
    case "FILES", "PROGRAMS":
      if isAside { return }
      for word in words.dropFirst().prefix(while: { $0 != "DESTINATION" && $0 != "TYPE" }) {
        for path in Self.inner(word).flatMap({ named($0, in: directory) }) { copy(path) }
      }
    case "DIRECTORY":
      if isAside { return }
      let rest = words.dropFirst()
      let places = rest.prefix { $0 != "DESTINATION" && $0 != "TYPE" }
        .flatMap {
          directories($0.hasSuffix("/") ? String($0.dropLast()) : $0, in: directory)
        }
      let all = Array(rest)
      let patterns = all.indices.dropLast().filter { all[$0] == "PATTERN" }
      func isExcluded(_ index: Int) -> Bool { index + 2 < all.count && all[index + 2] == "EXCLUDE" }
      let left = patterns.filter(isExcluded).map { all[$0 + 1] }
      let chosen = patterns.filter { !isExcluded($0) }.map { all[$0 + 1] }
      let isChosen = words.contains("FILES_MATCHING")
      func fits(_ path: Path, _ patterns: [String]) -> Bool {
        patterns.contains { CMakeFiles.matches(path.name[...], Array($0.utf8)[...]) }
      }
      for place in places where !place.isEmpty {
        for path in files.files.walk.files where path.isBelow(place) {
          if !fits(path, left), !isChosen || fits(path, chosen) { copy(path) }
        }
      }
    default: break
    }
  }

  mutating func copy(_ path: Path) {
    let by = file
    note { $0.installed[path] = by }
  }
}
