/// The numbered directories of uv's cache that a release reads; it never looks into others.
///
/// Each change was met by running the releases on both sides of it.
struct Buckets {
  let builds: String
  let wheels: String
  /// 0.8.12: the settings of a build name a further directory in the way that is known here.
  let hasKnownShards: Bool

  /// Nil for releases whose cache is not known: before 0.6.8, and newer than the newest checked.
  init?(of release: UVRelease) {
    func since(_ minor: Int, _ patch: Int) -> Bool { release >= UVRelease(0, minor, patch) }
    guard since(6, 8) else { return nil }
    builds = "sdists-v\(since(13, 9) ? 11 : since(13, 0) ? 10 : 9)"
    wheels = "wheels-v\(since(13, 9) ? 8 : since(13, 0) ? 7 : since(10, 0) ? 6 : 5)"
    hasKnownShards = since(8, 12)
  }
}
