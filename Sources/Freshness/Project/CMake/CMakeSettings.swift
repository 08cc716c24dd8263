import Formats
import Platform
import UV

/// How a build runs CMake: for which directories, and with which definitions.
struct CMakeSettings {
  /// The directories whose descriptions it is given.
  private(set) var tops: [Path] = []
  /// What `-D` defines.
  private(set) var cache: [String: [String]] = [:]
  /// Whether CMake makes all that is compiled.
  private(set) var makesAll: Bool
  /// Whether scripts build in another way, too, from the same sources.
  private(set) var isOneOfSeveral = false
  /// Names that a script may define in ways that are not seen.
  private var names: Set<String> = []
  /// The targets that scripts have built; nil where it is all that builds by default.
  private(set) var targets: Set<String>?
  /// Parts of an install that are taken; nil for all.
  private(set) var components: Set<String>?

  init(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    makesAll = true
    switch build.backend {
    case .scikitBuild: readScikitBuild(build)
    case .pyBuildCMake:
      let settings = build.tool("py-build-cmake", "cmake")
      tops = [Path(settings?["source_path"]?.string ?? ".").normalized]
      read(settings?["options"]?.table?.entries ?? [])
      read(build.texts(settings?["args"]), isSure: true)
    case .cmeel: readCMeel(build)
    case .other where Self.isAllThatIsKnown(build, files):
      tops = [""]
      // Settings of any backend for CMake have this form.
      for entry in build.manifest?["tool"]?.table?.entries ?? [] where entry.key != "uv" {
        for setting in entry.node.table?.entries ?? [] {
          read(build.texts(setting.node), isSure: true)
        }
      }
    default:
      readScripts(scripts, files)
      let compiles = scripts.all.contains { script in
        script.facts.compiled.names.contains { Path($0).isCompiledUnit || $0.hasSuffix(".pyx") }
      }
      makesAll =
        tops.count == 1 && !isOneOfSeveral && !compiles && !scripts.mention("cffi")
        && !scripts.mention("ccompiler")
    }
    tops = tops.map { $0 == "." ? "" : $0 }
      .filter { files.paths.contains($0.appending("CMakeLists.txt").normalized) }
  }

  func mayDefine(_ name: String) -> Bool {
    names.contains(name) || name.hasPrefix("SKBUILD") || name.hasPrefix("PY_BUILD_CMAKE")
  }

  // MARK: - scikit-build-core

  private mutating func readScikitBuild(_ build: BuildDescription) {
    let settings = build.tool("scikit-build")
    tops = [Path(settings?["cmake"]?["source-dir"]?.string ?? ".").normalized]
    cache["SKBUILD"] = ["2"]
    cache["SKBUILD_STATE"] = ["wheel", "editable"]
    // Without a setting, modules are for one version of Python.
    let isLimited = settings?["wheel"]?["py-api"] != nil
    for name in ["SKBUILD_SABI_VERSION", "SKBUILD_SABI_COMPONENT"] {
      cache[name] = [isLimited ? CMakeValue.unknown : CMakeValue.unset]
    }
    if let name = build.projectName { cache["SKBUILD_PROJECT_NAME"] = [name.normalized] }
    cache["CMAKE_BUILD_TYPE"] = [settings?["cmake"]?["build-type"]?.string ?? "Release"]
    read(settings?["cmake"]?["define"]?.table?.entries ?? [])
    read(build.texts(settings?["cmake"]?["args"]), isSure: true)
    let parts = build.texts(settings?["install"]?["components"])
    if !parts.isEmpty { components = Set(parts) }
    // What holds for some versions or platforms may hold, or not.
    for override in settings?["overrides"]?.array ?? [] {
      let before = cache
      read(override["cmake"]?["define"]?.table?.entries ?? [])
      read(build.texts(override["cmake"]?["args"]), isSure: true)
      for (name, values) in cache where before[name] != values {
        cache[name] = (before[name] ?? [CMakeValue.unset]) + values
      }
    }
  }

  private mutating func read(_ entries: [TOMLTable.Entry]) {
    for entry in entries {
      let (key, node) = (entry.key, entry.node)
      if let isOn = node.boolean {
        cache[key] = [isOn ? "ON" : "OFF"]
      } else if let value = node.string {
        cache[key] = [value]
      } else if let values = node.array {
        cache[key] = [values.compactMap(\.string).joined(separator: ";")]
      } else {
        // What a variable of the environment sets, nobody does.
        cache[key] = [node["default"]?.string ?? CMakeValue.unset]
      }
    }
  }

  // MARK: - Others

  /// Whether a backend that is not known here has nothing to build but what CMake describes.
  static func isAllThatIsKnown(_ build: BuildDescription, _ files: ProjectFiles) -> Bool {
    build.backend == .other && build.setup.isEmpty
      && build.manifest?["build-system"]?["backend-path"] == nil
      && files.paths.contains("CMakeLists.txt")
      && !["Cargo.toml", "meson.build", "SConstruct"].contains { files.paths.contains($0) }
  }

  /// What cmeel hands to CMake (its `impl.py` and `config.py`); older settings stand in
  /// `[build-system]`.
  private mutating func readCMeel(_ build: BuildDescription) {
    func setting(_ key: String) -> TOMLNode? {
      build.tool("cmeel")?[key] ?? build.manifest?["build-system"]?[key]
    }
    tops = [Path(setting("source")?.string ?? ".").normalized]
    cache["CMAKE_BUILD_TYPE"] = ["Release"]
    cache["CMAKE_INSTALL_LIBDIR"] = ["lib"]
    for name in ["CMEEL_JOBS", "PYTHON_SITELIB", "Python_EXECUTABLE", "Python3_EXECUTABLE"] {
      cache[name] = [CMakeValue.unknown]
    }
    if setting("run-tests")?.boolean == false { cache["BUILD_TESTING"] = ["OFF"] }
    read(build.texts(setting("configure-args")), isSure: true)
  }

  // MARK: - Scripts

  /// What `make GOAL`, which scripts run, does in a Makefile beside a description: it may run CMake.
  private static func recipes(_ scripts: BuildScripts, _ files: ProjectFiles) -> [String] {
    var goals = scripts.all.flatMap(\.python.runs)
      .filter { ["make", "gmake"].contains($0.first ?? "") }
      .flatMap { $0.dropFirst().filter { !$0.hasPrefix("-") && !$0.contains("=") } }
    if goals.isEmpty { return [] }
    let rules = files.paths.filter { path in
      ["makefile", "gnumakefile"].contains(path.nameText.lowercased())
        && files.paths.contains((path.parent ?? "").appending("CMakeLists.txt").normalized)
    }.sorted().flatMap { rulesOfMake(files.text($0)) }
    var found: [String] = []
    var seen: Set<String> = []
    while let goal = goals.popLast() {
      if !seen.insert(goal).inserted { continue }
      for rule in rules where rule.goals.contains(goal) {
        goals += rule.needs
        found.append(rule.recipe)
      }
    }
    return found
  }

  private static func rulesOfMake(
    _ text: String
  ) -> [(goals: [String], needs: [String], recipe: String)] {
    var rules: [(goals: [String], needs: [String], recipe: String)] = []
    for line in text.split(whereSeparator: \.isNewline) {
      if line.first == "\t" {
        if let last = rules.indices.last { rules[last].recipe += "\(line)\n" }
      } else if let colon = line.firstIndex(of: ":"), !line.hasPrefix("#"), !line.contains("=") {
        let words = [line[..<colon], line[line.index(after: colon)...]].map { part in
          part.split(separator: " ").map(String.init)
        }
        rules.append((words[0], words[1], ""))
      }
    }
    return rules
  }

  private mutating func readScripts(_ scripts: BuildScripts, _ files: ProjectFiles) {
    guard ["cmake", "CMake", "skbuild"].contains(where: scripts.mention) else { return }
    if scripts.mention("skbuild") { cache["SKBUILD"] = ["TRUE"] }
    let literals = Set(scripts.all.flatMap(\.python.paths))
    let shells = files.paths.filter { path in
      path.suffix == "sh" && !NativeFiles.isLeftAlone(path)
        && literals.contains { Path($0).nameText == path.nameText }
    }.sorted()
    let texts =
      scripts.all.map { script in
        // What stands only in blocks that are off defines nothing.
        script.facts.idle.filter { $0.contains(bytesOf: "-D") }.sorted()
          .reduce(script.text) { $0.replacing($1, with: "") }
      } + shells.map(files.text)
    let text = texts.joined(separator: "\n")
    for word in text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }) {
      names.insert(String(word))
      // As in `-DNAME=1`.
      if word.first == "D" { names.insert(String(word.dropFirst())) }
    }
    read([text] + Self.recipes(scripts, files), isSure: false)
    let all = files.walk.files.filter {
      $0.nameText == "CMakeLists.txt" && !NativeFiles.isLeftAlone($0)
    }.map { $0.parent ?? "" }
    let named = all.filter { place in
      guard !place.isEmpty, let name = place.utf8Text else { return false }
      return literals.contains(name) || literals.contains("\(name)/CMakeLists.txt")
        || literals.contains("./\(name)")
    }
    // Without a file of its own, `make` builds what CMake has made.
    let hasMakefile = files.paths.contains { path in
      ["makefile", "gnumakefile", "configure"].contains(path.nameText.lowercased())
        && !NativeFiles.isLeftAlone(path)
    }
    let commands = scripts.literals + shells.map(files.text)
    isOneOfSeveral =
      hasMakefile && commands.contains { Autotools.runs(["make", "gmake"], $0) }
    /// A directory inside of another project may be named, too, as for its headers.
    func project(of place: Path) -> Path {
      var (found, above): (Path, Path?) = (place, place)
      while let here = above, !here.isEmpty {
        let description = here.appending("CMakeLists.txt")
        if files.paths.contains(description),
          files.text(description).lowercased().contains(bytesOf: "project(")
        {
          found = here
          break
        }
        above = here.parent
      }
      return found
    }
    targets = Self.targets(scripts.all.flatMap(\.python.runs))
    let given = Set(
      scripts.all.flatMap(\.python.runs).filter { run in
        run.contains { $0.lowercased().hasSuffix("cmake") }
      }.joined().map { Path($0).normalized })
    let hasTop = all.contains("")
    func topmost(_ places: [Path]) -> [Path] {
      places.filter { place in !places.contains { $0 != place && place.isBelow($0) } }
    }
    // A script names a directory for other reasons, too, where the project itself has a description.
    tops =
      hasTop
      ? [""] + all.filter { !$0.isEmpty && given.contains($0) }
      : topmost(named.isEmpty ? all : Set(named.map(project)).sorted())
  }

  /// What stands behind each `--target` of commands that build; nil if one of them has none.
  private static func targets(_ runs: [[String]]) -> Set<String>? {
    var found: Set<String> = []
    let all = runs.map { $0.flatMap { $0.split(separator: " ").map(String.init) } }
    func named(in words: [String]) -> [String] {
      zip(words, words.dropFirst()).filter { $0.0 == "--target" || $0.0 == "-t" }.map(\.1)
    }
    // Arguments may be a list of their own: `args = ["--target", "x"]`.
    let apart = all.filter { $0.first == "--target" || $0.first == "-t" }.flatMap(named)
    for words in all where words.contains("--build") {
      let names = named(in: words) + apart
      if names.isEmpty { return nil }
      found.formUnion(names)
    }
    let isPart =
      found.isDisjoint(with: ["all", "install", "package"]) && !found.isEmpty
      && !found.contains { $0.contains { "{%$".contains($0) } }
    return isPart ? found : nil
  }

  /// `-DNAME=VALUE` in texts; what a script may leave out may be unset.
  private mutating func read(_ texts: [String], isSure: Bool) {
    for text in texts {
      var rest = text[...]
      while let place = rest.firstRange(of: "-D") {
        let before =
          place.lowerBound > text.startIndex ? text[text.index(before: place.lowerBound)] : " "
        rest = rest[place.upperBound...]
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard !before.isLetter, !before.isNumber, !name.isEmpty else { continue }
        rest = rest[name.endIndex...]
        if rest.first == ":" { rest = rest.dropFirst().drop { $0.isLetter } }
        guard rest.first == "=" else { continue }
        let value = rest.dropFirst().prefix { !"\"' \t\n,)\\".contains($0) }
        let isComputed =
          value.isEmpty || value.contains { "{}%$".contains($0) }
        let key = String(name)
        let new = isComputed ? CMakeValue.unknown : String(value)
        let isOff = CMakeTruth.constant(new) == .no
        if !isSure, Self.isCompared(rest) { continue }
        if isSure {
          cache[key] = [new]
        } else {
          let values = (cache[key] ?? []) + (isOff ? [new] : [new, CMakeValue.unset])
          cache[key] = Array(Set(values)).sorted()
        }
      }
    }
  }

  /// Whether a script only asks for a definition: `"-DA=OFF" in arguments`.
  private static func isCompared(_ rest: Substring) -> Bool {
    let after = rest.drop { $0 != "\"" && $0 != "'" }.dropFirst().drop { $0 == " " }
    guard let quote = rest.firstIndex(where: { "\"'\n".contains($0) }), rest[quote] != "\n" else {
      return false
    }
    return ["in ", "not in ", "== ", "!= "].contains(where: after.hasPrefix)
  }
}
