import Platform
import UV

/// Keys with which uv reinstalls again and again.
enum Loops {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard let computed = subject.report.computed, let list = subject.report.list else { return [] }
    if computed.info.isEmpty {
      return [
        Advice(
          .keysMatchNothing,
          "the keys match nothing: uv reinstalls the first build on every sync and never builds again",
          proposal: KeyProposal(list.keys, addingFirst: .file("pyproject.toml")))
      ]
    }
    let environments = reachedEnvironments(subject)
    let output = environments.isEmpty ? buildOutput(subject) : []
    return environments + output
      + (environments.isEmpty && output.isEmpty ? stillStale(subject) : [])
  }

  // MARK: - Kinds

  /// Globs that match what package managers write, such as everything below `.venv`.
  private static func reachedEnvironments(_ subject: Advice.Subject) -> [Advice] {
    var known: [Path: Bool] = [:]
    func isEnvironment(_ directory: Path) -> Bool {
      if let answer = known[directory] { return answer }
      let full = subject.report.project.appending(directory.bytes)
      let answer =
        Places.isEnvironment(String(decoding: directory.name, as: UTF8.self))
        || Directory.working.has(full.appending("pyvenv.cfg"))
      known[directory] = answer
      return answer
    }
    return places(subject, isPlace: isEnvironment).map { place, found in
      Advice(
        .globReachesEnvironment,
        "the globs reach \(files(found.count)) in \(place.shown), which installing changes: uv would"
          + " reinstall again and again",
        paths: Array(found.prefix(5)), proposal: proposal(subject, without: place, as: "/**"))
    }
  }

  /// Build output, when a file there is what makes the install stale.
  private static func buildOutput(_ subject: Advice.Subject) -> [Advice] {
    let changed = Set(subject.evidence.changedFiles.map(\.path))
    guard let newest = subject.evidence.changedFiles.first?.path else { return [] }
    return places(subject) { Places.isOutput(String(decoding: $0.name, as: UTF8.self)) }
      .filter { place, _ in isBelow(newest, place) }
      .map { place, found in
        Advice(
          .globReachesBuildOutput,
          "the globs reach \(files(found.count)) in \(place.shown), which builds write, and"
            + " \(newest.shown) there is what makes it stale",
          paths: found.filter(changed.contains),
          proposal: proposal(subject, without: place, as: "/**"))
      }
  }

  /// A file that changed between the computation of the record and the end of the installation.
  private static func stillStale(_ subject: Advice.Subject) -> [Advice] {
    guard subject.assessment.state == .stale, let installed = subject.installed,
      let newest = subject.evidence.changedFiles.first, newest.changed <= installed
    else { return [] }
    let written = subject.evidence.changedFiles.map(\.path)
    return [
      Advice(
        .stillStale,
        "it was stale as soon as it was installed: \(newest.path.shown) changed while it was being"
          + " built, so that every reinstall makes it stale again",
        paths: Array(written.prefix(20)), proposal: proposal(subject, without: newest.path, as: "*")
      )
    ]
  }

  // MARK: - Parts

  /// The outermost directories of a kind with the files that globs match below them.
  private static func places(
    _ subject: Advice.Subject, isPlace: (Path) -> Bool
  ) -> [(place: Path, found: [Path])] {
    var found: [Path: Set<Path>] = [:]
    for entry in subject.report.entries {
      guard case .file(let text) = entry.key, CacheKey.isGlob(text) else { continue }
      for match in entry.matches {
        let parts = match.components
        for count in parts.indices.dropFirst() {
          let directory = Path(Array(parts[..<count].joined(separator: [UInt8(ascii: "/")])))
          if directory.name == Array("..".utf8) { continue }
          if isPlace(directory) {
            found[directory, default: []].insert(match)
            break
          }
        }
      }
    }
    return found.map { ($0.key, $0.value.sorted()) }.sorted { $0.0 < $1.0 }
  }

  private static func isBelow(_ path: Path, _ directory: Path) -> Bool {
    path.bytes.starts(with: directory.bytes + [UInt8(ascii: "/")])
  }

  /// The declared keys and an exclusion, if some exclusion has the globs keep off a place.
  ///
  /// Which one does depends on how uv clusters the globs, so that each is tried.
  private static func proposal(
    _ subject: Advice.Subject, without place: Path, as pattern: String
  ) -> KeyProposal? {
    guard let text = place.utf8Text else { return nil }
    let parts = text.split(separator: "/")
    let wanted = subject.evidence.watched.filter { $0 != place && !isBelow($0, place) }
    for depth in parts.indices {
      let exclusion =
        (parts[..<depth] + ["!" + parts[depth...].joined(separator: "/")]).joined(separator: "/")
        + pattern
      if subject.matches(adding: [.file(exclusion)]) == wanted {
        return subject.adding([.file(exclusion)])
      }
    }
    return nil
  }

  private static func files(_ count: Int) -> String {
    count == 1 ? "1 file" : "\(count) files"
  }
}
