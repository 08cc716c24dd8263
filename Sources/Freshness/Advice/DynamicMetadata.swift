import Platform
import UV

/// Metadata that the build takes from elsewhere, and that no key watches.
enum DynamicMetadata {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard subject.report.computed != nil, subject.project.isBuilt else { return [] }
    return git(subject) + versionFiles(subject) + dependencies(subject)
  }

  // MARK: - Version

  private static func git(_ subject: Advice.Subject) -> [Advice] {
    guard let tool = subject.project.inputs.version.gitTool,
      let missing = subject.project.missingGit(in: subject.keys)
    else { return [] }
    let version = VisibleText.of(subject.assessment.distribution.version ?? "the old version")
    let what: String
    switch missing {
    case (true, true): what = "uv does not watch Git here: after a commit or tag"
    case (false, true): what = "uv watches only the commit here: after a new tag"
    default: what = "uv watches only the tags here: after a commit"
    }
    let moved = hasMoved(subject)
    return [
      Advice(
        .dynamicVersionUnwatched,
        "\(tool) takes the version from Git, but \(what), \(version) stays installed",
        level: moved ? .warning : .note, paths: ["pyproject.toml"], proposal: subject.proposal,
        command: moved ? subject.reinstallCommand : nil)
    ]
  }

  /// Whether a commit or a tag came after the installation.
  private static func hasMoved(_ subject: Advice.Subject) -> Bool {
    guard let installed = subject.installed,
      let root = subject.report.project.ancestors.first(where: {
        Directory.working.has($0.appending(".git"))
      })
    else { return false }
    return [".git/logs/HEAD", ".git/HEAD", ".git/refs/tags"].contains { name in
      guard let status = try? Directory.working.status(of: root.appending(name)) else {
        return false
      }
      return status.changed > installed && status.modified > installed
    }
  }

  /// Whether a warning names this file for its version.
  static func tellsOfVersion(in path: Path, _ subject: Advice.Subject) -> Bool {
    versionFiles(subject).contains { $0.level == .warning && $0.paths.contains(path) }
  }

  /// A file that spells out another version than the installed one, or may do so one day.
  private static func versionFiles(_ subject: Advice.Subject) -> [Advice] {
    let files = subject.project.files
    return subject.project.inputs.version.files.compactMap { path in
      if subject.isWatched(path) || subject.project.outputs.contains(path) { return nil }
      let name = path.nameText
      let literal = VersionLiteral.find(in: files.text(path), named: name)
      let installed = subject.assessment.distribution.version ?? ""
      if let literal, !isSame(literal.normalized, installed) {
        return Advice(
          .dynamicVersionUnwatched,
          "\(path.shown) says \(literal), but \(installed) is installed, and uv does not watch"
            + " the file",
          paths: [path], proposal: subject.proposal, command: subject.reinstallCommand)
      }
      // A file that computes the version, if that is all it is for.
      let isEdited =
        literal == nil && subject.isEdited(path)
        && (name.contains("version") || name.contains("about") || path.suffix != "py")
      return Advice(
        .dynamicVersionUnwatched,
        isEdited
          ? "\(path.shown), which the version comes from, changed after this was installed, but uv"
            + " does not watch it"
          : "the version comes from \(path.shown); uv does not notice when it changes",
        level: isEdited ? .warning : .note, paths: [path], proposal: subject.proposal,
        command: isEdited ? subject.reinstallCommand : nil)
    }
  }

  /// A build may put a local part or a development release behind what the file says.
  private static func isSame(_ literal: String, _ installed: String) -> Bool {
    guard installed.hasPrefix(literal) else { return false }
    let rest = installed.dropFirst(literal.count)
    return rest.isEmpty || rest.hasPrefix("+") || rest.hasPrefix(".dev") || rest.hasPrefix(".post")
      || rest.allSatisfy { $0 == "." || $0 == "0" }
  }

  // MARK: - Dependencies

  private static func dependencies(_ subject: Advice.Subject) -> [Advice] {
    let unwatched = subject.project.inputs.all.filter { input in
      input.kind == .dependencies && !subject.isWatched(input.path)
    }.map(\.path)
    if unwatched.isEmpty { return [] }
    let edited = unwatched.filter(subject.isEdited)
    let them = unwatched.count == 1 ? "it changes" : "they change"
    return [
      Advice(
        .dynamicDependenciesUnwatched,
        edited.isEmpty
          ? "the dependencies come from \(BlindSpots.names(unwatched)); uv does not notice when"
            + " \(them)"
          : "\(BlindSpots.names(edited)), which the dependencies come from, changed after this was"
            + " installed, but uv does not watch \(edited.count == 1 ? "it" : "them")",
        level: edited.isEmpty ? .note : .warning, paths: edited.isEmpty ? unwatched : edited,
        proposal: subject.proposal,
        command: edited.isEmpty ? nil : subject.reinstallCommand)
    ]
  }
}
