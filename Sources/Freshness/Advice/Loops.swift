import Platform
import UV

/// Keys with which uv reinstalls again and again.
enum Loops {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard let computed = subject.report.computed, subject.report.list != nil else { return [] }
    if computed.info.isEmpty {
      return [
        Advice(
          .keysMatchNothing,
          "no cache key matches a file: every sync reinstalls the same old build and never rebuilds"
            + " it",
          proposal: subject.proposal)
      ]
    }
    if let old = oldVersion(subject) { return [old] }
    let places = ReachedPlaces(subject.report).all
    let environments = places.filter { $0.kind == .environment }.map { place in
      Advice(
        .globReachesEnvironment,
        "the globs match \(Counted.text(place.found.count, "file")) in \(place.path.shown), which every"
          + " installation changes: uv rebuilds again and again",
        paths: Array(place.found.prefix(5)), proposal: subject.proposal)
    }
    let output = environments.isEmpty ? buildOutput(subject, places) : []
    return environments + output
      + (environments.isEmpty && output.isEmpty ? stillStale(subject) : [])
  }

  /// uv wants another version than its cache holds, and no key tells it that the cached build is old.
  static func oldVersion(_ subject: Advice.Subject) -> Advice? {
    let change = subject.assessment.changes.first { $0.key == .version }
    guard case .text(let version)? = change?.current, let cached = subject.cachedBuild?.version
    else { return nil }
    let wanted = version.string
    if PackageVersion.areEqual(cached, wanted) { return nil }
    return Advice(
      .oldVersionCached,
      "every sync reinstalls \(cached) from uv's cache: the version is \(wanted) now, and no cache key"
        + " notices; `\(subject.reinstallCommand)` builds it once, a key on pyproject.toml each time",
      proposal: subject.proposal, command: subject.reinstallCommand)
  }

  /// Build output, when a file there is what makes the install stale.
  private static func buildOutput(
    _ subject: Advice.Subject, _ places: [ReachedPlaces.Place]
  ) -> [Advice] {
    let changed = Set(subject.evidence.changedFiles.map(\.path))
    guard let newest = subject.evidence.changedFiles.first?.path else { return [] }
    return places.filter { $0.kind == .output && newest.isBelow($0.path) }.map { place in
      Advice(
        .globReachesBuildOutput,
        "the globs match \(Counted.text(place.found.count, "file")) in \(place.path.shown), where builds write:"
          + " \(newest.shown) is what makes it stale",
        paths: place.found.filter(changed.contains), proposal: subject.proposal)
    }
  }

  /// A file that changed between the computation of the record and the end of the installation.
  private static func stillStale(_ subject: Advice.Subject) -> [Advice] {
    guard subject.assessment.state == .stale, let installed = subject.installed,
      let newest = subject.evidence.changedFiles.first, newest.changed <= installed
    else { return [] }
    let written = subject.evidence.changedFiles.map(\.path)
    let known = subject.project.outputs.all.first { $0.path == newest.path && $0.isWritten }
    let reason = known.map { $0.why == "the build wrote it" ? "" : " (\($0.why))" } ?? ""
    return [
      Advice(
        .stillStale,
        "\(newest.path.shown) changed while it was being built\(reason), and uv watches it: every"
          + " reinstall is stale again at once",
        paths: Array(written.prefix(20)), proposal: subject.proposal)
    ]
  }
}
