import Platform

/// What a piece of text means; `Theme` says how each looks.
package enum Role: Character, Hashable, Sendable, CaseIterable {
  case normal = " "
  case dim = "d"
  case strong = "b"
  case fresh = "f"
  case stale = "s"
  case unrecorded = "u"
  case error = "e"
  case untracked = "n"
  case running = "r"
  case added = "+"
  case removed = "-"
  case changed = "~"
  case border = "."
  case focusedBorder = ":"
  case key = "k"
}

/// A piece of text with its role; control characters are made visible here.
package struct Span: Hashable, Sendable {
  package let text: String
  package let role: Role

  package init(_ text: String, _ role: Role = .normal) {
    self.text = VisibleText.of(text)
    self.role = role
  }
}

/// A line of text made of spans, before it is wrapped.
package struct TextLine: Hashable, Sendable {
  package var spans: [Span]
  /// Columns by which the rest is indented when the line is wrapped.
  package var hanging: Int
  /// A line that `n` jumps to.
  package var isChange: Bool

  package init(_ spans: [Span], hanging: Int = 0, isChange: Bool = false) {
    self.spans = spans
    self.hanging = hanging
    self.isChange = isChange
  }

  package init(_ text: String = "", _ role: Role = .normal, hanging: Int = 0) {
    self.init([Span(text, role)], hanging: hanging)
  }

  package var text: String { spans.map(\.text).joined() }
}
