import Platform
import UV

/// Installed code that is not the code in the source, though uv finds nothing to do.
enum ContentDifferences {
  static func advice(
    _ content: InstalledContent, proposal: @autoclosure () -> KeyProposal?
  ) -> [Advice] {
    // A stale install is built again anyway.
    guard content.assessment.state == .fresh, let source = content.source,
      let comparison = source.comparison
    else { return [] }
    let isArchive = content.distribution.localSource?.kind == .archive
    let way = isArchive ? nil : content.reinstall
    if comparison.differences.isEmpty { return otherCommit(content, source, comparison, way) }
    let paths = comparison.differences.map(\.source)
    let remedy =
      isArchive
      ? "; uv looks at the archive only: build it again"
      : "; uv does not notice. See `uvfresh diff \(content.distribution.name)`"
    return [
      Advice(
        .installedDiffers, words(comparison) + remedy, paths: paths,
        proposal: proposal(), command: way)
    ]
  }

  /// As in `src/p/a.py and 1 more file differ from what is installed (built …, edited …)`.
  private static func words(_ comparison: SourceComparison) -> String {
    func named(_ kind: SourceComparison.Difference.Kind) -> (text: String, count: Int)? {
      let all = comparison.differences.filter { $0.kind == kind }
      let latest = all.max { one, other in
        guard let left = one.edited, let right = other.edited else { return false }
        return left < right
      }
      guard let latest else { return nil }
      let others =
        all.count == 1
        ? "" : all.count == 2 ? " and 1 more file" : " and \(all.count - 1) more files"
      return (latest.source.shown + others, all.count)
    }
    var parts: [String] = []
    if let (text, count) = named(.edited) {
      parts.append("\(text) \(count == 1 ? "differs" : "differ") from what is installed")
    }
    if let (text, count) = named(.added) {
      parts.append("\(text) \(count == 1 ? "is" : "are") not installed")
    }
    if let (text, count) = named(.removed) {
      parts.append("\(text) \(count == 1 ? "is" : "are") gone but still installed")
    }
    let edited = comparison.differences.compactMap(\.edited).max()
    let times =
      comparison.moment.words
      + (edited.map { ", edited \(TimeWords.moment(secondsSince1970: $0.seconds))" } ?? "")
    return "\(parts.joined(separator: "; ")) (\(times))"
  }

  /// A version that names a commit other than HEAD, where inputs of the build changed between them:
  /// it tells of native sources, which nothing installed can be compared with.
  private static func otherCommit(
    _ content: InstalledContent, _ source: InstalledContent.Source, _ comparison: SourceComparison,
    _ way: String?
  ) -> [Advice] {
    guard let version = content.distribution.version, let commit = commit(of: version),
      let git = GitProgram(in: source.directory, variables: content.variables),
      let head = git.lines(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.first,
      !head.hasPrefix(commit),
      let names = git.output([
        "diff-tree", "-r", "-z", "--name-only", "--no-ext-diff", "--no-textconv", "--no-renames",
        "--relative", commit, head, "--",
      ])
    else { return [] }
    let changed = Set(names.split(separator: 0).map { Path(Array($0)) })
    let inputs = Set(source.project.inputs.all.filter { $0.kind != .text }.map(\.path))
    let since = source.walk.files.filter { file in
      changed.contains(file) && !comparison.settled.contains(file) && inputs.contains(file)
        && comparison.hasChanged(file)
    }
    guard let first = since.first else { return [] }
    let others = Counted.more(since.count - 1)
    return [
      Advice(
        .installedDiffers,
        "\(version) was built from commit \(commit); HEAD is \(head.prefix(commit.count)), and"
          + " \(first.shown)\(others) changed between them; uv does not notice",
        paths: since, command: way)
    ]
  }

  /// `abc1234` of `1.2.dev3+gabc1234.d20261124`.
  static func commit(of version: String) -> String? {
    guard let plus = version.firstIndex(of: "+") else { return nil }
    for part in version[version.index(after: plus)...].split(separator: ".") {
      let digits = part.dropFirst()
      if part.first == "g", (7...40).contains(digits.utf8.count),
        digits.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
      {
        return String(digits)
      }
    }
    return nil
  }
}
