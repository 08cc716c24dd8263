import Foundation
import Inspector
import Testing

struct ThemeTests {
  /// The dim attribute is ignored by some terminals and unreadable on others.
  @Test func nothingIsDimWhereThereAreColours() {
    for background in [Theme.Background.dark, .light, .unknown] {
      let theme = Theme(depth: .palette, background: background)
      for role in Role.allCases { #expect(!theme.look(of: role).isDim, "\(role) \(background)") }
    }
  }

  /// Contrast as WCAG 2 counts it: 4.5 for text.
  @Test func everyColourCanBeReadOnItsBackground() {
    let backgrounds: [(Theme.Background, [Double])] = [
      (.dark, [0, luminance(0x10, 0x14, 0x18)]), (.light, [1, luminance(0xFA, 0xFA, 0xFA)]),
    ]
    for (background, values) in backgrounds {
      let theme = Theme(depth: .palette, background: background)
      for role in Role.allCases {
        guard let color = theme.look(of: role).color else { continue }
        for value in values {
          let contrast = contrast(luminance(color), value)
          #expect(
            contrast >= 4.5, "\(role) \(background) \(contrast)")
        }
        for isFocused in [true, false] {
          let selected = theme.selected(theme.look(of: role), isFocused: isFocused)
          if let color = selected.color, let behind = selected.background {
            let contrast = contrast(luminance(color), luminance(behind))
            #expect(contrast >= 3, "\(role) selected \(background) \(contrast)")
          }
        }
      }
    }
    let unknown = Theme(depth: .palette, background: .unknown)
    for role in Role.allCases {
      guard let color = unknown.look(of: role).color, color >= 16 else { continue }
      #expect(contrast(luminance(color), 0) >= 3, "\(role)")
      #expect(contrast(luminance(color), 1) >= 3, "\(role)")
    }
  }

  /// Of the eight colours green, yellow, cyan and white cannot be read on white.
  @Test func eightColoursCanBeReadOnWhite() {
    let theme = Theme(depth: .ansi, background: .light)
    for role in Role.allCases {
      #expect(![2, 3, 6, 7].contains(theme.look(of: role).color), "\(role)")
    }
  }

  private func contrast(_ one: Double, _ other: Double) -> Double {
    (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  /// Of a number of the 256-colour palette, from its cube and its greys.
  private func luminance(_ color: Int) -> Double {
    if color >= 232 {
      let grey = 8 + 10 * (color - 232)
      return luminance(grey, grey, grey)
    }
    let levels = [0, 95, 135, 175, 215, 255]
    let place = color - 16
    return luminance(levels[place / 36], levels[place / 6 % 6], levels[place % 6])
  }

  private func luminance(_ red: Int, _ green: Int, _ blue: Int) -> Double {
    func linear(_ value: Int) -> Double {
      let share = Double(value) / 255
      if share <= 0.04045 { return share / 12.92 }
      return pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
}
