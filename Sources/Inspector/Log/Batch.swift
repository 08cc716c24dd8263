import Freshness
import Platform
import Reinstall
import UV

/// A reinstall that is going on.
package struct Batch: Hashable, Sendable {
  package let total: Int
  package var finished = 0
  package var current: String?
  package var fresh = 0
  package var still = 0
  package var failed = 0
  package var isCancelling = false

  /// How many lines of uv's output are kept for each install.
  static let outputLimit = 400

  init(total: Int) {
    self.total = total
  }
}

extension InspectorState {
  mutating func start(_ plan: ReinstallPlan) -> [Effect] {
    if plan.commands.isEmpty { return [] }
    for step in plan.steps where step.command != nil {
      list.change(step.assessment.distribution.path) { item in
        item.activity = .queued
        item.failure = nil
      }
    }
    batch = Batch(total: plan.commands.count)
    log.scroll = 0
    list.keepSelectionInView(rows: layout.listRows)
    return [.work(.run(plan))]
  }

  mutating func stepStarted(_ id: Path, _ command: String) {
    list.change(id) { item in
      item.activity = .running
      item.output = []
    }
    batch?.current = list.items.first { $0.id == id }?.distribution.name
    log.append(.command, "$ \(command)")
  }

  mutating func output(_ line: String) {
    log.append(.output, line)
    guard let id = list.items.first(where: { $0.activity == .running })?.id else { return }
    list.change(id) { item in
      item.output.append(line)
      let excess = item.output.count - Batch.outputLimit
      if excess > 0 { item.output.removeFirst(excess) }
    }
  }

  mutating func stepFinished(_ id: Path, _ name: String, _ result: StepResult) {
    list.change(id) { $0.activity = .none }
    batch?.finished += 1
    var failure: String?
    switch result.outcome {
    case .done(let now): done(id, name, now, result)
    case .failed(let status):
      batch?.failed += 1
      failure = "uv failed with exit status \(status)"
    case .cancelled: failure = "cancelled"
    case .notStarted(let reason):
      batch?.failed += 1
      failure = "uv cannot be started: \(reason)"
    }
    if let failure { log.append(.failure, "\(name): \(failure)") }
    list.change(id) { $0.failure = failure }
    arrange()
  }

  private mutating func done(
    _ id: Path, _ name: String, _ now: [Assessment], _ result: StepResult
  ) {
    list.items.removeAll { $0.id == id && !now.map(\.distribution.path).contains(id) }
    for assessment in now
    where !list.items.contains(where: { $0.id == assessment.distribution.path }) {
      list.items.append(ListState.Item(distribution: assessment.distribution))
      if list.selected == id { list.selected = assessment.distribution.path }
    }
    for changed in list.take(now) { detail.explanations[changed] = nil }
    if result.isFresh {
      batch?.fresh += 1
      log.append(.success, "\(name) is fresh after \(TimeWords.length(result.duration))")
      list.marks.remove(id)
      if let unmet = result.unmet {
        log.append(
          .failure, "\(name) needs \(unmet.requirements.joined(separator: ", ")): \(unmet.command)")
      }
    } else {
      batch?.still += 1
      let why = now.first?.causes().first?.message ?? "it is not installed any more"
      log.append(.failure, "\(name) is still \(now.first?.state.rawValue ?? "stale"): \(why)")
      if let lesson = result.lesson { log.append(.failure, lesson.message) }
    }
  }

  mutating func batchFinished() -> [Effect] {
    guard let batch else { return [] }
    for index in list.items.indices { list.items[index].activity = .none }
    let left = batch.total - batch.finished
    var text = "\(batch.fresh) fresh, \(batch.still) still stale, \(batch.failed) failed"
    if left > 0 { text += ", \(left) not run" }
    log.append(batch.still + batch.failed + left == 0 ? .success : .failure, text)
    toast(text, isError: batch.still + batch.failed > 0)
    self.batch = nil
    log.isShown = true
    arrange()
    return environment.survey()
  }
}
