import Formats
import Freshness
import Glibc
import Platform
import UV

/// Builds a project once with uv under strace, and learns from it what its cache keys should be.
///
/// A wheel is built, not an editable: `uv build` makes no other, and a wheel's build reads all that
/// an editable's does. What it only packs is told apart by the wheel. The result, temporary files
/// and, where backends can be told, intermediate ones go to a directory that is removed at the end,
/// so that an earlier build's leftovers keep no compiler from reading its sources.
///
/// strace, because it sees every call of all child processes, also of those that are linked
/// statically, and with seccomp filtering is not slow.
package final class TraceRun: Sendable {
  private let project: Path
  private let uv: Path
  private let rules: Rules
  private let variables: ProcessEnvironment
  /// Whether Python modules count as inputs: for an install that is a copy.
  private let isCopy: Bool
  private let state = Locked(State())

  private struct State {
    var running: pid_t?
    var isCancelled = false
  }

  /// `project` is absolute.
  package init(
    _ project: Path, uv: Path, rules: Rules, variables: ProcessEnvironment, isCopy: Bool
  ) {
    self.project = project
    self.uv = uv
    self.rules = rules
    self.variables = variables
    self.isCopy = isCopy
  }

  /// The command that is run, without the tracer's own options and with the directory left open.
  package var command: String {
    "strace -f -- \(uv.shown) build --wheel --out-dir <temporary> (in \(project.shown))"
  }

  package var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Whether there is a tracer, and something to build.
  package func check() throws(TraceFailure) {
    _ = try tracer()
    guard ["pyproject.toml", "setup.py"].contains(where: { has($0) }) else {
      throw TraceFailure(
        "\(project.shown) has neither pyproject.toml nor setup.py: there is nothing to build")
    }
  }

  /// Builds, handing out uv's output line by line, and reports.
  package func run(line: (String) -> Void) throws(TraceFailure) -> TraceReport {
    try check()
    let strace = try tracer()
    let place: Path
    do throws(FileError) {
      place = try Directory.resolve(Directory.makeTemporary("uvfresh-trace", variables))
    } catch {
      throw TraceFailure("\(error.path.shown): \(error.reason); set TMPDIR to a directory to use")
    }
    defer { try? Directory.working.remove(place) }
    do throws(FileError) {
      if let report = try run(strace, in: place, line: line) { return report }
    } catch {
      throw TraceFailure("\(error.path.shown): \(error.reason)")
    }
    throw TraceFailure(
      "strace could not trace: ptrace or seccomp is not allowed here, or strace is older than 5.3;"
        + " its own words are above (in a container: --cap-add SYS_PTRACE)")
  }

  /// Stops the build and all that it started.
  package func cancel() {
    let running = state.withLock { state in
      state.isCancelled = true
      return state.running
    }
    guard let running else { return }
    kill(-running, SIGINT)
    for _ in 0..<20 {
      usleep(100_000)
      if state.withLock({ $0.running }) != running { return }
    }
    // While the tracer lives it holds all of them, also those that left the process group.
    TracedProcesses.kill(tracedBy: running)
    kill(-running, SIGKILL)
  }

  // MARK: - The build

  private func tracer() throws(TraceFailure) -> Path {
    guard let strace = Executable.find("strace", environment: variables) else {
      throw TraceFailure(
        "strace is not in PATH; a trace needs it: install it (Debian, Ubuntu: apt install strace)")
    }
    return strace
  }

  private func has(_ name: Path) -> Bool { Directory.working.has(project.appending(name.bytes)) }

  private func run(
    _ strace: Path, in place: Path, line: (String) -> Void
  ) throws(FileError) -> TraceReport? {
    for name in ["out", "tmp"] { try Directory.working.makeDirectory(place.appending(name)) }
    let environment = try environment(in: place)
    let log = place.appending("trace")
    // The clock of the file system tells what changed later.
    try Directory.working.write(place.appending("start"), [])
    let start = try Directory.working.status(of: place.appending("start")).changed
    let computer = CacheInfoComputer(rules: rules, environment: variables)
    let before = try? computer.compute(project)
    let began = MonotonicClock.seconds
    let arguments =
      [
        "-f", "--seccomp-bpf", "-y", "-qq", "-s", "4096", "-e", "signal=none", "-e",
        "trace=\(StraceReader.calls)", "-o", Self.text(log), "--", Self.text(uv),
      ] + ["build", "--wheel", "--out-dir", Self.text(place.appending("out"))]
    var head: [String] = []
    let status = try build(strace, arguments, environment) { text in
      if head.count < 20 { head.append(text) }
      line(text)
    }
    let duration = MonotonicClock.seconds - began

    let root = (try? Directory.resolve(project)) ?? project
    let repository = project.ancestors.first { Directory.working.has($0.appending(".git")) }
    let cache = variables.nonEmpty("UV_CACHE_DIR").map { Path($0) }
    var activity = BuildActivity(
      roots: [root, project], excluding: [place] + [cache].compactMap(\.self),
      around: repository == project ? nil : repository)
    var reader = StraceReader(in: project)
    do throws(FileError) {
      try Directory.working.forEachPiece(of: log) { piece, _ in
        for event in reader.take(Array(piece)) { activity.take(event) }
        return piece.count
      }
    } catch {
      // Without a log nothing was traced; cancelled at once there is none either.
      if !error.isNotFound { throw error }
    }
    let isOwnFailure = activity.files.isEmpty && head.contains { $0.contains("strace: ") }
    if status != 0, !isCancelled, isOwnFailure { return nil }
    let outcome: TraceReport.Outcome =
      isCancelled ? .cancelled : status == 0 ? .built : .failed(status: status)
    return report(
      of: Build(
        activity: activity, outcome: outcome, start: start, duration: duration,
        wheel: wheel(in: place.appending("out")), before: before?.info),
      computer)
  }

  /// What one build did.
  private struct Build {
    let activity: BuildActivity
    let outcome: TraceReport.Outcome
    /// By the clock of the file system.
    let start: Timestamp
    /// Seconds.
    let duration: Double
    let wheel: (contents: WheelContents, version: String?)
    /// What uv would have recorded before it.
    let before: CacheInfo?
  }

  /// Runs strace to its end; the exit status, which is uv's.
  private func build(
    _ strace: Path, _ arguments: [String], _ environment: ProcessEnvironment,
    line: (String) -> Void
  ) throws(FileError) -> Int32 {
    if isCancelled { return 130 }
    let child = try ChildProcess.start(
      strace, arguments: arguments, in: project, environment: environment)
    let identifier = child.identifier
    state.withLock { $0.running = identifier }
    var lines = OutputLines()
    do throws(FileError) {
      while true {
        let bytes = try child.read()
        if bytes.isEmpty { break }
        lines.take(bytes).forEach(line)
      }
    } catch {
      child.signal(SIGTERM)
      _ = child.wait()
      state.withLock { $0.running = nil }
      throw error
    }
    lines.finish().forEach(line)
    let status = child.wait()
    state.withLock { $0.running = nil }
    return status
  }

  /// Sends what builds write on the way to the temporary directory, where the user did not say
  /// otherwise.
  private func environment(in place: Path) throws(FileError) -> ProcessEnvironment {
    let base = Self.text(place)
    let configuration = "[build]\nbuild_base = \(base)/setuptools\n"
    try Directory.working.write(place.appending("setuptools.cfg"), Array(configuration.utf8))
    let redirections = [
      "TMPDIR": "\(base)/tmp",
      "DIST_EXTRA_CONFIG": "\(base)/setuptools.cfg",
      "CARGO_TARGET_DIR": "\(base)/cargo",
      "SKBUILD_BUILD_DIR": "\(base)/skbuild",
    ].filter { $0.key == "TMPDIR" || variables.nonEmpty($0.key) == nil }
    return variables.without(["UV_PROJECT", "UV_WORKING_DIR", "UV_WORKING_DIRECTORY"])
      .setting(redirections.merging(["NO_COLOR": "1", "UV_NO_PROGRESS": "1"]) { $1 })
  }

  private func wheel(in directory: Path) -> (contents: WheelContents, version: String?) {
    let entries = (try? Directory.working.open(directory).entries()) ?? []
    let names = entries.compactMap(\.name.utf8Text)
    guard let name = names.first(where: { $0.hasSuffix(".whl") }),
      let bytes = try? Directory.working.read(directory.appending(name), limit: 1 << 30).content
    else { return (WheelContents(), nil) }
    let parts = name.split(separator: "-")
    return (WheelContents(bytes), parts.count > 1 ? String(parts[1]) : nil)
  }

  // MARK: - The report

  private func report(of build: Build, _ computer: CacheInfoComputer) -> TraceReport {
    let activity = build.activity
    let files = TracedFiles(
      activity, in: project, wheel: build.wheel.contents,
      version: hasDynamicVersion ? build.wheel.version : nil)
    let wanted = isCopy ? files.inputs.union(files.modules) : files.inputs
    let manifest = (try? Directory.working.read(project.appending("pyproject.toml")))?.content
    let declared =
      (try? CacheKeyList.read(manifest, rules: rules))
      ?? CacheKeyList(keys: CacheKey.defaults(rules))
    let made = TraceProposal(
      for: wanted, files, git: (activity.asksForCommit, activity.asksForTags), declared: declared,
      in: project, computer: computer)
    // What is noted of a proposal means nothing where the build broke off.
    let isWhole = build.outcome == .built
    var notes = isWhole ? made.notes : []
    if let before = build.before, let after = try? computer.compute(project).info, before != after {
      notes.append(
        "the build changed what the keys in force watch: uv rebuilds it on every sync")
    }
    if isWhole, let proposal = made.proposal,
      let late = changed(since: build.start, by: proposal, computer)
    {
      notes.append(
        late == "pyproject.toml"
          ? "the build rewrites pyproject.toml, which is always watched: uv rebuilds on every sync"
          : "\(late.shown) changed during the build: with these keys uv would rebuild again")
    }
    let outside = activity.around.filter { !isEnvironmentFile($0) }.sorted()
    if let first = outside.first {
      notes.append(
        "the build also read \(Counted.text(outside.count, "file")) beside the project, such as"
          + " \(first.relative(to: project).shown), which no proposed key watches")
    }
    let watched = wanted.intersection(made.watched)
    // Reading the project again cannot fail for another reason than at first.
    let keys = try? KeyReport(of: project, trying: [], rules: rules, variables: variables)
    return TraceReport(
      project: project, outcome: build.outcome, duration: build.duration, files: files,
      watched: watched.sorted(), unwatched: wanted.subtracting(watched).sorted(),
      proposal: isWhole ? made.proposal : nil,
      variables: variableNames(files.inputs, declared.keys),
      asksGit: activity.asksForCommit || activity.asksForTags, notes: notes.map(VisibleText.of),
      keys: keys)
  }

  /// The first file that the keys match and that changed after the build began.
  private func changed(
    since start: Timestamp, by proposal: KeyProposal, _ computer: CacheInfoComputer
  ) -> Path? {
    var late: Path?
    _ = try? computer.compute(project, keys: proposal.keys) { match in
      if match.status.changed > start { late = late ?? match.path }
    }
    return late
  }

  /// A path as an argument; one that is not UTF-8 cannot be passed on.
  private static func text(_ path: Path) -> String { String(decoding: path.bytes, as: UTF8.self) }

  private var hasDynamicVersion: Bool {
    let content = (try? Directory.working.read(project.appending("pyproject.toml")))?.content ?? []
    guard let document = try? TOMLDocument.read(content), let project = document["project"] else {
      return true
    }
    return project["dynamic"]?.array?.contains { $0.string == "version" } ?? false
  }

  private func variableNames(_ inputs: Set<Path>, _ keys: [CacheKey]) -> [String] {
    var seen = Set(
      keys.compactMap { key in if case .environment(let name) = key { name } else { nil } })
    return inputs.sorted().flatMap { path -> [String] in
      let content = (try? Directory.working.read(project.appending(path.bytes), limit: 4 << 20))
      return EnvironmentReads.names(in: content?.content ?? [], of: path)
    }.filter { seen.insert($0).inserted }
  }

  private func isEnvironmentFile(_ path: Path) -> Bool {
    path.components.contains { part in
      let name = String(decoding: part, as: UTF8.self)
      return SourceFiles.isApart(name) || SourceFiles.isOutput(name) || name == "uv.toml"
        || name == "pyproject.toml" || name == "uv.lock" || name.hasPrefix(".python-version")
        || name == ".gitignore"
    }
  }
}
