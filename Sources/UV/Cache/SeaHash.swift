import Platform

/// SeaHash, with which uv names the entries of its cache.
///
/// Source: the algorithm's public reference; four lanes, 64 bits, blocks of eight bytes.
struct SeaHash {
  private var lanes: (UInt64, UInt64, UInt64, UInt64) = (
    0x16F1_1FE8_9B0D_677C, 0xB480_A793_D8E6_C86C, 0x6FE2_E5AA_F078_EBC9, 0x14F9_94A4_C525_9381
  )
  private var block: UInt64 = 0
  private var count: UInt64 = 0

  /// Takes bytes in; how they are cut into calls makes no difference.
  mutating func take(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      block |= UInt64(byte) << (8 * (count & 7))
      count += 1
      if count & 7 == 0 {
        lanes = (lanes.1, lanes.2, lanes.3, Self.diffuse(lanes.0 ^ block))
        block = 0
      }
    }
  }

  /// A text as Rust hashes it: its bytes and one that UTF-8 never holds, so that neighbours cannot
  /// run together.
  mutating func take(_ text: String) {
    take(text.utf8)
    take(CollectionOfOne(0xFF))
  }

  mutating func take(_ number: UInt64) {
    take((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }

  /// The hash of all that was taken.
  var value: UInt64 {
    let first = count & 7 == 0 ? lanes.0 : Self.diffuse(lanes.0 ^ block)
    return Self.diffuse(first ^ lanes.1 ^ lanes.2 ^ lanes.3 ^ count)
  }

  /// The hash as uv writes it into a directory's name: its little-endian bytes in hexadecimal.
  var hexadecimal: String {
    var text = ""
    for shift in 0..<8 {
      let byte = UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))
      text += Hexadecimal.text(byte)
    }
    return text
  }

  private static func diffuse(_ input: UInt64) -> UInt64 {
    var value = input &* 0x6EED_0E9D_A4D9_4A4F
    value ^= (value >> 32) >> (value >> 60)
    return value &* 0x6EED_0E9D_A4D9_4A4F
  }
}
