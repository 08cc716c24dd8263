import Platform
import UV

/// Inputs of the build that changed since the install, and that no key watches.
enum BlindSpots {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard subject.report.computed != nil, subject.installed != nil, subject.project.isBuilt else {
      return []
    }
    let comparison = subject.content?.source?.comparison
    let changed = subject.project.inputs.wanted(isEditable: subject.isEditable).filter { input in
      switch input.kind {
      // Each has an advice of its own.
      case .manifest, .dependencies: return false
      // So has a version; but Cargo.toml and meson.build say more than that.
      case .version:
        if !subject.project.inputs.natives.containsDescription(input.path)
          || DynamicMetadata.tellsOfVersion(in: input.path, subject)
        {
          return false
        }
      default: break
      }
      // Compared with what is installed: equal, told of as a difference, or not shipped.
      let isCompared =
        comparison?.settled.contains(input.path) == true
        || input.kind == .module && !input.path.isAtTop
          && (input.path.isPython
            ? comparison?.coversModules == true : subject.isLeftOut(input.path))
      return !isCompared && !subject.isWatched(input.path)
        && !subject.project.outputs.contains(input.path) && subject.isEdited(input.path)
        && subject.content?.isCopied(input.path) != true
    }
    return [true, false].compactMap { isCertain in
      told(changed.filter { $0.isCertain == isCertain }.map(\.path), isCertain, subject)
    }
  }

  private static func told(
    _ paths: [Path], _ isCertain: Bool, _ subject: Advice.Subject
  ) -> Advice? {
    if paths.isEmpty { return nil }
    let them = paths.count == 1 ? "it" : "them"
    let which = isCertain ? "" : ", which the build may read,"
    let changedAfter = "\(names(paths))\(which) changed after this was installed"
    let isRebuilt = subject.assessment.nextAction == .reinstall
    let isRight =
      !isCertain
      && subject.project.isEnough(
        subject.report, watching: subject.evidence.watched, isEditable: subject.isEditable)
    return Advice(
      .unwatchedSource,
      isRebuilt
        ? "\(changedAfter), but uv does not watch \(them): it rebuilds now for another reason"
        : "\(changedAfter), but uv does not watch \(them): `uv sync` keeps the old build",
      level: isRight ? .note : nil, paths: paths, proposal: isRight ? nil : subject.proposal,
      command: subject.reinstallCommand)
  }

  /// `a`, `a and b`, `a and 3 more files`.
  static func names(_ paths: [Path]) -> String {
    guard let first = paths.first else { return "" }
    switch paths.count {
    case 1: return first.shown
    case 2: return "\(first.shown) and \(paths[1].shown)"
    default: return "\(first.shown) and \(paths.count - 1) more files"
    }
  }
}
