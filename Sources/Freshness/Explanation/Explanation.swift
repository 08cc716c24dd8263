import Platform
import UV

/// Everything about one install: the verdict, its keys, the files behind it, and advice.
///
/// Made only when somebody asks about this install, since it looks more closely than a verdict
/// needs: every key file, uv's cache, one walk over the sources, RECORD and METADATA.
package struct Explanation: Sendable {
  package let assessment: Assessment
  /// Nil where there is no project directory to look at.
  package let keys: KeyReport?
  package let evidence: Evidence
  package let advice: [Advice]
  /// The packages that changed since this one was built against them.
  package let cascade: [CascadeLink]
  /// What is wrong with the keys, edited or not; nil where there are none.
  package let lint: KeyLint?
  /// Nil for an install that is not local.
  package let cachedBuild: CachedBuild?
  /// Nil unless the commit moved, and git can tell.
  package let commits: CommitRange?
  package let facts: PackageFacts
  /// When all this was looked at.
  package let moment: Timestamp

  package init(
    assessment: Assessment, keys: KeyReport?, evidence: Evidence, advice: [Advice],
    cachedBuild: CachedBuild?, commits: CommitRange?, facts: PackageFacts, moment: Timestamp,
    cascade: [CascadeLink] = [], lint: KeyLint? = nil
  ) {
    self.cascade = cascade
    self.lint = lint
    self.assessment = assessment
    self.keys = keys
    self.evidence = evidence
    self.advice = advice
    self.cachedBuild = cachedBuild
    self.commits = commits
    self.facts = facts
    self.moment = moment
  }

  /// `neighbours` are the packages of the environment.
  package init(
    of assessment: Assessment, surveyor: Surveyor, among neighbours: [Assessment]
  ) {
    let missed = MissedReads()
    let distribution = assessment.distribution
    self.assessment = assessment
    cachedBuild = surveyor.cachedBuild(of: assessment)
    commits = CommitRange(of: assessment, variables: surveyor.variables)
    let files = InstalledFiles(of: distribution)
    facts = PackageFacts(of: distribution, files: files)
    moment = .now
    let look = CloserLook(
      at: assessment, files: files, surveyor: surveyor, among: neighbours, cachedBuild: cachedBuild)
    keys = look.keys
    lint = look.subject.map { subject in
      KeyLint(
        KeyLint.Subject(
          subject.report, project: subject.project, isEditable: subject.isEditable,
          rules: surveyor.rules, variables: surveyor.variables))
    }
    evidence = look.evidence
    advice = look.advice + UnreadFiles.advice(assessment, missed.end())
    cascade = look.cascade
  }

  /// Why the install is not fresh, as the verdict has it, with a cause for every changed file.
  package func causes(showValues: Bool = false) -> [Cause] {
    assessment.causes(showValues: showValues).flatMap { cause -> [Cause] in
      switch cause.kind {
      case .fileChanged, .ctimeOnly:
        let files = fileCauses
        return files.isEmpty ? [cause] : files
      case .commitMoved: return [cause.with(commits)]
      default: return [cause]
      }
    }
  }

  private var fileCauses: [Cause] {
    guard let recorded = assessment.recorded?.timestamp else { return [] }
    return evidence.changedFiles.map { Cause($0, since: recorded) }
  }

  /// The changed files between the record and now; nil if there are none.
  package func timeline(columns: Int, isUTF8: Bool) -> Timeline? {
    guard let recorded = assessment.recorded?.timestamp else { return nil }
    return Timeline(
      changes: evidence.changedFiles.map { $0.changed.seconds(since: recorded) },
      total: moment.seconds(since: recorded), columns: columns, isUTF8: isUTF8)
  }
}
