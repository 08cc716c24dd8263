import Platform
import UV

/// Keys that cannot mean what their author meant.
enum KeyMistakes {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    let report = subject.report
    // That the whole file is wrong is no fault of its keys; the causes say it.
    if case .invalidKeys(let list)? = report.error, !list.isWholeDocument {
      return [
        Advice(
          .unknownKey, "uv refuses the list of cache keys (line \(list.line)): \(list.message)",
          paths: ["pyproject.toml"])
      ]
    }
    guard let computed = report.computed, let list = report.list, list.isDeclared else {
      return []
    }
    let empty = computed.info.isEmpty ? [] : report.emptyGlobs
    return directories(subject, computed)
      + empty.map { Advice(.keyMatchesNothing, "the glob `\($0.text)` matches no file") }
      + missingManifest(subject, computed)
  }

  private static func directories(_ subject: Advice.Subject, _ computed: ComputedInfo) -> [Advice] {
    computed.warnings.compactMap { warning in
      guard case .notAFile(let key) = warning else { return nil }
      return Advice(
        .fileKeyIsDirectory,
        "`\(key)` is a directory: a file key watches nothing in it", paths: [Path(key)],
        proposal: subject.proposal)
    }
  }

  private static func missingManifest(
    _ subject: Advice.Subject, _ computed: ComputedInfo
  ) -> [Advice] {
    if computed.info.isEmpty || subject.isWatched("pyproject.toml")
      || subject.project.outputs.contains("pyproject.toml") || Loops.oldVersion(subject) != nil
    {
      return []
    }
    return [
      Advice(
        .pyprojectUnwatched,
        "the declared keys leave out pyproject.toml: uv does not notice when its metadata changes",
        paths: ["pyproject.toml"], proposal: subject.proposal)
    ]
  }
}

extension KeyReport {
  /// Globs that match nothing, with their place in the list; a plain file may be meant to come
  /// later, and an exclusion need not match.
  var emptyGlobs: [(index: Int, text: String)] {
    entries.enumerated().compactMap { index, entry in
      guard case .file(let text) = entry.key, CacheKey.isGlob(text), entry.matches.isEmpty,
        !text.utf8.split(separator: UInt8(ascii: "/")).contains(where: {
          $0.first == UInt8(ascii: "!")
        })
      else { return nil }
      return (index, text)
    }
  }
}
