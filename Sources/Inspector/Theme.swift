/// How roles look: one table for each number of colours that a terminal has.
///
/// State colours stand for states only; one accent marks what has the focus and what can be
/// pressed. With 256 colours the tones were looked at on black, on dark grey and on white; with 8,
/// green, yellow and cyan are hard to read on white, so that the terminal's own colour, magenta and
/// blue stand there.
package struct Theme: Hashable, Sendable {
  package enum Depth: Hashable, Sendable {
    case none, ansi, palette
  }

  package enum Background: Hashable, Sendable {
    case dark, light
    /// Neither the user nor the terminal says: colours must be readable on both.
    case unknown
  }

  package struct Look: Hashable, Sendable {
    /// A colour of the terminal's palette; nil for its own.
    package var color: Int?
    package var background: Int?
    package var isBold = false
    package var isDim = false
    package var isUnderlined = false
    package var isReversed = false

    package init(
      _ color: Int? = nil, isBold: Bool = false, isDim: Bool = false, isUnderlined: Bool = false,
      isReversed: Bool = false
    ) {
      self.color = color
      self.isBold = isBold
      self.isDim = isDim
      self.isUnderlined = isUnderlined
      self.isReversed = isReversed
    }
  }

  package var depth: Depth
  package var background: Background

  package init(depth: Depth, background: Background) {
    self.depth = depth
    self.background = background
  }

  /// The colours of a hue: ANSI on dark and light (nil: the terminal's own), then of 256 on dark, on light and on either.
  private struct Hue {
    let ansi: (dark: Int, light: Int?)
    let palette: (dark: Int, light: Int, either: Int)

    static let green = Hue(ansi: (2, nil), palette: (114, 28, 2))
    static let yellow = Hue(ansi: (3, 5), palette: (221, 130, 136))
    static let red = Hue(ansi: (1, 1), palette: (203, 160, 1))
    static let accent = Hue(ansi: (6, 4), palette: (80, 25, 31))
  }

  package func look(of style: CellStyle) -> Look {
    let look = look(of: style.role)
    return switch style.selection {
    case .none: look
    case .focused: selected(look)
    case .unfocused: selected(look, isFocused: false)
    }
  }

  /// In the selected row: on a background of its own where we know which one can be seen, else
  /// plainly reversed.
  package func selected(_ look: Look, isFocused: Bool = true) -> Look {
    guard depth == .palette, background != .unknown else { return Look(isReversed: true) }
    var look = look
    if look.color == grey.color { look.color = nil }
    look.background =
      background == .light ? (isFocused ? 253 : 255) : (isFocused ? 238 : 236)
    return look
  }

  package func look(of role: Role) -> Look {
    switch role {
    case .normal: Look()
    case .dim, .border, .untracked: grey
    case .strong: Look(isBold: true)
    case .focusedBorder, .key: hue(.accent, without: Look(isBold: true))
    case .fresh: hue(.green)
    case .added: hue(.green, without: Look(isBold: true))
    case .stale, .unrecorded: hue(.yellow, without: Look(isBold: true))
    case .changed: hue(.yellow)
    case .error: hue(.red, without: Look(isBold: true, isUnderlined: true))
    case .removed: hue(.red, without: Look(isUnderlined: true))
    case .running, .accent: hue(.accent, without: Look(isBold: true))
    }
  }

  private var grey: Look {
    switch (depth, background) {
    case (.none, _), (.ansi, _): Look(isDim: true)
    case (.palette, .dark): Look(246)
    case (.palette, .light): Look(242)
    case (.palette, .unknown): Look(244)
    }
  }

  /// A hue, or what stands for it without colours.
  private func hue(_ hue: Hue, without plain: Look = Look()) -> Look {
    switch (depth, background) {
    case (.none, _): plain
    case (.ansi, .light): hue.ansi.light.map { Look($0) } ?? plain
    case (.ansi, _): Look(hue.ansi.dark)
    case (.palette, .dark): Look(hue.palette.dark)
    case (.palette, .light): Look(hue.palette.light)
    case (.palette, .unknown): Look(hue.palette.either)
    }
  }
}

extension Theme.Look {
  /// The escape sequence's parameters, for lines that are printed; empty for plain text.
  package var parameters: String {
    var all: [String] = []
    if isBold { all.append("1") }
    if isDim { all.append("2") }
    if isUnderlined { all.append("4") }
    if isReversed { all.append("7") }
    if let color { all.append(color < 8 ? "3\(color)" : "38;5;\(color)") }
    if let background { all.append("48;5;\(background)") }
    return all.joined(separator: ";")
  }
}
