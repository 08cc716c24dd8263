import Platform
import UV

/// Metadata that the build takes from elsewhere, and that no key watches.
enum DynamicMetadata {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard subject.report.computed != nil else { return [] }
    return version(subject) + dependencies(subject)
  }

  private static func version(_ subject: Advice.Subject) -> [Advice] {
    guard let tool = subject.build.versionTool, !watchesGit(subject.keys),
      isInRepository(subject.report.project)
    else { return [] }
    return [
      Advice(
        .dynamicVersionUnwatched,
        "the version comes from Git (\(tool)), and no key watches the commit or the tags",
        paths: ["pyproject.toml"], proposal: subject.adding([.git(commit: true, tags: true)]))
    ]
  }

  /// Unpacked from a source distribution, a project takes its version from there.
  private static func isInRepository(_ project: Path) -> Bool {
    project.ancestors.contains { Directory.working.has($0.appending(".git")) }
  }

  private static func dependencies(_ subject: Advice.Subject) -> [Advice] {
    let unwatched = subject.build.dependencyFiles.filter { path in
      !subject.isWatched(path)
        && Directory.working.has(subject.report.project.appending(path.bytes))
    }
    if unwatched.isEmpty { return [] }
    let names = unwatched.map(\.shown).joined(separator: ", ")
    return [
      Advice(
        .dynamicDependenciesUnwatched,
        "dependencies are read from \(names), which no key watches",
        paths: unwatched,
        proposal: subject.adding(unwatched.compactMap { $0.utf8Text.map { .file($0) } }))
    ]
  }

  private static func watchesGit(_ keys: [CacheKey]) -> Bool {
    keys.contains { key in
      if case .git(let commit, let tags) = key { return commit || tags }
      return false
    }
  }
}
