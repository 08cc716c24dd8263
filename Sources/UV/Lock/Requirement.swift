import Platform

/// A requirement of PEP 508: `name[extra] >=1 ; marker`, or `name @ URL`.
package struct Requirement: Hashable, Sendable {
  /// Normalised.
  package let name: String
  package let extras: Set<String>
  /// Each clause without blanks; the order says nothing.
  package let specifiers: Set<String>
  package let url: String?
  package let marker: Marker?
  /// Of the list of optional dependencies that it stands in.
  package var extra: String?

  init(
    name: String, extras: Set<String>, specifiers: Set<String>, url: String?, marker: Marker?,
    extra: String? = nil
  ) {
    self.name = name
    self.extras = extras
    self.specifiers = specifiers
    self.url = url
    self.marker = marker
    self.extra = extra
  }

  /// Nil for what does not parse.
  package init?(_ text: String) {
    var rest = Substring(text.trimmed)
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard let normalized = PackageName(name)?.normalized else { return nil }
    rest = rest.dropFirst(name.count).drop { $0 == " " }
    var extras: Set<String> = []
    if rest.first == "[" {
      guard let close = rest.firstIndex(of: "]") else { return nil }
      for extra in rest[..<close].dropFirst().split(separator: ",") {
        guard let extra = PackageName(extra.trimmed)?.normalized else { return nil }
        extras.insert(extra)
      }
      rest = rest[rest.index(after: close)...].drop { $0 == " " }
    }
    var url: String?
    var specifiers: Set<String> = []
    var marker: Substring?
    if rest.first == "@" {
      // A URL may hold `;`: only one after a blank begins a marker.
      let place = rest.dropFirst().trimmed
      let end = place.firstIndex(of: " ") ?? place.endIndex
      url = String(place[..<end])
      let tail = place[end...].drop { $0 == " " }
      if !tail.isEmpty {
        guard tail.first == ";" else { return nil }
        marker = tail.dropFirst()
      }
    } else {
      let parts = rest.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
      let list = Self.lenient(parts.first?.filter { $0 != "(" && $0 != ")" } ?? "")
      guard VersionSpecifiers(list) != nil else { return nil }
      specifiers = Self.clauses(list)
      marker = parts.count > 1 ? parts[1] : nil
    }
    var parsed: Marker?
    if let marker {
      guard let one = Marker(marker) else { return nil }
      parsed = one
    }
    self.init(
      name: normalized, extras: extras, specifiers: specifiers, url: url, marker: parsed)
  }

  /// uv takes a comma at the end, and `>=1.*` for `>=1` (its `LenientVersionSpecifiers`).
  private static func lenient(_ list: String) -> String {
    var clauses = list.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    if clauses.count > 1, clauses.last?.isEmpty == true { clauses.removeLast() }
    return clauses.map { clause in
      let takesPrefix = ["==", "!="].contains { clause.hasPrefix($0) }
      return clause.hasSuffix(".*") && !takesPrefix ? clause.dropLast(2) : clause
    }.joined(separator: ",")
  }

  static func clauses(_ list: some StringProtocol) -> Set<String> {
    Set(list.split(separator: ",").map { String($0.filter { $0 != " " }) }.filter { !$0.isEmpty })
  }
}
