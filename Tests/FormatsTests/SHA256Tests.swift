import Formats
import TestSupport
import Testing

@Suite struct SHA256Tests {
  /// What sha256sum says of `a` repeated; the lengths meet every way in which the last block is
  /// filled.
  @Test(arguments: [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000, 100_000])
  func asTheSystemsOwn(_ count: Int) throws {
    let tree = TemporaryTree()
    tree.write("a", String(repeating: "a", count: count))
    let expected = try tree.shell("sha256sum a").prefix(64)
    var whole = SHA256()
    whole.take([UInt8](repeating: 0x61, count: count))
    #expect(whole.digits() == expected)
    var pieces = SHA256()
    var left = count
    while left > 0 {
      let piece = min(left, 37)
      pieces.take([UInt8](repeating: 0x61, count: piece))
      left -= piece
    }
    #expect(pieces.digits() == expected)
  }
}
