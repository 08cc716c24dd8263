import Freshness
import Platform
import UV

extension JournalEntry {
  /// What a step came to; nil if uv was not started.
  init?(
    _ step: ReinstallPlan.Step, _ result: StepResult, _ reasons: JournalReasons,
    _ environment: PythonEnvironment, _ variables: ProcessEnvironment
  ) {
    guard let command = step.command, result.duration > 0 else { return nil }
    let outcome: Reinstall.Outcome
    var now: Assessment?
    switch result.outcome {
    case .done(let found):
      outcome = .done
      now = found.first
    case .failed: outcome = .failed
    case .cancelled: outcome = .cancelled
    case .notStarted: return nil
    }
    let uv = try? UVProgram.find(
      UVProgram.Places(named: command.program.utf8Text), variables: variables)
    let entry = JournalEntry(
      at: .now, Subject(now?.distribution ?? step.assessment.distribution, in: environment),
      from: step.assessment.state, to: now?.state, reasons)
    self = entry.of(
      Reinstall(
        by: .uvfresh, outcome, uv: uv?.release.description,
        seconds: Int(result.duration), installed: now?.installed))
  }
}
