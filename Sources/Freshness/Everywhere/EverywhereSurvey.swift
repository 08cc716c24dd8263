import Glibc
import Platform
import UV

/// One of many environments, with the verdicts on what is in it.
package struct PlacedSurvey: Sendable {
  package let known: KnownEnvironment
  /// The failure says why it cannot be read.
  package let survey: Result<Survey, FileError>
  /// The installs that were asked for.
  package let assessments: [Assessment]
  /// By dist-info; nil where nobody looked closely.
  package let outlines: [Path: Outline]?

  package var failure: FileError? {
    if case .failure(let failure) = survey { return failure }
    return nil
  }

  /// What uv does with the environment as a whole, unless that is the usual.
  package var outlookWarning: String? { (try? survey.get())?.outlook.warning }

  /// The installs that are not fresh, that make uv fail, or on which a close look warns.
  package var findings: [Assessment] {
    assessments.filter { assessment in
      assessment.state.needsAttention
        // Where uv does not run at all, one warning says so for all installs.
        || (assessment.nextAction == .fail && outlookWarning == nil)
        || outlines?[assessment.distribution.path]?.advice
          .contains { $0.level == .warning } == true
    }
  }

  /// Whether `check` reports it.
  package var isBad: Bool {
    failure != nil || !findings.isEmpty || assessments.contains { $0.nextAction == .fail }
  }
}

extension Surveyor {
  /// The verdicts on many environments, in their order; `each` gets every one as soon as it is done.
  ///
  /// Each is judged as if one stood beside it: its own project's settings and lock count, not those
  /// of the working directory. The current one is judged from where one stands. `names` leaves out
  /// all other installs, unless it is empty.
  package func survey(
    _ known: [KnownEnvironment], advice wantsAdvice: Bool = false, names: Set<String> = [],
    each: @escaping @Sendable (PlacedSurvey) -> Void = { _ in }
  ) -> [PlacedSurvey] {
    Parallel.map(known, share: 1, state: { () }) { _, environment in
      let place = look(at: environment, wantsAdvice: wantsAdvice, names)
      each(place)
      return place
    }
  }

  private func look(
    at known: KnownEnvironment, wantsAdvice: Bool, _ names: Set<String>
  ) -> PlacedSurvey {
    do throws(FileError) {
      let surveyor = try surveyor(of: known)
      let survey = try surveyor.survey(SitePackages.Extent(installers: .local))
      let asked = survey.assessments.filter {
        names.isEmpty || names.contains($0.distribution.name)
      }
      let local = asked.filter { $0.state != .untracked }
      return PlacedSurvey(
        known: surveyor.named(known), survey: .success(survey), assessments: asked,
        outlines: wantsAdvice ? Outliner(surveyor).byPath(local, among: survey.assessments) : nil)
    } catch {
      return PlacedSurvey(known: known, survey: .failure(error), assessments: [], outlines: nil)
    }
  }

  /// The same with the project that owns it, which only where one stands may tell:
  /// `UV_PROJECT_ENVIRONMENT` names it, one for several working trees, too.
  private func named(_ known: KnownEnvironment) -> KnownEnvironment {
    guard known.isCurrent, known.role == .virtualEnvironment,
      case .project(let project) = circumstances().owner
    else { return known }
    return KnownEnvironment(
      root: known.root, role: .project, owner: VisibleText.exactly(project.project.name),
      origin: known.origin, isCurrent: true)
  }

  /// The surveyor that judges an environment; fails where there is none.
  package func surveyor(of known: KnownEnvironment) throws(FileError) -> Surveyor {
    if known.isCurrent, environment.root == known.root { return self }
    guard let configuration = PyvenvConfiguration(at: known.root),
      let environment = PythonEnvironment(virtual: known.root, configuration: configuration)
    else {
      throw FileError(code: ENOENT, path: known.root.appending("pyvenv.cfg"))
    }
    return beside(environment)
  }

  /// The same for another environment, as if one stood beside it.
  package func beside(_ environment: PythonEnvironment) -> Surveyor {
    // These say where uv would work if it were started here, which concerns one environment only.
    let variables = variables.without(
      ["UV_PROJECT"] + EnvironmentDiscovery.variablesNamingRoots)
    return moved(
      to: environment, workingDirectory: environment.root?.parent ?? "/", variables: variables)
  }
}
