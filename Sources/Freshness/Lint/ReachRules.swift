import Platform
import UV

/// Globs that match what no source code lies in, or what builds write.
enum ReachRules {
  static func findings(_ subject: KeyLint.Subject) -> [Finding] {
    places(subject) + written(subject) + ignored(subject) + walk(subject)
  }

  private static func places(_ subject: KeyLint.Subject) -> [Finding] {
    let files = subject.project.files.walk.files
    return ReachedPlaces(subject.report).all.filter { place in
      // A build may name what lies in a directory called `build`, and `env` may hold C.
      place.kind == .versionControl || !files.contains { $0.isBelow(place.path) }
    }.map { place in
      let line = place.keys.min().flatMap(subject.line) ?? subject.listLine
      let count = Counted.text(place.found.count, "file")
      let paths = Array(place.found.prefix(5))
      switch place.kind {
      case .environment:
        return Finding(
          .globReachesEnvironment,
          "the globs match \(count) in \(place.path.shown), which every installation changes: uv"
            + " rebuilds again and again",
          line: line, paths: paths)
      case .versionControl:
        return Finding(
          .globReachesBuildOutput,
          "the globs match \(count) in \(place.path.shown), which version control changes: uv"
            + " rebuilds without a reason",
          line: line, paths: paths)
      case .output:
        return Finding(
          .globReachesBuildOutput,
          "the globs match \(count) in \(place.path.shown), where builds and tools write: uv rebuilds"
            + " again and again",
          line: line, paths: paths)
      }
    }
  }

  /// Files that each build writes: a watched one makes a loop.
  private static func written(_ subject: KeyLint.Subject) -> [Finding] {
    guard subject.project.isBuilt, var matcher = try? KeyMatcher(subject.keys, rules: subject.rules)
    else { return [] }
    return subject.project.outputs.all.compactMap { output in
      guard output.isWritten, !output.isDirectory, let index = matcher.key(for: output.path) else {
        return nil
      }
      return Finding(
        .watchedFileIsWritten,
        "the keys match \(output.path.shown), and \(output.why): after each build uv rebuilds again",
        line: subject.listLine == nil ? nil : subject.line(of: index), paths: [output.path])
    }
  }

  private static func ignored(_ subject: KeyLint.Subject) -> [Finding] {
    let ignored = Set(
      subject.project.files.walk.ignoredFiles.filter { path in
        !subject.project.outputs.all.contains { $0.path == path && $0.isWritten }
      })
    let directories = subject.project.files.walk.leftOut.filter { $0.reason == .ignored }
      .map(\.path)
    var known = Set(ReachedPlaces(subject.report).all.flatMap(\.found))
    return subject.report.entries.enumerated().compactMap { index, entry in
      guard case .file(let text) = entry.key, CacheKey.isGlob(text) else { return nil }
      let found = entry.matches.filter { path in
        (ignored.contains(path) || directories.contains { path.isBelow($0) })
          && known.insert(path).inserted
      }
      guard let first = found.first else { return nil }
      let more = Counted.more(found.count - 1)
      return Finding(
        .globReachesIgnoredFile,
        "`\(text)` matches \(first.shown)\(more), which Git ignores: most likely a tool writes it",
        line: subject.line(of: index), paths: Array(found.prefix(5)))
    }
  }

  /// From so many entries on, each `uv run` is slower than one would like.
  private static let manyEntries = 20_000

  private static func walk(_ subject: KeyLint.Subject) -> [Finding] {
    guard subject.report.list?.isDeclared == true,
      subject.keys.contains(where: { key in
        if case .file(let text) = key { CacheKey.isGlob(text) } else { false }
      })
    else { return [] }
    let computer = CacheInfoComputer(rules: subject.rules, environment: subject.variables)
    let count = computer.entriesWalked(below: subject.report.project)
    guard count >= manyEntries else { return [] }
    let start = Timestamp.now
    _ = try? computer.compute(subject.report.project)
    let time = Timestamp.now.seconds(since: start)
    return [
      Finding(
        .globsWalkFar,
        "the globs make uv look at \(count) files and directories on each run"
          + " (\(TimeWords.length(time)) here)",
        line: subject.listLine, isFixable: false)
    ]
  }
}
