import Platform
import UV

/// Inputs of the build that changed since the install, and that no key watches.
enum BlindSpots {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard subject.report.computed != nil, let installed = subject.installed else { return [] }
    let files = SourceWalk(of: subject.report.project).files
    let inputs = BuildInputs(
      subject.build, isEditable: subject.isEditable, paths: files.map(\.path))
    let dependencyFiles = Set(subject.build.dependencyFiles)
    // Edited, not only touched: a copy or a checkout of the same content changes the ctime alone.
    let changed = files.filter { file in
      file.status.changed > installed && file.status.modified > installed
        // A manifest that is left out has an advice of its own.
        && file.path != "pyproject.toml" && !subject.isWatched(file.path)
        && !dependencyFiles.contains(file.path)
        && inputs.contains(file.path)
    }
    if changed.isEmpty { return [] }
    let latest = changed.max { $0.status.modified < $1.status.modified } ?? changed[0]
    let others =
      changed.count == 1
      ? "" : changed.count == 2 ? " and 1 more file" : " and \(changed.count - 1) more files"
    return [
      Advice(
        .unwatchedSource,
        "\(latest.path.shown)\(others) changed since the install, and no key watches"
          + " \(changed.count == 1 ? "it" : "them"): uv will not rebuild",
        paths: changed.map(\.path),
        proposal: suggestion(
          for: changed.map(\.path), alone: subject.build.metadataFiles
        ).map(subject.adding))
    ]
  }

  /// A glob for each kind of file in each top directory; of a file that holds
  /// metadata no others of its kind.
  static func suggestion(
    for paths: [Path], alone: Set<Path>
  ) -> [CacheKey]? {
    var added: [CacheKey] = []
    for path in paths.sorted() {
      guard let text = path.utf8Text else { continue }
      let parts = text.split(separator: "/")
      let name = parts.last.map(String.init) ?? text
      let dot = name.dropFirst().lastIndex(of: ".")
      let key: CacheKey
      if !alone.contains(path), let top = parts.first, parts.count > 1, let dot,
        !top.contains(where: { "*?[]{}!#\\".contains($0) })
      {
        key = .file("\(top)/**/*\(name[dot...])")
      } else if CacheKey.isGlob(text) {
        continue
      } else {
        key = .file(text)
      }
      if !added.contains(key) { added.append(key) }
    }
    return added.isEmpty || added.count > 12 ? nil : added
  }
}
