import Formats
import Platform
import UV

/// What a project's files say of the modules that its build ships and writes.
extension BuildDescription {
  // MARK: - Layout

  /// setuptools' `package_dir`: packages with the directory each comes from; of the empty name, the
  /// root of all.
  var packageDirectories: [String: String] {
    var directories: [String: String] = [:]
    for (name, value) in Self.pairs(inSetup: setup, after: "package_dir") {
      directories[name] = value
    }
    for line in (configured("options", "package_dir") ?? "").split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { directories[String(parts[0].trimmed)] = String(parts[1].trimmed) }
    }
    for entry in tool("setuptools", "package-dir")?.table?.entries ?? [] {
      directories[entry.key] = entry.node.string
    }
    return directories
  }

  /// Whether setuptools is given its packages one by one.
  var listsPackages: Bool {
    if tool("setuptools", "packages")?.array != nil || tool("setuptools", "py-modules") != nil {
      return true
    }
    if let named = configured("options", "packages") { return !named.contains(bytesOf: "find") }
    return (setup.contains(bytesOf: "packages") || setup.contains(bytesOf: "py_modules"))
      && !setup.contains(bytesOf: "find_packages")
      && !setup.contains(bytesOf: "find_namespace_packages")
  }

  /// Whether a build may ship modules that are not in the source.
  var writesModules: Bool {
    switch backend {
    case .uvBuild, .flit: false
    case .poetry: tool("poetry", "build") != nil
    case .hatchling:
      tool("hatch", "build", "hooks") != nil
        || tool("hatch", "build", "targets", "wheel", "hooks") != nil
    case .setuptools:
      ["cmdclass", "write(", "subprocess"].contains { setup.contains(bytesOf: $0) }
        || tool("setuptools", "cmdclass") != nil
    case .pdm, .maturin, .scikitBuild, .mesonPython, .pyBuildCMake, .cmeel, .whey, .other:
      true
    }
  }

  // MARK: - What a build leaves in the source

  /// Files with the version that a build writes into the source, relative to the project.
  ///
  /// Of an editable install they are imported from there.
  var versionFiles: [Path] {
    let names =
      BuildOutputs.versionFiles(self).map(\.0)
      + ["write_to", "version_file"].flatMap { Self.literals(inSetup: setup, after: $0) }
    return names.map { Path($0).normalized }.filter { !$0.isEmpty && !$0.isAbsolute }
  }

  /// Extension modules, by dotted name, that an editable build leaves in the source.
  var extensionModules: [String] {
    var names: [String] = []
    switch backend {
    case .maturin:
      if let name = tool("maturin", "module-name")?.string { names.append(name) }
    case .setuptools:
      for table in [tool("setuptools", "ext-modules"), tool("setuptools-rust", "ext-modules")] {
        for entry in table?.array ?? [] where entry["optional"]?.boolean != true {
          names += texts(entry["name"]) + texts(entry["target"])
        }
      }
      // Modules that may fail to build are none that one can count on.
      if !setup.contains(bytesOf: "optional") {
        for call in ["Extension(", "RustExtension(", "CMakeExtension(", "Pybind11Extension("] {
          names += Self.firstArguments(inSetup: setup, of: call)
        }
      }
    default: break
    }
    return names.filter { name in
      !name.isEmpty && name.utf8.allSatisfy { Self.isNameByte($0) || $0 == UInt8(ascii: ".") }
    }
  }

  /// Whether the build leaves compiled modules beside the `.pyx` or `.py` they are made of.
  var compilesInPlace: Bool {
    backend == .setuptools
      && ["cythonize", "mypycify"].contains { setup.contains(bytesOf: $0) }
  }

  // MARK: - Texts

  /// `{"a": "b"}` or `{'': 'src'}` behind a name in a setup.py.
  private static func pairs(inSetup setup: String, after name: String) -> [(String, String)] {
    guard let value = PythonLiteral.firstValue(after: name, in: Array(setup.utf8)),
      let pairs = value.dictionary
    else { return [] }
    return pairs.compactMap { pair in
      guard let key = pair.key.text, let value = pair.value.text else { return nil }
      return (key, value)
    }
  }

  /// Texts behind a name in a setup.py, as in `write_to="p/_version.py"` and `"write_to": "…"`.
  private static func literals(inSetup setup: String, after name: String) -> [String] {
    PythonLiteral.firstValue(after: name, in: Array(setup.utf8))?.text.map { [$0] } ?? []
  }

  /// The first arguments of all calls, where they are texts, with or without `name=`.
  private static func firstArguments(inSetup setup: String, of call: String) -> [String] {
    let bytes = Array(setup.utf8)
    let wanted = Array(call.utf8)
    guard bytes.count >= wanted.count else { return [] }
    return (0...(bytes.count - wanted.count)).compactMap { start in
      guard bytes[start] == wanted[0], bytes[start...].starts(with: wanted),
        start == 0 || !isNameByte(bytes[start - 1])
      else { return nil }
      let inner = bytes[(start + wanted.count)...].drop { $0 <= 0x20 }
      let named = inner.starts(with: "name".utf8) ? inner.dropFirst(4).drop { $0 <= 0x20 } : inner
      let isNamed = named.count < inner.count && named.first == UInt8(ascii: "=")
      return PythonLiteral.value(
        at: isNamed ? named.startIndex + 1 : inner.startIndex, in: bytes)?.text
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }
}
