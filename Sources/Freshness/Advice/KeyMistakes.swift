import Platform
import UV

/// Keys that cannot mean what their author meant.
enum KeyMistakes {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    let report = subject.report
    if case .invalidKeys(let list)? = report.error {
      return [
        Advice(
          .unknownKey, "uv refuses the list of cache keys (line \(list.line)): \(list.message)",
          paths: ["pyproject.toml"])
      ]
    }
    guard let computed = report.computed, let list = report.list, list.isDeclared else {
      return []
    }
    return directories(computed, list) + emptyGlobs(report, computed)
      + missingManifest(report, computed, list)
  }

  private static func directories(_ computed: ComputedInfo, _ list: CacheKeyList) -> [Advice] {
    computed.warnings.compactMap { warning in
      guard case .notAFile(let key) = warning else { return nil }
      let mended = list.keys.map { $0 == .file(key) ? CacheKey.file(key + "/**") : $0 }
      return Advice(
        .fileKeyIsDirectory, "`\(key)` is a directory: a file key watches nothing of it",
        paths: [Path(key)], proposal: KeyProposal(mended, adding: []))
    }
  }

  /// A glob that matches nothing; a plain file may be meant to come later.
  private static func emptyGlobs(_ report: KeyReport, _ computed: ComputedInfo) -> [Advice] {
    if computed.info.isEmpty { return [] }
    return report.entries.compactMap { entry in
      guard case .file(let text) = entry.key, CacheKey.isGlob(text), entry.matches.isEmpty,
        !text.utf8.split(separator: UInt8(ascii: "/")).contains(where: {
          $0.first == UInt8(ascii: "!")
        })
      else { return nil }
      return Advice(.keyMatchesNothing, "the glob `\(text)` matches no file")
    }
  }

  private static func missingManifest(
    _ report: KeyReport, _ computed: ComputedInfo, _ list: CacheKeyList
  ) -> [Advice] {
    if computed.info.isEmpty { return [] }
    if report.entries.contains(where: { $0.matches.contains("pyproject.toml") }) { return [] }
    return [
      Advice(
        .pyprojectUnwatched,
        "pyproject.toml is not among the declared keys: changed metadata would go unnoticed",
        paths: ["pyproject.toml"],
        proposal: KeyProposal(list.keys, addingFirst: .file("pyproject.toml")))
    ]
  }
}
