import Formats
import Platform

/// A requirement of `extra-build-dependencies`, in the form in which `uv_build.json` holds it.
enum ExtraRequirement {
  case known(JSONValue)
  /// uv rewrites it (markers, odd versions) or resolves it: what it would record cannot be told.
  case unknown

  /// Where a project takes packages from instead of an index.
  struct Sources {
    let root: Path
    /// By normalised name.
    let nodes: [String: TOMLNode]
  }

  /// Nil for what uv refuses.
  ///
  /// `recorded` is what stands in its place in `uv_build.json`: what only means the same is taken as
  /// it is written there.
  init?(_ node: TOMLNode, sources: Sources?, recorded: JSONValue? = nil) {
    guard let text = node.string ?? node.table?["requirement"]?.string else { return nil }
    if node.table?["match-runtime"]?.boolean == true {
      self = .unknown
      return
    }
    if text.contains("@") {
      // What is recorded with an index is no URL.
      let isOther = recorded == .null || recorded?["requirement"]?["index"] != nil
      self = isOther ? .known(.string(text)) : .unknown
      return
    }
    guard let semicolon = text.firstIndex(of: ";") else {
      self = Self.parse(text, sources)
      return
    }
    let marker = text[text.index(after: semicolon)...]
    self = Self.parse(String(text[..<semicolon]).trimmed, sources)
      .with(String(marker.trimmed), recorded)
  }

  /// The same with a marker, in the recorded words where these say the same.
  private func with(_ text: String, _ recorded: JSONValue?) -> ExtraRequirement {
    guard case .known(let json) = self, let recorded, let marker = Marker(text) else {
      return .unknown
    }
    let theirs = recorded["requirement"]?["marker"]?.text
    if recorded.withoutMarker == json {
      let their = theirs.flatMap { Marker($0) }
      if theirs != nil, their == nil { return .unknown }
      guard let agrees = Marker.agree(marker, their) else { return .unknown }
      if agrees { return .known(recorded) }
    }
    return .known(json.with(marker: text))
  }

  /// Whether uv refuses a value outright, and the file with it.
  static func isRefused(_ node: TOMLNode) -> Bool {
    let text = node.string ?? node.table?["requirement"]?.string
    guard let text else { return true }
    if let table = node.table, table["match-runtime"]?.boolean == nil { return true }
    let name = text.trimmed.prefix {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
    }
    return PackageName(name) == nil
  }

  /// `NAME[EXTRA] SPECIFIERS`; anything with a marker or a URL is unknown.
  private static func parse(_ text: some StringProtocol, _ sources: Sources?) -> ExtraRequirement {
    var rest = Substring(text).drop { $0 == " " }
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    rest = rest.dropFirst(name.count).drop { $0 == " " }
    if name.isEmpty { return .unknown }
    var extras: [Substring] = []
    if rest.first == "[" {
      guard let close = rest.firstIndex(of: "]") else { return .unknown }
      extras = rest[rest.index(after: rest.startIndex)..<close].split(separator: ",")
        .map { Substring($0.filter { $0 != " " }) }
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    guard extras.count < 2, let specifiers = specifiers(rest) else { return .unknown }
    var members = [JSONValue.Member("name", .string(PackageName.normalized(name)))]
    if !extras.isEmpty {
      members.append(.init("extras", .array(extras.map { .string(PackageName.normalized($0)) })))
    }
    if let node = sources?.nodes[PackageName.normalized(name)], let sources {
      guard let place = place(node, sources.root) else { return .unknown }
      members.append(place)
    } else {
      if !specifiers.isEmpty { members.append(.init("specifier", .string(specifiers))) }
      members += [.init("index", .null), .init("conflict", .null)]
    }
    return .known(
      .object([.init("requirement", .object(members)), .init("match_runtime", .boolean(false))]))
  }

  /// A directory that a project names with `path` and nothing that depends on the machine.
  private static func place(_ node: TOMLNode, _ root: Path) -> JSONValue.Member? {
    guard let table = node.table, let text = table["path"]?.string,
      table.entries.allSatisfy({ ["path", "editable", "package"].contains($0.key) })
    else { return nil }
    let path = root.appending(text).normalized
    guard (try? Directory.working.status(of: path))?.kind == .directory, let text = path.utf8Text
    else { return nil }
    return .init(table["editable"]?.boolean == true ? "editable" : "directory", .string(text))
  }

  /// As uv writes them: sorted by version, equal ones in their order; nil for what is none.
  private static func specifiers(_ text: Substring) -> String? {
    if text.isEmpty { return "" }
    guard let specifiers = VersionSpecifiers(text) else { return nil }
    return specifiers.specifiers.enumerated().sorted { one, other in
      let (left, right) = (one.element.version, other.element.version)
      return left.isSame(as: right) ? one.offset < other.offset : left < right
    }.map { _, specifier in
      specifier.operation.rawValue + specifier.version.normalized + (specifier.isPrefix ? ".*" : "")
    }.joined(separator: ",")
  }
}

extension JSONValue {
  /// A requirement of `uv_build.json` without its marker.
  fileprivate var withoutMarker: JSONValue { changed { $0.filter { $0.name != "marker" } } }

  /// A requirement with a marker, which stands in front of its last two members.
  fileprivate func with(marker: String) -> JSONValue {
    changed { members in
      members.dropLast(2) + [Member("marker", .string(marker))] + members.suffix(2)
    }
  }

  private func changed(_ change: ([Member]) -> [Member]) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        guard member.name == "requirement", case .object(let inner) = member.value else {
          return member
        }
        return Member(member.name, .object(change(inner)))
      })
  }
}
