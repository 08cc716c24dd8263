import Inspector
import Platform
import Testing

@Suite struct WrappingTests {
  /// No character is lost, whatever breaks where; blanks at a break go.
  @Test(arguments: [
    ("…/files/config-number-10.yaml", 4), ("a value 1234567890 1234567890 1234567890", 12),
    ("word", 0), ("averyveryverylongwordthatdoesnotfit", 6), ("文字 文字文字 文字文字文字", 3),
    ("  indented text that goes on", 2), ("a b c d e f g h i j k", 8),
  ])
  func nothingIsLost(_ text: String, _ hanging: Int) {
    for width in 8...30 {
      let rows = TextLine([Span(text), Span("tail", .dim)], hanging: hanging).wrapped(to: width)
      func letters(_ text: String) -> String { text.filter { $0 != " " } }
      #expect(letters(rows.map(\.text).joined()) == letters(text + "tail"), "\(width)")
      for row in rows { #expect(DisplayWidth.of(row.text) <= width, "\(width): \(row.text)") }
    }
  }

  /// A value without blanks begins behind its label, not in a row of its own.
  @Test func aLabelIsNotLeftAlone() {
    let value = "/a/" + String(repeating: "x", count: 60)
    let rows = TextLine([Span("installed  ", .dim), Span(value)], hanging: 11).wrapped(to: 40)
    #expect(rows.map(\.text)[0].hasPrefix("installed  /a/xxx"))
    #expect(rows.count == 3)
  }

  @Test func aRowOfATableIsCut() {
    var line = TextLine("a long row of a table", .dim)
    line.isCut = true
    #expect(line.wrapped(to: 10).map(\.text) == ["a long ro…"])
    #expect(line.wrapped(to: 10, ellipsis: "~").map(\.text) == ["a long ro~"])
  }
}
