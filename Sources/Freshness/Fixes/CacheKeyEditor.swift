import Formats
import Platform
import UV

/// Why a pyproject.toml is not edited, in one line.
package struct FixRefusal: Error, Hashable, Sendable {
  package let message: String

  package init(_ message: String) {
    self.message = VisibleText.of(message)
  }
}

/// Edits `[tool.uv] cache-keys` in the text of a pyproject.toml, and nothing else.
///
/// One piece of the text is replaced; whatever stands outside it stays byte for byte.
package enum CacheKeyEditor {
  private static let path = ["tool", "uv", "cache-keys"]

  /// The text with the proposed list.
  ///
  /// Keys that stay keep their text and comments; new ones are written as those beside them. The
  /// result is read again: it holds these keys, and the rest of the document says the same.
  package static func edit(
    _ manifest: [UInt8], to proposal: KeyProposal, rules: Rules
  ) throws(FixRefusal) -> [UInt8] {
    let layout: TOMLLayout
    let document: TOMLTable
    let declared: CacheKeyList
    do {
      layout = try TOMLLayout.read(manifest, version: rules.toml)
      document = try TOMLDocument.read(manifest, version: rules.toml)
    } catch {
      throw FixRefusal(
        "pyproject.toml is not valid TOML: \(error.description); nothing was changed")
    }
    do {
      declared = try CacheKeyList.read(manifest, rules: rules)
    } catch {
      throw FixRefusal(
        "pyproject.toml, line \(error.line): \(error.message); correct it by hand first")
    }
    if let ignored = declared.ignored {
      throw FixRefusal("pyproject.toml, \(ignored); correct it by hand first")
    }
    let splice =
      declared.isDeclared
      ? try change(manifest, layout, declared.keys, to: proposal)
      : try addition(manifest, layout, document, proposal.keys)
    let edited =
      manifest[..<splice.range.lowerBound] + splice.text
      + manifest[splice.range.upperBound...]
    try check(Array(edited), against: document, proposal, rules)
    return Array(edited)
  }

  /// A piece of the text and what takes its place.
  private struct Splice {
    let range: Range<Int>
    let text: [UInt8]
  }

  // MARK: - A list that is there

  private static func change(
    _ manifest: [UInt8], _ layout: TOMLLayout, _ declared: [CacheKey], to proposal: KeyProposal
  ) throws(FixRefusal) -> Splice {
    guard let entry = layout.entry(path), let elements = layout.elements[entry.value.lowerBound],
      elements.count == declared.count
    else { throw unusual(layout) }
    let start = entry.value.lowerBound
    let inside = elements.map { ($0.lowerBound - start)..<($0.upperBound - start) }
    let format = Format(of: manifest, layout)
    var list = ListText(
      Array(manifest[entry.value]), elements: inside, lineBreak: format.lineBreak,
      indent: format.indent)
    let style = KeyStyle(list.slots.map(\.element))

    let items = claimed(proposal.items, declared)
    var kept: Set<Int> = []
    for case (let key, let index?) in items {
      kept.insert(index)
      if declared[index] != key { list.replace(index, with: style.text(key)) }
    }
    // From behind, so that the places in front stay what they are.
    var anchors: [Int: [CacheKey]] = [:]
    var last = -1
    for (key, index) in items {
      if let index {
        last = index
      } else {
        anchors[last, default: []].append(key)
      }
    }
    for index in declared.indices.reversed() {
      for key in (anchors[index] ?? []).reversed() { list.insert(style.text(key), at: index + 1) }
      if !kept.contains(index) { list.remove(index) }
    }
    for key in (anchors[-1] ?? []).reversed() { list.insert(style.text(key), at: 0) }
    let lineStart = manifest[..<start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let width = start - lineStart + list.bytes.count
    if list.isOnOneLine, width > 100, entry.depth == 0, list.slots.count > 1 {
      list = ListText(
        list.slots.map(\.element), lineBreak: format.lineBreak, indent: format.indent)
    }
    return Splice(range: entry.value, text: list.bytes)
  }

  /// The keys with the declared elements that they stay in; an equal one that is not named too.
  private static func claimed(
    _ items: [KeyProposal.Item], _ declared: [CacheKey]
  ) -> [(key: CacheKey, index: Int?)] {
    var free = Set(declared.indices)
    for item in items {
      if let index = item.declaredIndex { free.remove(index) }
    }
    return items.map { item in
      if let index = item.declaredIndex, declared.indices.contains(index) {
        return (item.key, index)
      }
      let equal = declared.indices.first { free.contains($0) && declared[$0] == item.key }
      if let equal { free.remove(equal) }
      return (item.key, equal)
    }
  }

  // MARK: - A new list

  private static func addition(
    _ manifest: [UInt8], _ layout: TOMLLayout, _ document: TOMLTable, _ keys: [CacheKey]
  ) throws(FixRefusal) -> Splice {
    if let tool = document["tool"], tool.table == nil { throw unusual(layout) }
    if let uv = document["tool"]?["uv"], uv.table == nil { throw unusual(layout) }
    let format = Format(of: manifest, layout)
    let elements = keys.map { KeyStyle([]).text($0) }
    let whole =
      elements.reduce(16) { $0 + $1.count + 2 } <= 88
      ? [UInt8(ascii: "[")] + elements.joined(separator: Array(", ".utf8)) + [UInt8(ascii: "]")]
      : ListText(elements, lineBreak: format.lineBreak, indent: format.indent).bytes
    func assignment(_ name: String) -> [UInt8] { Array("\(name) = ".utf8) + whole }

    if let header = layout.headers.firstIndex(where: { $0.path == ["tool", "uv"] }) {
      let place = format.endOfBody(header, layout)
      return place.line(assignment("cache-keys"))
    }
    if let splice = try inside(layout, manifest, keys, assignment) { return splice }
    let table = Array("[tool.uv]".utf8) + format.lineBreak + assignment("cache-keys")
    let isTool: (TOMLLayout.Header) -> Bool = { $0.path.first == "tool" }
    if let below = layout.headers.first(where: { $0.path.starts(with: ["tool", "uv"]) }) {
      return Splice(
        range: below.range.lowerBound..<below.range.lowerBound,
        text: table + format.lineBreak + format.lineBreak)
    }
    if let last = layout.headers.lastIndex(where: isTool) {
      return format.endOfBody(last, layout).block(table)
    }
    return Format.Place(at: manifest.count, in: manifest, format.lineBreak).block(table)
  }

  /// Beside dotted keys of `tool.uv`, or in an inline table of that name.
  private static func inside(
    _ layout: TOMLLayout, _ manifest: [UInt8], _ keys: [CacheKey],
    _ assignment: (String) -> [UInt8]
  ) throws(FixRefusal) -> Splice? {
    let format = Format(of: manifest, layout)
    if let table = layout.entry(["tool", "uv"]) {
      let last = layout.entries.last { entry in
        table.value.contains(entry.range.lowerBound) && entry.depth == table.depth + 1
      }
      let list = keys.map { KeyStyle([]).text($0) }.joined(separator: Array(", ".utf8))
      let text = Array("cache-keys = [".utf8) + list + [UInt8(ascii: "]")]
      guard let last else {
        let place = table.value.lowerBound + 1
        let end = table.value.upperBound - 1
        return Splice(range: place..<end, text: [0x20] + text + [0x20])
      }
      let place = last.range.upperBound
      return Splice(range: place..<place, text: Array(", ".utf8) + text)
    }
    let isDotted: (TOMLLayout.Entry) -> Bool = { entry in
      entry.depth == 0 && entry.path.starts(with: ["tool", "uv"])
        && (entry.header.map { layout.headers[$0].path.count } ?? 0) < 2
    }
    if let beside = layout.entries.last(where: isDotted) {
      let above = beside.header.map { layout.headers[$0].path.count } ?? 0
      let name = Self.path[above...].joined(separator: ".")
      return format.endOfLine(beside.range.upperBound).line(assignment(name))
    }
    // Dotted keys make `tool` a table that no header may extend, where they stand at the top.
    let isTool: (TOMLLayout.Entry) -> Bool = { $0.header == nil && $0.path.first == "tool" }
    if let beside = layout.entries.last(where: isTool) {
      if beside.depth > 0 || beside.path.count == 1 { throw unusual(layout) }
      return format.endOfLine(beside.range.upperBound)
        .line(assignment(Self.path.joined(separator: ".")))
    }
    return nil
  }

  private static func unusual(_ layout: TOMLLayout) -> FixRefusal {
    if layout.headers.contains(where: { $0.isArray && $0.path == path }) {
      return FixRefusal(
        "pyproject.toml writes the keys as [[tool.uv.cache-keys]] tables; write them as a list"
          + " under [tool.uv] first: cache-keys = [{ file = \"…\" }]")
    }
    return FixRefusal(
      "pyproject.toml writes `tool.uv` in a way that cannot be edited here; write [tool.uv] as a"
        + " table first")
  }

  // MARK: - Proof

  private static func check(
    _ edited: [UInt8], against document: TOMLTable, _ proposal: KeyProposal, _ rules: Rules
  ) throws(FixRefusal) {
    let refusal = FixRefusal(
      "pyproject.toml is written in a way that cannot be edited here; the list would be:"
        + " \(proposal.line)")
    guard let list = try? CacheKeyList.read(edited, rules: rules),
      let read = try? TOMLDocument.read(edited, version: rules.toml),
      list.isDeclared, Counts(list.keys) == Counts(proposal.keys),
      read.isSame(as: document, except: path)
    else { throw refusal }
  }

  /// How often each key is there.
  private struct Counts: Equatable {
    let counts: [CacheKey: Int]

    init(_ keys: [CacheKey]) {
      counts = Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +)
    }
  }

  // MARK: - The file's own ways

  /// Line ends and indentation of a document.
  private struct Format {
    let manifest: [UInt8]
    let lineBreak: [UInt8]
    let indent: [UInt8]

    init(of manifest: [UInt8], _ layout: TOMLLayout) {
      self.manifest = manifest
      let feed = manifest.firstIndex(of: 0x0A)
      let isCarriage = feed.map { $0 > 0 && manifest[$0 - 1] == 0x0D } ?? false
      lineBreak = isCarriage ? [0x0D, 0x0A] : [0x0A]
      let first = layout.elements.sorted { $0.key < $1.key }.lazy.compactMap { start, elements in
        elements.first.flatMap { Self.indent(manifest[(start + 1)..<$0.lowerBound]) }
      }.first
      indent = first ?? Array("    ".utf8)
    }

    private static func indent(_ gap: ArraySlice<UInt8>) -> [UInt8]? {
      guard let feed = gap.lastIndex(of: 0x0A) else { return nil }
      let blanks = Array(gap[(feed + 1)...])
      return blanks.isEmpty ? nil : blanks
    }

    /// The end of the line on which an entry ends.
    func endOfLine(_ offset: Int) -> Place {
      let feed = manifest[offset...].firstIndex(of: 0x0A)
      return Place(at: feed.map { $0 + 1 } ?? manifest.count, in: manifest, lineBreak)
    }

    /// Behind the last entry of a header's body, or the header itself.
    func endOfBody(_ header: Int, _ layout: TOMLLayout) -> Place {
      let last = layout.entries.last { $0.header == header && $0.depth == 0 }
      return endOfLine((last?.range ?? layout.headers[header].range).upperBound)
    }

    /// The beginning of a line, or the end of a last line without a line break.
    struct Place {
      private let offset: Int
      private let start: [UInt8]
      private let lineBreak: [UInt8]
      private let isLast: Bool
      private let isEmpty: Bool

      init(at offset: Int, in manifest: [UInt8], _ lineBreak: [UInt8]) {
        self.offset = offset
        self.lineBreak = lineBreak
        let isOpen = offset > 0 && manifest[offset - 1] != 0x0A
        isEmpty = offset == 0 || manifest[..<offset] == [0xEF, 0xBB, 0xBF]
        start = isOpen && !isEmpty ? lineBreak : []
        isLast = offset == manifest.count
      }

      func line(_ text: [UInt8]) -> Splice {
        Splice(range: offset..<offset, text: start + text + lineBreak)
      }

      /// With an empty line in front.
      func block(_ text: [UInt8]) -> Splice {
        Splice(
          range: offset..<offset,
          text: start + (isEmpty ? [] : lineBreak) + text + lineBreak)
      }
    }
  }
}
