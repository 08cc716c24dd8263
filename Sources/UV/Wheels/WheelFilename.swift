/// The stem of a wheel's file name: `NAME-VERSION(-BUILD)-PYTHON-ABI-PLATFORM`.
struct WheelFilename: Hashable, Sendable {
  let name: String
  /// Normalised.
  let version: String
  let pythons: [Substring]
  let abis: [Substring]
  let platforms: [Substring]

  init?(stem: String) {
    let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5 || parts.count == 6, parts.allSatisfy({ !$0.isEmpty }),
      let name = PackageName(String(parts[0])), let version = PackageVersion(String(parts[1]))
    else { return nil }
    self.name = name.normalized
    self.version = version.normalized
    let tags = parts.suffix(3).map { $0.split(separator: ".") }
    pythons = tags[0]
    abis = tags[1]
    platforms = tags[2]
  }

  /// Whether an interpreter can use the wheel; nil where its files do not tell.
  func fits(_ supported: SupportedTags) -> Bool? {
    supported.fits(pythons: pythons, abis: abis, platforms: platforms)
  }
}
