import Platform
import Testing

/// Text from outside cannot steer the terminal, in whatever way it is put in.
@Suite struct DisplayTextTests {
  private let evil = "a\u{1B}[31m\nb\u{202E}"
  private let visible = "a\\x1b[31m\\nb\\u{202e}"

  @Test("literals stand as they are, values become visible, and text that is safe stays so")
  func interpolation() {
    let inner: DisplayText = "<\(evil)>\n"
    #expect(inner.text == "<\(visible)>\n")
    #expect(
      ("\u{1B}[1m\(inner)\u{1B}[0m" as DisplayText).text == "\u{1B}[1m<\(visible)>\n\u{1B}[0m")
    #expect(("\(evil.dropFirst()) \(7)" as DisplayText).text == "\(visible.dropFirst()) 7")
    #expect(DisplayText(outside: evil).text == visible)
    #expect((inner + inner).text == inner.text + inner.text)
    #expect([inner, "x"].joined(separator: ", ").text == "<\(visible)>\n, x")
  }

  @Test func columns() {
    #expect(("漢\("é")" as DisplayText).columns == 3)
    #expect(DisplayText.blanks(3).text == "   " && DisplayText.blanks(-1).isEmpty)
    #expect(("a \("b") " + .blanks(2)).withoutTrailingBlanks.text == "a b")
  }
}
