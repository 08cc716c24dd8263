import Platform
import UV

/// When what is installed was built, as far as files tell.
struct BuildMoment: Hashable {
  /// A source that has not changed since then is the one that was built.
  let lastSeen: Timestamp
  /// When the build ended; when it was installed, if that is all there is to tell.
  let ended: Timestamp
  /// When it was installed.
  let installed: Timestamp
  /// Whether `ended` is known, and not only that the build had ended then.
  let isExact: Bool

  /// `recorded` is the time of uv's record: the newest of the files that it looked at before the
  /// build.
  ///
  /// uv unpacks a build into its cache and links the files from there into each environment, which
  /// keeps the time of unpacking. Copied files bear the time of the copy: then only the record tells
  /// what the build has seen.
  init?(of distribution: Distribution, recorded: Timestamp?) {
    guard let wheel = try? Directory.working.status(of: distribution.path.appending("WHEEL")),
      let record = try? Directory.working.status(of: distribution.path.appending("RECORD"))
    else { return nil }
    installed = record.changed
    ended = min(wheel.modified, record.changed)
    let isLinked = wheel.links > 1
    let isOlder = (record.born ?? record.modified).seconds(since: wheel.modified) > 2
    isExact = isLinked || isOlder
    lastSeen = isExact ? ended : recorded ?? Timestamp(seconds: 0, nanoseconds: 0)
  }

  /// Of an archive that was made at a known time.
  init(archive: Timestamp, installed: Timestamp) {
    lastSeen = archive
    ended = archive
    isExact = true
    self.installed = installed
  }

  /// As in `built 2026-11-22 17:03:01`.
  var words: String {
    "\(isExact ? "built" : "installed") \(TimeWords.moment(secondsSince1970: ended.seconds))"
  }
}
