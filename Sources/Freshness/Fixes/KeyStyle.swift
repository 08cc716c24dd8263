import UV

/// How a project writes its cache keys, so that new ones look like those that are there.
struct KeyStyle {
  private var quote: Character = "\""
  private var padding = " "
  private var equals = " = "
  /// Whether file keys are bare strings.
  private var hasPlainFiles = false

  /// The style of the first elements that show one.
  init(_ elements: [[UInt8]]) {
    let texts = elements.map { String(decoding: $0, as: UTF8.self) }
    if !texts.isEmpty, texts.allSatisfy({ $0.contains("'") && !$0.contains("\"") }) { quote = "'" }
    hasPlainFiles = !texts.isEmpty && texts.allSatisfy { !$0.hasPrefix("{") }
    guard let table = texts.first(where: { $0.hasPrefix("{") }) else { return }
    if table.dropFirst().first?.isWhitespace == false { padding = "" }
    if !table.contains(" = ") { equals = "=" }
  }

  /// A key as an element of the list.
  func text(_ key: CacheKey) -> [UInt8] {
    if hasPlainFiles, case .file(let path) = key { return Array(quoted(path).utf8) }
    let value: String
    switch key {
    case .file(let text), .directory(let text), .environment(let text): value = quoted(text)
    case .git(let commit, let tags):
      let parts = [("commit", commit), ("tags", tags)].filter(\.1).map { "\($0.0)\(equals)true" }
      value =
        parts.isEmpty ? "false" : "{\(padding)\(parts.joined(separator: ", "))\(padding)}"
    }
    return Array("{\(padding)\(key.field)\(equals)\(value)\(padding)}".utf8)
  }

  /// A literal string holds anything but its quote and control characters.
  private func quoted(_ text: String) -> String {
    let isLiteral = quote == "'" && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x27 }
    return isLiteral ? "'\(text)'" : CacheKey.quoted(text)
  }
}
