import Formats
import Platform
import UV

/// Gathers the facts of installs: reads their sources, and nothing that another verdict needs.
package struct Assessor {
  private let computer: CacheInfoComputer
  private let settings: GoverningSettings
  private let supportedTags: SupportedTags?
  /// The version of the environment's Python, for `requires-python`.
  private let python: PackageVersion?
  private let surroundings: SourceSurroundings
  private var reader: RecordReader
  /// What was found of tags before, few of which differ.
  private var known: [(tags: WheelTags, isMisfit: Bool)] = []

  /// Without an interpreter, wheels are not compared with it.
  package init(
    computer: CacheInfoComputer, settings: GoverningSettings, supportedTags: SupportedTags? = nil
  ) {
    self.supportedTags = supportedTags
    python = supportedTags?.release
    surroundings = SourceSurroundings(Manifests(version: computer.rules.toml))
    self.computer = computer
    self.settings = settings
    reader = RecordReader(rules: computer.rules)
  }

  /// All that an install and its source tell.
  package mutating func facts(of distribution: Distribution) -> Facts {
    var facts = Facts(distribution)
    // What is editable uv builds although it is told not to.
    if distribution.localSource?.kind != .editable {
      facts.buildForbiddenBy = settings.forbidsBuild(of: distribution.name)
    }
    facts.forcedBy = settings.forcesReinstall(of: distribution.name)
    if let fault = distribution.fault {
      facts.problem = .corruptRecord(fault.path, fault.message)
      return facts
    }
    var build: BuildInfo?
    if computer.rules.hasBuildRecords, let bytes = distribution.buildRecord {
      do throws(JSONError) {
        build = try BuildInfo(bytes)
      } catch {
        facts.problem = Self.corrupt("uv_build.json", of: distribution, error)
        return facts
      }
    }
    let (computed, problem) = compute(distribution)
    do throws(JSONError) {
      facts.recorded = try recorded(of: distribution, current: computed?.info)
    } catch {
      facts.problem = Self.corrupt("uv_cache.json", of: distribution, error)
      return facts
    }
    facts.recordIsMetadata = !computer.rules.hasRecords
    facts.computed = computed
    facts.problem = problem ?? refusal(distribution, computed)
    facts.mismatches = wheelMismatch(distribution).map { [$0] } ?? []
    guard let source = distribution.localSource else { return facts }
    facts.mismatches += Self.sourceMismatch(source).map { [$0] } ?? []
    facts.mismatches += Self.nameMismatch(distribution, computed).map { [$0] } ?? []
    facts.mismatches += versionMismatch(distribution, computed).map { [$0] } ?? []
    if let build {
      if let now = settings.buildInfo(of: distribution.name, recorded: build) {
        facts.mismatches += buildMismatch(build, now).map { [$0] } ?? []
      } else {
        facts.buildIsUnknown = true
      }
    }
    return facts
  }

  private mutating func recorded(
    of distribution: Distribution, current: CacheInfo?
  ) throws(JSONError) -> CacheInfo? {
    if computer.rules.hasRecords {
      guard let bytes = distribution.record else { return nil }
      return try reader.read(bytes, current: current)
    }
    guard distribution.localSource != nil else { return nil }
    let metadata = distribution.path.appending("METADATA")
    return CacheInfo(timestamp: (try? Directory.working.status(of: metadata))?.changed)
  }

  private func compute(_ distribution: Distribution) -> (ComputedInfo?, Problem?) {
    guard let path = distribution.localSource?.path else { return (nil, nil) }
    do throws(ComputationFailure) {
      let computed = try computer.compute(path)
      return (computed, computed.isBuildable ? nil : .notAProject(path))
    } catch {
      return (nil, Problem(error))
    }
  }

  /// What makes uv fail before it compares anything, though the keys can be computed.
  private func refusal(_ distribution: Distribution, _ computed: ComputedInfo?) -> Problem? {
    guard let source = distribution.localSource, source.kind != .archive, let path = source.path,
      let computed
    else { return nil }
    guard let keys = computed.keys else {
      return .refused("\(path.shown) is a file now, where a directory was")
    }
    guard let project = keys.project else { return nil }
    var file: String { path.appending("pyproject.toml").shown }
    if let fault = project.fault { return .refused("\(file) \(fault)") }
    if case .sync = settings.audience { return nil }
    if let python, let required = project.requiresPython, !required.isReached(by: python) {
      return .refused("\(file): `requires-python` does not take Python \(python.normalized)")
    }
    if let name = project.name, name != distribution.name, source.kind != .editable {
      return .refused("\(file): the project is named \(name) now")
    }
    return surroundings.fault(of: path, isWorkspace: project.isWorkspace).map { .refused($0) }
  }

  /// Tags that do not fit the interpreter make uv reinstall, registry installs as well.
  private mutating func wheelMismatch(_ distribution: Distribution) -> Change? {
    guard computer.rules.comparesWheelTags, let tags = distribution.wheelTags, let supportedTags
    else { return nil }
    if !isMisfit(tags, supportedTags) { return nil }
    return Change(
      .wheel, .changed, recorded: .json(.string(tags.texts.joined(separator: " "))),
      current: .json(.string(supportedTags.description)))
  }

  private mutating func isMisfit(_ tags: WheelTags, _ supported: SupportedTags) -> Bool {
    if let known = known.first(where: { $0.tags == tags }) { return known.isMisfit }
    let isMisfit = tags.fit(supported) == false
    known.append((tags, isMisfit))
    return isMisfit
  }

  /// The version that pyproject.toml says; where a lock says another one, that counts.
  private func versionMismatch(_ distribution: Distribution, _ computed: ComputedInfo?) -> Change? {
    guard computer.rules.comparesVersions, let text = computed?.keys?.project?.version,
      let wanted = PackageVersion(text),
      let installed = distribution.version.flatMap({ PackageVersion($0) }),
      !installed.isSame(as: wanted)
    else { return nil }
    return Change(
      .version, .changed, recorded: .text(ByteString(installed.normalized)),
      current: .text(ByteString(wanted.normalized)))
  }

  /// What is editable uv looks for under the name that the project has now.
  private static func nameMismatch(
    _ distribution: Distribution, _ computed: ComputedInfo?
  ) -> Change? {
    guard distribution.localSource?.kind == .editable, let name = computed?.keys?.project?.name,
      name != distribution.name
    else { return nil }
    return Change(
      .source, .changed, name: Change.SourcePart.name.rawValue,
      recorded: .text(ByteString(distribution.name)), current: .text(ByteString(name)))
  }

  /// Forms of direct_url.json that no requirement equals.
  private static func sourceMismatch(_ source: LocalSource) -> Change? {
    let isMismatch =
      source.path == nil || (source.kind != .archive && source.directURL.subdirectory != nil)
    return isMismatch ? Change(.source, .changed, recorded: .json(.string(source.url))) : nil
  }

  private func buildMismatch(_ recorded: BuildInfo, _ now: BuildInfo) -> Change? {
    let isMisread = recorded.holdsFalseMarker && !computer.rules.readsFalseMarkers
    if now == recorded, !isMisread { return nil }
    return Change(
      .build, recorded.isEmpty ? .added : now.isEmpty ? .removed : .changed,
      recorded: .json(recorded.json), current: .json(now.json))
  }

  private static func corrupt(
    _ file: String, of distribution: Distribution, _ error: JSONError
  ) -> Problem {
    .corruptRecord(distribution.path.appending(file), "\(file): \(error.description)")
  }
}
