/// A release of uv, ordered by number.
package struct UVRelease: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let major: Int
  package let minor: Int
  package let patch: Int

  package init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `X.Y.Z`; what may follow (`+3`, `rc1`) is left out.
  ///
  /// Nil for anything else.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let major = Int(parts[0]), let minor = Int(parts[1]),
      let patch = Int(parts[2].prefix { ("0"..."9").contains($0) }),
      major >= 0, minor >= 0
    else { return nil }
    self.init(major, minor, patch)
  }

  package var description: String {
    "\(major).\(minor).\(patch)"
  }

  package static func < (one: UVRelease, other: UVRelease) -> Bool {
    (one.major, one.minor, one.patch) < (other.major, other.minor, other.patch)
  }
}
