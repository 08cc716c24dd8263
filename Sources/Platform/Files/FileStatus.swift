import CSystem
import Glibc

/// The kind of a file.
package enum FileKind: Hashable, Sendable {
  case regular, directory, link, fifo, socket, device

  init(mode: UInt32) {
    switch mode & UInt32(S_IFMT) {
    case UInt32(S_IFREG): self = .regular
    case UInt32(S_IFDIR): self = .directory
    case UInt32(S_IFLNK): self = .link
    case UInt32(S_IFIFO): self = .fifo
    case UInt32(S_IFSOCK): self = .socket
    default: self = .device
    }
  }
}

/// What statx(2) reports about a file.
package struct FileStatus: Hashable, Sendable {
  package let kind: FileKind
  /// ctime: when the content or the inode last changed.
  ///
  /// It cannot be set.
  package let changed: Timestamp
  /// mtime: when the content last changed.
  ///
  /// Programs can set it.
  package let modified: Timestamp
  /// Birth time; nil where the file system has none.
  package let born: Timestamp?
  package let inode: UInt64
  package let device: UInt64
  /// Bytes.
  package let size: Int64
  /// How many names the file has.
  package let links: UInt32
  /// Permission bits.
  package let permissions: UInt32

  init(_ raw: file_status) {
    kind = FileKind(mode: raw.mode)
    changed = Timestamp(
      seconds: UInt64(bitPattern: raw.changed_seconds), nanoseconds: raw.changed_nanos)
    modified = Timestamp(
      seconds: UInt64(bitPattern: raw.modified_seconds), nanoseconds: raw.modified_nanos)
    born =
      raw.has_born == 0
      ? nil
      : Timestamp(seconds: UInt64(bitPattern: raw.born_seconds), nanoseconds: raw.born_nanos)
    inode = raw.inode
    device = raw.device
    size = raw.size
    links = raw.links
    permissions = raw.mode & 0o7777
  }

  /// Whether both describe the same file.
  package func isSameFile(as other: FileStatus) -> Bool {
    inode == other.inode && device == other.device
  }
}
