/// How a filter is typed, in the list and among the environments.
enum FilterTyping {
  /// Takes a key while a filter is typed; whether it belongs to the filter.
  static func press(_ key: Key, _ filter: inout String, _ isTyping: inout Bool) -> Bool {
    switch key {
    case .character(let character): filter.append(character)
    case .backspace:
      if filter.isEmpty { isTyping = false } else { filter.removeLast() }
    case .control("u"): filter = ""
    case .enter, .control("c"): isTyping = false
    case .escape:
      filter = ""
      isTyping = false
    default: return false
    }
    return true
  }
}
