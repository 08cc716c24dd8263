import Platform

/// Which files compilers and build systems read, by the languages that a build knows.
struct NativeFiles: OptionSet, Hashable, Sendable {
  let rawValue: Int

  static let c = NativeFiles(rawValue: 1)
  static let rust = NativeFiles(rawValue: 2)
  static let cmake = NativeFiles(rawValue: 4)
  static let meson = NativeFiles(rawValue: 8)
  static let scons = NativeFiles(rawValue: 16)
  /// The build itself makes C from Cython.
  static let cython = NativeFiles(rawValue: 32)
  static let go = NativeFiles(rawValue: 64)

  private static let cSuffixes: Set<String> = [
    "c", "cc", "cpp", "cxx", "c++", "h", "hh", "hpp", "hxx", "h++", "inc", "inl", "ipp", "tpp",
    "tcc", "pyx", "pxd", "pxi", "pyf", "f", "f77", "f90", "f95", "f03", "f08", "for", "cu", "cuh",
    "m", "mm", "metal", "zig", "s", "asm", "i", "swg", "swig", "proto", "def",
  ]
  /// Behind `.in` and `.src`: what such a template becomes.
  private static let templates: Set<String> = ["in", "src", "tp", "jinja", "j2", "mako", "tmpl"]

  /// Directories that builds leave alone.
  private static let others: Set<String> = [
    "tests", "test", "testing", "unittest", "unittests", "docs", "doc", "examples", "example",
    "benchmarks", "benchmark",
    "benches", "bench", "fuzz", "fuzzing", "samples", "demo", "demos", "ci", ".github", "notebooks",
    "Tests", "Test", "Docs", "Doc", "Examples", "Benchmarks", "Samples", "Demo", "Demos",
  ]
  /// Directories that hold no source code, but sometimes what steers a build.
  private static let tools: Set<String> = ["scripts", "tools", "tasks"]

  /// Whether no build reads what lies in a directory of this name, but for what it names itself.
  static func isLeftAlone(_ path: Path) -> Bool {
    path.components.dropLast().contains {
      others.contains(String(decoding: $0, as: UTF8.self)) || isForTests($0)
    }
  }

  /// `test_data`, `test cases` and `manual tests`, but not `testing` or `googletest`.
  private static func isForTests(_ name: ArraySlice<UInt8>) -> Bool {
    func isEnd(_ byte: UInt8?) -> Bool { byte.map("_- ".utf8.contains) ?? false }
    if name.starts(with: "test".utf8) {
      let rest = name.dropFirst(4)
      return isEnd(rest.first == UInt8(ascii: "s") ? rest.dropFirst().first : rest.first)
    }
    return name.suffix(5).elementsEqual("tests".utf8) && isEnd(name.dropLast(5).last)
  }

  /// Whether it lies in a directory that holds no sources of what is built.
  static func isApart(_ path: Path) -> Bool {
    path.components.dropLast().contains {
      let name = String(decoding: $0, as: UTF8.self)
      return others.contains(name) || tools.contains(name) || isForTests($0)
    }
  }

  /// Whether something else is made of it first.
  static func isTemplate(_ path: Path) -> Bool { path.suffix.map(templates.contains) ?? false }

  /// Whether a compiler reads it.
  ///
  /// Programs of Go lie in directories such as `tools`, too.
  func containsSource(_ path: Path) -> Bool {
    isSource(path) && (path.suffix == "go" ? !Self.isLeftAlone(path) : !Self.isApart(path))
  }

  /// Whether a compiler can read it, wherever it lies.
  func isSource(_ path: Path) -> Bool {
    guard let suffix = path.suffix else { return false }
    if contains(.rust), suffix == "rs" { return true }
    // Go has tests beside what they test.
    if contains(.go), suffix == "go" { return !path.nameText.hasSuffix("_test.go") }
    guard contains(.c) else { return false }
    if Self.cSuffixes.contains(suffix) { return true }
    guard Self.templates.contains(suffix) else { return false }
    let inner = Path(Array(path.name.dropLast(suffix.utf8.count + 1))).suffix
    return inner.map(Self.cSuffixes.contains) ?? false
  }

  /// Whether a build system reads it to know what to do.
  func containsDescription(_ path: Path) -> Bool {
    isDescription(path) && !Self.isLeftAlone(path)
  }

  private func isDescription(_ path: Path) -> Bool {
    // Neither C nor nothing has a build system of its own.
    if isSubset(of: [.c, .cython]) { return false }
    let name = path.nameText
    if contains(.cmake),
      name == "CMakeLists.txt" || name.hasSuffix(".cmake")
    {
      return true
    }
    if contains(.rust) {
      let isCargo =
        ["config.toml", "config"].contains(name)
        && path.parent?.nameText == ".cargo"
      if isCargo || ["Cargo.toml", "rust-toolchain", "rust-toolchain.toml"].contains(name) {
        return true
      }
    }
    if contains(.go), name == "go.mod" { return true }
    if contains(.meson), ["meson.build", "meson.options", "meson_options.txt"].contains(name) {
      return true
    }
    // Where Meson finds other projects.
    if contains(.meson), name.hasSuffix(".wrap"), path.parent?.nameText == "subprojects" {
      return true
    }
    return contains(.scons) && ["SConstruct", "SConscript"].contains(name)
  }

  /// Whether it pins what is compiled.
  func containsLock(_ path: Path) -> Bool {
    let isLock =
      contains(.rust) && ["Cargo.lock", Self.checksums].contains(path.nameText)
      || contains(.go) && path.nameText == "go.sum"
    return isLock && !Self.isLeftAlone(path)
  }

  /// What `cargo vendor` puts into each crate: Cargo refuses a file that does not fit it, so that it
  /// stands for all of them.
  static let checksums = ".cargo-checksum.json"
}
