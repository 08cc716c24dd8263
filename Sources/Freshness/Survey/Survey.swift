import Platform
import UV

/// Everything that is installed in an environment, with the verdict on each.
package struct Survey: Sendable {
  package let environment: PythonEnvironment
  package let rules: Rules
  /// Sorted by name, then by path.
  package let assessments: [Assessment]
  package let warnings: [String]
  /// Local packages that a sync wants and that are not installed.
  package let missing: [MissingPackage]
  package let outlook: Outlook
  private let failsOnASource: Bool

  package init(
    environment: PythonEnvironment, rules: Rules, assessments: [Assessment], warnings: [String],
    missing: [MissingPackage] = [], outlook: Outlook = .usual
  ) {
    self.environment = environment
    self.rules = rules
    let stopsUV = assessments.contains { assessment in
      assessment.state == .broken
        || (assessment.problem?.failsComputation == true && !rules.toleratesFailedComputation)
    }
    self.assessments = stopsUV ? assessments.map { $0.whileUVFails() } : assessments
    failsOnASource = assessments.contains {
      $0.problem?.stopsSync == true && $0.nextAction == .fail
    }
    self.warnings = warnings
    self.missing = missing
    self.outlook = outlook
  }

  /// What a sync would do with an install, as part of the whole.
  ///
  /// Where uv fails on one source before it changes anything, it fails for all. The verdict on each
  /// alone tells which source that is.
  package func nextAction(of assessment: Assessment) -> NextAction? {
    guard let action = assessment.nextAction else { return nil }
    return failsOnASource ? .fail : action
  }
}

/// A local package that a sync would install.
package struct MissingPackage: Hashable, Sendable {
  package let name: String
  /// Nil where the version is dynamic.
  package let version: String?
  package let source: Path?

  package init(name: String, version: String?, source: Path?) {
    self.name = name
    self.version = version
    self.source = source
  }
}

/// Surveys an environment; one surveyor serves one look at it, since it remembers what is shared.
package struct Surveyor: Sendable {
  package let environment: PythonEnvironment
  package let rules: Rules
  package let variables: ProcessEnvironment
  package let workingDirectory: Path
  /// `--cache-dir`.
  package let cacheDirectory: String?
  /// How the user syncs.
  package let sync: SyncOptions

  package init(
    environment: PythonEnvironment, rules: Rules, variables: ProcessEnvironment,
    workingDirectory: Path, cacheDirectory: String? = nil, sync: SyncOptions = SyncOptions()
  ) {
    self.environment = environment
    self.rules = rules
    self.variables = variables
    self.workingDirectory = workingDirectory
    self.cacheDirectory = cacheDirectory
    self.sync = sync
  }

  /// The same for another environment, seen from another directory if one is given.
  package func moved(
    to environment: PythonEnvironment, workingDirectory: Path? = nil,
    variables: ProcessEnvironment? = nil
  ) -> Surveyor {
    Surveyor(
      environment: environment, rules: rules, variables: variables ?? self.variables,
      workingDirectory: workingDirectory ?? self.workingDirectory, cacheDirectory: cacheDirectory,
      sync: sync)
  }

  /// What is installed, before anything is computed.
  package struct Installed: Sendable {
    /// Sorted by name, then by path.
    package let distributions: [Distribution]
    package let warnings: [String]
  }

  /// Reads every entry of site-packages.
  package func installed() throws(FileError) -> Installed {
    let (distributions, warnings) = try sweep(state: { () }) { _, distribution in distribution }
    return Installed(
      distributions: distributions.sorted { ($0.name, $0.path) < ($1.name, $1.path) },
      warnings: warnings)
  }

  /// What bears on every verdict: settings, the project's lock and the other installs.
  package func surroundings(of installed: Installed) -> Surroundings {
    circumstances().surroundings(of: installed.distributions)
  }

  /// The sync that the environment belongs to, if it is a project's own.
  package var projectSync: ProjectSync? { circumstances().projectSync }

  /// The settings of the directory that governs.
  package func settings() -> GoverningSettings { circumstances().settings }

  /// The directory in which uv is taken to run.
  package var governingDirectory: Path { circumstances().directory }

  /// What `UV_PROJECT` names, if uv refuses to run because it is not a directory.
  package var absentProject: Path? {
    guard rules.refusesAbsentProject, variables.nonEmpty("UV_PROJECT") != nil else { return nil }
    let directory = projectDirectory
    return (try? Directory.working.status(of: directory))?.kind == .directory ? nil : directory
  }

  /// Nil where directories were given instead of an environment.
  private var supportedTags: SupportedTags? {
    environment.root == nil ? nil : SupportedTags(of: environment)
  }

  package func computer() -> CacheInfoComputer {
    CacheInfoComputer(rules: rules, environment: variables)
  }

  /// The verdict on every install.
  ///
  /// Each entry is read and its facts gathered in one go, so that its records are gone before the
  /// next one's come.
  package func survey(
    _ extent: SitePackages.Extent = SitePackages.Extent()
  ) throws(FileError) -> Survey {
    let first = try look(extent)
    guard let root = environment.root, isHalfWritten(first.assessments) || hasJustChanged,
      EnvironmentLock.waitForRelease(of: root)
    else { return first }
    return try look(extent, isChanging: EnvironmentLock.holder(of: root) != nil)
  }

  /// Whether uv is at work, and some verdict may be on what it has not finished: it writes the
  /// records last.
  package func isHalfWritten(_ assessments: [Assessment]) -> Bool {
    guard let root = environment.root,
      assessments.contains(where: { [.unrecorded, .broken].contains($0.state) })
    else { return false }
    return EnvironmentLock.holder(of: root) != nil
  }

  /// What uv has taken out and not yet put back is no install at all, and one without
  /// direct_url.json looks like one from a registry: no verdict tells.
  private var hasJustChanged: Bool {
    environment.sitePackages.contains { path in
      guard let changed = (try? Directory.working.status(of: path))?.changed else { return false }
      return Timestamp.now.seconds(since: changed) < 2
    }
  }

  /// `isChanging` if uv is at work: what it has not finished yet has no verdict.
  private func look(
    _ extent: SitePackages.Extent, isChanging: Bool = false
  ) throws(FileError) -> Survey {
    let circumstances = circumstances()
    let computer = computer()
    let supportedTags = supportedTags
    let alone = circumstances.surroundings(of: [])
    var (assessments, warnings) = try sweep(
      extent,
      state: {
        Assessor(computer: computer, settings: alone.settings, supportedTags: supportedTags)
      }
    ) { assessor, distribution in alone.assessment(of: assessor.facts(of: distribution)) }
    if isChanging { assessments.removeAll { !$0.distribution.isFinished } }
    assessments.sort {
      let (one, other) = ($0.distribution, $1.distribution)
      return (one.name, one.path) < (other.name, other.path)
    }
    // Of one name there is one install, nearly always: only then does it hang on the others.
    if zip(assessments, assessments.dropFirst()).contains(where: {
      $0.distribution.name == $1.distribution.name
    }) {
      let all = circumstances.surroundings(of: assessments.map(\.distribution))
      assessments = assessments.map { all.assessment(of: $0.facts) }
    }
    return Survey(
      environment: environment, rules: rules, assessments: assessments,
      warnings: circumstances.warnings + warnings,
      missing: alone.missing(among: assessments.lazy.map(\.distribution)),
      outlook: circumstances.outlook)
  }

  /// The verdicts on some installs, their records read again.
  package func assess(
    _ ids: Set<Path>, of distributions: [Distribution]
  ) throws(FileError) -> [Assessment] {
    let surroundings = circumstances().surroundings(of: distributions)
    let computer = computer()
    let supportedTags = supportedTags
    return try sweep(
      only: ids,
      state: {
        Assessor(computer: computer, settings: surroundings.settings, supportedTags: supportedTags)
      }
    ) { assessor, distribution in surroundings.assessment(of: assessor.facts(of: distribution)) }
    .results
  }

  /// The verdicts on what is installed; `each` is told of every one as it comes, from any thread.
  package func assess(
    _ installed: Installed, _ surroundings: Surroundings,
    each: @escaping @Sendable (Assessment) -> Void
  ) -> Survey {
    let computer = computer()
    let supportedTags = supportedTags
    let assessments = Parallel.map(
      installed.distributions,
      state: {
        Assessor(computer: computer, settings: surroundings.settings, supportedTags: supportedTags)
      },
      { assessor, distribution in
        let assessment = surroundings.assessment(of: assessor.facts(of: distribution))
        each(assessment)
        return assessment
      })
    return Survey(
      environment: environment, rules: rules, assessments: assessments,
      warnings: surroundings.warnings + installed.warnings,
      missing: surroundings.missing(among: installed.distributions),
      outlook: surroundings.outlook)
  }

  // MARK: - Reading site-packages

  /// Reads the entries of site-packages, all or some, on all cores; the order says nothing.
  private func sweep<State, Result: Sendable>(
    _ extent: SitePackages.Extent = SitePackages.Extent(), only ids: Set<Path>? = nil,
    state: @escaping @Sendable () -> State,
    _ body: @escaping @Sendable (inout State, Distribution) -> Result
  ) throws(FileError) -> (results: [Result], warnings: [String]) {
    var results: [Result] = []
    var warnings: [String] = []
    for path in environment.sitePackages {
      guard let site = try SitePackages(path) else { continue }
      let entries =
        ids.map { ids in site.entries.filter { ids.contains(path.appending($0.name)) } }
        ?? site.entries
      let outcomes = Parallel.map(entries, state: state) { state, entry -> Outcome<Result> in
        switch site.read(entry, extent) {
        case .distribution(let distribution):
          Outcome(
            result: body(&state, distribution),
            warning: distribution.warning.map { "\(distribution.name): \($0)" })
        case .skipped(let warning): Outcome(result: nil, warning: warning)
        }
      }
      for outcome in outcomes {
        if let result = outcome.result { results.append(result) }
        if let warning = outcome.warning { warnings.append(warning) }
      }
    }
    return (results, warnings)
  }

  private struct Outcome<Result: Sendable>: Sendable {
    let result: Result?
    let warning: String?
  }
}
