import Platform
import UV

/// A package that another one is built against, and that changed since that build.
package struct CascadeLink: Hashable, Sendable {
  /// The dist-info and the name of the package that changed.
  package let root: Path
  package let rootName: String
  /// The latest file that changed, relative to its source; nil where no file tells.
  package let changed: Path?
  /// Whether the follower's keys watch something of it.
  package let isWatched: Bool

  package init(root: Path, rootName: String, changed: Path?, isWatched: Bool) {
    self.root = root
    self.rootName = rootName
    self.changed = changed
    self.isWatched = isWatched
  }

  /// One line, such as `root: foo (foo.cpp changed) → bar builds against foo and watches nothing of
  /// it`.
  package func words(follower: String, arrow: String) -> String {
    let what = changed.map { "\($0.shown) changed" } ?? "stale"
    let end = isWatched ? "watches it" : "watches nothing of it"
    return VisibleText.of(
      "root: \(rootName) (\(what)) \(arrow) \(follower) builds against \(rootName) and \(end)")
  }
}
