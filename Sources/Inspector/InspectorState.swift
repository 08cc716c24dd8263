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
  package var now: Double = 0
  /// With the user's keys.
  package var bindings = Bindings()

  package var environment: EnvironmentStatus
  package var list = ListState()
  package var detail = DetailState()
  package var log = LogState()
  package var panes = PaneState()
  package var batch: Batch?
  package var toasts = Toasts()
  /// What lies over the panes and takes the keys.
  package var overlay: (any Overlay)?
  package var picker = EnvironmentPicker()

  package init(columns: Int, rows: Int, isUTF8: Bool, title: String) {
    self.columns = columns
    self.rows = rows
    self.isUTF8 = isUTF8
    environment = EnvironmentStatus(title: title)
  }

  package var layout: Layout {
    Layout(
      columns: columns, rows: rows, zoomed: panes.isZoomed ? panes.focus : nil, focus: panes.focus,
      showsLog: showsLog)
  }

  package var showsLog: Bool { log.isShown || batch != nil }

  var glyphs: Glyphs { Glyphs(isUTF8: isUTF8) }

  /// Whether something on the screen moves, so that it must be drawn without a key.
  package var isBusy: Bool {
    environment.isScanning || batch != nil || picker.isFinding
  }

  /// The moment at which the screen changes by itself next; nil if it does not.
  package var nextDeadline: Double? {
    isBusy ? now + 0.1 : toasts.nextEnd
  }

  /// Filters and sorts again, and keeps the selection in view.
  mutating func arrange() {
    let before = list.selected
    list.arrange(rows: layout.listRows)
    if list.selected != before { detail.scroll = 0 }
  }

  mutating func toast(_ text: String, isError: Bool = false) {
    toasts.add(text, isError: isError, at: now)
    if isError { log.append(.failure, text) }
  }
}

/// What is known of the environment as a whole.
package struct EnvironmentStatus: Hashable, Sendable {
  package var title: String
  package var isScanning = false
  /// Whether something changed while a survey was going on.
  package var mustSurveyAgain = false
  /// Whether changes are looked for every few seconds, because the system does not tell of them.
  package var isPolling = false
  package var warnings: [String] = []

  init(title: String) {
    self.title = title
  }

  /// Asks for a survey; if one is running, schedules another: the running one may have missed the
  /// change.
  mutating func survey() -> [Effect] {
    mustSurveyAgain = isScanning
    isScanning = true
    return mustSurveyAgain ? [] : [.work(.survey)]
  }

  mutating func surveyEnded() -> [Effect] {
    isScanning = mustSurveyAgain
    mustSurveyAgain = false
    return isScanning ? [.work(.survey)] : []
  }

  /// The warnings that were not there before.
  mutating func take(_ all: [String]) -> [String] {
    defer { warnings = all }
    return all.filter { !warnings.contains($0) }
  }
}

/// Which pane has the keys, and whether it fills the screen.
package struct PaneState: Hashable, Sendable {
  package var focus = Pane.list
  package var isZoomed = false

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
