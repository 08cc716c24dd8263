/// The table of contents of a wheel.
///
/// Source: PKWARE's APPNOTE, sections 4.3.12 and 4.3.16. Wheels beyond 4 GB and 65,535 entries
/// (Zip64) are taken as empty, which leaves more files to watch, not fewer.
struct WheelContents {
  /// What tells equal files: the name without directories, the size, and the checksum.
  struct Identity: Hashable, Sendable {
    let name: [UInt8]
    let size: Int
    let checksum: UInt32
  }

  /// Files that a package brings, without those of `.dist-info` and `.data`.
  private(set) var packaged: Set<Identity> = []

  init() {}

  init(_ bytes: [UInt8]) {
    func number(_ offset: Int, _ count: Int) -> Int {
      guard offset >= 0, offset + count <= bytes.count else { return -1 }
      return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    guard bytes.count >= 22 else { return }
    // The end record, behind which stands a comment of at most 64 KB.
    let first = max(0, bytes.count - 22 - 0xFFFF)
    guard
      let end = (first...(bytes.count - 22)).reversed().first(where: {
        number($0, 4) == 0x0605_4B50
      })
    else { return }
    var offset = number(end + 16, 4)
    for _ in 0..<max(0, number(end + 10, 2)) {
      guard number(offset, 4) == 0x0201_4B50 else { return }
      let length = number(offset + 28, 2)
      let next = offset + 46 + length + number(offset + 30, 2) + number(offset + 32, 2)
      guard length >= 0, next > offset, next <= bytes.count else { return }
      let name = bytes[(offset + 46)..<(offset + 46 + length)]
      let parts = name.split(separator: UInt8(ascii: "/"))
      let top = parts.first ?? []
      let isMetadata = [".dist-info", ".data"].contains { ending in
        top.count >= ending.utf8.count && top.suffix(ending.utf8.count).elementsEqual(ending.utf8)
      }
      if !isMetadata, name.last != UInt8(ascii: "/"), let last = parts.last {
        packaged.insert(
          Identity(
            name: Array(last), size: number(offset + 24, 4),
            checksum: UInt32(truncatingIfNeeded: number(offset + 16, 4))))
      }
      offset = next
    }
  }

  /// Whether a file of this name and content is in the wheel.
  func holds(_ name: [UInt8], _ content: [UInt8]) -> Bool {
    packaged.contains(
      Identity(name: name, size: content.count, checksum: Self.checksum(content)))
  }

  /// CRC-32 as in zip files.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { checksum, byte in
      table[Int((checksum ^ UInt32(byte)) & 0xFF)] ^ checksum >> 8
    }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }
}
