import Platform
import UV

/// The keys of one install, the files behind its verdict, and the advice that follows.
///
/// It reads every key file, RECORD and METADATA, and walks over the source; no verdict needs it.
struct CloserLook {
  /// Nil where there is no project directory to look at.
  let keys: KeyReport?
  let evidence: Evidence
  let advice: [Advice]
  /// The packages that changed since this one was built against them.
  let cascade: [CascadeLink]
  /// What the advice on the keys is given on; nil where there are none.
  let subject: Advice.Subject?

  /// `neighbours` are the packages of the environment; `cachedBuild` is what a reinstall would find,
  /// nil where nobody looked.
  init(
    at assessment: Assessment, files: InstalledFiles?, surveyor: Surveyor,
    among neighbours: [Assessment], cachedBuild: CachedBuild? = nil
  ) {
    let distribution = assessment.distribution
    guard let source = distribution.localSource, source.kind != .archive, let path = source.path,
      let report = try? KeyReport(
        of: path, trying: [], rules: surveyor.rules, variables: surveyor.variables)
    else {
      keys = nil
      subject = nil
      cascade = []
      evidence = Evidence(changedFiles: [], watched: [])
      let project = SourceComparison.project(of: distribution).map { Project(of: $0) }
      let content = InstalledContent(
        of: assessment, files: files, project: project, surveyor: surveyor)
      advice =
        distribution.localSource == nil
        ? [] : LockAdvice.advice(assessment, surveyor) + (content?.advice(proposal: nil) ?? [])
      return
    }
    keys = report
    evidence = Evidence(for: assessment, matches: report.matches)
    let project = Project(of: path, written: Advice.Subject.written(assessment, evidence))
    let content = InstalledContent(
      of: assessment, files: files, project: project, surveyor: surveyor)
    let subject = Advice.Subject(
      assessment, report, evidence, project: project, content: content, rules: surveyor.rules)
    subject.cachedBuild = cachedBuild
    self.subject = subject
    let cascade = Cascade(subject, among: neighbours)
    let links = cascade?.links() ?? []
    self.cascade = links
    advice =
      LockAdvice.advice(assessment, surveyor) + OtherCheckout.advice(assessment, surveyor)
      + Advice.on(subject) + (cascade?.advice(links) ?? [])
  }
}
