import Formats

/// `[tool.uv.sources]`: where a project takes packages from instead of an index.
extension ProjectSchema {
  private static let texts: Set<String> = [
    "git", "subdirectory", "rev", "tag", "branch", "url", "path", "index", "marker", "extra",
    "group",
  ]
  private static let booleans: Set<String> = ["lfs", "editable", "package"]
  private static let kinds = ["git", "url", "path", "index", "workspace"]
  /// What is allowed beside each kind.
  private static let companions: [String: Set<String>] = [
    "git": ["subdirectory", "rev", "tag", "branch", "lfs"], "url": ["subdirectory"],
    "path": ["editable", "package", "subdirectory"], "index": [], "workspace": ["editable"],
  ]

  static func sourcesMistake(
    _ node: TOMLNode?, of manifest: TOMLTable, _ reader: Reader
  ) -> Mistake? {
    guard let node else { return nil }
    let key = "tool.uv.sources"
    guard let table = node.table else { return mistake(node, key, "must be a table") }
    var names: Set<String> = []
    for entry in table.entries {
      guard let name = PackageName(entry.key)?.normalized else {
        return mistake(entry.node, key, "names \(entry.key), which is no package's name")
      }
      if !names.insert(name).inserted { return mistake(entry.node, key, "names \(name) twice") }
      let key = "\(key).\(entry.key)"
      let sources = entry.node.array ?? [entry.node]
      if sources.isEmpty { return mistake(entry.node, key, "is empty") }
      for source in sources {
        guard let one = source.table else { return mistake(source, key, "must be a table") }
        if let why = fault(of: one) { return mistake(source, key, why) }
        if sources.count > 1, one["marker"] == nil, one["extra"] == nil, one["group"] == nil {
          return mistake(source, key, "needs a `marker` on each of several sources")
        }
        if reader == .own, let why = target(of: one, in: manifest) {
          return mistake(source, key, why)
        }
      }
      if overlap(sources) { return mistake(entry.node, key, "has markers that overlap") }
    }
    return nil
  }

  private static func fault(of source: TOMLTable) -> String? {
    for entry in source.entries {
      if texts.contains(entry.key) {
        if entry.node.string == nil { return "`\(entry.key)` must be a text" }
      } else if booleans.contains(entry.key) {
        if entry.node.boolean == nil { return "`\(entry.key)` must be true or false" }
      } else if entry.key == "workspace" {
        if entry.node.boolean == nil, entry.node.string == nil {
          return "`workspace` must be true or false"
        }
      } else {
        return "`\(entry.key)` is no part of a source"
      }
    }
    let found = kinds.filter { source[$0] != nil }
    guard let kind = found.first, let allowed = companions[kind] else {
      return "needs one of `git`, `url`, `path`, `index` and `workspace`"
    }
    if found.count > 1 { return "has both `\(found[0])` and `\(found[1])`" }
    let beside = allowed.union([kind, "marker", "extra", "group"])
    if let other = source.entries.first(where: { !beside.contains($0.key) }) {
      return "has both `\(kind)` and `\(other.key)`"
    }
    if ["git", "url"].contains(kind), !isURL(source[kind]?.string ?? "") {
      return "`\(kind)` must be a URL"
    }
    if ["rev", "tag", "branch"].filter({ source[$0] != nil }).count > 1 {
      return "has several of `rev`, `tag` and `branch`"
    }
    if source["editable"]?.boolean == true, source["package"]?.boolean == false {
      return "is editable and no package"
    }
    if let text = source["marker"]?.string, Marker(text) == nil { return "has no valid `marker`" }
    for key in ["extra", "group"] {
      if let name = source[key]?.string, PackageName(name) == nil { return "has no valid `\(key)`" }
    }
    return nil
  }

  /// The extra or group that a source is for must be there.
  private static func target(of source: TOMLTable, in manifest: TOMLTable) -> String? {
    if let extra = source["extra"]?.string {
      let extras = manifest["project"]?["optional-dependencies"]?.table?.entries ?? []
      if !extras.contains(where: {
        PackageName.normalized($0.key) == PackageName.normalized(extra)
      }) {
        return "is for the extra \(extra), which is not there"
      }
    }
    if let group = source["group"]?.string,
      !groups(of: manifest).contains(PackageName.normalized(group))
    {
      return "is for the group \(group), which is not there"
    }
    return nil
  }

  /// Whether two are meant for the same case; uv compares each with the next one only.
  private static func overlap(_ sources: [TOMLNode]) -> Bool {
    zip(sources, sources.dropFirst()).contains { one, other in
      guard ["extra", "group"].allSatisfy({ one[$0]?.string == other[$0]?.string }) else {
        return false
      }
      let markers = [one, other].compactMap { $0["marker"]?.string.flatMap { Marker($0) } }
      return Marker.canMeet(markers) == true
    }
  }

  private static func isURL(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), let first = text.utf8.first,
      (0x61...0x7A).contains(first | 0x20)
    else { return false }
    return text[..<colon].allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0))
    }
  }
}
