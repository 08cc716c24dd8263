import Freshness
import Platform
import Reinstall
import UV

extension ListState {
  /// An install as a row.
  package struct Item: Sendable {
    package var distribution: Distribution
    /// Nil until it is computed.
    package var assessment: Assessment?
    package var activity = Activity.none
    /// What the last reinstall came to, until the verdict changes.
    package var lastRun: LastRun?

    package var id: Path { distribution.path }
    var lastReinstall: LastRun? { lastRun?.kind == .reinstall ? lastRun : nil }
    var needsAttention: Bool { assessment?.state.needsAttention == true }

    package init(distribution: Distribution) {
      self.distribution = distribution
    }
  }

  package enum Activity: Hashable, Sendable {
    case none, queued
    /// Since that second of the inspector's clock.
    case running(since: Double)

    var isRunning: Bool {
      if case .running = self { return true }
      return false
    }
  }

  /// A run of uv for one install, with what it printed.
  package struct LastRun: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
      case running, done, cancelled
      case failed(String)
    }

    package enum Kind: Hashable, Sendable {
      case reinstall
      /// A build that installs nothing: it says nothing of the install.
      case trace
    }

    package let command: String
    package let kind: Kind
    /// The last lines.
    package internal(set) var output: [String] = []
    package internal(set) var outcome = Outcome.running
    package internal(set) var seconds: Double?

    /// How many lines are kept.
    private static let limit = 4000

    init(command: String, kind: Kind = .reinstall) {
      self.command = command
      self.kind = kind
    }

    mutating func append(_ line: String) {
      output.append(line)
      if output.count > Self.limit { output.removeFirst(output.count - Self.limit * 3 / 4) }
    }

    var isFailed: Bool {
      if case .failed = outcome { return true }
      return false
    }

    /// The line that tells what went wrong; nil if nothing did, or no line tells.
    ///
    /// A compiler or Python names the error in its last such line; what uv says of it itself comes
    /// before and is no news.
    package var errorLine: Int? {
      guard isFailed else { return nil }
      func text(_ index: Int) -> String { String(output[index].trimmed) }
      let ownWords = [
        "×", "├", "╰", "hint:", "[", "help:", "│", "error: Failed to build", "cause:", "Caused by:",
      ]
      let candidates = output.indices.filter { index in
        let line = text(index)
        return !line.isEmpty && !ownWords.contains { line.hasPrefix($0) }
      }
      let errors = candidates.filter { index in
        let line = text(index).lowercased()
        return line.contains(bytesOf: "error:") || line.contains(bytesOf: "error ")
          || line.contains(bytesOf: "fatal")
      }
      return errors.last ?? candidates.last
    }

    /// The reason in a line.
    package var reason: String? {
      if let errorLine { return String(output[errorLine].trimmed) }
      if case .failed(let reason) = outcome { return reason }
      return nil
    }
  }
}

/// What a closer look brought, in as little memory as a row needs.
package struct Glance: Hashable, Sendable {
  let changedFiles: Int
  let watchedFiles: Int
  /// These, where they are as few as the default keys match.
  let watched: [Path]
  /// The latest few of them.
  let newest: [Path]
  let commits: CommitRange?
  let build: CachedBuild.Standing?
  package let advice: [Advice]
  /// The packages because of which it is stale or should be.
  let roots: [Path]

  var hasWarning: Bool { advice.contains { $0.level == .warning } }

  /// As many as a wide row has a place for.
  private static let named = 6

  private static func few(_ paths: Set<Path>) -> [Path] {
    paths.count > 3 ? [] : paths.sorted()
  }

  package init(_ outline: Outline, commits: CommitRange? = nil) {
    changedFiles = outline.evidence.changedFiles.count
    watchedFiles = outline.evidence.watched.count
    watched = Self.few(outline.evidence.watched)
    newest = outline.evidence.changedFiles.prefix(Self.named).map(\.path)
    self.commits = commits
    build = outline.build?.standing
    advice = outline.advice
    roots = outline.cascade.map(\.root)
  }

  package init(_ explanation: Explanation) {
    changedFiles = explanation.evidence.changedFiles.count
    watchedFiles = explanation.evidence.watched.count
    watched = Self.few(explanation.evidence.watched)
    newest = explanation.evidence.changedFiles.prefix(Self.named).map(\.path)
    commits = explanation.commits
    build = explanation.cachedBuild?.standing
    advice = explanation.advice
    roots = explanation.cascade.map(\.root)
  }
}

// MARK: - What the columns show

extension ListState.Item {
  /// What needs attention comes first.
  var urgency: Int {
    switch assessment?.state {
    case .broken: 0
    case .error: 1
    case .stale: 2
    case .unrecorded: 3
    case nil: 4
    case .fresh: 5
    case .untracked: 6
    }
  }

  /// Nil where it is not known.
  func changedFiles(_ glance: Glance?) -> Int? {
    // A closer look follows a reinstall with some delay.
    assessment?.state == .fresh ? 0 : glance?.changedFiles
  }

  func nextSync(_ glance: Glance?, _ glyphs: Glyphs) -> Span {
    switch assessment?.nextAction {
    case nil: Span(glyphs.none, .dim)
    case .keep: Span("keeps", .dim)
    case .fail: Span("fails", .error)
    case .remove: Span("removes")
    case .unknown: Span("unknown", .dim)
    case .reinstall:
      switch glance?.build {
      case .usable: Span("links")
      case .outdated, .some(.none): Span("builds")
      case .unknown, nil: Span("reinstalls")
      }
    }
  }

  /// The answer in a few words: what changed, what failed, or what to look at.
  ///
  /// Names of files take what the other words leave of the columns.
  package func why(_ glance: Glance?, _ glyphs: Glyphs, columns: Int = 80) -> [Span] {
    if activity == .none, let reason = lastReinstall?.reason { return [Span(reason)] }
    guard let assessment else { return [] }
    if let problem = assessment.problem, assessment.state != .stale {
      return [Span(Self.words(of: problem, glyphs.ellipsis, columns))]
    }
    let parts = changeWords(glance, glyphs.ellipsis, columns)
    if !parts.isEmpty { return [Span(parts.joined(separator: "; "))] }
    if let advice = glance?.advice.first(where: { $0.level == .warning }) ?? glance?.advice.first {
      return [Span("\(glyphs.advice) ", .accent), Span(advice.message)]
    }
    switch assessment.state {
    case .unrecorded:
      return [
        Span(assessment.current?.isEmpty == true ? "its keys match nothing" : "it has no record")
      ]
    case .fresh:
      return assessment.forcedBy == nil ? [] : [Span("settings ask to reinstall it each time")]
    default: return []
    }
  }

  /// How long ago the newest file changed, where that is what makes it stale.
  func changeAge(_ moment: Timestamp) -> String? {
    guard activity == .none, lastReinstall?.reason == nil,
      let change = assessment?.changes.first(where: { $0.key == .timestamp }),
      change.kind != .removed, case .time(let time)? = change.current
    else { return nil }
    // Of a file that is gone no one knows since when.
    if case .time(let before)? = change.recorded, time < before { return nil }
    let seconds = moment.seconds(since: time)
    return seconds < 1 ? "just now" : "\(TimeWords.length(seconds)) ago"
  }

  /// What a fresh install rests on: uv notices no change of anything else.
  ///
  /// Declared keys as they are, in place of the default ones the files that they match.
  func watched(_ glance: Glance?) -> String? {
    guard assessment?.state == .fresh, let list = assessment?.keys else { return nil }
    guard list.isDeclared else {
      guard let files = glance?.watched, !files.isEmpty else { return nil }
      return "no file is watched but \(files.map(\.shown).joined(separator: ", "))"
    }
    let names = list.keys.map { key in
      switch key {
      case .file(let pattern): VisibleText.of(pattern)
      case .directory(let path): "dir \(VisibleText.of(path))"
      case .environment(let name): "env \(VisibleText.of(name))"
      case .git: "git"
      }
    }
    return names.isEmpty ? nil : "watches \(names.joined(separator: ", "))"
  }

  private static func words(
    of problem: Problem, _ ellipsis: String, _ columns: Int
  ) -> String {
    switch problem {
    case .corruptRecord(let path, _):
      "\(VisibleText.of(bytes: path.name)) cannot be read: every uv command here fails"
    case .sourceMissing(let path):
      // Which source it is, its last components tell.
      "the source is gone: "
        + DisplayWidth.cutFront(path.shown, to: max(12, columns - 20), ellipsis: ellipsis)
    default: problem.message
    }
  }

  private func changeWords(_ glance: Glance?, _ ellipsis: String, _ columns: Int) -> [String] {
    guard let changes = assessment?.changes else { return [] }
    let others = changes.filter { !($0.key == .timestamp && $0.kind == .changed) }
    var words = changeWords(others, glance)
    // Of a commit's subject as much as leaves the rest in view.
    let excess = words.reduce(-2) { $0 + 2 + DisplayWidth.of($1) } - columns
    if excess > 0, let place = others.firstIndex(where: { $0.key == .commit }) {
      let width = max(24, DisplayWidth.of(words[place]) - excess)
      words[place] = DisplayWidth.cut(words[place], to: width, ellipsis: ellipsis)
    }
    guard others.count < changes.count,
      let change = changes.first(where: { $0.key == .timestamp })
    else { return words }
    let left = columns - words.reduce(0) { $0 + 2 + DisplayWidth.of($1) }
    return [fileWords(change, glance, ellipsis, left, of: columns)] + words
  }

  private func changeWords(_ changes: [Change], _ glance: Glance?) -> [String] {
    var parts: [String] = []
    for change in changes {
      let name = VisibleText.of(change.name ?? "")
      switch (change.key, change.kind) {
      case (.timestamp, .added): parts.append("keys match files now")
      case (.timestamp, .removed): parts.append("keys match no file now")
      case (.commit, .changed):
        if let commits = glance?.commits {
          let subject = commits.subjects.last.map { ": \(Self.subject($0))" } ?? ""
          parts.append(
            commits.behind == 0
              ? "\(Counted.text(commits.ahead, "commit"))\(subject)" : commits.words)
        } else {
          parts.append("another commit")
        }
      case (.commit, .added): parts.append("in Git now")
      case (.commit, .removed): parts.append("not in Git any more")
      case (.tags, .added): parts.append(name.isEmpty ? "tags" : "tag \(name) is new")
      case (.tags, .removed): parts.append(name.isEmpty ? "no tags" : "tag \(name) is gone")
      case (.tags, .changed): parts.append("tag \(name) moved")
      case (.env, .changed) where change.current == nil: parts.append("\(name) not set")
      case (.env, .changed) where change.recorded == nil: parts.append("\(name) set")
      case (.env, .changed): parts.append("\(name) changed")
      case (.env, _), (.directories, .added), (.directories, .removed):
        parts.append("keys changed: \(name)")
      case (.directories, .changed):
        let what =
          change.recorded == nil ? "is new" : change.current == nil ? "is gone" : "replaced"
        parts.append("directory \(name.isEmpty ? "of the project" : name) \(what)")
      default: parts.append(Self.words(of: change))
      }
    }
    return parts
  }

  private func fileWords(
    _ change: Change, _ glance: Glance?, _ ellipsis: String, _ columns: Int, of whole: Int
  ) -> String {
    if case .time(let before)? = change.recorded, case .time(let now)? = change.current,
      now < before
    {
      return "the newest file is gone"
    }
    let known = glance?.newest ?? []
    let paths = (known.isEmpty ? [change.path].compactMap(\.self) : known).map(\.shown)
    guard let first = paths.first else { return "a file" }
    let count = max(paths.count, glance?.changedFiles ?? 1)
    func fits(_ text: String, named: Int) -> Bool {
      DisplayWidth.of(text + Counted.more(count - named)) <= columns
    }
    let more = Counted.more(count - 1)
    // No name is cut twice.
    if whole < 32, DisplayWidth.of(first + more) > whole {
      return count == 1
        ? DisplayWidth.cutMiddle(first, to: whole, ellipsis: ellipsis) : Counted.text(count, "file")
    }
    // What stands behind it must be seen, too.
    let left = max(20, columns - more.count)
    var text = DisplayWidth.cutMiddle(first, to: left, ellipsis: ellipsis)
    var named = 1
    for path in paths.dropFirst() {
      let next = "\(text), \(path)"
      guard fits(next, named: named + 1) else { break }
      text = next
      named += 1
    }
    return text + Counted.more(count - named)
  }

  /// Without the commit's number.
  private static func subject(_ text: String) -> String {
    text.split(separator: " ", maxSplits: 1).last.map(String.init) ?? text
  }

  private static func text(_ value: Change.Value?) -> String {
    if case .text(let text)? = value { return VisibleText.of(text.string) }
    return "another version"
  }

  private static func words(of change: Change) -> String {
    switch change.key {
    case .build: "other build settings"
    case .duplicate: "installed twice"
    case .source: change.name == nil ? "direct_url.json matches no requirement" : "another source"
    case .version: "\(text(change.recorded)) is installed, uv wants \(text(change.current))"
    case .wheel: "the wheel is for another Python"
    default: "\(change.key.rawValue) \(change.kind.rawValue)"
    }
  }
}
