import Freshness
import Platform
import Reinstall
import UV

/// A reinstall that is going on.
package struct Batch: Hashable, Sendable {
  struct Step: Hashable, Sendable {
    let name: String
    let since: Double
  }

  package let total: Int
  let began: Double
  package internal(set) var finished = 0
  var current: Step?
  package internal(set) var reinstalled = 0
  /// Of the reinstalled ones, those that are not fresh all the same.
  package internal(set) var still: [String] = []
  package internal(set) var failed: [String] = []
  package internal(set) var cancelled = 0
  package internal(set) var isCancelling = false

  init(total: Int, began: Double) {
    self.total = total
    self.began = began
  }

  package var notRun: Int { total - finished }

  /// What became of all: the numbers add up to the total.
  package var words: String {
    var parts = ["\(reinstalled) reinstalled"]
    if !still.isEmpty { parts[0] += " (\(names(still)) still not fresh)" }
    if !failed.isEmpty { parts.append("\(failed.count) failed (\(names(failed)))") }
    if cancelled > 0 { parts.append("\(cancelled) cancelled") }
    if notRun > 0 { parts.append("\(notRun) not run") }
    return parts.joined(separator: ", ")
  }

  private func names(_ all: [String]) -> String {
    let shown = all.prefix(3).joined(separator: ", ")
    return shown + Counted.more(all.count - 3)
  }

  var isGood: Bool { still.isEmpty && reinstalled == total }
}

extension InspectorState {
  mutating func start(_ plan: ReinstallPlan) -> [Effect] {
    if plan.commands.isEmpty { return [] }
    for step in plan.steps where step.command != nil {
      list.change(step.assessment.distribution.path) { item in
        item.activity = .queued
        item.lastRun = nil
      }
    }
    batch = Batch(total: plan.commands.count, began: now)
    log.follow()
    detail.touch()
    list.freeze()
    arrange()
    return [.work(.run(plan))]
  }

  /// The last line that uv printed in the step that runs.
  var currentOutput: String? {
    guard isWorking else { return nil }
    let run = list.items.first { $0.activity.isRunning }?.lastRun
    return run?.output.last { !$0.trimmed.isEmpty }.map { String($0.trimmed) }
  }

  mutating func stepStarted(_ id: Path, _ command: String) {
    let name = list.items.first { $0.id == id }?.distribution.name ?? ""
    list.change(id) { item in
      item.activity = .running(since: now)
      item.lastRun = ListState.LastRun(command: command)
    }
    batch?.current = Batch.Step(name: name, since: now)
    log.append(.command, command, of: name, at: moment)
    detail.touch()
  }

  mutating func output(_ line: String) {
    guard let id = list.items.first(where: { $0.activity.isRunning })?.id else { return }
    list.change(id) { $0.lastRun?.append(line) }
    if id == list.selected, detail.tab == .run { detail.touch() }
  }

  mutating func stepFinished(_ id: Path, _ name: String, _ result: StepResult) -> [Effect] {
    list.change(id) { item in
      item.activity = .none
      item.lastRun?.seconds = result.duration
    }
    batch?.finished += 1
    batch?.current = nil
    var outcome = ListState.LastRun.Outcome.done
    switch result.outcome {
    case .done(let now): done(id, name, now, result)
    case .failed(let status): outcome = .failed("uv failed with exit status \(status)")
    case .cancelled:
      batch?.cancelled += 1
      outcome = .cancelled
      log.append(.warning, "cancelled", of: name, at: moment)
    case .notStarted(let reason): outcome = .failed("uv was not started: \(reason)")
    }
    list.change(id) { item in
      if item.lastRun == nil { item.lastRun = ListState.LastRun(command: "uv") }
      item.lastRun?.outcome = outcome
    }
    if case .failed(let words) = outcome {
      batch?.failed.append(name)
      let reason = list.items.first { $0.id == id }?.lastRun?.reason ?? words
      log.append(.failure, reason, of: name, at: moment)
    }
    detail.touch()
    arrange()
    return id == list.selected ? examineSelection() : []
  }

  private mutating func done(
    _ id: Path, _ name: String, _ now: [Assessment], _ result: StepResult
  ) {
    let run = list.items.first { $0.id == id }?.lastRun
    // All installs of that name were looked at: an earlier one beside it may be gone, too.
    let present = Set(now.map(\.distribution.path))
    list.items.removeAll { $0.distribution.name == name && !present.contains($0.id) }
    for assessment in now
    where !list.items.contains(where: { $0.id == assessment.distribution.path }) {
      var item = ListState.Item(distribution: assessment.distribution)
      item.lastRun = run
      item.lastRun?.outcome = .done
      list.items.append(item)
      if list.selected == id { list.selected = item.id }
      if list.marks.contains(id) { list.marks.insert(item.id) }
    }
    list.marks.formIntersection(list.items.map(\.id))
    let changed = list.take(now)
    detail.forget(changed)
    list.markStale(changed)
    batch?.reinstalled += 1
    if result.isFresh {
      let time = TimeWords.length(result.duration)
      log.append(.success, "fresh after \(time)", of: name, at: moment)
      list.marks.subtract(present)
      if let unmet = result.unmet {
        log.append(
          .failure, "needs \(unmet.requirements.joined(separator: ", ")): \(unmet.command)",
          of: name,
          at: moment)
      }
    } else {
      batch?.still.append(name)
      let why = now.first?.causes().first?.message ?? "it is not installed any more"
      log.append(
        .failure, "still \(now.first?.state.rawValue ?? "stale"): \(why)", of: name, at: moment)
      if let lesson = result.lesson {
        log.append(.warning, lesson.message, of: name, at: moment)
      }
    }
  }

  mutating func batchFinished() -> [Effect] {
    guard let batch else { return [] }
    for index in list.items.indices { list.items[index].activity = .none }
    log.append(batch.isGood ? .success : .failure, batch.words, at: moment)
    toasts.add(batch.words, isError: !batch.isGood, at: now)
    self.batch = nil
    log.isShown = true
    list.thaw()
    arrange()
    detail.touch()
    // Whoever went to another window meanwhile wants to know.
    let bell: [Effect] = now - batch.began > 10 ? [.terminal(.ring)] : []
    return bell + environment.survey()
  }
}
