import Platform
import UV

/// A closer look at the files of a local install: what RECORD lists, and the project behind it.
///
/// Made only where somebody asks about this install; no verdict needs it.
struct InstalledContent {
  let assessment: Assessment
  let files: InstalledFiles
  let environment: PythonEnvironment
  let variables: ProcessEnvironment
  let hook: ImportHook
  /// Nil where WHEEL or RECORD cannot be read.
  let moment: BuildMoment?
  /// What the install comes from; nil where there is no project to look at.
  let source: Source?

  struct Source {
    let project: Project
    /// Nil for an editable install, whose modules are the source.
    let comparison: SourceComparison?

    var directory: Path { project.files.directory }
    var build: BuildDescription { project.build }
    var walk: SourceWalk { project.files.walk }
  }

  /// Nil for an install that is not local, or has no RECORD.
  init?(
    of assessment: Assessment, files: InstalledFiles?, project: Project?, surveyor: Surveyor
  ) {
    let distribution = assessment.distribution
    guard let files, distribution.localSource != nil else { return nil }
    self.assessment = assessment
    self.files = files
    environment = surveyor.environment
    variables = surveyor.variables
    let isEditable = distribution.localSource?.kind == .editable
    hook = isEditable ? ImportHook(of: distribution, files) : ImportHook()
    moment = BuildMoment(of: distribution, recorded: assessment.recorded?.timestamp)
    source = project.map { project in
      Source(
        project: project,
        comparison: SourceComparison(
          of: assessment, project: project, files: files, variables: surveyor.variables))
    }
  }

  var distribution: Distribution { assessment.distribution }
  var isEditable: Bool { distribution.localSource?.kind == .editable }

  /// What reinstalls it: uv builds again, whatever its cache holds.
  var reinstall: String { "uvfresh reinstall \(distribution.name)" }

  /// All advice that the files give.
  ///
  /// `proposal` are the keys that would have uv notice.
  func advice(proposal: KeyProposal?) -> [Advice] {
    ContentDifferences.advice(self, proposal: proposal) + BrokenInstall.advice(self)
      + MissingDependencies.advice(self)
  }
}
