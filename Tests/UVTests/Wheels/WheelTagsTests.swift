import Platform
import Testing

@testable import UV

/// Tags of a WHEEL file beside an interpreter; uv's verdict on each was taken from the binary, on a
/// machine with the GNU C library 2.36.
struct WheelTagsTests {
  private static let supported = SupportedTags(
    version: "3.11.2", sitePackages: Path("/e/lib/python3.11/site-packages"), machine: "x86_64")

  @Test(arguments: [
    ("py3-none-any", true), ("py2-none-any", false), ("py2.py3-none-any", true),
    ("py-none-any", false), ("py4-none-any", false), ("xx3-none-any", false),
    ("py311-none-any", true), ("py310-none-any", true), ("py312-none-any", false),
    ("cp311-none-any", true), ("cp310-none-any", false), ("cp3-none-any", false),
    ("cp311-cp311-linux_x86_64", true), ("cp311-cp311-any", false),
    ("cp311-cp311t-linux_x86_64", false), ("cp310-cp310-linux_x86_64", false),
    ("cp311-cp311.abi3-linux_x86_64", true), ("cp36-abi3-linux_x86_64", true),
    ("cp36-abi3-any", false), ("cp312-abi3-linux_x86_64", false),
    ("cp36-abi3-manylinux1_x86_64.manylinux2014_x86_64", true),
    ("py3-none-manylinux_2_5_x86_64", true), ("py3-none-manylinux_2_4_x86_64", false),
    ("py3-none-manylinux_3_0_x86_64", false), ("py3-none-linux_i686", false),
    ("py3-none-manylinux2014_aarch64", false), ("py3-none-win_amd64", false),
    ("pp311-pypy311_pp73-linux_x86_64", false),
  ])
  func tagFits(_ tag: String, _ fits: Bool) {
    #expect(WheelTags(Array("Tag: \(tag)\n".utf8))?.fit(Self.supported) == fits)
  }

  /// uv compares nothing where it reads no tag, or one that is none.
  @Test(arguments: ["", "Wheel-Version: 1.0\n\nTag: py2-none-any\n", "tag: py2-none-any\n"])
  func noTag(_ content: String) {
    #expect(WheelTags(Array(content.utf8)) == nil)
  }

  @Test func whatIsNotTextHasNoTag() {
    #expect(WheelTags(Array("Tag: py2-none-any\n".utf8) + [0xFF]) == nil)
  }

  @Test(arguments: ["py3-none", "nonsense", "py3-none-any-x"])
  func noTagEither(_ tag: String) {
    #expect(WheelTags(Array("Tag: \(tag)\n".utf8))?.fit(Self.supported) == nil)
  }

  @Test func anyOfSeveralIsEnough() {
    let tags = WheelTags(Array("Tag: py2-none-any\nTag: py3-none-any\n\nx".utf8))
    #expect(tags?.fit(Self.supported) == true)
  }
}
