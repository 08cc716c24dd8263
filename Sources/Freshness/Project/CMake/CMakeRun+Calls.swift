import Platform

/// Commands that lead to other files, or say what is built.
extension CMakeRun {
  mutating func call(_ command: CMakeCommand) {
    if Self.ignored.contains(command.name) || callFunction(command) || changeVariables(command) {
      return
    }
    let words = variables.items(command.arguments)
    let before = alternatives
    alternatives = variables.alternatives(command.arguments)
    defer { alternatives = before }
    switch command.name {
    case "project": project(words)
    case "enable_language": if words.contains("CUDA") { note { $0.usesCUDA = true } }
    case "return": stop()
    case "message": if words.first == "FATAL_ERROR" { stop(isError: true) }
    case "include": include(command, words)
    case "add_subdirectory": addSubdirectory(command, words)
    case "find_package": findPackage(words)
    case "fetchcontent_declare": declareContent(words)
    case "fetchcontent_makeavailable", "fetchcontent_populate":
      for name in words { makeAvailable(name, isVisited: command.name.hasSuffix("available")) }
    case "externalproject_add": addExternalProject(words)
    case "install": install(command, words)
    case "file": file(command, words)
    case "include_directories", "target_include_directories":
      for word in words { addIncludes(word) }
    case "aux_source_directory":
      for place in words.first.map({ directories($0, in: directory) }) ?? [] {
        open(place)
      }
    case "configure_file", "configure_package_config_file", "generate_export_header":
      take(words.prefix(1), isCompiled: false)
      take(words.dropFirst(), isCompiled: false, isPlain: false)
    case "add_custom_command", "execute_process": runs(command.name, words)
    case "add_custom_target": addCustomTarget(words)
    case "add_dependencies": addDependencies(words)
    case "target_link_libraries":
      link(words)
      take(words, isCompiled: false, isPlain: false)
    case "link_libraries":
      wake(words)
      take(words, isCompiled: false, isPlain: false)
    case "cpmaddpackage", "cpmfindpackage":
      let rest = words.first == "NAME" ? Array(words.dropFirst()) : words
      declareContent(rest)
      makeAvailable(rest.first ?? "", isVisited: true)
    case "cmake_language":
      if words.first == "CALL", words.count > 1 {
        let inner = CMakeCommand(
          name: words[1].lowercased(), arguments: Array(command.arguments.dropFirst(2)))
        deeper { $0.call(inner) }
      }
    case "set_source_files_properties", "set_property":
      take(words.filter { !Path($0).isCompiledUnit }, isCompiled: false, isPlain: false)
    case "try_compile", "try_run":
      for name in words.prefix(2) where Self.isName(name) { put(name, [CMakeValue.unknown]) }
    case "cmake_policy":
      if words.first == "GET", let name = words.last { put(name, [CMakeValue.unknown]) }
    default:
      if Self.isTarget(command.name) {
        addTarget(command.name, words)
      } else if Self.known.contains(command.name) {
        take(words, isCompiled: false, isPlain: false)
      } else {
        // A function of a module that is not here.
        wake(words)
        for name in words where Self.isName(name) { mayChange(name) }
        take(words.filter { $0.contains(".") || $0.contains("/") }, isCompiled: true)
      }
    }
  }

  /// Commands that say nothing of files, or of files that no build reads.
  private static let ignored: Set<String> = [
    "add_test", "set_tests_properties", "source_group", "target_compile_definitions",
    "add_definitions", "add_compile_definitions", "cmake_minimum_required",
    "mark_as_advanced", "enable_testing", "export", "remove_definitions",
    "cmake_print_variables", "target_compile_features", "link_directories", "define_property",
    "doctest_discover_tests", "catch_discover_tests", "gtest_discover_tests",
    "set_directory_properties",
  ]

  /// Commands of CMake that name files as paths only.
  private static let known: Set<String> = [
    "target_compile_options", "target_link_options", "add_compile_options",
    "add_link_options", "set_target_properties",
    "write_basic_package_version_file", "target_link_directories", "break", "continue",
    "include_guard", "block", "endblock", "ctest_test", "variable_watch",
  ]

  private static func isTarget(_ name: String) -> Bool {
    ["add_library", "add_executable", "add_module", "target_sources", "add_cython_target"].contains
    {
      name.hasSuffix($0)
    } || name == "target_precompile_headers"
  }

  // MARK: - What is visited

  private mutating func project(_ words: [String]) {
    guard let name = words.first else { return }
    let place = CMakeFiles.text(directory)
    let isTop = variables["CMAKE_SOURCE_DIR"] == [place]
    let version = words.firstIndex(of: "VERSION").flatMap { index in
      index + 1 < words.count ? words[index + 1] : nil
    }
    put("PROJECT_NAME", [name])
    if isTop { variables.cache["CMAKE_PROJECT_NAME"] = [name] }
    for begin in ["PROJECT", name] {
      put("\(begin)_SOURCE_DIR", [place])
      put("\(begin)_BINARY_DIR", variables.values("CMAKE_CURRENT_BINARY_DIR"))
      put("\(begin)_IS_TOP_LEVEL", [isTop ? "ON" : "OFF"])
      put("\(begin)_VERSION", [version ?? CMakeValue.unset])
      for part in ["MAJOR", "MINOR", "PATCH", "TWEAK"] {
        put("\(begin)_VERSION_\(part)", [CMakeValue.unknown])
      }
    }
    // What other directories see of it.
    variables.cache["\(name)_SOURCE_DIR"] = [place]
    for hook in ["CMAKE_PROJECT_INCLUDE", "CMAKE_PROJECT_\(name)_INCLUDE"] {
      for end in ["_BEFORE", ""] {
        for text in (variables["\(hook)\(end)"] ?? []).flatMap(CMakeVariables.list)
        where !CMakeValue.hasHole(text) {
          if let path = CMakeFiles.path(text, in: directory) { read(path) }
        }
      }
    }
    if words.contains("CUDA") { note { $0.usesCUDA = true } }
  }

  private mutating func addSubdirectory(_ command: CMakeCommand, _ words: [String]) {
    guard let name = command.arguments.first else { return }
    let isAside = words.contains("EXCLUDE_FROM_ALL")
    let names = variables.expand(name)
    var places: [Path] = []
    for name in names {
      if CMakeValue.isHole(name) {
        let place = directory
        if name == CMakeValue.unknown { note { $0.openDescriptions.insert(place) } }
      } else {
        places += directories(name, in: directory)
      }
    }
    if let place = places.first, names.count == 1, places.count == 1, !CMakeValue.hasHole(names[0])
    {
      visit(place, isAside: isAside)
    } else {
      for place in places { maybe { $0.visit(place, isAside: isAside) } }
    }
  }

  private mutating func include(_ command: CMakeCommand, _ words: [String]) {
    guard let name = words.first else { return }
    if CMakeValue.isHole(name) {
      // What a package outside the project tells to include lies outside, too.
      let inner = command.arguments.first?.text.dropFirst(2).dropLast() ?? ""
      if name == CMakeValue.unknown, variables[String(inner)] != nil {
        note { $0.openModules = true }
      }
      return
    }
    if name == "CTest" { setIfNew("BUILD_TESTING", "ON") }
    if name == "GNUInstallDirs" {
      setIfNew("CMAKE_INSTALL_LIBDIR", "lib")
      setIfNew("CMAKE_INSTALL_BINDIR", "bin")
      setIfNew("CMAKE_INSTALL_INCLUDEDIR", "include")
      setIfNew("CMAKE_INSTALL_DATADIR", "share")
    }
    let isFile =
      name.hasSuffix(".cmake")
      || name.contains("/")
        && CMakeFiles.path(name, in: directory).map { files.files.paths.contains($0) } == true
    if isFile {
      let found = named(name, in: directory)
      // Where a part of the name is not known, it may be each of them.
      for path in found {
        if found.count == 1 { read(path) } else { maybe { $0.read(path) } }
      }
      return
    }
    readModule([name])
  }

  private mutating func setIfNew(_ name: String, _ value: String) {
    if variables[name] == nil { variables.cache[name] = [value] }
  }

  /// Reads a module that is in the path for modules, or else wherever it is.
  @discardableResult
  private mutating func readModule(_ names: [String], places: [String] = []) -> Bool {
    let searched = places + variables.values("CMAKE_MODULE_PATH").flatMap(CMakeVariables.list)
    for name in names where !CMakeValue.hasHole(name) {
      for place in searched {
        if let path = CMakeFiles.path("\(place)/\(name).cmake", in: directory),
          files.files.paths.contains(path)
        {
          read(path)
          return true
        }
      }
    }
    // All places are known, so that it lies elsewhere.
    if !searched.contains(where: { $0.contains(CMakeValue.unknown) }) { return false }
    var isFound = false
    for name in names {
      let all = named("\(CMakeValue.unknown)/\(name).cmake", in: directory)
      for path in all where !NativeFiles.isLeftAlone(path) {
        isFound = true
        maybe { $0.read(path) }
      }
      if isFound { return true }
    }
    return false
  }

  private mutating func findPackage(_ words: [String]) {
    guard let name = words.first, !CMakeValue.hasHole(name) else { return }
    variables.packages.insert("\(name.lowercased())_")
    mayChange("\(name)_FOUND")
    let places = ["\(name)_DIR", "\(name)_ROOT", "CMAKE_PREFIX_PATH"].flatMap {
      variables[$0] ?? []
    }
    .flatMap(CMakeVariables.list)
    let isConfig = words.contains("CONFIG") || words.contains("NO_MODULE")
    lookAside {
      if isConfig || !$0.readModule(["Find\(name)"]) {
        $0.readModule(["\(name)Config", "\(name.lowercased())-config"], places: places)
      }
    }
  }

  private mutating func declareContent(_ words: [String]) {
    take(words.dropFirst(), isCompiled: false, isPlain: false)
    guard let name = words.first?.lowercased(), let place = words.firstIndex(of: "SOURCE_DIR"),
      place + 1 < words.count, let path = CMakeFiles.path(words[place + 1], in: directory)
    else { return }
    var whole = path
    if let sub = words.firstIndex(of: "SOURCE_SUBDIR"), sub + 1 < words.count {
      whole = path.appending(words[sub + 1]).normalized
    }
    if fetched[name] == nil { fetched[name] = whole }
  }

  private mutating func makeAvailable(_ name: String, isVisited: Bool) {
    let lower = name.lowercased()
    variables.packages.insert("\(lower)_")
    let given = variables["FETCHCONTENT_SOURCE_DIR_\(name.uppercased())"]?.first
    let place = given.flatMap { CMakeFiles.path($0, in: directory) } ?? fetched[lower]
    put("\(lower)_POPULATED", ["TRUE"])
    put(
      "\(lower)_SOURCE_DIR",
      [place.map(CMakeFiles.text) ?? "\(CMakeValue.output)/_deps/\(lower)-src"])
    put("\(lower)_BINARY_DIR", ["\(CMakeValue.output)/_deps/\(lower)-build"])
    if isVisited, let place { visit(place, isAside: false) }
  }

  private mutating func addExternalProject(_ words: [String]) {
    runs("externalproject_add", words)
    guard let place = words.firstIndex(of: "SOURCE_DIR"), place + 1 < words.count,
      let path = CMakeFiles.path(words[place + 1], in: directory), files.directories.contains(path)
    else { return }
    if words.contains("CONFIGURE_COMMAND") || words.contains("BUILD_COMMAND") {
      open(path)
    }
    if words.contains("CONFIGURE_COMMAND") { return }
    // CMake runs for it alone.
    let before = variables
    for word in words where word.hasPrefix("-D") {
      let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 {
        variables.cache[String(parts[0].prefix { $0 != ":" })] = [parts[1]]
      }
    }
    let parent = directory
    start(in: path)
    directory = parent
    variables = before
  }

  mutating func open(_ place: Path) { note { $0.open.insert(place) } }
}
