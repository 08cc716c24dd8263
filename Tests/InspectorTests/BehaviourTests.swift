import Formats
import Freshness
import Inspector
import Platform
import Reinstall
import Testing
import UV

/// What the first screens got wrong, one test each.
@Suite struct BehaviourTests {
  func state(_ columns: Int = 80, _ rows: Int = 24) -> InspectorState {
    Fixture.state(columns, rows)
  }

  func text(_ state: InspectorState) -> String { InspectorFrame.view(state).text }
  func lastLine(_ state: InspectorState) -> String {
    text(state).split(separator: "\n", omittingEmptySubsequences: false).last.map(String.init) ?? ""
  }

  // MARK: - Questions

  @Test(arguments: [Key.enter, .escape, .character("n"), .character("q"), .character("x")])
  func onlyAYesQuitsWhileUVRuns(_ key: Key) {
    var state = state()
    state.ask(["harbor"])
    state.press("y")
    state.press("q")
    #expect(state.press(key).isEmpty)
    #expect(state.overlay == nil)
    #expect(state.batch != nil)
  }

  @Test func quickTypingIsNoConsent() {
    var state = state()
    state.removeBroken()
    let effects = state.press("i/fly")
    #expect(effects.count == 1, "only the plan is asked for: \(effects)")
    #expect(state.batch == nil)
    // An answer to a question that is closed is dropped.
    state.press(.escape)
    _ = update(&state, .answered(.plan(Fixture.plan(["harbor"])), question: 1))
    #expect(state.overlay == nil)
  }

  @Test func dialogsScrollWithinTheirLines() {
    var state = Fixture.state(80, 14)
    state.ask(["harbor", "flint"])
    state.press("o")
    let top = text(state)
    state.press("kk")
    #expect(text(state) == top)
    // Keys beyond an end are not paid back.
    state.press("j")
    #expect(text(state) != top)
    state.press("G")
    let end = text(state)
    state.press("jjjj")
    #expect(text(state) == end)
    state.press("k")
    #expect(text(state) != end)
    state.press("g")
    #expect(text(state) == top)
  }

  /// The last line of what is asked can be scrolled to, whatever stands below it.
  @Test func aDialogsLastLineIsReached() {
    for rows in 10...24 {
      var state = Fixture.state(80, rows)
      state.ask(["harbor", "flint", "lumen"])
      state.press("oG")
      #expect(text(state).contains("cannot be reinstalled: the source is gone"), "\(rows)")
      state.press(.escape)
      state.press("/harbor")
      state.press(.enter)
      for case .work(.planKeys(_, _, let question)) in state.press("K") {
        _ = update(&state, .answered(.fix(Fixture.fix), question: question))
      }
      state.press("G")
      #expect(text(state).contains("  package = true"), "\(rows)")
    }
  }

  /// A single command is in view at once, and no key is offered that would show it.
  @Test func aSingleCommandIsNotFolded() {
    var state = state()
    state.ask(["harbor"])
    #expect(text(state).contains("--reinstall-package harbor"))
    #expect(!text(state).contains("o shows commands"))
    state.press(.escape)
    state.ask(["harbor", "flint"])
    #expect(!text(state).contains("--reinstall-package"))
    #expect(text(state).contains("y runs  o shows commands"))
  }

  @Test func theHelpSaysHowMuchOfItIsShownAndMoves() {
    var state = state()
    state.press("?")
    let all = state.bindings.all.count
    let lines = text(state).split(separator: "\n")
    #expect(
      lines.contains { $0.contains("┌ commands ") && $0.contains(" \(all) of \(all) commands ┐") })
    #expect(lines.last { $0.contains("┘") }?.contains(/── \d+ of \d+ lines ┘/) == true)
    #expect(lines.contains { $0.contains("█│") || $0.contains("│█") || $0.hasSuffix("█") })
    let first = InspectorFrame.view(state)
    state.press("j")
    #expect(InspectorFrame.view(state) != first)
    state.press("k")
    #expect(InspectorFrame.view(state) == first)
    state.press("G")
    #expect(text(state).contains("quit"))
    state.press("g")
    #expect(InspectorFrame.view(state) == first)
  }

  // MARK: - Marks

  @Test func marksThatAreHiddenAreCounted() {
    var state = state()
    state.removeBroken()
    state.press("/harbor")
    state.press(.enter, .character(" "), .escape)
    state.press("/flint")
    state.press(.enter)
    #expect(text(state).contains("1 marked (1 hidden)"))
    state.press("i")
    _ = update(&state, .answered(.plan(Fixture.plan(["harbor"])), question: 1))
    #expect(text(state).contains("1 of these is hidden by the filter or the scope"))
  }

  @Test func theCommandsOfAllMarkedAreCopied() {
    var state = state()
    let effects = update(&state, .planToCopy(Fixture.plan(["harbor", "flint"])))
    guard case .terminal(.copy(let text, let name))? = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(text.split(separator: "\n").count == 2)
    #expect(name == "2 uv commands")
  }

  // MARK: - Batches

  @Test func aBatchAddsUp() {
    var state = state()
    state.ask(["harbor", "flint"])
    state.press("y")
    let ids = Fixture.plan(["harbor", "flint"]).steps.map(\.assessment.distribution.path)
    #expect(state.press("x") == [.work(.cancel)])
    #expect(lastLine(state).hasPrefix(" x cancel"))
    _ = update(
      &state, .stepFinished(ids[0], name: "flint", StepResult(outcome: .cancelled, duration: 1)))
    let batch = state.batch
    #expect(batch?.words == "0 reinstalled, 1 cancelled, 1 not run")
    _ = update(&state, .batchFinished)
    #expect(state.log.lines.filter { $0.text.contains("reinstalled") }.count == 1)
  }

  /// The row says it, Why begins with it, and it comes first in the output, however long that is.
  @Test func aFailedBuildIsSeen() throws {
    var state = state(120, 40)
    Fixture.failHarbor(&state)
    let error = "ext.c:12:5: error: implicit declaration of function"
    let row = text(state).split(separator: "\n").first { $0.contains("✗ harbor") }
    #expect(row?.contains("build failed") == true && row?.contains("ext.c:12:5: error") == true)
    state.press("/harbor")
    state.press(.enter, .enter)
    #expect(state.detail.rows.first?.text.hasPrefix("✗ \(error)") == true)
    state.press("4")
    let rows = state.detail.rows.map(\.text)
    let places = rows.indices.filter { rows[$0].contains(error) }
    let command = try #require(rows.firstIndex { $0.hasPrefix("$ ") })
    try #require(places.count == 2, "\(rows)")
    #expect(places[0] < command && places[1] > command)
    state.press("n")
    #expect(state.detail.cursor == places[1])
  }

  @Test func longOutputIsWrappedOrCut() {
    var state = state(60, 24)
    Fixture.failHarbor(&state)
    state.press("/harbor")
    state.press(.enter, .enter)
    state.press("4")
    func hasEnd() -> Bool { state.detail.rows.contains { $0.text.hasSuffix("environment.") } }
    #expect(hasEnd())
    state.press("w")
    #expect(!hasEnd())
  }

  @Test func yCopiesWhatHasTheFocus() {
    var state = state()
    state.ask(["harbor"])
    state.press("y")
    _ = update(&state, .batchFinished)
    state.press(.tab, .tab)
    guard case .terminal(.copy(_, let name))? = state.press("y").first else {
      Issue.record("nothing is copied")
      return
    }
    #expect(name == "the log")
  }
}
