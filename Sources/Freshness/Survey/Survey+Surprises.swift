import Platform
import UV

extension Survey {
  /// What the next sync does with installs that are fresh, a line for each reason.
  ///
  /// They need no attention, but silence would say that the sync leaves them alone.
  package static func surprises(_ assessments: [Assessment]) -> [String] {
    var names: [String: [String]] = [:]
    for assessment in assessments where assessment.state == .fresh {
      let reason: String? =
        switch assessment.nextAction {
        case .remove: "`uv sync` removes what the project does not need"
        case .reinstall where assessment.facts.outlook == .usual:
          assessment.forcedBy.map { "\($0.shown) makes every sync reinstall" }
            ?? "the next `uv tool upgrade` reinstalls what `uv tool install` did"
        default: nil
        }
      if let reason { names[reason, default: []].append(assessment.distribution.name) }
    }
    return names.sorted { $0.key < $1.key }.map { reason, names in
      let shown = names.prefix(3).joined(separator: ", ")
      return VisibleText.of("\(reason): \(shown)\(Counted.more(names.count - 3))")
    }
  }
}
