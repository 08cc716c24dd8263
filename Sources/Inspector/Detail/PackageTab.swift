import Freshness
import Platform
import UV

/// What the install's own files say of it.
extension DetailBuilder {
  mutating func packageFacts() {
    pairs(factRows(all: true))
    guard let facts = explanation?.facts else { return }
    if !facts.entryPoints.isEmpty {
      blank()
      self.add("  ENTRY POINTS", .dim)
      for entry in facts.entryPoints { self.add("  \(VisibleText.of(entry))", hanging: 4) }
    }
    if !facts.files.isEmpty {
      blank()
      installedFiles(facts, facts.files.count)
    }
  }

  /// Names and values; all of them, or those that stand nowhere else on the screen.
  func factRows(all: Bool) -> [(String, [Span])] {
    let distribution = item.distribution
    var rows: [(String, [Span])] = []
    func add(_ name: String, _ value: String?, _ role: Role = .normal) {
      if let value { rows.append((name, [Span(VisibleText.of(value), role)])) }
    }
    let facts = explanation?.facts
    add("summary", facts?.metadata?.summary)
    if all {
      add("version", distribution.version)
      add("kind", distribution.kindName ?? "unknown")
    }
    if all, case .local(let source) = distribution.origin {
      add("source", source.path?.shown ?? source.url)
    }
    add("installed", state.environment.shown(distribution.path))
    if let facts {
      if let installer = facts.installer {
        add("by", "\(installer), \(facts.isRequested ? "requested" : "as a dependency")")
      }
      if let size = facts.size, let files = facts.fileCount {
        add("size", "\(ByteWords.size(size)) in \(Counted.text(files, "file"))")
      }
      if let metadata = facts.metadata {
        if metadata.requirementCount > 0 {
          add("requires", Counted.text(metadata.requirementCount, "package"))
        }
        add("python", metadata.requiresPython)
        add("homepage", metadata.homepage, .accent)
      }
    }
    return rows
  }

  /// The first few of them; if `ownFirst`, those that every install has come last.
  mutating func installedFiles(_ facts: PackageFacts, _ count: Int, ownFirst: Bool = false) {
    let directory = item.distribution.path.name
    let common = facts.files.filter { ownFirst && $0.path.bytes.starts(with: directory) }
    let own = facts.files.filter { !ownFirst || !$0.path.bytes.starts(with: directory) }
    var table = TextTable(columns: [
      TextTable.Column(title: "FILE INSTALLED", limit: nil, isPath: true),
      TextTable.Column(title: "SIZE", limit: 8, isRight: true),
    ])
    let site = item.distribution.path.parent
    for file in (own + common).prefix(count) {
      table.rows.append(
        TextTable.Row(
          sign: Span(" "),
          cells: [
            [Span(file.path.shown)], [Span(file.size.map(ByteWords.size) ?? "", .dim)],
          ],
          target: site.map {
            Target(file: file.path.isAbsolute ? file.path : $0.appending(file.path.bytes).tidied)
          }))
    }
    add(table)
    let rest = (facts.fileCount ?? 0) - min(count, facts.files.count)
    let hint = count < facts.files.count ? state.bindings.hint(.tabPackage, "shows all") : ""
    if rest > 0 { add("  and \(rest) more\(hint)", .dim) }
  }
}
