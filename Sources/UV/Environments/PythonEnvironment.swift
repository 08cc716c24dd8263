import Platform

/// A Python environment: where its packages are.
package struct PythonEnvironment: Hashable, Sendable {
  /// Nil when directories were given instead of an environment.
  package let root: Path?
  /// Such as `3.11.7`, from pyvenv.cfg or the interpreter; nil where neither tells.
  package let pythonVersion: String?
  /// Each directory once, in the order in which uv reads them.
  package let sitePackages: [Path]

  package init(root: Path?, pythonVersion: String?, sitePackages: [Path]) {
    self.root = root
    self.pythonVersion = pythonVersion
    self.sitePackages = sitePackages
  }

  /// The environment at a root that holds a `pyvenv.cfg`, from its layout alone.
  ///
  /// `lib/pythonX.Y/site-packages`; of several the version in pyvenv.cfg decides. Nil if there is
  /// none and pyvenv.cfg names no version either.
  package init?(virtual root: Path, configuration: PyvenvConfiguration) {
    guard let directory = Self.sitePackages(below: root, version: configuration.version) else {
      return nil
    }
    self.init(root: root, pythonVersion: configuration.version, sitePackages: [directory])
  }

  /// The environment of a prefix without `pyvenv.cfg`, such as conda's, from its layout alone.
  package init?(prefix root: Path) {
    guard let directory = Self.sitePackages(below: root, version: nil) else { return nil }
    self.init(root: root, pythonVersion: nil, sitePackages: [directory])
  }

  private static func sitePackages(below root: Path, version: String?) -> Path? {
    let lib = root.appending("lib")
    let wanted = version.flatMap(majorAndMinor).map { "python\($0)" }
    let names = (try? Directory.working.open(lib).entries())?.compactMap(\.name.utf8Text) ?? []
    let candidates = names.filter { name in
      (name.utf8.starts(with: "python".utf8) || name.utf8.starts(with: "pypy".utf8))
        && Directory.working.has(lib.appending("\(name)/site-packages"))
    }.sorted()
    let matching = wanted.map { wanted in
      candidates.filter { $0 == wanted || $0 == wanted + "t" || $0 == "py" + wanted.dropFirst(6) }
    }
    let chosen = matching?.first ?? candidates.last ?? wanted
    return chosen.map { lib.appending("\($0)/site-packages") }
  }

  private static func majorAndMinor(_ version: String) -> String? {
    let parts = version.split(separator: ".")
    return parts.count >= 2 ? "\(parts[0]).\(parts[1])" : nil
  }
}

/// `pyvenv.cfg`: lines `key = value` at the root of a virtual environment.
package struct PyvenvConfiguration: Hashable, Sendable {
  /// `version_info` as uv and virtualenv write it, or `version` as venv does.
  package let version: String?
  /// The name that uv gives the environment: a script's file name, a project's name.
  package let prompt: String?

  /// Reads the file below a root; nil if it is not there or cannot be read.
  package init?(at root: Path) {
    guard
      let content = try? Directory.working.read(root.appending("pyvenv.cfg"), limit: 1 << 20)
        .content
    else { return nil }
    var values: [String: String] = [:]
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      values[line[..<equals].trimmingBlanks.lowercased()] =
        line[line.index(after: equals)...].trimmingBlanks
    }
    version = values["version_info"] ?? values["version"]
    prompt = values["prompt"]
  }
}
