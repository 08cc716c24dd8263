/// Text for a terminal, in which nothing from outside can steer it.
///
/// What the program writes itself, as literals, stands as it is. Every value that is put in becomes
/// visible (`VisibleText`), so that no call can be forgotten: a `String` alone is not a
/// `DisplayText`.
package struct DisplayText: ExpressibleByStringInterpolation, Hashable, Sendable {
  /// Safe to write to a terminal.
  package private(set) var text: String

  package init(stringLiteral text: String) {
    self.text = text
  }

  /// Makes text from outside visible, line breaks too.
  package init(outside text: some StringProtocol) {
    self.text = VisibleText.of(String(text))
  }

  package init(stringInterpolation parts: StringInterpolation) {
    text = parts.text
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) {
      text += literal
    }

    package mutating func appendInterpolation(_ part: DisplayText) {
      text += part.text
    }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      text += VisibleText.of(value.description)
    }
  }

  /// How many columns of a terminal it takes.
  package var columns: Int { DisplayWidth.of(text) }

  package var isEmpty: Bool { text.isEmpty }

  /// Blanks that fill a column which is so wide.
  package static func blanks(_ count: Int) -> DisplayText {
    DisplayText(stringLiteral: String(repeating: " ", count: max(0, count)))
  }

  package static func + (one: DisplayText, other: DisplayText) -> DisplayText {
    var both = one
    both += other
    return both
  }

  package static func += (one: inout DisplayText, other: DisplayText) {
    one.text += other.text
  }

  /// Without blanks at its end.
  package var withoutTrailingBlanks: DisplayText {
    var other = self
    while other.text.last == " " { other.text.removeLast() }
    return other
  }
}

extension Sequence<DisplayText> {
  package func joined(separator: DisplayText = "") -> DisplayText {
    DisplayText(stringLiteral: map(\.text).joined(separator: separator.text))
  }
}
