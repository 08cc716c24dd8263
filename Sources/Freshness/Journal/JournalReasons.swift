import Platform
import UV

/// Why an install was not fresh: the causes, and the files that changed.
///
/// Values of variables have no place in it.
package struct JournalReasons: Hashable, Sendable {
  package struct Reason: Hashable, Sendable {
    /// One of `Cause.Kind`, or what a later release calls it.
    package let kind: String
    /// Of the tag, variable or directory; the beginning of the commit that HEAD is at.
    package let name: String?
    /// Relative to the source, or absolute.
    package let path: String?

    package init(kind: String, name: String? = nil, path: String? = nil) {
      self.kind = JournalText.bounded(kind)
      self.name = name.map(JournalText.bounded)
      self.path = path.map(JournalText.bounded)
    }
  }

  /// More files tell nothing more.
  package static let fileLimit = 50
  static let causeLimit = 20

  package let causes: [Reason]
  /// The latest of them, relative to the source.
  package let files: [String]
  /// How many changed in all.
  package let fileCount: Int

  package init(causes: [Reason], files: [String], fileCount: Int? = nil) {
    self.causes = Array(causes.prefix(Self.causeLimit))
    self.files = files.prefix(Self.fileLimit).map(JournalText.bounded)
    self.fileCount = max(fileCount ?? files.count, self.files.count)
  }

  /// None.
  package init() {
    self.init(causes: [], files: [])
  }

  /// What the verdict itself tells, and of the files only the newest one unless more are given.
  package init(of assessment: Assessment, files: [Path]? = nil) {
    let source = assessment.distribution.localSource?.path
    func text(_ path: Path) -> String {
      (source.map { path.relative(to: $0) } ?? path).exactText
    }
    let causes = assessment.causes()
    let newest = causes.filter { Self.isOfFile($0.kind) }.compactMap(\.path)
    let files = files ?? newest
    let commit = assessment.current?.commit.map { String($0.string.prefix(10)) }
    self.init(
      causes: causes.prefix(Self.causeLimit).map {
        Reason(
          kind: $0.kind.rawValue, name: $0.key == .commit ? commit : $0.name,
          path: $0.path.map(text))
      },
      files: files.prefix(Self.fileLimit).map(text), fileCount: files.count)
  }

  static func isOfFile(_ kind: Cause.Kind) -> Bool {
    kind == .fileChanged || kind == .ctimeOnly
  }

  /// The same with less in it; nil if nothing is left to leave out.
  var shorter: JournalReasons? {
    if !files.isEmpty {
      return JournalReasons(
        causes: causes, files: Array(files.prefix(files.count / 2)), fileCount: fileCount)
    }
    if causes.isEmpty { return nil }
    return JournalReasons(
      causes: Array(causes.prefix(causes.count / 2)), files: [], fileCount: fileCount)
  }
}

extension Surveyor {
  /// Why an install is not fresh, with every file that changed; it goes over the key files again.
  package func reasons(of assessment: Assessment) -> JournalReasons {
    let source = assessment.distribution.localSource
    guard assessment.changes.contains(where: { $0.key == .timestamp }), source?.kind != .archive,
      let path = source?.path
    else { return JournalReasons(of: assessment) }
    var matches: [KeyMatch] = []
    _ = try? computer().compute(path) { matches.append($0) }
    let files = Evidence(for: assessment, matches: matches).changedFiles.map(\.path)
    return JournalReasons(of: assessment, files: files.isEmpty ? nil : files)
  }
}
