import UV

/// The text of a TOML list as elements with what stands around each, so that elements can be added
/// and removed while all other bytes stay.
struct ListText {
  struct Slot {
    /// From the bracket or the previous slot to the element: blanks, line breaks, comments.
    var lead: [UInt8]
    var element: [UInt8]
    /// Between the element and its comma.
    var after: [UInt8] = []
    var hasComma = false
    /// The comment on the same line.
    var tail: [UInt8] = []
  }

  private(set) var slots: [Slot] = []
  /// From the last slot to the closing bracket.
  private(set) var closing: [UInt8] = []
  private let lineBreak: [UInt8]
  private let indent: [UInt8]
  private let endsInComma: Bool
  /// Whether it was one of several lines when it was read; what is added goes on lines of its own.
  private let isMultiline: Bool

  /// Reads a list: `text` from bracket to bracket, its elements' ranges in it.
  ///
  /// `lineBreak` and `indent` are for lists that have none of their own.
  init(_ text: [UInt8], elements: [Range<Int>], lineBreak: [UInt8], indent: [UInt8]) {
    var position = 1
    for range in elements {
      var slot = Slot(lead: Array(text[position..<range.lowerBound]), element: Array(text[range]))
      position = range.upperBound
      if let comma = Self.comma(in: text, from: position) {
        slot.after = Array(text[position..<comma])
        slot.hasComma = true
        position = comma + 1
      }
      let end = Self.endOfTail(in: text, from: position)
      slot.tail = Array(text[position..<end])
      position = end
      slots.append(slot)
    }
    closing = Array(text[position..<(text.count - 1)])
    let lines = Self.firstLineBreak(slots, closing)
    isMultiline = lines != nil
    self.lineBreak = lines.map { $0.contains(0x0D) ? [0x0D, Self.feed] : [Self.feed] } ?? lineBreak
    let lead = slots.last { $0.lead.contains(Self.feed) }?.lead
    self.indent = lead.map(Self.lastLine) ?? Self.lastLine(closing) + indent
    endsInComma = slots.last.map(\.hasComma) ?? isMultiline
  }

  /// A new list of several lines.
  init(_ elements: [[UInt8]], lineBreak: [UInt8], indent: [UInt8]) {
    self.lineBreak = lineBreak
    self.indent = indent
    endsInComma = true
    isMultiline = true
    slots = elements.map { Slot(lead: lineBreak + indent, element: $0, hasComma: true) }
    closing = lineBreak
  }

  /// Whether it is on one line now: a line break may have gone with an element.
  var isOnOneLine: Bool { Self.firstLineBreak(slots, closing) == nil }

  /// The first gap between elements that holds one.
  private static func firstLineBreak(_ slots: [Slot], _ closing: [UInt8]) -> [UInt8]? {
    (slots.map(\.lead) + [closing]).first { $0.contains(feed) }
  }

  var bytes: [UInt8] {
    var bytes = [UInt8(ascii: "[")]
    for slot in slots {
      bytes += slot.lead + slot.element + slot.after
      if slot.hasComma { bytes.append(Self.comma) }
      bytes += slot.tail
    }
    return bytes + closing + [UInt8(ascii: "]")]
  }

  // MARK: - Changes

  mutating func replace(_ index: Int, with element: [UInt8]) {
    slots[index].element = element
  }

  /// Puts an element in front of slot `index`, or at the end.
  mutating func insert(_ element: [UInt8], at index: Int) {
    var slot = Slot(lead: isMultiline ? lineBreak + indent : [], element: element)
    if index < slots.count, !isMultiline || index == 0 || !slots[index].lead.contains(Self.feed) {
      // Behind the bracket with its comment, or in the middle of a line.
      let next = slots[index].lead
      let cut = next.firstIndex(of: Self.feed).map { next[..<$0].last == 0x0D ? $0 - 1 : $0 }
      if let cut {
        slot.lead = next[..<cut] + lineBreak + indent
        slots[index].lead = Array(next[cut...])
      } else {
        slot.lead = next
        slots[index].lead = [0x20]
      }
    } else if index == slots.count {
      if slots.isEmpty, let cut = closing.lastIndex(of: Self.feed) {
        let start = cut > 0 && closing[cut - 1] == 0x0D ? cut - 1 : cut
        slot.lead = closing[..<start] + lineBreak + indent
        closing = Array(closing[start...])
      } else if slots.isEmpty {
        slot.lead = closing
      } else if !isMultiline || sharesLastLine {
        slot.lead = [0x20]
      }
    }
    slots.insert(slot, at: index)
    settleCommas()
  }

  /// Takes an element out, with the comment on its line; comments on lines of their own stay.
  mutating func remove(_ index: Int) {
    let slot = slots.remove(at: index)
    var next = index < slots.count ? slots[index].lead : closing
    let comments = slot.lead.contains(UInt8(ascii: "#"))
    if comments, next.contains(Self.feed) {
      let end = slot.lead.lastIndex(of: Self.feed) ?? 0
      next = slot.lead[..<(end > 0 && slot.lead[end - 1] == 0x0D ? end - 1 : end)] + next
    } else if comments || index == 0 && index < slots.count && !next.contains(Self.feed) {
      next = slot.lead
    } else if index < slots.count || slots.isEmpty, slot.lead.contains(Self.feed),
      !next.contains(Self.feed)
    {
      // A list of several lines stays one, even while it is empty.
      next = slot.lead
    }
    if index > 0, !slots[index - 1].tail.isEmpty, !next.contains(Self.feed) {
      next = lineBreak + next
    }
    if index < slots.count { slots[index].lead = next } else { closing = next }
    settleCommas()
  }

  private mutating func settleCommas() {
    for index in slots.indices {
      slots[index].hasComma = index < slots.count - 1 || endsInComma
    }
  }

  /// Whether the last element stands on the line of the closing bracket, beside others.
  private var sharesLastLine: Bool {
    guard let last = slots.last else { return false }
    return !closing.contains(Self.feed) && last.tail.isEmpty
  }

  // MARK: - Reading

  private static let feed = UInt8(ascii: "\n")
  private static let comma = UInt8(ascii: ",")

  /// The next comma outside comments, before anything else.
  private static func comma(in text: [UInt8], from start: Int) -> Int? {
    var position = start
    while position < text.count {
      switch text[position] {
      case comma: return position
      case 0x20, 0x09, 0x0D, feed: position += 1
      case UInt8(ascii: "#"):
        while position < text.count, text[position] != feed { position += 1 }
      default: return nil
      }
    }
    return nil
  }

  /// The end of blanks and a comment, if the line ends with them; else `start`.
  private static func endOfTail(in text: [UInt8], from start: Int) -> Int {
    var position = start
    while position < text.count, [0x20, 0x09].contains(text[position]) { position += 1 }
    guard position < text.count, text[position] == UInt8(ascii: "#") else { return start }
    while position < text.count, text[position] != feed { position += 1 }
    return text[position - 1] == 0x0D ? position - 1 : position
  }

  /// What follows the last line break.
  private static func lastLine(_ blanks: [UInt8]) -> [UInt8] {
    guard let feed = blanks.lastIndex(of: feed) else { return [] }
    return blanks[(feed + 1)...].filter { $0 == 0x20 || $0 == 0x09 }
  }
}
