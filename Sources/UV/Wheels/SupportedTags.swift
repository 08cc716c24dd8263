import Platform

/// The wheel tags that an interpreter supports, as far as files tell: whether a wheel fits.
package struct SupportedTags: Sendable {
  /// Of CPython; nil for other implementations and where the version is not known.
  private let version: (major: Int, minor: Int)?
  /// With its patch level; of an unknown one the highest there may be.
  package let release: PackageVersion?
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
    release = version.map { PythonInterpreter(version: $0).patched }
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

  /// Whether one of a wheel's tags fits, each of which is one part of each kind; nil where files do
  /// not tell.
  func fits(pythons: [Substring], abis: [Substring], platforms: [Substring]) -> Bool? {
    var isUnknown = false
    for python in pythons {
      for abi in abis {
        for platform in platforms {
          switch fits(python: python, abi: abi, platform: platform) {
          case true?: return true
          case false?: break
          case nil: isUnknown = true
          }
        }
      }
    }
    return isUnknown ? nil : false
  }

  /// Source: uv-platform-tags `Tags::from_env`, which lists all tags that fit.
  private func fits(python: Substring, abi: Substring, platform: Substring) -> Bool? {
    guard let (implementation, major, minor) = Self.parts(python) else { return false }
    let isAny = platform == "any"
    let fitsPlatform = isAny ? true : fits(platform: platform)
    if fitsPlatform == false { return false }
    guard let version else {
      return python == "py3" && abi == "none" ? fitsPlatform : nil
    }
    if major != version.major { return false }
    let fitsPython =
      switch (implementation, abi) {
      case ("py", "none"): (minor ?? 0) <= version.minor
      case ("cp", "none"): minor == version.minor
      case ("cp", "abi3"):
        !isAny && !isFreeThreaded && minor.map { (2...version.minor).contains($0) } ?? false
      case ("cp", _):
        !isAny && minor == version.minor
          && abi == "cp\(major)\(version.minor)\(isFreeThreaded ? "t" : "")"
      default: false
      }
    return fitsPython ? fitsPlatform : false
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

  /// A wheel that was built here bears this machine's name; others the oldest C library that they
  /// run with.
  private func fits(platform: Substring) -> Bool? {
    guard platform.hasSuffix("_\(machine)") else { return false }
    let system = platform.dropLast(machine.count + 1)
    if system == "linux" { return true }
    let isMusl = system.utf8.starts(with: "musllinux_".utf8)
    if isMusl { return Machine.glibcMinor == nil ? nil : false }
    let legacy: [Substring: Int] = ["manylinux1": 5, "manylinux2010": 12, "manylinux2014": 17]
    let oldest = "manylinux_2_"
    let needed =
      legacy[system]
      ?? (system.utf8.starts(with: oldest.utf8) ? Int(system.dropFirst(oldest.count)) : nil)
    guard let needed, needed >= (["x86_64", "i686"].contains(machine) ? 5 : 17) else {
      return false
    }
    // No Python that uv knows runs with an older one.
    if needed <= 17 { return true }
    return Machine.glibcMinor.map { needed <= $0 }
  }
}
