import Platform
import UV

/// Installs that the project's sync does not want: it removes them.
enum LockAdvice {
  static func advice(_ assessment: Assessment, _ surveyor: Surveyor) -> [Advice] {
    guard assessment.facts.wish == .unwanted, let wants = surveyor.circumstances().wants else {
      return []
    }
    let name = VisibleText.of(assessment.distribution.name)
    guard let lock = wants.lock else {
      return [
        Advice(
          .notInLock,
          "\(name) is installed, but the project does not require it: `uv sync` removes it; add it"
            + " to the project, or sync with `--inexact`")
      ]
    }
    guard lock.contains(assessment.distribution.name) else {
      return [
        Advice(
          .notInLock,
          "\(name) is installed but not in uv.lock: `uv sync` removes it; add it to the project, or"
            + " sync with `--inexact`")
      ]
    }
    let options = option(thatWants: assessment.distribution.name, surveyor)
    let command = options.map { (["uv", "sync"] + $0).joined(separator: " ") }
    return [
      Advice(
        .notInPlainSync,
        command.map { "`uv sync` removes \(name): only `\($0)` installs it" }
          ?? "`uv sync` removes \(name), although it is in uv.lock", command: command)
    ]
  }

  /// The fewest options with which the sync wants a package.
  private static func option(thatWants name: String, _ surveyor: Surveyor) -> [String]? {
    guard let choices = surveyor.projectSync?.choices() else { return nil }
    return choices.first { words in
      guard let options = try? SyncOptions(words) else { return false }
      return surveyor.projectSync?.wants(options)?.wanted[name] != nil
    }
  }
}
