import Platform

/// The facts about an interpreter that decide whether a wheel fits, as far as files tell.
package struct Interpreter: Sendable {
  /// Of CPython; nil for other implementations and where the version is not known.
  private let version: (major: Int, minor: Int)?
  private let isFreeThreaded: Bool
  /// As the kernel names it, such as `x86_64`.
  private let machine: String

  package init(version: String?, sitePackages: Path?, machine: String) {
    let parts = (version ?? "").split(separator: ".").prefix(2).compactMap { Int($0) }
    let library = sitePackages?.parent.map { String(decoding: $0.name, as: UTF8.self) } ?? ""
    isFreeThreaded = library.utf8.starts(with: "python".utf8) && library.utf8.last == 0x74
    let isCPython = library.utf8.starts(with: "python".utf8)
    self.version = parts.count == 2 && isCPython ? (parts[0], parts[1]) : nil
    self.machine = machine
  }

  /// Such as `Python 3.11 on x86_64`.
  package var description: String {
    "Python \(version.map { "\($0.major).\($0.minor)" } ?? "?") on \(machine)"
  }

  package init(of environment: PythonEnvironment) {
    self.init(
      version: environment.pythonVersion, sitePackages: environment.sitePackages.first,
      machine: Machine.name)
  }

  /// Source: the platform compatibility tags of the Python packaging guide.
  func fits(python: Substring, abi: Substring) -> Bool? {
    guard let (implementation, major, minor) = Self.parts(python) else { return nil }
    guard let version else { return python == "py3" && abi == "none" ? true : nil }
    if major != version.major { return false }
    switch implementation {
    case "py": return abi == "none" && (minor ?? 0) <= version.minor
    case "cp":
      guard let minor else { return nil }
      if abi == "none" { return minor <= version.minor }
      if abi == "abi3" { return !isFreeThreaded && minor <= version.minor && minor >= 2 }
      return minor == version.minor && abi == "cp\(major)\(minor)\(isFreeThreaded ? "t" : "")"
    default: return false
    }
  }

  /// `py3`, `cp312`: the letters, the first digit, the rest.
  private static func parts(
    _ tag: Substring
  ) -> (implementation: Substring, major: Int, minor: Int?)? {
    let letters = tag.prefix { $0.isLetter }
    let digits = tag.dropFirst(letters.count)
    guard let major = digits.first.flatMap({ Int(String($0)) }) else { return nil }
    let rest = digits.dropFirst()
    if rest.isEmpty { return (letters, major, nil) }
    guard let minor = Int(rest) else { return nil }
    return (letters, major, minor)
  }

  /// A wheel that was built here bears this machine's name; what C library it wants is not in
  /// files.
  func fits(platform: Substring) -> Bool? {
    if platform == "any" { return true }
    guard platform.utf8.starts(with: "linux_".utf8) || platform.utf8.starts(with: "manylinux".utf8)
    else { return platform.utf8.starts(with: "musllinux".utf8) ? nil : false }
    return platform.hasSuffix("_\(machine)")
  }
}
