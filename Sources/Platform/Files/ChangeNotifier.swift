import CSystem
import Glibc

/// inotify(7): tells of changes in directories, and costs nothing while there are none.
package final class ChangeNotifier: Sendable {
  /// To be polled for reading.
  package let descriptor: CInt

  /// A watched directory; the same for the same directory however often it is added.
  package typealias Watch = Int32

  /// Nil if the system has no more to give.
  package init?() {
    descriptor = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  deinit {
    close(descriptor)
  }

  /// What becomes of an attempt to watch.
  package enum Addition: Hashable, Sendable {
    case watching(Watch)
    /// The limit of watches is reached, or the file system sends no events.
    case impossible
    /// There is no such directory, or it may not be read.
    case absent
  }

  /// Watches a directory: entries that come, go, move, or change in content or inode.
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

  /// A change of an entry, or of the directory itself if the name is empty.
  package struct Event: Hashable, Sendable {
    package let watch: Watch
    package let name: [UInt8]
  }

  /// What happened since; nil if events were lost.
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

  /// File systems whose changes on other machines this one is not told of.
  private static func isSilent(_ directory: Path) -> Bool {
    // NFS, SMB, SMB2, CIFS, 9P, Ceph, VirtualBox's shared directories.
    let silent: Set<UInt32> = [
      0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x0102_1997, 0x00C3_6400, 0x786F_4256,
    ]
    return silent.contains(directory.withCString { file_system_type($0) } ?? 0)
  }
}
