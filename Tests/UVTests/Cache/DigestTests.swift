import Formats
import Platform
import TestSupport
import Testing
import UV

@testable import UV

/// Names and forms of uv's cache, from entries that uv wrote.
struct DigestTests {
  @Test func urlsNameEntriesAsInUV() {
    #expect(BuildCache.digest("file:///srv/p1") == "6aee879fc8ce39a3")
    #expect(BuildCache.digest("file:///tmp/bk/p") == "46f05807723f61d1")
  }

  @Test func settingsNameShardsAsInUV() {
    var build = BuildInfo()
    build.configSettings = ["a": .one("b")]
    #expect(BuildDigest.of(build) == "3def37cfe817bdd9")
  }

  @Test func takesBytesHoweverTheyAreCut() {
    let bytes = Array("a text of more than eight bytes, and not a multiple of it".utf8)
    var whole = SeaHash()
    whole.take(bytes)
    for cut in bytes.indices {
      var parts = SeaHash()
      parts.take(bytes[..<cut])
      parts.take(bytes[cut...])
      #expect(parts.value == whole.value)
    }
  }

  /// An entry of uv 0.13.9 (revision as an array), and the same of 0.12.5 (as a map).
  @Test(arguments: [
    "9295 92ce6b034d97ce2806871a c0 c0 80 81a3737263 92ce6b034d97ce27c6c2d4 93b0 4f643831 7a456366 7a456350 6f5a6b39 90c0",
    "9295 92ce6b034d97ce2806871a c0 c0 80 81a3737263 92ce6b034d97ce27c6c2d4 83a26964b0 4f643831 7a456366 7a456350 6f5a6b39 a668617368657390 a473697a65c0",
  ])
  func readsRevisions(_ hexadecimal: String) throws {
    let packed = try MessagePack.read(Self.bytes(hexadecimal))
    let parts = try #require(packed.elements(["cache_info", "revision"]))
    let born = Timestamp(seconds: 0x6B03_4D97, nanoseconds: 0x27C6_C2D4)
    #expect(
      CacheInfo(parts[0])
        == CacheInfo(
          timestamp: Timestamp(seconds: 0x6B03_4D97, nanoseconds: 0x2806_871A),
          directories: NamedValues([NamedValue("src", .born(born))])))
    #expect(parts[1].elements(["id", "hashes", "size"])?.first == .text("Od81zEcfzEcPoZk9"))
  }

  @Test(arguments: [
    "", "93", "92", "c1", "a5 6162", "dd ffffffff", "df ffffffff", "db ffffffff", "c6 ffffffff",
    "a1 ff", "81 a161", "d9", "cf 0000",
  ])
  func refusesWhatIsCutOff(_ hexadecimal: String) {
    #expect(throws: MessagePack.Malformed.self) {
      try MessagePack.read(Self.bytes(hexadecimal))
    }
  }

  @Test func refusesDepth() {
    #expect(throws: MessagePack.Malformed.self) {
      try MessagePack.read(Array(repeating: 0x91, count: 1_000_000))
    }
  }

  @Test(arguments: [
    ("p-1-py3-none-any", true), ("p-1-py2.py3-none-any", true),
    ("p-1-cp312-cp312-linux_x86_64", true),
    ("p-1-cp311-cp311-linux_x86_64", false), ("p-1-cp39-abi3-linux_x86_64", true),
    ("p-1-cp313-abi3-linux_x86_64", false), ("p-1-py2-none-any", false),
    ("p-1-py313-none-any", false),
    ("p-1-py310-none-any", true), ("p-1-cp312-none-linux_x86_64", true),
    ("p-1-cp312-cp312t-linux_x86_64", false), ("p-1-cp312-cp312-linux_aarch64", false),
    ("p-1-pp310-pypy310_pp73-linux_x86_64", false), ("p-1-2-py3-none-any", true),
    ("p-1-cp312-cp312-win_amd64", false), ("p-1-cp312-cp312-manylinux_2_17_x86_64", true),
  ])
  func wheelsFit(_ stem: String, _ fits: Bool) throws {
    let supported = SupportedTags(
      version: "3.12.1", sitePackages: "/v/lib/python3.12/site-packages", machine: "x86_64")
    #expect(try #require(WheelFilename(stem: stem)).fits(supported) == fits)
  }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.filter { $0 != " " }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
  }
}
