import Environments
import FileSystem
import Freshness
import Glibc
import Processes
import Synchronization

/// What one step of a plan came to.
package struct StepResult: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// uv succeeded; the installs of that name as they are now.
    case done([Assessment])
    /// uv's exit status, or 128 and the number of the signal that ended it.
    case failed(status: Int32)
    case cancelled
    /// uv could not be started.
    case notStarted(String)
  }

  package let outcome: Outcome
  /// Seconds.
  package let duration: Double

  package init(outcome: Outcome, duration: Double) {
    self.outcome = outcome
    self.duration = duration
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
  private let state = Mutex(State())

  private struct State {
    var running: pid_t?
    var isCancelled = false
  }

  package init(surveyor: Surveyor, variables: ProcessEnvironment) {
    self.surveyor = surveyor
    self.variables = variables.setting(["NO_COLOR": "1", "UV_NO_PROGRESS": "1"])
  }

  package var isCancelled: Bool {
    state.withLock { $0.isCancelled }
  }

  /// Runs one command to its end, handing out its output line by line, then looks at the install anew.
  package func run(
    _ command: UVCommand, name: String, line: (String) -> Void
  ) -> StepResult {
    let start = Self.now()
    if isCancelled { return StepResult(outcome: .cancelled, duration: 0) }
    let child: ChildProcess
    do throws(FileError) {
      child = try ChildProcess.start(
        command.program, arguments: command.arguments, in: command.folder, environment: variables)
    } catch {
      return StepResult(outcome: .notStarted(error.reason), duration: 0)
    }
    let identifier = child.identifier
    state.withLock { $0.running = identifier }
    var lines = OutputLines()
    while true {
      let bytes = child.read()
      if bytes.isEmpty { break }
      lines.take(bytes).forEach(line)
    }
    lines.finish().forEach(line)
    state.withLock { $0.running = nil }
    let status = child.wait()
    let duration = Self.now() - start
    if isCancelled { return StepResult(outcome: .cancelled, duration: duration) }
    if status != 0 { return StepResult(outcome: .failed(status: status), duration: duration) }
    return StepResult(outcome: .done(look(at: name)), duration: duration)
  }

  /// Stops the running uv and keeps further steps from starting.
  package func cancel() {
    let running = state.withLock { state in
      state.isCancelled = true
      return state.running
    }
    guard let running else { return }
    kill(-running, SIGINT)
    for _ in 0..<20 {
      usleep(100_000)
      if state.withLock({ $0.running }) != running { return }
    }
    kill(-running, SIGKILL)
  }

  private func look(at name: String) -> [Assessment] {
    guard let installed = try? surveyor.installed() else { return [] }
    var assessor = Assessor(
      computer: surveyor.computer(), surroundings: surveyor.surroundings(of: installed))
    return installed.distributions.filter { $0.name == name }.map { assessor.assess($0) }
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
