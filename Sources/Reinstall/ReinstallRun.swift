import Freshness
import Glibc
import Platform
import UV

/// What one step of a plan came to.
package struct StepResult: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// uv succeeded; the installs of that name as they are now.
    case done([Assessment])
    /// uv's exit status, or 128 and the number of the signal that ended it.
    case failed(status: Int32)
    case cancelled
    /// uv could not be started, or not for what the plan was made for.
    case notStarted(String)
  }

  package let outcome: Outcome
  /// Seconds.
  package let duration: Double
  /// Why it will be stale again and again; nil unless it is still stale.
  package let lesson: Advice?
  /// What it requires and is not installed.
  package let unmet: UnmetRequirements?

  package init(
    outcome: Outcome, duration: Double, lesson: Advice? = nil, unmet: UnmetRequirements? = nil
  ) {
    self.outcome = outcome
    self.duration = duration
    self.lesson = lesson
    self.unmet = unmet
  }

  /// Fresh now, so that uv would keep it.
  package var isFresh: Bool {
    guard case .done(let now) = outcome else { return false }
    return !now.isEmpty && now.allSatisfy { $0.state == .fresh }
  }
}

/// Runs the commands of a plan one after the other.
///
/// `cancel` may be called from any thread; the running uv and all that it started are interrupted,
/// and killed after a time of grace.
package final class ReinstallRun: Sendable {
  private let surveyor: Surveyor
  private let variables: ProcessEnvironment
  private let journal: JournalWriter?
  private let state = Locked(State())

  private struct State {
    var running: pid_t?
    /// Between the decision to start uv and `running`.
    var isStarting = false
    var isCancelled = false
  }

  /// With a journal, each command that was run is written into it.
  package init(surveyor: Surveyor, variables: ProcessEnvironment, journal: JournalWriter? = nil) {
    self.surveyor = surveyor
    self.journal = journal
    // A command's directory was chosen by these already; uv would go to theirs instead of to its
    // own.
    self.variables = variables.without(["UV_PROJECT", "UV_WORKING_DIR", "UV_WORKING_DIRECTORY"])
      .setting(["NO_COLOR": "1", "UV_NO_PROGRESS": "1"])
  }

  package var isCancelled: Bool {
    state.withLock { $0.isCancelled }
  }

  /// Runs a step's command to its end, handing out its output line by line, then looks at the
  /// install again.
  package func run(_ step: ReinstallPlan.Step, line: (String) -> Void) -> StepResult {
    guard let journal else { return carryOut(step, line: line) }
    // The build changes files too, so that they are looked at before it.
    let reasons = surveyor.reasons(of: step.assessment)
    let result = carryOut(step, line: line)
    if let entry = JournalEntry(step, result, reasons, surveyor.environment, variables) {
      journal.write([entry])
    }
    return result
  }

  private func carryOut(_ step: ReinstallPlan.Step, line: (String) -> Void) -> StepResult {
    let start = MonotonicClock.seconds
    if isCancelled { return StepResult(outcome: .cancelled, duration: 0) }
    let command: UVCommand
    switch step.outcome {
    case .command(let one): command = one
    case .refused(let reason): return StepResult(outcome: .notStarted(reason), duration: 0)
    }
    if let reason = changeSince(step.assessment.distribution) {
      return StepResult(outcome: .notStarted(reason), duration: 0)
    }
    if let root = surveyor.environment.root, let holder = EnvironmentLock.holder(of: root) {
      line("waiting for \(VisibleText.of(holder)), which holds the environment's lock")
    }
    let mayStart = state.withLock { state in
      state.isStarting = !state.isCancelled
      return state.isStarting
    }
    guard mayStart else { return StepResult(outcome: .cancelled, duration: 0) }
    let child: ChildProcess
    do throws(FileError) {
      child = try ChildProcess.start(
        command.program, arguments: command.arguments, in: command.directory, environment: variables
      )
    } catch {
      state.withLock { $0.isStarting = false }
      return StepResult(outcome: .notStarted(error.reason), duration: 0)
    }
    let identifier = child.identifier
    state.withLock { state in
      state.running = identifier
      state.isStarting = false
    }
    var lines = OutputLines()
    do throws(FileError) {
      while true {
        let bytes = try child.read()
        if bytes.isEmpty { break }
        lines.take(bytes).forEach(line)
      }
      lines.finish().forEach(line)
    } catch {
      lines.finish().forEach(line)
      line("what uv writes cannot be read any more: \(error.reason)")
    }
    state.withLock { $0.running = nil }
    let status = child.wait()
    let duration = MonotonicClock.seconds - start
    if isCancelled {
      Self.end(group: identifier)
      return StepResult(outcome: .cancelled, duration: duration)
    }
    if status != 0 { return StepResult(outcome: .failed(status: status), duration: duration) }
    let now = look(at: step.name)
    let unmet = surveyor.environment.root.flatMap {
      UnmetRequirements(of: step.name, after: command, in: $0, variables: variables)
    }
    return StepResult(
      outcome: .done(now), duration: duration, lesson: lesson(of: now), unmet: unmet)
  }

  /// Stops the running uv and keeps further steps from starting.
  package func cancel() {
    state.withLock { $0.isCancelled = true }
    // One that is being started at this moment must not be missed.
    while state.withLock({ $0.isStarting }) { usleep(1000) }
    let running = state.withLock { $0.running }
    guard let running else { return }
    kill(-running, SIGINT)
    for _ in 0..<20 {
      usleep(100_000)
      if state.withLock({ $0.running }) != running { return }
    }
    kill(-running, SIGKILL)
  }

  /// A build that uv started may outlive it: it was interrupted too, is killed after a time of
  /// grace, and waited for until it is gone.
  private static func end(group: pid_t) {
    for round in 0..<40 {
      if kill(-group, 0) != 0 { return }
      if round == 20 { kill(-group, SIGKILL) }
      usleep(100_000)
    }
  }

  /// What happened to an install since the plan was made; nil if it is still what it was.
  private func changeSince(_ distribution: Distribution) -> String? {
    guard let installed = try? surveyor.installed() else {
      return "the environment cannot be read any more"
    }
    let now = installed.distributions.first { $0.path == distribution.path }
    guard let now else { return "it is not installed any more, since the plan was made" }
    return now.origin == distribution.origin
      ? nil : "its source is another one, since the plan was made"
  }

  /// The advice on loops, for an install that uv just made and that is stale all the same.
  private func lesson(of now: [Assessment]) -> Advice? {
    guard let stale = now.first(where: { $0.state != .fresh }) else { return nil }
    let loops: Set<Advice.Code> = [
      .keysMatchNothing, .globReachesEnvironment, .globReachesBuildOutput, .stillStale,
    ]
    return Explanation(of: stale, surveyor: surveyor, among: []).advice.first {
      loops.contains($0.code)
    }
  }

  private func look(at name: String) -> [Assessment] {
    let survey = try? surveyor.survey()
    return survey?.assessments.filter { $0.distribution.name == name } ?? []
  }
}
