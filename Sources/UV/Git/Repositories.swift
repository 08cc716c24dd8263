import Platform

/// What the keys ask of a repository.
struct GitRefs: Sendable {
  /// Nil while nobody asked.
  var commit: Result<ByteString, GitFailure>?
  var tags: Result<NamedValues<ByteString>, GitFailure>?
  var warnings: [KeyWarning] = []
}

/// The refs of each repository, read once for all projects in it.
final class Repositories: Sendable {
  private let rules: Rules
  private let state = Locked(State())

  private struct State {
    /// Directories that were searched from, with the place of the nearest `.git`, if any.
    var found: [Path: Path?] = [:]
    /// By the path of `.git`.
    var refs: [Path: GitRefs] = [:]
  }

  init(rules: Rules) {
    self.rules = rules
  }

  /// The refs that `commit` and `tags` ask for.
  ///
  /// Concurrent callers wait for the first.
  func refs(around project: Path, commit: Bool, tags: Bool) -> GitRefs {
    state.withLock { state in
      guard let dotGit = nearest(to: project, in: &state) else {
        return GitRefs(commit: .failure(.noRepository), tags: .failure(.noRepository))
      }
      var refs = state.refs[dotGit] ?? GitRefs()
      let asksCommit = commit && refs.commit == nil
      let asksTags = tags && refs.tags == nil
      if asksCommit || asksTags {
        read(project, &refs, commit: asksCommit, tags: asksTags)
        state.refs[dotGit] = refs
      }
      return refs
    }
  }

  private func nearest(to project: Path, in state: inout State) -> Path? {
    var visited: [Path] = []
    var directory: Path? = project
    var found: Path?
    while let current = directory {
      if let known = state.found[current] {
        found = known
        break
      }
      visited.append(current)
      let candidate = current.appending(".git")
      if Directory.working.has(candidate) {
        found = candidate
        break
      }
      directory = current.parent
    }
    for directory in visited { state.found[directory] = .some(found) }
    return found
  }

  private func read(_ project: Path, _ refs: inout GitRefs, commit: Bool, tags: Bool) {
    do throws(GitFailure) {
      let repository = try GitRepository(around: project, rules: rules)
      var warnings = refs.warnings
      if commit {
        refs.commit = Result { () throws(GitFailure) in
          ByteString(try repository.commit(rules: rules))
        }
      }
      if tags {
        refs.tags = Result { () throws(GitFailure) in
          try repository.tags(rules: rules) { warnings.append($0) }
        }
      }
      refs.warnings = warnings
    } catch {
      if commit { refs.commit = .failure(error) }
      if tags { refs.tags = .failure(error) }
    }
  }
}
