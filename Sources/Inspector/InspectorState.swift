import Freshness
import Platform
import Reinstall
import UV

/// Everything that the screen shows, as a value: a part for each feature.
package struct InspectorState: Sendable {
  package var columns: Int
  package var rows: Int
  package let isUTF8: Bool
  /// Seconds, from the moment at which the inspector began.
  package internal(set) var now: Double = 0
  /// That moment.
  package let began: Timestamp
  /// With the user's keys.
  package var bindings = Bindings()

  package var environment: EnvironmentStatus
  package var list = ListState()
  package var detail = DetailState()
  package internal(set) var log = LogState()
  package var panes = PaneState()
  package internal(set) var batch: Batch?
  package internal(set) var trace: TraceJob?
  package internal(set) var toasts = Toasts()
  /// What lies over the panes and takes the keys.
  package internal(set) var overlay: (any Overlay)?
  package internal(set) var environments = EnvironmentsState()
  /// Numbers questions, so that an answer to an older one is dropped.
  var lastQuestion = 0

  package init(
    columns: Int, rows: Int, isUTF8: Bool, environment: EnvironmentName, began: Timestamp
  ) {
    self.columns = columns
    self.rows = rows
    self.isUTF8 = isUTF8
    self.began = began
    self.environment = EnvironmentStatus(environment)
  }

  package var layout: Layout {
    var wishes = Layout.Wishes()
    wishes.split = panes.split
    wishes.focus = panes.focus
    wishes.isZoomed = panes.isZoomed
    wishes.showsLog = showsLog
    // While one types, the panes stay where they are.
    wishes.listRows = list.isTyping ? list.scopeCount : list.visible.count
    return Layout(columns: columns, rows: rows, wishes)
  }

  /// Whether there is space for one pane only, zoomed or not.
  var showsOnePane: Bool {
    var unzoomed = self
    unzoomed.panes.isZoomed = false
    let layout = unzoomed.layout
    return [layout.list, layout.detail, layout.log].count { $0 != nil } < 2
  }

  package var showsLog: Bool { log.isShown || isWorking }

  /// Whether uv runs for us.
  var isWorking: Bool { batch != nil || trace != nil }

  var glyphs: Glyphs { Glyphs(isUTF8: isUTF8) }

  /// The moment that it is now.
  var moment: Timestamp { began.later(by: now) }

  /// Whether something on the screen moves, so that it must be drawn without a key.
  package var isBusy: Bool {
    environment.isScanning || isWorking || environments.isFinding
      || overlay?.isWaiting == true
  }

  /// The moment at which the screen changes by itself next; nil if it does not.
  package var nextDeadline: Double? {
    isBusy ? now + 0.1 : toasts.nextEnd
  }

  /// Filters and sorts again, and keeps the selection in view.
  mutating func arrange() {
    let before = list.selected
    list.arrange()
    list.keepSelectionInView(rows: layout.listRows)
    if list.selected != before { detail.rewind() }
  }

  /// Makes the detail's rows again where what they show has changed.
  mutating func refreshDetail() {
    let layout = layout
    guard layout.detail != nil else { return }
    let snapshot = self
    detail.refresh(
      id: list.selected, layout: layout, minute: Int(now / 60), isLooking: environment.isScanning
    ) { DetailBuilder.rows(snapshot, columns: layout.detailColumns) }
  }

  mutating func toast(_ text: String, isError: Bool = false) {
    toasts.add(text, isError: isError, at: now)
    if isError { log.append(.failure, text, at: moment) }
  }

  mutating func nextQuestion() -> Int {
    lastQuestion += 1
    return lastQuestion
  }
}

/// How an environment is named on the screen.
package struct EnvironmentName: Hashable, Sendable {
  package let title: String
  package let root: Path?
  package let python: String?
  /// The release whose rules are applied.
  package let uv: String?
  /// Paths below are shown relative to this directory.
  package let base: Path?

  package init(
    title: String, root: Path? = nil, python: String? = nil, uv: String? = nil, base: Path? = nil
  ) {
    self.title = title
    self.root = root
    self.python = python
    self.uv = uv
    self.base = base
  }
}

/// What is known of the environment as a whole.
package struct EnvironmentStatus: Hashable, Sendable {
  package let name: EnvironmentName
  package var isScanning = false
  /// Whether something changed while a survey was going on.
  package internal(set) var mustSurveyAgain = false
  /// Whether changes are looked for every few seconds, because the system does not tell of them.
  package internal(set) var isPolling = false
  package internal(set) var warnings: [String] = []
  /// Why it cannot be read.
  package internal(set) var failure: String?

  init(_ name: EnvironmentName) {
    self.name = name
  }

  /// Asks for a survey; if one is running, schedules another: the running one may have missed the
  /// change.
  mutating func survey() -> [Effect] {
    mustSurveyAgain = isScanning
    isScanning = true
    return mustSurveyAgain ? [] : [.work(.survey)]
  }

  mutating func surveyEnded(_ failure: String? = nil) -> [Effect] {
    self.failure = failure
    isScanning = mustSurveyAgain
    mustSurveyAgain = false
    return isScanning ? [.work(.survey)] : []
  }

  /// The warnings that were not there before.
  mutating func take(_ all: [String]) -> [String] {
    defer { warnings = all }
    return all.filter { !warnings.contains($0) }
  }

  /// A path as short as it can be told.
  func shown(_ path: Path) -> String {
    guard let base = name.base, path.bytes.starts(with: base.bytes + [UInt8(ascii: "/")]) else {
      return path.shown
    }
    return Path(Array(path.bytes.dropFirst(base.bytes.count + 1))).shown
  }
}

/// Which pane has the keys, and how the panes share the screen.
package struct PaneState: Hashable, Sendable {
  package internal(set) var focus = Pane.list
  package internal(set) var isZoomed = false
  package var split = Layout.Split.auto

  mutating func change(by step: Int, among panes: [Pane]) {
    let index = panes.firstIndex(of: focus) ?? 0
    focus = panes[(index + step + panes.count) % panes.count]
  }
}

/// Lines that stand for some seconds.
package struct Toasts: Hashable, Sendable {
  package struct Toast: Hashable, Sendable {
    package let text: String
    package let isError: Bool
    /// Seconds of the inspector's clock.
    package let until: Double
  }

  package private(set) var all: [Toast] = []

  package var last: Toast? { all.last }
  var nextEnd: Double? { all.map(\.until).min() }

  mutating func add(_ text: String, isError: Bool, at now: Double) {
    all.append(Toast(text: text, isError: isError, until: now + (isError ? 4 : 2)))
  }

  mutating func drop(before now: Double) {
    all.removeAll { $0.until <= now }
  }
}
