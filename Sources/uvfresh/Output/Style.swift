import ArgumentParser
import Freshness
import Glibc
import Inspector
import Platform

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// How lines on standard output look: colours, and the glyphs that the locale can show.
struct Style {
  let hasColor: Bool
  let isUTF8: Bool
  private let theme: Theme

  init(_ choice: ColorChoice, _ preferences: Preferences, variables: ProcessEnvironment) {
    let preferred = ColorChoice(rawValue: preferences.color.rawValue) ?? .auto
    switch choice == .auto ? preferred : choice {
    case .always: hasColor = true
    case .never: hasColor = false
    case .auto:
      hasColor =
        variables.nonEmpty("NO_COLOR") == nil
        && (variables.nonEmpty("FORCE_COLOR") != nil
          || (isatty(STDOUT_FILENO) == 1 && variables.text(of: "TERM") != "dumb"))
    }
    theme = Theme(depth: .ansi, background: preferences.look == .light ? .light : .unknown)
    isUTF8 =
      switch preferences.glyphs {
      case .auto: Locale.isUTF8(variables)
      case .ascii: false
      case .utf8: true
      }
  }

  enum Paint {
    case green, yellow, red, grey, bold

    fileprivate var role: Role {
      switch self {
      case .green: .fresh
      case .yellow: .stale
      case .red: .error
      case .grey: .dim
      case .bold: .strong
      }
    }
  }

  func paint(_ text: DisplayText, _ paint: Paint) -> DisplayText {
    guard hasColor else { return text }
    return "\u{1B}[\(theme.look(of: paint.role).parameters)m\(text)\u{1B}[0m"
  }

  func state(_ state: FreshnessState) -> DisplayText {
    let word: DisplayText = "\(glyph(state)) \(state.rawValue)"
    switch state {
    case .fresh: return paint(word, .green)
    case .stale, .unrecorded: return paint(word, .yellow)
    case .error, .broken: return paint(word, .red)
    case .untracked: return paint(word, .grey)
    }
  }

  func glyph(_ state: FreshnessState) -> String {
    Glyphs(isUTF8: isUTF8).state(state)
  }
}

/// What the locale variables say of the terminal's character set.
enum Locale {
  static func isUTF8(_ variables: ProcessEnvironment) -> Bool {
    let name =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { variables.nonEmpty($0) }.first ?? ""
    let lower = name.lowercased()
    return lower.hasSuffix("utf-8") || lower.hasSuffix("utf8") || lower.contains("utf-8@")
  }
}
