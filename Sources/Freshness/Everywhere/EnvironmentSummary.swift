import Platform
import UV

/// An environment as a row among others: what it is for, and what is in it.
package struct EnvironmentSummary: Hashable, Sendable {
  package let known: KnownEnvironment
  /// Such as `3.11.7`; nil until it was looked at, and where nothing tells.
  package var pythonVersion: String?
  /// The release of uv that made it, as pyvenv.cfg says.
  package var uv: String?
  /// Local packages and others that need attention, by state; nil until they were counted.
  package var counts: [FreshnessState: Int]?
  /// The names of those that are not fresh, worst first.
  package var attention: [String] = []
  /// Why it cannot be read.
  package var failure: String?
  /// What uv does with it as a whole, unless that is the usual.
  package var warning: String?
  /// When a program ran in it or something was installed; true to a day.
  package var lastUsed: Timestamp?

  package init(_ known: KnownEnvironment) {
    self.known = known
  }

  package init(_ place: PlacedSurvey) {
    known = place.known
    let configuration = PyvenvConfiguration(at: known.root)
    uv = configuration?.uv
    guard case .success(let survey) = place.survey else {
      failure = place.failure?.reason
      return
    }
    pythonVersion = survey.environment.pythonVersion
    warning = survey.outlook.warning
    counts = Dictionary(
      grouping: survey.assessments.map(\.state).filter { $0 != .untracked }
    ) { $0 }
    .mapValues(\.count)
    attention = survey.assessments.filter(\.state.needsAttention)
      .sorted { Self.severity($0.state) > Self.severity($1.state) }.map(\.distribution.name)
    lastUsed = Self.lastUsed(survey.environment)
  }

  /// uv's `_virtualenv.pth` is read whenever the interpreter starts, and never by this program.
  private static func lastUsed(_ environment: PythonEnvironment) -> Timestamp? {
    environment.sitePackages.flatMap { site in
      [
        (try? Directory.working.status(of: site))?.modified,
        AccessTime.of(site.appending("_virtualenv.pth")),
      ].compactMap { $0 }
    }.max()
  }

  package var root: Path { known.root }

  /// How many are not fresh; nil until they were counted.
  package var notFresh: Int? {
    counts.map { counts in counts.reduce(0) { $0 + ($1.key.needsAttention ? $1.value : 0) } }
  }

  /// The worst of the states; nil where nothing local is.
  package var worst: FreshnessState? {
    counts?.keys.max { Self.severity($0) < Self.severity($1) }
  }

  /// The greater is the worse.
  private static func severity(_ state: FreshnessState) -> Int {
    switch state {
    case .broken: 5
    case .error: 4
    case .stale: 3
    case .unrecorded: 2
    case .fresh: 1
    case .untracked: 0
    }
  }
}
