import Freshness
import Platform
import Reinstall
import UV

/// Carries out an action on the state; what must be done outside comes back as effects.
package func update(_ state: inout InspectorState, _ action: Action) -> [Effect] {
  state.take(action)
}

extension InspectorState {
  fileprivate mutating func take(_ action: Action) -> [Effect] {
    switch action {
    case .key(let key):
      list.isInUse = true
      return press(key)
    case .resized(let columns, let rows):
      self.columns = columns
      self.rows = rows
      list.keepSelectionInView(rows: layout.listRows)
    case .time(let now):
      self.now = now
      toasts.drop(before: now)
    case .installed(let distributions, let warnings): installed(distributions, warnings)
    case .assessed(let assessments): return assessed(assessments)
    case .surveyed:
      let effects = environment.surveyEnded()
      arrange()
      return examineSelection() + effects
    case .surveyFailed(let message):
      environment.isScanning = false
      environment.mustSurveyAgain = false
      toast(message, isError: true)
    case .examined(let explanation): detail.take(explanation, list)
    case .planned(let plan): overlay = ReinstallQuestion(plan: plan)
    case .planToCopy(let plan): return copyCommand(of: plan)
    case .stepStarted(let id, let command): stepStarted(id, command)
    case .output(let line): output(line)
    case .stepFinished(let id, let name, let result): stepFinished(id, name, result)
    case .batchFinished: return batchFinished()
    case .changed(let ids):
      // A batch looks at everything when it ends.
      if batch != nil { return [] }
      for id in ids { detail.explanations[id] = nil }
      return [.work(.assess(ids))]
    case .environmentChanged: return batch != nil ? [] : environment.survey()
    case .polling(let isPolling): environment.isPolling = isPolling
    case .environmentsFound(let found):
      picker.found(found)
      overlay = EnvironmentMenu()
    case .environmentCounted(let choice): picker.counted(choice)
    case .environmentsCounted: picker.isFinding = false
    case .opened(let title):
      forgetEnvironment(title)
      return [.work(.survey)]
    case .copied(let name): toast("copied \(name)")
    case .cameBack:
      detail.explanations = [:]
      return batch != nil ? [] : environment.survey()
    case .failed(let message): toast(message, isError: true)
    }
    return []
  }

  // MARK: - Results

  private mutating func installed(_ distributions: [Distribution], _ warnings: [String]) {
    list.merge(distributions)
    let present = Set(distributions.map(\.path))
    detail.explanations = detail.explanations.filter { present.contains($0.key) }
    arrange()
    let new = environment.take(warnings)
    for warning in new { log.append(.failure, "warning: \(warning)") }
    if !new.isEmpty {
      let hint = bindings.hint(.log, new.count == 1 ? "shows it" : "shows them")
      toast((new.count == 1 ? "a warning" : "\(new.count) warnings") + hint)
    }
  }

  private mutating func assessed(_ assessments: [Assessment]) -> [Effect] {
    for id in list.take(assessments) { detail.explanations[id] = nil }
    arrange()
    return examineSelection()
  }

  private mutating func copyCommand(of plan: ReinstallPlan) -> [Effect] {
    guard let step = plan.steps.first else { return [] }
    switch step.outcome {
    case .command(let command):
      return [.terminal(.copy(command.shellText, name: "the uv command"))]
    case .refused(let reason):
      // What stops uv is removed with one command, ready to be pasted.
      if case .corruptRecord(let path, _)? = step.assessment.problem {
        return [
          .terminal(.copy("rm -r \(UVCommand.quoted(path.shown))", name: "the command"))
        ]
      }
      toast(reason, isError: true)
      return []
    }
  }

  /// Asks for a closer look at the selected install, once for each verdict on it.
  mutating func examineSelection() -> [Effect] {
    guard let item = list.selectedItem, detail.explanations[item.id] == nil,
      item.assessment != nil
    else { return [] }
    return [.work(.examine(item.id))]
  }

  /// Everything that belongs to the environment goes; how the screen is set stays.
  private mutating func forgetEnvironment(_ title: String) {
    list.forget()
    detail.forget()
    environment = EnvironmentStatus(title: title)
    environment.isScanning = true
  }
}
