import Platform
import UV

/// A project as its builds see it: what they read, what they write, and what its keys should be.
struct Project {
  let build: BuildDescription
  let files: ProjectFiles
  let inputs: BuildInputs
  let outputs: BuildOutputs
  /// Whether Git has a say in its version here.
  let isInRepository: Bool

  /// `written` are files that were seen to change while it was built.
  init(of directory: Path, written: [Path] = []) {
    build = BuildDescription(of: directory)
    files = ProjectFiles(of: directory)
    inputs = BuildInputs(build, files)
    outputs = BuildOutputs(build, files, inputs, written: written)
    isInRepository = directory.ancestors.contains { Directory.working.has($0.appending(".git")) }
  }

  /// Whether uv builds it at all.
  var isBuilt: Bool {
    build.isBuilt(hasSetup: files.paths.contains("setup.py") || files.paths.contains("setup.cfg"))
  }

  /// Whether a list that somebody declared watches all that the build surely reads: then it may be
  /// what a trace found.
  func isEnough(_ report: KeyReport, watching watched: Set<Path>, isEditable: Bool) -> Bool {
    report.list?.isDeclared == true
      && inputs.wanted(isEditable: isEditable).allSatisfy { input in
        !input.isCertain || input.kind == .manifest || watched.contains(input.path)
          || outputs.contains(input.path)
      }
  }

  /// Which halves of a `git` key are missing; nil where the version needs neither.
  func missingGit(in keys: [CacheKey]) -> (commit: Bool, tags: Bool)? {
    guard inputs.version.gitTool != nil, isInRepository else { return nil }
    var missing = (commit: true, tags: true)
    for case .git(let commit, let tags) in keys {
      if commit { missing.commit = false }
      if tags { missing.tags = false }
    }
    return missing.commit || missing.tags ? missing : nil
  }

  /// The keys that it should have beside or instead of those that it has.
  func proposal(for list: CacheKeyList, isEditable: Bool, rules: Rules) -> KeyProposal? {
    let inputs = self.inputs.wanted(isEditable: isEditable).filter {
      isBuilt || $0.kind == .manifest
    }
    return KeyProposer(
      declared: list.keys, isDeclared: list.isDeclared, inputs: inputs, outputs: outputs,
      needsGit: missingGit(in: list.keys) != nil, files: files, rules: rules
    ).proposal()
  }
}
