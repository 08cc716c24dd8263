import Platform

/// What METADATA tells people of an install; never needed for a verdict.
package struct CoreMetadata: Hashable, Sendable {
  package let summary: String?
  package let homepage: String?
  package let requiresPython: String?
  /// What it asks for, as `Requires-Dist` writes it.
  package let requirements: [String]

  /// How many other packages it asks for, optional ones left out.
  package var requirementCount: Int { requirements.count { !$0.contains("extra ==") } }

  /// Nil if there is no METADATA, or it cannot be read.
  package init?(of distribution: Distribution) {
    guard let content = try? Directory.working.read(distribution.path.appending("METADATA")).content
    else { return nil }
    self.init(content)
  }

  /// Reads the headers, up to the first empty line.
  package init(_ content: [UInt8]) {
    var values: [String: [String]] = [:]
    for line in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = String(decoding: line, as: UTF8.self)
      if text.trimmed.isEmpty { break }
      guard let colon = text.firstIndex(of: ":"), text.first != " ", text.first != "\t" else {
        continue
      }
      values[text[..<colon].lowercased(), default: []]
        .append(String(text[text.index(after: colon)...].trimmed))
    }
    func first(_ name: String) -> String? {
      values[name]?.first { !$0.isEmpty && $0 != "UNKNOWN" }
    }
    summary = first("summary")
    homepage =
      first("home-page")
      ?? values["project-url"]?.first?.split(separator: ",", maxSplits: 1).last.map {
        String($0.trimmed)
      }
    requiresPython = first("requires-python")
    requirements = values["requires-dist"] ?? []
  }
}
