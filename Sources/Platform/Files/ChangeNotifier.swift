import CSystem
import Glibc

/// Reports changes in directories (inotify(7)); costs nothing while nothing changes.
package final class ChangeNotifier: Sendable {
  /// Poll it for reading.
  package let descriptor: CInt

  /// Identifies a watched directory; adding the same directory again returns the same watch.
  package typealias Watch = Int32

  /// Nil if the limit of inotify instances is reached.
  package init?() {
    descriptor = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  deinit {
    close(descriptor)
  }

  /// The result of an attempt to watch.
  package enum Addition: Hashable, Sendable {
    case watching(Watch)
    /// The limit of watches is reached, or the file system sends no events.
    case impossible
    /// The directory does not exist or cannot be read.
    case absent
  }

  /// Watches a directory for entries that are added, removed, moved or changed.
  package func add(_ directory: Path) -> Addition {
    if Self.isSilent(directory) { return .impossible }
    let events =
      IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_MODIFY | IN_CLOSE_WRITE
      | IN_DELETE_SELF | IN_MOVE_SELF
    let watch = directory.withCString {
      inotify_add_watch(descriptor, $0, UInt32(events) | 0x0100_0000)  // IN_ONLYDIR
    }
    if let watch, watch >= 0 { return .watching(watch) }
    return errno == ENOSPC ? .impossible : .absent
  }

  package func remove(_ watch: Watch) {
    inotify_rm_watch(descriptor, watch)
  }

  /// A change to an entry, or to the directory itself if the name is empty.
  package struct Event: Hashable, Sendable {
    package let watch: Watch
    package let name: [UInt8]
  }

  /// The events since the last call; nil if some were lost.
  package func take() -> Set<Event>? {
    var found: Set<Event> = []
    var lost = false
    withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: 8) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count <= 0 { return }
        var position = 0
        while position + 16 <= count {
          let watch = buffer.load(fromByteOffset: position, as: Int32.self)
          let mask = buffer.load(fromByteOffset: position + 4, as: UInt32.self)
          let length = buffer.load(fromByteOffset: position + 12, as: UInt32.self)
          let name = buffer[(position + 16)..<min(count, position + 16 + Int(length))]
          if mask & UInt32(IN_Q_OVERFLOW) != 0 { lost = true }
          found.insert(Event(watch: watch, name: Array(name.prefix { $0 != 0 })))
          position += 16 + Int(length)
        }
      }
    }
    return lost ? nil : found
  }

  /// Network file systems: changes made on other machines send no events.
  private static func isSilent(_ directory: Path) -> Bool {
    // NFS, SMB, SMB2, CIFS, 9P, Ceph, VirtualBox's shared directories.
    let silent: Set<UInt32> = [
      0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x0102_1997, 0x00C3_6400, 0x786F_4256,
    ]
    return silent.contains(directory.withCString { file_system_type($0) } ?? 0)
  }
}
