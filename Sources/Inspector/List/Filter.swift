import Freshness
import Platform
import UV

/// What is typed after `/`: part of a name, state or kind; `!` in front negates; letters match
/// either case unless a capital is typed.
struct Filter {
  private let text: String
  private let isNegated: Bool
  private let minds: Bool

  init(_ typed: String) {
    isNegated = typed.hasPrefix("!")
    let text = isNegated ? String(typed.dropFirst()) : typed
    minds = text.contains { $0.isUppercase }
    self.text = minds ? text : text.lowercased()
  }

  func matches(_ item: ListState.Item) -> Bool {
    if text.isEmpty { return true }
    let fields = [
      item.distribution.name, item.assessment?.state.rawValue ?? "",
      item.distribution.kindName ?? "",
    ]
    let found = fields.contains { (minds ? $0 : $0.lowercased()).contains(bytesOf: text) }
    return found != isNegated
  }
}
