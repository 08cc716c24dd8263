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

  package init(
    environment: PythonEnvironment, rules: Rules, assessments: [Assessment], warnings: [String],
    missing: [MissingPackage] = []
  ) {
    self.environment = environment
    self.rules = rules
    let stopsUV = assessments.contains { assessment in
      assessment.state == .broken
        || (assessment.problem?.failsComputation == true && !rules.toleratesFailedComputation)
    }
    self.assessments = stopsUV ? assessments.map { $0.whileUVFails() } : assessments
    self.warnings = warnings
    self.missing = missing
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

  package init(
    environment: PythonEnvironment, rules: Rules, variables: ProcessEnvironment,
    workingDirectory: Path, cacheDirectory: String? = nil
  ) {
    self.environment = environment
    self.rules = rules
    self.variables = variables
    self.workingDirectory = workingDirectory
    self.cacheDirectory = cacheDirectory
  }

  /// The same for another environment.
  package func moved(to environment: PythonEnvironment) -> Surveyor {
    Surveyor(
      environment: environment, rules: rules, variables: variables,
      workingDirectory: workingDirectory, cacheDirectory: cacheDirectory)
  }

  /// What is installed, before anything is computed.
  package struct Installed: Sendable {
    /// Sorted by name, then by path.
    package let distributions: [Distribution]
    package let warnings: [String]
  }

  /// Reads every entry of site-packages.
  package func installed() throws(FileError) -> Installed {
    var distributions: [Distribution] = []
    var warnings: [String] = []
    for path in environment.sitePackages {
      guard let site = try SitePackages(path) else { continue }
      let readings = Parallel.map(site.entries, state: { () }) { _, entry in site.read(entry) }
      for reading in readings {
        switch reading {
        case .distribution(let distribution):
          distributions.append(distribution)
          if let warning = distribution.warning {
            warnings.append("\(distribution.name): \(warning)")
          }
        case .skipped(let warning): if let warning { warnings.append(warning) }
        }
      }
    }
    distributions.sort { ($0.name, $0.path) < ($1.name, $1.path) }
    return Installed(distributions: distributions, warnings: warnings)
  }

  /// What bears on every verdict: settings and the other installs.
  package func surroundings(of installed: Installed) -> Surroundings {
    Surroundings(settings: settings(), distributions: installed.distributions)
  }

  /// The settings of the directory that governs.
  package func settings() -> GoverningSettings {
    SettingsDiscovery.find(in: governingDirectory, variables: variables)
  }

  /// `UV_PROJECT`, the environment's parent directory if that holds a project, else the working
  /// directory.
  package var governingDirectory: Path {
    if rules.readsProjectVariable, let project = variables.nonEmpty("UV_PROJECT") {
      return workingDirectory.appending(project).normalized
    }
    if let parent = environment.root?.parent,
      Directory.working.has(parent.appending("pyproject.toml"))
    {
      return parent
    }
    return workingDirectory
  }

  /// What `UV_PROJECT` names, if uv refuses to run because it is no directory.
  package var absentProject: Path? {
    guard rules.refusesAbsentProject, variables.nonEmpty("UV_PROJECT") != nil else { return nil }
    let directory = governingDirectory
    return (try? Directory.working.status(of: directory))?.kind == .directory ? nil : directory
  }

  package func computer() -> CacheInfoComputer {
    CacheInfoComputer(rules: rules, environment: variables)
  }

  /// The verdict on every install.
  ///
  /// Each entry is read and assessed in one go, so that its records are gone before the next one's
  /// come; the few names that turn out to have several installs are assessed again. `installers`
  /// says whose INSTALLER is read too.
  package func survey(installers: SitePackages.Installers = .none) throws(FileError) -> Survey {
    let settings = settings()
    let computer = computer()
    let alone = Surroundings(settings: settings)
    var found: [Found] = []
    var warnings: [String] = []
    for path in environment.sitePackages {
      guard let site = try SitePackages(path) else { continue }
      let outcomes = Parallel.map(
        site.entries, state: { Assessor(computer: computer, surroundings: alone) },
        { assessor, entry in
          Self.assess(entry, in: site, installers: installers, &assessor)
        })
      for outcome in outcomes {
        switch outcome {
        case .found(let one):
          found.append(one)
          if let warning = one.assessment.distribution.warning {
            warnings.append("\(one.assessment.distribution.name): \(warning)")
          }
        case .skipped(let warning): if let warning { warnings.append(warning) }
        }
      }
    }
    found.sort { one, other in
      let (one, other) = (one.assessment.distribution, other.assessment.distribution)
      return (one.name, one.path) < (other.name, other.path)
    }
    let hasDuplicates = zip(found, found.dropFirst()).contains { one, next in
      one.assessment.distribution.name == next.assessment.distribution.name
    }
    if hasDuplicates {
      let all = Surroundings(
        settings: settings, distributions: found.map(\.assessment.distribution))
      var assessor = Assessor(computer: computer, surroundings: all)
      for (index, one) in found.enumerated()
      where all.duplicates[one.assessment.distribution.name] != nil {
        if case .found(let again) = Self.assess(
          one.entry, in: one.site, installers: installers, &assessor)
        {
          found[index] = again
        }
      }
    }
    let assessments = found.map(\.assessment)
    return Survey(
      environment: environment, rules: rules, assessments: assessments,
      warnings: warnings + settings.warnings)
  }

  /// A class, so that gathering and sorting move a reference instead of the whole verdict.
  private final class Found: Sendable {
    let site: SitePackages
    let entry: SitePackages.Entry
    let assessment: Assessment

    init(site: SitePackages, entry: SitePackages.Entry, assessment: Assessment) {
      self.site = site
      self.entry = entry
      self.assessment = assessment
    }
  }

  private enum Outcome: Sendable {
    case found(Found)
    case skipped(warning: String?)
  }

  private static func assess(
    _ entry: SitePackages.Entry, in site: SitePackages, installers: SitePackages.Installers,
    _ assessor: inout Assessor
  ) -> Outcome {
    switch site.read(entry, installers: installers) {
    case .distribution(let distribution):
      .found(Found(site: site, entry: entry, assessment: assessor.assess(distribution)))
    case .skipped(let warning): .skipped(warning: warning)
    }
  }

  /// The verdicts on some installs, their records read anew.
  package func assess(
    _ ids: Set<Path>, of distributions: [Distribution]
  ) throws(FileError) -> [Assessment] {
    let surroundings = Surroundings(settings: settings(), distributions: distributions)
    var assessor = Assessor(computer: computer(), surroundings: surroundings)
    var found: [Assessment] = []
    for path in environment.sitePackages {
      guard let site = try SitePackages(path) else { continue }
      for entry in site.entries where ids.contains(path.appending(entry.name)) {
        if case .distribution(let distribution) = site.read(entry) {
          found.append(assessor.assess(distribution))
        }
      }
    }
    return found
  }

  /// The verdicts on what is installed; `each` is told of every one as it comes, from any thread.
  package func assess(
    _ installed: Installed, _ surroundings: Surroundings,
    each: @escaping @Sendable (Assessment) -> Void
  ) -> Survey {
    let computer = computer()
    let assessments = Parallel.map(
      installed.distributions,
      state: { Assessor(computer: computer, surroundings: surroundings) },
      { assessor, distribution in
        let assessment = assessor.assess(distribution)
        each(assessment)
        return assessment
      })
    return Survey(
      environment: environment, rules: rules, assessments: assessments,
      warnings: installed.warnings + surroundings.settings.warnings)
  }
}
