import Freshness
import Platform
import UV

/// Puts the rows of a tab together.
///
/// Each tab has a file of its own.
struct DetailBuilder {
  let state: InspectorState
  let item: ListState.Item
  /// The width that the rows may have.
  let columns: Int
  var lines: [TextLine] = []

  var explanation: Explanation? { state.detail.explanations[item.id] }
  var glance: Glance? { state.list.glances[item.id] }
  var glyphs: Glyphs { state.glyphs }
  var isUnfolded: Bool { state.detail.isUnfolded }
  var source: Path? { item.distribution.localSource?.path }

  /// The rows of the tab that is shown.
  static func rows(_ state: InspectorState, columns: Int) -> [TextLine] {
    guard let item = state.list.selectedItem else {
      return [TextLine(nothing(state), .dim)]
    }
    var builder = DetailBuilder(state: state, item: item, columns: columns)
    switch state.detail.tab {
    case .why: builder.why()
    case .files: builder.files()
    case .keys: builder.keys()
    case .run: builder.run()
    case .facts: builder.packageFacts()
    }
    let ellipsis = state.glyphs.ellipsis
    return builder.lines.flatMap { $0.wrapped(to: columns, ellipsis: ellipsis) }
  }

  private static func nothing(_ state: InspectorState) -> String {
    if state.environment.isScanning { return "looking\(state.glyphs.ellipsis)" }
    if let failure = state.environment.failure { return failure }
    return state.list.items.isEmpty ? "Nothing is installed here." : "Nothing matches."
  }

  /// Rows of the pane that nothing stands in yet.
  var emptyRows: Int {
    state.layout.detailRows
      - lines.reduce(0) { $0 + $1.wrapped(to: columns, ellipsis: glyphs.ellipsis).count }
  }

  /// Adds what belongs to another tab where the pane has rows left for all of it.
  mutating func fill(_ make: (inout DetailBuilder) -> Void) {
    var more = self
    more.blank()
    make(&more)
    if more.emptyRows >= 0 { self = more }
  }

  /// The same with as many of some rows as there is space for.
  mutating func fill(_ count: Int, _ make: (inout DetailBuilder, Int) -> Void) {
    let empty = emptyRows
    for rows in (0..<max(0, min(count, empty))).reversed() {
      var more = self
      more.blank()
      make(&more, rows + 1)
      if more.emptyRows >= 0 {
        self = more
        return
      }
    }
  }

  /// Puts names and values on the right of a table below `top`, where both have space; if `grows`,
  /// lines may be added for it.
  ///
  /// What does not fit on the right is cut: it stands in full in a tab of its own.
  mutating func beside(_ top: Int, _ rows: [(String, [Span])], grows: Bool) -> Bool {
    let (gap, least) = (4, 44)
    guard !rows.isEmpty else { return false }
    // In the middle where that is free, so that it stands still when one goes through the list.
    func place(_ start: Int) -> Int {
      let left = lines[start...].prefix(rows.count).map(\.spans.columns).max() ?? 0
      return max(left + gap, columns / 2)
    }
    // Right above the next table there is a blank line.
    func endsInGap(_ end: Int) -> Bool { end < lines.count && lines[end - 1].isBlank }
    let start = lines.indices.first { start in
      start >= top && (start == top || lines[start - 1].isBlank) && !lines[start].isBlank
        && columns - place(start) >= least && !endsInGap(start + rows.count)
        && start + rows.count - lines.count <= (grows ? emptyRows : 0)
    }
    guard let start else { return false }
    let place = place(start)
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    let space = columns - place - width
    for (index, (name, value)) in rows.enumerated() {
      if start + index == lines.count { lines.append(TextLine()) }
      let text = value.map(\.text).joined()
      let cut =
        text.hasSuffix("-info")
        ? DisplayWidth.cutFront(text, to: space, ellipsis: glyphs.ellipsis)
        : DisplayWidth.cut(text, to: space, ellipsis: glyphs.ellipsis)
      let used = lines[start + index].spans.columns
      lines[start + index].aside = [
        Span(String(repeating: " ", count: place - used)),
        Span(name + String(repeating: " ", count: width - name.count), .dim),
        Span(cut, value.first?.role ?? .normal),
      ]
    }
    return true
  }

  // MARK: - Parts

  mutating func add(_ text: String, _ role: Role = .normal, hanging: Int = 0) {
    lines.append(TextLine(text, role, hanging: hanging))
  }

  mutating func add(_ spans: [Span], hanging: Int = 0) {
    lines.append(TextLine(spans, hanging: hanging))
  }

  mutating func blank() {
    if let last = lines.last, !last.isBlank { lines.append(TextLine()) }
  }

  mutating func add(_ table: TextTable) {
    lines += table.lines(columns: columns, ellipsis: glyphs.ellipsis)
  }

  /// Text on the left, names of keys on the right where they fit.
  mutating func add(_ left: [Span], keys commands: [Command]) {
    let hints = commands.flatMap { command -> [Span] in
      guard let binding = state.bindings[command], !binding.keys.isEmpty,
        binding.obstacle(state) == nil, let word = binding.footer
      else { return [] }
      return [Span("   "), Span(binding.keyName(state.isUTF8), .key), Span(" \(word)", .dim)]
    }
    let gap = columns - left.columns - hints.columns
    if gap < 2 { return add(left, hanging: 2) }
    add(left + [Span(String(repeating: " ", count: gap))] + hints)
  }

  /// Names and values in two columns.
  mutating func pairs(_ rows: [(String, [Span])]) {
    let width = (rows.map(\.0.count).max() ?? 0) + 2
    for (name, value) in rows {
      let padding = String(repeating: " ", count: width - name.count)
      add([Span(name + padding, .dim)] + value, hanging: width)
    }
  }

  // MARK: - Words

  /// `31 min ago`.
  func age(_ time: Timestamp) -> String {
    let seconds = state.moment.seconds(since: time)
    return seconds < 1 ? "just now" : "\(TimeWords.length(seconds)) ago"
  }

  /// A moment, without the date where it is today's.
  func clock(_ time: Timestamp, withMilliseconds: Bool = true) -> String {
    let words = TimeWords.moment(secondsSince1970: time.seconds)
    let today = TimeWords.moment(secondsSince1970: state.moment.seconds)
    let digits = String(time.nanoseconds)
    let nanos = String(repeating: "0", count: 9 - digits.count) + digits
    if words.prefix(10) == today.prefix(10) {
      return String(words.suffix(8)) + (withMilliseconds ? ".\(nanos.prefix(3))" : "")
    }
    return String(words.prefix(19))
  }

  func target(_ path: Path) -> Target? {
    source.map { Target(file: path.isAbsolute ? path : $0.appending(path.bytes)) }
  }
}
