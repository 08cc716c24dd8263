import Formats
import Platform
import UV

/// Lists and keys that cannot mean what their author meant.
enum DeclarationRules {
  static func findings(_ subject: KeyLint.Subject) -> [Finding] {
    let misspelt = misspeltList(subject)
    let report = subject.report
    if case .invalidKeys(let list)? = report.error {
      return misspelt + [
        invalid(list, "uv refuses \(list.isWholeDocument ? "the whole file" : "the list")")
      ]
    }
    if case .badGlob(let glob)? = report.error {
      return misspelt + [
        Finding(
          .unknownKey, "uv refuses the glob `\(glob.pattern ?? "")`: \(glob.reason)",
          line: report.list?.line, isFixable: false)
      ]
    }
    if let ignored = report.list?.ignored {
      let what = ignored.isWholeDocument ? "cannot read the file" : "ignores the list"
      return misspelt + [invalid(ignored, "uv \(what) and uses its default keys")]
    }
    guard let computed = report.computed, report.list?.isDeclared == true else { return misspelt }
    if computed.info.isEmpty {
      return misspelt + [
        Finding(
          .keysMatchNothing,
          "no cache key matches a file: every sync reinstalls the same old build and never rebuilds"
            + " it",
          line: subject.listLine)
      ]
    }
    return misspelt + directories(subject, computed) + empty(subject)
  }

  private static func invalid(_ list: InvalidKeyList, _ words: String) -> Finding {
    Finding(
      list.isWholeDocument ? .manifestInvalid : .unknownKey, "\(words): \(list.message)",
      line: list.line, isFixable: false)
  }

  /// A name in `[tool.uv]` that was meant to be `cache-keys`.
  private static func misspeltList(_ subject: KeyLint.Subject) -> [Finding] {
    (subject.manifest?["tool"]?["uv"]?.table?.entries ?? []).compactMap { entry in
      let letters = entry.key.lowercased().filter { $0 != "-" && $0 != "_" }
      guard entry.key != "cache-keys", letters == "cachekeys" || letters == "cachekey" else {
        return nil
      }
      return Finding(
        .unknownKey, "uv knows no `\(entry.key)`: the list is called `cache-keys`",
        line: entry.node.line, isFixable: false)
    }
  }

  private static func directories(
    _ subject: KeyLint.Subject, _ computed: ComputedInfo
  ) -> [Finding] {
    computed.warnings.compactMap { warning in
      guard case .notAFile(let key) = warning else { return nil }
      let index = subject.keys.firstIndex(of: .file(key))
      return Finding(
        .fileKeyIsDirectory,
        "`\(key)` is a directory: a file key watches nothing in it",
        line: index.flatMap(subject.line) ?? subject.listLine, paths: [Path(key)])
    }
  }

  /// A plain file may be meant to come later: that is a note.
  private static func empty(_ subject: KeyLint.Subject) -> [Finding] {
    let globs = subject.report.emptyGlobs.map { index, text in
      Finding(
        .keyMatchesNothing, "the glob `\(text)` matches no file", line: subject.line(of: index),
        isFixable: false)
    }
    let files = subject.report.entries.enumerated().compactMap { index, entry -> Finding? in
      guard case .file(let text) = entry.key, !CacheKey.isGlob(text), entry.matches.isEmpty,
        !text.isEmpty, !subject.project.files.full(Path(text)).isDirectory
      else { return nil }
      if text.hasPrefix("!") {
        return Finding(
          .keyMatchesNothing,
          "`\(text)` excludes nothing: without a wildcard it is a file of that name",
          line: subject.line(of: index), isFixable: false)
      }
      return Finding(
        .keyMatchesNothing, "there is no file `\(text)`", level: .note,
        line: subject.line(of: index), isFixable: false)
    }
    return globs + files
  }
}

extension Path {
  fileprivate var isDirectory: Bool {
    (try? Directory.working.status(of: self))?.kind == .directory
  }
}
