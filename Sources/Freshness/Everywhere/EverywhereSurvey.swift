import Platform
import UV

/// One of many environments, with the verdicts on what is in it.
package struct PlacedSurvey: Sendable {
  package let known: KnownEnvironment
  /// The failure says why it cannot be read.
  package let survey: Result<Survey, FileError>

  /// The installs that are not fresh, and those that cannot be told.
  package var attention: [Assessment] {
    ((try? survey.get())?.assessments ?? []).filter(\.state.needsAttention)
  }
}

extension Surveyor {
  /// The verdicts on many environments, in their order.
  ///
  /// Each is judged as if one stood beside it: its own project's settings and lock count, not those
  /// of the working directory.
  package func survey(_ known: [KnownEnvironment]) -> [PlacedSurvey] {
    // These say where uv would work if it were started here, which concerns one environment only.
    let variables = variables.without(["UV_PROJECT", "VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT"])
    return Parallel.map(known, share: 1, state: { () }) { _, environment in
      PlacedSurvey(known: environment, survey: survey(environment, variables))
    }
  }

  private func survey(
    _ known: KnownEnvironment, _ variables: ProcessEnvironment
  ) -> Result<Survey, FileError> {
    guard let configuration = PyvenvConfiguration(at: known.root),
      let environment = PythonEnvironment(virtual: known.root, configuration: configuration)
    else {
      return .failure(FileError(code: 2, path: known.root.appending("pyvenv.cfg")))
    }
    return Result { () throws(FileError) in
      try moved(
        to: environment, workingDirectory: known.root.parent ?? "/", variables: variables
      ).survey(installers: .local)
    }
  }
}
