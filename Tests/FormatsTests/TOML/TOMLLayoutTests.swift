import Formats
import Testing

/// Where the parts of a document stand, and whether two documents say the same.
@Suite struct TOMLLayoutTests {
  @Test("each entry has its path, its header, its depth and its own text")
  func entries() throws {
    let text = "a = 1\n[b]\nc.d = { e = [1, {f = 2}], g = 'x' }\n[[b.h]]\ni = [\n  1,\n  [2],\n]\n"
    let bytes = Array(text.utf8)
    let layout = try TOMLLayout.read(bytes)
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    #expect(layout.headers.map { part($0.range) } == ["[b]", "[[b.h]]"])
    #expect(layout.headers.map(\.isArray) == [false, true])
    #expect(layout.headers.map(\.path) == [["b"], ["b", "h"]])
    #expect(
      layout.entries.map {
        "\($0.path.joined(separator: ".")) \($0.header.map { "\($0)" } ?? "-") \($0.depth): \(part($0.value))"
      } == [
        "a - 0: 1", "b.c.d.e 0 1: [1, {f = 2}]", "b.c.d.g 0 1: 'x'",
        "b.c.d 0 0: { e = [1, {f = 2}], g = 'x' }", "b.h.i 1 0: [\n  1,\n  [2],\n]",
      ])
    let entry = try #require(layout.entry(["b", "h", "i"]))
    #expect(layout.elements[entry.value.lowerBound]?.map(part) == ["1", "[2]"])
    #expect(part(entry.range).hasPrefix("i = ["))
    #expect(layout.entry(["b", "h"]) == nil)
    #expect(throws: TOMLError.self) { try TOMLLayout.read(Array("a =".utf8)) }
  }

  /// Two documents, whether they are the same, and whether they are so without `t.k`.
  @Test(arguments: [
    ("a = 1 # x", "a=0x1", true, true), ("a = 1", "a = 2", false, false),
    ("a = 1", "a = '1'", false, false), ("a = 1\nb = 2", "b = 2\na = 1", false, false),
    ("a = [1, 'x']", "a = [\n1,\n\"x\"\n]", true, true), ("a = [1]", "a = [1, 1]", false, false),
    ("t.k = 1", "[t]\nk = 1", true, true), ("t.k = 1", "t.k = 2", false, true),
    ("[t]\nk = 1\nl = 2", "[t]\nl = 2", false, true), ("[t]\nk = 1", "", false, true),
    ("[t]\nk = 1\nl = 2", "[t]\nl = 3", false, false), ("t = 1", "", false, false),
    ("a = 0.0", "a = -0.0", false, false), ("a = nan", "a = nan", true, true),
    ("a = true", "a = false", false, false), ("a = 07:32", "a = 07:32:00", true, true),
    ("a = 99999999999999999999", "a = 99999999999999999999", true, true),
    ("a = 99999999999999999999", "a = 99999999999999999998", false, false),
    ("a = {t = 1}", "a.t = 1", true, true),
  ])
  func comparison(_ one: String, _ other: String, _ isSame: Bool, _ isSameWithout: Bool) throws {
    let left = try TOMLDocument.read(Array(one.utf8))
    let right = try TOMLDocument.read(Array(other.utf8))
    #expect(left.isSame(as: right) == isSame)
    #expect(right.isSame(as: left) == isSame)
    #expect(left.isSame(as: right, except: ["t", "k"]) == isSameWithout)
  }
}
