import Freshness

extension Role {
  /// The role that a state is shown with.
  package init(_ state: FreshnessState) {
    self =
      switch state {
      case .fresh: .fresh
      case .stale: .stale
      case .unrecorded: .unrecorded
      case .error, .broken: .error
      case .untracked: .untracked
      }
  }
}

/// The glyphs of one character set.
package struct Glyphs: Sendable {
  package let isUTF8: Bool

  package init(isUTF8: Bool) {
    self.isUTF8 = isUTF8
  }

  package func state(_ state: FreshnessState) -> String {
    switch state {
    case .fresh: isUTF8 ? "●" : "o"
    case .stale: isUTF8 ? "▲" : "!"
    case .unrecorded: isUTF8 ? "◌" : "~"
    case .error, .broken: isUTF8 ? "✗" : "x"
    case .untracked: isUTF8 ? "·" : "."
    }
  }

  package var queued: String { isUTF8 ? "…" : ":" }
  package var mark: String { isUTF8 ? "▌" : ">" }
  package var advice: String { isUTF8 ? "→" : "=>" }
  var cursor: String { isUTF8 ? "›" : ">" }
  var scrollBar: String { isUTF8 ? "█" : "#" }
  var dot: String { isUTF8 ? "·" : "-" }
  var sortedDown: String { isUTF8 ? "▾" : "v" }
  var sortedUp: String { isUTF8 ? "▴" : "^" }
  package var ellipsis: String { isUTF8 ? "…" : "~" }

  /// Turns ten times a second.
  package func spinner(at now: Double) -> String {
    let steps = isUTF8 ? Array("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏") : Array("|/-\\")
    return String(steps[Int(now * 10) % steps.count])
  }

  /// A bar of `columns` cells of which a share is done.
  func bar(done: Int, of total: Int, columns: Int) -> (done: String, left: String) {
    let filled = total == 0 ? 0 : columns * done / total
    return (
      String(repeating: isUTF8 ? "█" : "#", count: filled),
      String(repeating: isUTF8 ? "░" : ".", count: columns - filled)
    )
  }

  /// A box's corners and lines: top left, top right, bottom left, bottom right, across, down.
  package var box: [String] {
    isUTF8 ? ["┌", "┐", "└", "┘", "─", "│"] : ["+", "+", "+", "+", "-", "|"]
  }
}
