import Formats
import Freshness
import Platform
import UV

/// Both sides of the comparison, and what the cache holds.
extension DetailBuilder {
  mutating func difference(_ assessment: Assessment) {
    section("Difference")
    for change in assessment.changes { self.change(change, assessment) }
    let unchanged = unchangedLines(assessment)
    if unchanged.isEmpty { return }
    if state.detail.isUnfolded {
      lines += unchanged
    } else {
      add(
        "  \(count(unchanged.count, "key")) unchanged\(state.bindings.hint(.fold, "unfolds"))", .dim
      )
    }
  }

  mutating func change(_ change: Change, _ assessment: Assessment) {
    let (sign, role): (String, Role) =
      switch change.kind {
      case .added: ("+", .added)
      case .removed: ("-", .removed)
      case .changed: ("~", .changed)
      }
    var spans = [Span("\(sign) \(change.key.rawValue)", role)]
    if let name = change.name { spans.append(Span(" \(VisibleText.of(name))", role)) }
    if let path = change.path { spans.append(Span("  \(path.shown)")) }
    lines.append(TextLine(spans, hanging: 4, isChange: true))
    if change.key == .duplicate { return }
    let recorded = assessment.recorded?.timestamp
    if change.kind != .added || change.key != .source {
      value("recorded", change.recorded, since: nil, change)
      if let cached = explanation?.cachedBuild?.recorded {
        value("cached", change.value(in: cached), since: nil, change)
      }
      value("now", change.current, since: change.key == .timestamp ? recorded : nil, change)
    }
  }

  mutating func value(
    _ label: String, _ value: Change.Value?, since: Timestamp?, _ change: Change
  ) {
    let padding = String(repeating: " ", count: 9 - label.count)
    var spans = [Span("    \(label)\(padding)", .dim)]
    let text = text(of: value, change)
    spans.append(Span(text))
    if let since, case .time(let time)? = value {
      let difference = time.seconds(since: since)
      spans.append(
        Span(
          "  \(TimeWords.length(difference)) \(difference < 0 ? "before" : "after") the record",
          .dim))
    }
    lines.append(TextLine(spans, hanging: 13))
  }

  func text(of value: Change.Value?, _ change: Change) -> String {
    switch value {
    case nil:
      switch (change.key, change.kind) {
      case (.env, .changed): "not set"
      case (.directories, .changed): "not there"
      default: "nothing"
      }
    case .time(let time), .stamp(.born(let time)): moment(time)
    case .stamp(.inode(let inode)): "inode \(inode)"
    case .text(let text):
      change.key == .env && !state.detail.revealsValues
        ? Masked.of(text.string) : VisibleText.of(text.string)
    case .tags(let tags): "\(count(tags.count, "tag"))"
    case .json(let json): VisibleText.of(String(decoding: json.compactBytes, as: UTF8.self))
    }
  }

  /// What both sides agree on, a line for each key.
  func unchangedLines(_ assessment: Assessment) -> [TextLine] {
    guard let info = assessment.current ?? assessment.recorded else { return [] }
    let changed = Set(assessment.changes.map { Named(key: $0.key, name: $0.name) })
    func isUnchanged(_ key: Change.Key, _ name: String? = nil) -> Bool {
      !changed.contains(Named(key: key, name: name))
    }
    var rows: [(String, String)] = []
    if isUnchanged(.timestamp), let time = info.timestamp {
      rows.append(("timestamp", moment(time)))
    }
    if isUnchanged(.commit), let commit = info.commit {
      rows.append(("commit", VisibleText.of(commit.string)))
    }
    if isUnchanged(.tags), let tags = info.tags {
      let same = tags.count { isUnchanged(.tags, $0.name.string) }
      rows.append(("tags", count(same, "tag")))
    }
    for entry in info.environment where isUnchanged(.env, entry.name.string) {
      let value = entry.value?.string
      rows.append(
        (
          "env \(VisibleText.of(entry.name.string))",
          value.map { state.detail.revealsValues ? VisibleText.of($0) : Masked.of($0) } ?? "not set"
        ))
    }
    for entry in info.directories where isUnchanged(.directories, entry.name.string) {
      let text: String
      switch entry.value {
      case nil: text = "not there"
      case .born(let time): text = "made \(moment(time))"
      case .inode(let inode): text = "inode \(inode)"
      }
      rows.append(("directories \(VisibleText.of(entry.name.string))", text))
    }
    return rows.map { name, value in
      TextLine([Span("  \(name)", .dim), Span("  \(value)", .dim)], hanging: 4)
    }
  }

  struct Named: Hashable {
    let key: Change.Key
    let name: String?
  }
}
