import Platform

/// What a piece of text means; `Theme` says how each looks.
package enum Role: Character, Hashable, Sendable, CaseIterable {
  case normal = " "
  /// Labels, and what matters less.
  case dim = "d"
  /// What answers the question.
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
  /// Names of keys.
  case key = "k"
  /// What is active or can be opened.
  case accent = "a"
}

/// A piece of text with its role; control characters are made visible here.
package struct Span: Hashable, Sendable {
  package let text: String
  package let role: Role

  package init(_ text: String, _ role: Role = .normal) {
    self.text = VisibleText.of(text)
    self.role = role
  }

  var columns: Int { DisplayWidth.of(text) }
}

extension [Span] {
  var columns: Int { reduce(0) { $0 + $1.columns } }
}

/// A line of text made of spans, before it is wrapped.
package struct TextLine: Hashable, Sendable {
  package var spans: [Span]
  /// Columns by which the rest is indented when the line is wrapped.
  package var hanging: Int
  /// A line that the keys for the next and the previous change go to.
  package var isChange: Bool
  /// A line of a table: what does not fit is cut.
  package var isCut = false
  /// Stands on the right of the line, and is no part of what it says.
  package internal(set) var aside: [Span] = []
  /// What the line stands for, to be opened, shown or copied.
  package var target: Target?

  package init(_ spans: [Span], hanging: Int = 0, isChange: Bool = false) {
    self.spans = spans
    self.hanging = hanging
    self.isChange = isChange
  }

  package init(_ text: String = "", _ role: Role = .normal, hanging: Int = 0) {
    self.init([Span(text, role)], hanging: hanging)
  }

  package var text: String { spans.map(\.text).joined() }
  var isBlank: Bool { text.isEmpty && aside.isEmpty }
}

/// What a line of the detail stands for.
package struct Target: Hashable, Sendable {
  /// Absolute.
  package let file: Path
  package var line: Int?

  package init(file: Path, line: Int? = nil) {
    self.file = file
    self.line = line
  }
}
