import Glibc
import Platform

/// The lock that uv holds while it changes an environment; it is looked at, never taken.
package enum EnvironmentLock {
  /// Who holds it, such as `uv (process 4711)`; nil if nobody does or the system does not tell.
  package static func holder(of root: Path) -> String? {
    guard let status = try? Directory.working.status(of: root.appending(".lock")),
      let table = try? Directory.working.read("/proc/locks", limit: 4 << 20).content
    else { return nil }
    return holder(ofInode: status.inode, in: String(decoding: table, as: UTF8.self)).map {
      process in
      let name =
        (try? Directory.working.read(Path("/proc/\(process)/comm"), limit: 64))?.content ?? []
      let text = String(decoding: name.prefix { $0 > 32 }, as: UTF8.self)
      return "\(text.isEmpty ? "another program" : text) (process \(process))"
    }
  }

  /// Whether it was held; waits until nobody holds it, for 200 ms at most.
  package static func waitForRelease(of root: Path) -> Bool {
    var wasHeld = false
    for _ in 0..<20 {
      if holder(of: root) == nil { return wasHeld }
      wasHeld = true
      usleep(10_000)
    }
    return wasHeld
  }

  /// Lines such as `1: FLOCK  ADVISORY  WRITE 2711 fe:00:1205105 0 EOF`; those that wait hold an
  /// arrow.
  static func holder(ofInode inode: UInt64, in table: String) -> Int? {
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count >= 6, words[1] != "->", words[5].split(separator: ":").last == "\(inode)"
      else { continue }
      if let process = Int(words[4]), process > 0 { return process }
    }
    return nil
  }
}
