/// Takes the terminal's answers out of what it sends, so that only keys are left.
///
/// The background is asked with OSC 11 and, behind it, the primary device attributes (DA1): every
/// terminal answers the second question, so that its answer ends the wait where the first is not
/// known (a detached tmux). An answer that comes late, or in pieces, is swallowed all the same.
struct AnswerFilter {
  /// What is sent to ask.
  static let question = "\u{1B}]11;?\u{1B}\\\u{1B}[c"

  enum Answer: Hashable {
    case background(isLight: Bool)
    /// To the second question: nothing more will come.
    case end
  }

  /// A piece of an answer comes within this many seconds of the one before.
  private static let grace = 0.1
  /// An answer that began ends within this many seconds.
  private static let limit = 1.0

  private static let color = Array("\u{1B}]11;".unicodeScalars.map(\.value))
  private static let attributes = Array("\u{1B}[?".unicodeScalars.map(\.value))

  /// Whether the end has still to come.
  private(set) var isWaiting = false
  private var held: [UInt32] = []
  private var since = 0.0

  mutating func ask() {
    isWaiting = true
  }

  /// A character that came; those that are keys, and what was answered.
  mutating func take(_ scalar: UInt32, at now: Double) -> (keys: [UInt32], answer: Answer?) {
    if held.isEmpty, scalar != 0x1B { return ([scalar], nil) }
    if held.isEmpty { since = now }
    held.append(scalar)
    if isInside(Self.color) {
      guard scalar == 0x07 || scalar == 0x9C || held.suffix(2) == [0x1B, 0x5C] else {
        return ([], nil)
      }
      defer { held = [] }
      return ([], Self.isLight(held).map { .background(isLight: $0) })
    }
    if isInside(Self.attributes) {
      guard (0x40...0x7E).contains(scalar) else { return ([], nil) }
      held = []
      if scalar != 0x63 { return ([], nil) }
      isWaiting = false
      return ([], .end)
    }
    let mayBecome = Self.color.starts(with: held) || Self.attributes.starts(with: held)
    return (mayBecome ? [] : release(), nil)
  }

  /// Nothing more has come for now; what was held and turns out to be keys.
  mutating func pause(at now: Double) -> [UInt32] {
    guard let deadline, now >= deadline else { return [] }
    if isInsideAny {
      held = []
      return []
    }
    return release()
  }

  /// Something came that is not a character, so that what was held is complete.
  mutating func interrupt() -> [UInt32] {
    isInsideAny ? [] : release()
  }

  /// When to call `pause` at the latest; nil if nothing is held.
  var deadline: Double? {
    if held.isEmpty { return nil }
    if isInsideAny { return since + Self.limit }
    return isWaiting ? since + Self.grace : since
  }

  private var isInsideAny: Bool { isInside(Self.color) || isInside(Self.attributes) }

  private func isInside(_ start: [UInt32]) -> Bool {
    held.starts(with: start)
  }

  private mutating func release() -> [UInt32] {
    defer { held = [] }
    return held
  }

  /// `rgb:RRRR/GGGG/BBBB`, one to four hexadecimal digits each; nil if it is something else.
  private static func isLight(_ answer: [UInt32]) -> Bool? {
    let text = String(String.UnicodeScalarView(answer.compactMap(Unicode.Scalar.init)))
    guard let start = text.firstIndex(of: ":") else { return nil }
    let parts = text[text.index(after: start)...].split(separator: "/").prefix(3).map { part in
      part.prefix { $0.isHexDigit }
    }
    guard parts.count == 3 else { return nil }
    var values: [Double] = []
    for part in parts {
      guard (1...4).contains(part.count), let value = UInt32(part, radix: 16) else { return nil }
      values.append(Double(value) / Double((1 << (4 * part.count)) - 1))
    }
    // The weights of ITU-R BT.601, as terminals and editors use them for this question.
    return 0.299 * values[0] + 0.587 * values[1] + 0.114 * values[2] > 0.5
  }
}
