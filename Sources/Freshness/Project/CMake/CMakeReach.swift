import Formats
import Platform

/// What CMake reads of a project, and what it compiles.
///
/// Where it is not plain, a file counts.
struct CMakeReach {
  let found: CMakeFindings
  private let settings: CMakeSettings
  /// Top directories with sources that no description leads to.
  private var unnamed: [Path] = []
  /// Directories that an option that is off would add.
  private let passedOver: [Path]
  /// Whether it is known of any source that it is compiled.
  private let namesUnits: Bool
  /// Names of what templates become.
  private let made: Set<String>
  /// Whether an editable install has copies of what CMake installs.
  let installsCopies: Bool
  /// All that the descriptions say that are read.
  private let text: String

  /// Nil where CMake does not run, or it is not known for what.
  init?(_ build: BuildDescription, _ scripts: BuildScripts, _ files: ProjectFiles) {
    installsCopies = Self.installsCopies(build, scripts)
    settings = CMakeSettings(build, scripts, files)
    if settings.tops.isEmpty { return nil }
    let settings = settings
    var run = CMakeRun(CMakeFiles(files), components: settings.components)
    for top in settings.tops {
      run.variables = CMakeVariables()
      run.variables.isGivenElsewhere = settings.mayDefine
      run.variables.cache = settings.cache
      run.start(in: top, building: settings.targets)
    }
    found = run.found
    let found = found
    passedOver = found.passedOver.filter { place in
      let isReached = { (path: Path) in path == place || path.isBelow(place) }
      return !found.descriptions.keys.contains(where: isReached)
        && !found.sources.keys.contains(where: isReached)
        && !found.includes.contains(where: isReached)
    }
    namesUnits = found.sources.keys.contains(where: \.isCompiledUnit)
    made = Set(
      files.walk.files.filter { $0.suffix == "in" && NativeFiles.c.isSource($0) }
        .map { String($0.nameText.dropLast(3)) })
    text = found.descriptions.keys.map(files.text).joined(separator: "\n")
    unnamed = settings.makesAll ? unnamedTops(build, files) : []
  }

  /// Whether descriptions name a file, to compile, read or run it.
  func isNamed(_ path: Path) -> Bool {
    found.sources[path] != nil || found.named[path] != nil
      || isCopied(path)
  }

  /// Whether descriptions surely lead to a file; nil where they say nothing of it.
  func isCertain(_ path: Path) -> Bool? {
    found.sources[path] ?? found.descriptions[path] ?? found.named[path]?.isSure
      ?? (isCopied(path) ? true : nil)
  }

  /// Whether an install has a copy of it; those of other projects' code are for their users.
  private func isCopied(_ path: Path) -> Bool {
    found.installed[path] != nil && !path.isVendored && installsCopies
  }

  /// Whether CMake installs what it built: cmeel makes links, and a script has to ask for it.
  private static func installsCopies(_ build: BuildDescription, _ scripts: BuildScripts) -> Bool {
    switch build.backend {
    case .cmeel: false
    case .scikitBuild, .pyBuildCMake, .other: true
    default:
      scripts.mention("skbuild")
        || scripts.literals.contains { text in
          ["install", "--install", "INSTALL", "install/strip"].contains(text)
            || ["cmake --install", "--target install", "make install", "ninja install"]
              .contains(where: text.contains(bytesOf:))
        }
    }
  }

  /// Whether a command that is run holds the name of a file, but not only to install it.
  ///
  /// That a target lists a header is for those who read it: a compiler needs an include.
  func mentions(_ path: Path) -> Bool {
    if found.named[path] != nil { return true }
    if found.installed[path] != nil { return isCopied(path) }
    let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
    return found.mentioned.contains("/\(parts.joined(separator: "/"))")
      || parts.indices.contains {
        found.mentioned.contains(parts[$0...].joined(separator: "/"))
      }
  }

  /// Whether descriptions name a file, or what they read is not known where it lies.
  func mayRead(_ path: Path) -> Bool { isNamed(path) || mentions(path) || isOpen(path) }

  /// Whether a description holds the name of a macro.
  func mentions(macro name: String) -> Bool { text.contains(bytesOf: name) }

  /// Whether a file is one that CMake is never sent to.
  func isUnreached(_ path: Path) -> Bool {
    if Self.isDescription(path) { return isUnread(path) }
    if isNamed(path) || isOpen(path) { return false }
    return passedOver.contains { path.isBelow($0) } || unnamed.contains { path.isBelow($0) }
  }

  private func isUnread(_ path: Path) -> Bool {
    if found.descriptions[path] != nil { return false }
    if path.suffix == "cmake" { return !found.openModules }
    return !found.openDescriptions.contains { $0.isEmpty || path.isBelow($0) }
  }

  /// Whether a file is one that no compiler is given.
  func isUnused(_ path: Path) -> Bool {
    if isNamed(path) || isOpen(path) || !isOwn(path) { return false }
    if NativeFiles.isTemplate(path) || isForOthers(path) { return true }
    if ["cu", "cuh"].contains(path.suffix), !found.usesCUDA { return true }
    return namesUnits && (path.isCompiledUnit || path.suffix.map(Self.units.contains) == true)
  }

  /// Whether a header is a copy for another compiler.
  ///
  /// CMake makes one of that name, and no description names the directory of this one.
  func isForOthers(_ path: Path) -> Bool {
    guard made.contains(path.nameText), !isNamed(path), let place = path.parent?.nameText else {
      return false
    }
    return !text.contains(bytesOf: place)
  }

  /// Whether CMake decides about a file, and no script.
  private func isOwn(_ path: Path) -> Bool {
    settings.makesAll
      || !settings.isOneOfSeveral
        && settings.tops.contains { !$0.isEmpty && path.isBelow($0) }
  }

  private func isOpen(_ path: Path) -> Bool {
    found.open.contains { $0.isEmpty || path.isBelow($0) }
  }

  /// What else compilers are given one by one.
  private static let units: Set<String> = [
    "c++", "cu", "f", "f77", "f90", "f95", "f03", "f08", "for", "s", "asm", "m", "mm", "metal",
    "zig", "proto",
  ]

  private static func isDescription(_ path: Path) -> Bool {
    path.nameText == "CMakeLists.txt" || path.suffix == "cmake"
  }

  private func unnamedTops(_ build: BuildDescription, _ files: ProjectFiles) -> [Path] {
    func isNative(_ path: Path) -> Bool { NativeFiles.c.containsSource(path) }
    let settings = build.tool("scikit-build")?.texts.joined(separator: "\n") ?? ""
    let tops = Set(files.paths.filter { !$0.isAtTop && isNative($0) }.compactMap(\.topName))
    let reached = found.sources.keys.map { $0 } + found.descriptions.keys + found.named.keys
    let led = Set((reached + found.includes + found.open).compactMap(\.topName))
    let named = tops.filter { led.contains($0) || text.contains(bytesOf: $0) }
    // Where none is named, they are found in another way.
    if named.isEmpty || found.open.contains("") { return [] }
    var unnamed = tops.subtracting(named).filter { !settings.contains(bytesOf: $0) }
    // What is included as `name/file.h` is reached through the compiler.
    for path in files.paths where !unnamed.isEmpty {
      guard isNative(path), !unnamed.contains(path.topName ?? "") else { continue }
      let text = files.text(path)
      unnamed = unnamed.filter { !text.contains(bytesOf: "\($0)/") }
    }
    return unnamed.sorted().map { Path($0) }
  }
}
