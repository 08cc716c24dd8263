import Freshness
import Platform
import Reinstall
import UV

/// Takes in what happened; what must be done outside comes back as effects.
package func update(_ state: inout InspectorState, _ event: Event) -> [Effect] {
  let effects = state.take(event)
  state.refreshDetail()
  return effects
}

extension InspectorState {
  fileprivate mutating func take(_ event: Event) -> [Effect] {
    switch event {
    case .key(let key):
      list.isInUse = true
      return press(key)
    case .resized(let columns, let rows):
      self.columns = columns
      self.rows = rows
      list.keepSelectionInView(rows: layout.listRows)
      if environments.isShown { environments.keepInView(rows: environmentRows) }
    case .time(let now):
      self.now = now
      toasts.drop(before: now)
    case .installed(let distributions, let warnings): installed(distributions, warnings)
    case .assessed(let assessments): return assessed(assessments)
    case .surveyed: return surveyed()
    case .surveyFailed(let message):
      _ = environment.surveyEnded(message)
      detail.touch()
      toast(message, isError: true)
    case .examined(let explanation): examined(explanation)
    case .glanced(let found):
      for (id, glance) in found { list.take(glance, of: id) }
      arrange()
      detail.touch()
    case .globTried(let result):
      if result.install == list.selected { detail.take(result) }
    case .answered(let answer, let question):
      // The question may be closed, or be a newer one.
      if overlay?.number == question { overlay?.take(answer) }
    case .planToCopy(let plan): return copyCommands(of: plan)
    case .stepStarted(let id, let command): stepStarted(id, command)
    case .output(let line): output(line)
    case .stepFinished(let id, let name, let result): return stepFinished(id, name, result)
    case .batchFinished: return batchFinished()
    case .recordRemoved(let removal, let outcome, let output):
      return removed(removal, outcome, output: output)
    case .traceEnded(let id, let result): return traceEnded(id, result)
    case .keysWritten(let id): return keysWritten(id)
    case .changed(let ids):
      // A batch looks at everything when it ends.
      if batch != nil { return [] }
      detail.age(ids)
      list.markStale(ids)
      return [.work(.assess(ids))]
    case .environmentChanged: return batch != nil ? [] : environment.survey()
    case .polling(let isPolling): environment.isPolling = isPolling
    case .environmentsFound(let found):
      environments.found(found)
      if environments.isShown { environments.keepInView(rows: environmentRows) }
    case .environmentCounted(let row):
      environments.counted(row)
      if environments.isShown { environments.keepInView(rows: environmentRows) }
    case .environmentsCounted: environments.isFinding = false
    case .opened(let name):
      forgetEnvironment(name)
      enterEnvironment()
      return [.work(.survey)]
    case .copied(let name): toast("copied \(name)")
    case .cameBack:
      detail.forgetAll()
      return batch != nil ? [] : environment.survey()
    case .failed(let message):
      environments.toReinstall = nil
      toast(message, isError: true)
    case .warned(let message): log.append(.warning, message, at: moment)
    }
    return []
  }

  // MARK: - Results

  private mutating func installed(_ distributions: [Distribution], _ warnings: [String]) {
    list.merge(distributions)
    let present = Set(distributions.map(\.path))
    detail.forget(detail.explanations.keys.filter { !present.contains($0) })
    environment.failure = nil
    arrange()
    let new = environment.take(warnings)
    for warning in new { log.append(.warning, warning, at: moment) }
    if !new.isEmpty, !showsLog {
      let hint = bindings.hint(.log, new.count == 1 ? "shows it" : "shows them")
      toast(Counted.text(new.count, "warning") + hint)
    }
  }

  private mutating func assessed(_ assessments: [Assessment]) -> [Effect] {
    note(assessments)
    let changed = list.take(assessments)
    detail.forget(changed)
    list.markStale(changed)
    arrange()
    return examineSelection() + (environment.isScanning ? [] : glance())
  }

  private mutating func surveyed() -> [Effect] {
    let effects = environment.surveyEnded()
    arrange()
    let isFirst = environments.all.isEmpty && !environments.isFinding
    return examineSelection() + effects + (environment.isScanning ? [] : glance())
      + (isFirst ? [.work(.findEnvironments)] : []) + askForEnvironment()
  }

  /// Looks closely at local installs on which the last look is out of date.
  private mutating func glance() -> [Effect] {
    let ids = list.takeStale()
    return ids.isEmpty ? [] : [.work(.glance(ids))]
  }

  private mutating func examined(_ explanation: Explanation) {
    let id = explanation.assessment.distribution.path
    // The verdict may have changed while it was looked at.
    guard list.items.contains(where: { $0.id == id && $0.assessment == explanation.assessment })
    else { return }
    detail.take(explanation)
    let glance = Glance(explanation)
    // Of what has no source here a row shows nothing of it, unless there is advice.
    let isShown = explanation.assessment.distribution.localSource != nil || !glance.advice.isEmpty
    if isShown, list.take(glance, of: id) { arrange() }
  }

  /// Puts what turned stale, or fresh, by itself into the log.
  private mutating func note(_ assessments: [Assessment]) {
    if batch != nil || environment.isScanning { return }
    for assessment in assessments {
      let id = assessment.distribution.path
      guard let before = list.items.first(where: { $0.id == id })?.assessment?.state,
        before != assessment.state, assessment.distribution.localSource != nil
      else { continue }
      var item = ListState.Item(distribution: assessment.distribution)
      item.assessment = assessment
      let why = item.why(nil, glyphs).map(\.text).joined()
      log.append(
        .turned(assessment.state),
        "turned \(assessment.state.rawValue)\(why.isEmpty ? "" : ": \(why)")",
        of: assessment.distribution.name, at: moment)
    }
  }

  private mutating func copyCommands(of plan: ReinstallPlan) -> [Effect] {
    let commands = plan.commands.map(\.shellText)
    if !commands.isEmpty {
      let name = Counted.text(commands.count, "uv command")
      return [.terminal(.copy(commands.joined(separator: "\n"), name: name))]
    }
    for case .refused(let reason) in plan.steps.map(\.outcome) {
      toast(reason, isError: true)
      break
    }
    return []
  }

  /// Asks for a closer look at the selected install, once for each verdict on it.
  mutating func examineSelection() -> [Effect] {
    guard let item = list.selectedItem, detail.lacksLook(at: item.id), item.assessment != nil
    else { return [] }
    return [.work(.examine(item.id))]
  }

  /// Everything that belongs to the environment goes; how the screen is set stays.
  private mutating func forgetEnvironment(_ name: EnvironmentName) {
    list.forget()
    detail.forgetAll()
    detail.traces = [:]
    detail.rewind()
    environment = EnvironmentStatus(name)
    environment.isScanning = true
  }
}
