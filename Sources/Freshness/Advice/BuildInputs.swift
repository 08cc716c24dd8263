import Platform

/// Which files of a project its build takes in, as its backend decides.
struct BuildInputs {
  private let build: BuildDescription
  private let isEditable: Bool
  private let compiles: Bool
  private let packages: Set<String>

  /// Names of directories that backends leave out of wheels.
  private static let others: Set<String> = [
    "tests", "test", "testing", "docs", "doc", "examples", "example", "benchmarks", "benches",
    "bench", "scripts", "tools", "ci", ".github", "tasks", "notebooks",
  ]
  private static let nativeSuffixes: Set<String> = [
    "c", "cc", "cpp", "cxx", "h", "hh", "hpp", "hxx", "pyx", "pxd", "pxi", "rs", "f", "f90", "f95",
    "for", "cu", "cuh", "cmake", "zig", "s", "asm", "i", "proto",
  ]
  private static let nativeNames: Set<String> = [
    "Cargo.toml", "Cargo.lock", "CMakeLists.txt", "meson.build", "meson.options",
    "meson_options.txt", "rust-toolchain.toml",
  ]

  init(_ build: BuildDescription, isEditable: Bool, paths: [Path]) {
    self.build = build
    self.isEditable = isEditable
    compiles = build.compiles && !(isEditable && build.rebuildsOnImport)
    var packages: Set<String> = ["src", "lib", "python"]
    for path in paths {
      let parts = path.components
      guard parts.count == 2, parts[1].elementsEqual("__init__.py".utf8) else { continue }
      packages.insert(String(decoding: parts[0], as: UTF8.self))
    }
    if let name = build.moduleName { packages.insert(name) }
    self.packages = packages.subtracting(Self.others)
  }

  func contains(_ path: Path) -> Bool {
    if build.metadataFiles.contains(path) { return true }
    let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
    guard let name = parts.last, let top = parts.first else { return false }
    if parts.dropLast().contains(where: Self.others.contains) { return false }
    if compiles, isNative(name) { return true }
    if isEditable { return parts.count == 1 && build.configurationFiles.contains(name) }
    if parts.count > 1 { return packages.contains(top) }
    return build.configurationFiles.contains(name) || name == build.moduleName.map { "\($0).py" }
  }

  private func isNative(_ name: String) -> Bool {
    if Self.nativeNames.contains(name) { return true }
    guard let dot = name.lastIndex(of: ".") else { return false }
    return Self.nativeSuffixes.contains(name[name.index(after: dot)...].lowercased())
  }
}
