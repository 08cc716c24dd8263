import Freshness
import Platform
import Reinstall
import UV

/// Carries out an action on the state; what must be done outside comes back as effects.
package func update(_ state: inout InspectorState, _ action: Action) -> [Effect] {
  switch action {
  case .key(let key):
    state.isInUse = true
    return press(key, &state)
  case .resized(let columns, let rows):
    state.columns = columns
    state.rows = rows
    state.keepSelectionInView()
    return []
  case .time(let now):
    state.now = now
    state.toasts.removeAll { $0.until <= now }
    return []
  case .installed(let distributions, let warnings):
    merge(distributions, &state)
    state.warn(warnings)
    return []
  case .assessed(let assessments):
    take(assessments, &state)
    state.arrange()
    return examineSelection(&state)
  case .surveyed:
    state.isScanning = state.mustSurveyAgain
    state.mustSurveyAgain = false
    state.arrange()
    return examineSelection(&state) + (state.isScanning ? [.work(.survey)] : [])
  case .surveyFailed(let message):
    state.isScanning = false
    state.mustSurveyAgain = false
    state.toast(message, isError: true)
    return []
  case .examined(let explanation):
    let id = explanation.assessment.distribution.path
    // The verdict may have changed while it was looked at.
    if state.items.contains(where: { $0.id == id && $0.assessment == explanation.assessment }) {
      state.explanations[id] = explanation
    }
    return []
  case .planned(let plan):
    state.overlay = .confirm(plan, isOnCancel: true, scroll: 0)
    return []
  case .planToCopy(let plan):
    guard case .command(let command)? = plan.steps.first?.outcome else {
      // What stops uv is put right with one command, ready to be pasted.
      if case .corruptRecord(let path, _)? = plan.steps.first?.assessment.problem {
        return [
          .terminal(.copy("rm -r \(UVCommand.quoted(path.shown))", name: "the command"))
        ]
      }
      if case .refused(let reason)? = plan.steps.first?.outcome {
        state.toast(reason, isError: true)
      }
      return []
    }
    return [.terminal(.copy(command.shellText, name: "the uv command"))]
  case .stepStarted, .output, .stepFinished, .batchFinished: return batch(action, &state)
  case .changed(let ids):
    // A batch looks at everything when it ends.
    if state.batch != nil { return [] }
    for id in ids { state.explanations[id] = nil }
    return [.work(.assess(ids))]
  case .environmentChanged:
    return state.batch != nil ? [] : survey(&state)
  case .polling(let isPolling):
    state.isPolling = isPolling
    return []
  case .environmentsFound(let found):
    state.environments = found
    state.isFindingEnvironments = true
    state.overlay = .environments(row: 0)
    return []
  case .environmentsCounted:
    state.isFindingEnvironments = false
    return []
  case .environmentCounted(let choice):
    for index in state.environments.indices where state.environments[index].root == choice.root {
      state.environments[index] = choice
    }
    return []
  case .opened(let title):
    state.forgetEnvironment()
    state.title = title
    return [.work(.survey)]
  case .copied(let name):
    state.toast("copied \(name)")
    return []
  case .cameBack:
    state.explanations = [:]
    return state.batch != nil ? [] : survey(&state)
  case .failed(let message):
    state.toast(message, isError: true)
    return []
  }
}

// MARK: - Results

/// New rows come, old ones go; selection, marks and verdicts stay with their installs.
private func merge(_ distributions: [Distribution], _ state: inout InspectorState) {
  var known: [Path: InspectorState.Item] = [:]
  for item in state.items { known[item.id] = item }
  state.items = distributions.map { distribution in
    var item = known[distribution.path] ?? InspectorState.Item(distribution: distribution)
    item.distribution = distribution
    return item
  }
  let present = Set(distributions.map(\.path))
  state.marks.formIntersection(present)
  state.explanations = state.explanations.filter { present.contains($0.key) }
  state.arrange()
}

private func take(_ assessments: [Assessment], _ state: inout InspectorState) {
  var places: [Path: Int] = [:]
  for (index, item) in state.items.enumerated() { places[item.id] = index }
  let isBroken = state.items.contains { $0.assessment?.state == .broken }
  for assessment in assessments {
    guard let index = places[assessment.distribution.path] else { continue }
    // Verdicts that come one by one do not know of the others.
    let assessment = isBroken ? assessment.whileUVFails() : assessment
    if state.items[index].assessment != assessment {
      state.explanations[assessment.distribution.path] = nil
    }
    state.items[index].distribution = assessment.distribution
    state.items[index].assessment = assessment
  }
}

/// Asks for a survey; while one goes on, which may have passed by what changed, for another one
/// behind it.
func survey(_ state: inout InspectorState) -> [Effect] {
  state.mustSurveyAgain = state.isScanning
  state.isScanning = true
  return state.mustSurveyAgain ? [] : [.work(.survey)]
}

/// Asks for a closer look at the selected install, once for each verdict on it.
func examineSelection(_ state: inout InspectorState) -> [Effect] {
  guard let item = state.selectedItem, state.explanations[item.id] == nil, item.assessment != nil
  else { return [] }
  return [.work(.examine(item.id))]
}

// MARK: - Reinstalling

private func batch(_ action: Action, _ state: inout InspectorState) -> [Effect] {
  switch action {
  case .stepStarted(let id, let command):
    setActivity(.running, of: id, &state)
    if let index = state.items.firstIndex(where: { $0.id == id }) {
      state.items[index].output = []
    }
    state.batch?.current = state.items.first { $0.id == id }?.distribution.name
    state.append(.command, "$ \(command)")
  case .output(let line):
    state.append(.output, line)
    if let index = state.items.firstIndex(where: { $0.activity == .running }) {
      state.items[index].output.append(line)
      let excess = state.items[index].output.count - InspectorState.outputLimit
      if excess > 0 { state.items[index].output.removeFirst(excess) }
    }
  case .stepFinished(let id, let name, let result): finish(id, name, result, &state)
  case .batchFinished:
    guard let batch = state.batch else { return [] }
    for index in state.items.indices { state.items[index].activity = .none }
    let left = batch.total - batch.finished
    var text = "\(batch.fresh) fresh, \(batch.still) still stale, \(batch.failed) failed"
    if left > 0 { text += ", \(left) not run" }
    state.append(batch.still + batch.failed + left == 0 ? .success : .failure, text)
    state.toast(text, isError: batch.still + batch.failed > 0)
    state.batch = nil
    state.showsLog = true
    state.arrange()
    return survey(&state)
  default: break
  }
  return []
}

private func finish(
  _ id: Path, _ name: String, _ result: StepResult, _ state: inout InspectorState
) {
  setActivity(.none, of: id, &state)
  state.batch?.finished += 1
  let time = TimeWords.length(result.duration)
  var failure: String?
  switch result.outcome {
  case .done(let now):
    state.items.removeAll { $0.id == id && !now.map(\.distribution.path).contains(id) }
    for assessment in now
    where !state.items.contains(where: { $0.id == assessment.distribution.path }) {
      state.items.append(InspectorState.Item(distribution: assessment.distribution))
      if state.selected == id { state.selected = assessment.distribution.path }
    }
    take(now, &state)
    if result.isFresh {
      state.batch?.fresh += 1
      state.append(.success, "\(name) is fresh after \(time)")
      state.marks.remove(id)
    } else {
      state.batch?.still += 1
      let why = now.first?.causes().first?.message ?? "it is not installed any more"
      state.append(.failure, "\(name) is still \(now.first?.state.rawValue ?? "stale"): \(why)")
      if let lesson = result.lesson { state.append(.failure, lesson.message) }
    }
  case .failed(let status):
    state.batch?.failed += 1
    failure = "uv failed with exit status \(status)"
  case .cancelled:
    failure = "cancelled"
  case .notStarted(let reason):
    state.batch?.failed += 1
    failure = "uv cannot be started: \(reason)"
  }
  if let failure { state.append(.failure, "\(name): \(failure)") }
  if let index = state.items.firstIndex(where: { $0.id == id }) {
    state.items[index].failure = failure
  }
  state.arrange()
}

private func setActivity(
  _ activity: InspectorState.Activity, of id: Path, _ state: inout InspectorState
) {
  if let index = state.items.firstIndex(where: { $0.id == id }) {
    state.items[index].activity = activity
  }
}

extension InspectorState {
  /// Everything that belongs to the environment goes; how the screen is set stays.
  fileprivate mutating func forgetEnvironment() {
    items = []
    visible = []
    selected = nil
    isInUse = false
    marks = []
    rangeStart = nil
    explanations = [:]
    filter = ""
    filterBefore = nil
    detailScroll = 0
    listTop = 0
    isScanning = true
    warnings = []
  }

  /// A line that stands for some seconds; errors stay in the log as well.
  mutating func toast(_ text: String, isError: Bool = false) {
    toasts.append(Toast(text: text, isError: isError, until: now + (isError ? 4 : 2)))
    if isError { append(.failure, text) }
  }

  /// Puts what is new among the warnings into the log, and says so.
  fileprivate mutating func warn(_ all: [String]) {
    let new = all.filter { !warnings.contains($0) }
    warnings = all
    for warning in new { append(.failure, "warning: \(warning)") }
    if !new.isEmpty {
      toast(new.count == 1 ? "a warning (@ shows it)" : "\(new.count) warnings (@ shows them)")
    }
  }

  mutating func append(_ kind: LogLine.Kind, _ text: String) {
    log.append(LogLine(kind: kind, text: text))
    if logScroll > 0 { logScroll += 1 }
    // The log of a long day must not grow without end.
    if log.count > 10_000 { log.removeFirst(log.count - 8_000) }
  }
}
