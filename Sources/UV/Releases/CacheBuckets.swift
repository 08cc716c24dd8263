/// The names of the directories in uv's cache, which new releases change.
extension Rules {
  /// The directory of uv's cache that holds builds; nil where it is not known, before 0.6.8.
  var buildBucket: String? {
    since(6, 8) ? "sdists-v\(since(13, 9) ? 11 : since(13, 0) ? 10 : 9)" : nil
  }
  /// That for wheels given by path.
  var wheelBucket: String {
    "wheels-v\(since(13, 9) ? 8 : since(13, 0) ? 7 : since(10, 0) ? 6 : 5)"
  }
  /// 0.8.12: the settings of a build name a further directory in the way that is known here.
  var hasKnownShards: Bool { since(8, 12) }
}
