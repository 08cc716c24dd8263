import Platform
import UV

/// Which extension modules an environment's interpreter loads, by their file names.
///
/// Source: `importlib.machinery.EXTENSION_SUFFIXES` of CPython on Linux.
struct PythonTag {
  /// Such as `311` or `313t`; nil for other implementations and where the version is not known.
  private let tag: String?
  private let machine: String

  init(version: String?, library: String, machine: String) {
    let parts = (version ?? "").split(separator: ".").prefix(2).compactMap { Int($0) }
    tag =
      parts.count == 2 && library.hasPrefix("python")
      ? "\(parts[0])\(parts[1])\(library.hasSuffix("t") ? "t" : "")" : nil
    self.machine = machine
  }

  init(of environment: PythonEnvironment) {
    let library = environment.sitePackages.first?.parent.map {
      String(decoding: $0.name, as: UTF8.self)
    }
    self.init(
      version: environment.pythonVersion, library: library ?? "", machine: Machine.name)
  }

  /// Whether it loads `MODULE.SUFFIX`; yes where that cannot be told.
  func loads(suffix: String) -> Bool {
    guard let tag, suffix != "so", suffix != "abi3.so" else { return true }
    let parts = suffix.split(separator: "-", maxSplits: 2)
    guard parts.count == 3, parts[0] == "cpython" else { return !suffix.hasPrefix("pypy") }
    return parts[1] == tag && parts[2].hasPrefix("\(machine)-linux")
  }
}
