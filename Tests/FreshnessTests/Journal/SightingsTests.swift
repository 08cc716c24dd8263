import Freshness
import Platform
import Testing
import UV

/// What changed between two looks.
@Suite struct SightingsTests {
  private static let environment = PythonEnvironment(
    root: "/p/.venv", pythonVersion: nil, sitePackages: [])

  private func assessment(
    _ name: String, _ state: FreshnessState, file: String = "src/a", isLocal: Bool = true,
    version: String = "1"
  ) throws -> Assessment {
    let direct = try DirectURL(
      Array("{\"url\":\"file:///p/\(name)\",\"dir_info\":{\"editable\":true}}".utf8))
    let source = LocalSource(
      url: "file:///p/\(name)", kind: .editable, path: Path("/p/\(name)"), directURL: direct)
    var facts = Facts(
      Distribution(
        name: name, version: version, path: Path("/p/.venv/\(name)-\(version).dist-info"),
        origin: isLocal ? .local(source) : .registry, record: nil, buildRecord: nil, fault: nil,
        warning: nil))
    func info(_ seconds: UInt64) -> CacheInfo {
      CacheInfo(timestamp: Timestamp(seconds: seconds, nanoseconds: 0))
    }
    facts.recorded = state == .unrecorded ? nil : info(1)
    facts.computed = ComputedInfo(
      info: info(state == .stale ? 2 : 1), newest: Path(file), newestStatus: nil, keys: nil,
      isBuildable: true, warnings: [])
    let found = Assessment(facts)
    if isLocal { try #require(found.state == state) }
    return found
  }

  private final class Story {
    private var sightings = Sightings()
    private var number = 0
    private(set) var asked = 0

    /// The entries in short.
    func look(
      _ installs: [(Assessment, UInt64)], number given: Int? = nil,
      at environment: PythonEnvironment = SightingsTests.environment
    ) -> [String] {
      number += 1
      let look = Sightings.Look(
        at: environment,
        installs.map { .init($0.0, installed: Timestamp(seconds: $0.1, nanoseconds: 0)) },
        number: given ?? number, time: Timestamp(seconds: 50, nanoseconds: 0))
      let entries = sightings.take(look) { assessment in
        asked += 1
        return JournalReasons(of: assessment, files: [assessment.newest ?? "?", "more"])
      }
      return entries.map { entry in
        let by = entry.reinstall.map { " by \($0.actor.rawValue)" } ?? ""
        let files = entry.reasons.files.map { " \($0)" }.joined()
        let turn = "\(entry.before.rawValue)>\(entry.now?.rawValue ?? "-")"
        return "\(entry.subject.name) \(turn)\(by)\(files)"
      }
    }
  }

  @Test func theFirstLookSaysNothing() throws {
    let story = Story()
    let all = [(try assessment("a", .stale), UInt64(1)), (try assessment("b", .fresh), 1)]
    #expect(story.look(all) == [])
    #expect(story.look(all) == [])
    #expect(story.asked == 0)
  }

  @Test func turnsAndRebuilds() throws {
    let story = Story()
    let fresh = try assessment("a", .fresh)
    _ = story.look([(fresh, 1)])
    #expect(story.look([(try assessment("a", .stale), 1)]) == ["a fresh>stale src/a more"])
    #expect(story.look([(try assessment("a", .stale), 1)]) == [])
    #expect(story.look([(try assessment("a", .stale, file: "b"), 1)]) == [])
    // The files are those from before: the build changes some itself.
    #expect(
      story.look([(try assessment("a", .stale, file: "target/x"), 2)])
        == ["a stale>stale by uv b more"])
    #expect(
      story.look([(try assessment("a", .fresh, version: "2"), 3)])
        == ["a stale>fresh by uv target/x more"])
    #expect(story.look([(try assessment("a", .fresh, version: "2"), 4)]) == ["a fresh>fresh by uv"])
    #expect(
      story.look([(try assessment("a", .unrecorded), 4)]) == ["a fresh>unrecorded src/a more"])
    #expect(story.look([(fresh, 4)]) == ["a unrecorded>fresh"])
  }

  /// A package that was gone for a moment, others that are not looked at, and those not local.
  @Test func partsOfTheEnvironment() throws {
    let story = Story()
    let (fresh, stale) = (try assessment("a", .fresh), try assessment("a", .stale))
    _ = story.look([(fresh, 1), (try assessment("b", .fresh), 1)])
    #expect(story.look([(try assessment("b", .stale), 1)]) == ["b fresh>stale src/a more"])
    #expect(story.look([]) == [])
    #expect(story.look([(stale, 1)]) == ["a fresh>stale src/a more"])
    _ = story.look([(try assessment("r", .fresh, isLocal: false), 1)])
    #expect(story.look([(try assessment("r", .stale, isLocal: false), 2)]) == [])
    // Two of one name.
    #expect(story.look([(fresh, 1), (try assessment("a", .unrecorded, version: "2"), 1)]) == [])
  }

  /// A look that began earlier may end later.
  @Test func anOlderLookIsDropped() throws {
    let story = Story()
    let (fresh, stale) = (try assessment("a", .fresh), try assessment("a", .stale))
    _ = story.look([(fresh, 1)], number: 1)
    #expect(story.look([(stale, 1)], number: 3).count == 1)
    #expect(story.look([(fresh, 1)], number: 2) == [])
    #expect(story.look([(stale, 1)], number: 4) == [])
  }

  @Test func anotherEnvironmentBeginsAnew() throws {
    let story = Story()
    let (fresh, stale) = (try assessment("a", .fresh), try assessment("a", .stale))
    let other = PythonEnvironment(root: "/q/.venv", pythonVersion: nil, sitePackages: [])
    _ = story.look([(fresh, 1)])
    #expect(story.look([(stale, 1)], at: other) == [])
    #expect(story.look([(fresh, 2)]) == [])
  }
}
