import Platform
import UV

extension Surveyor {
  /// The keys that the project of a local install should have; nil where there is no project, or
  /// nothing better is known than what it has.
  package func proposedKeys(for assessment: Assessment) -> KeyProposal? {
    guard let source = assessment.distribution.localSource, let project = project(of: assessment),
      let report = try? KeyReport(of: project, trying: [], rules: rules, variables: variables),
      let list = report.list
    else { return nil }
    let evidence = Evidence(for: assessment, matches: report.matches)
    let written = Advice.Subject.written(assessment, evidence)
    let proposal = Project(of: project, written: written).proposal(
      for: list, isEditable: source.kind == .editable, rules: rules)
    return proposal?.keys == list.keys ? nil : proposal
  }

  /// The keys in force and one more file key; of the default ones those whose file is not there are
  /// left out, since a declared key that matches nothing looks like a mistake.
  package func keys(for assessment: Assessment, adding pattern: String) -> KeyProposal? {
    guard let project = project(of: assessment),
      let manifest = try? Directory.working.read(project.appending("pyproject.toml")).content,
      let list = try? CacheKeyList.read(manifest, rules: rules)
    else { return nil }
    let key = CacheKey.file(pattern)
    if list.keys.contains(key) { return nil }
    let kept = list.keys.filter { key in
      guard !list.isDeclared, case .file(let name) = key else { return true }
      return Directory.working.has(project.appending(name))
    }
    return KeyProposal(kept, adding: [key])
  }

  private func project(of assessment: Assessment) -> Path? {
    guard let source = assessment.distribution.localSource, source.kind != .archive else {
      return nil
    }
    return source.path
  }
}
