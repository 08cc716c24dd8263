import Foundation
import Freshness
import Inspector
import Platform
import Reinstall
import TestSupport
import Testing
import UV

@Suite struct UpdateTests {
  private func state() -> InspectorState { Fixture.state(80, 24) }

  @Test func whatNeedsAttentionComesFirst() {
    #expect(
      state().visibleNames == [
        "slate", "lumen", "flint", "harbor", "kelp", "atlas-core", "brook", "文字-wide",
      ])
  }

  @Test func movementStaysInside() {
    var state = state()
    state.press("kk")
    #expect(state.selectedName == "slate")
    state.press("jj")
    #expect(state.selectedName == "flint")
    state.press("G")
    #expect(state.selectedName == "文字-wide")
    state.press(.down, .pageDown)
    #expect(state.selectedName == "文字-wide")
    state.press("g")
    #expect(state.selectedName == "slate")
  }

  @Test func scopesAndFilters() {
    var state = state()
    state.press("f")
    #expect(state.visibleNames.count == 5)
    state.press("f")
    #expect(state.visibleNames.count == 10)
    state.press("/num")
    #expect(state.visibleNames == ["numpy"])
    state.press(.escape)
    #expect(state.visibleNames.count == 10)
    state.press("/!stale")
    state.press(.enter)
    #expect(!state.visibleNames.contains("harbor"))
    #expect(!state.list.isTyping)
    state.press(.escape)
    #expect(state.list.filter.isEmpty)
    state.press("/Harbor")
    #expect(state.visibleNames.isEmpty)
  }

  @Test func selectionAndMarksStayWithTheirInstalls() {
    var state = state()
    state.press("/harbor")
    state.press(.enter, .character(" "))
    let marked = state.list.marks
    _ = update(&state, .installed(Fixture.installs.map(\.distribution).reversed(), warnings: []))
    _ = update(&state, .assessed(Fixture.installs))
    _ = update(&state, .resized(columns: 120, rows: 40))
    #expect(state.selectedName == "harbor")
    #expect(state.list.marks == marked)
    _ = update(&state, .installed([], warnings: []))
    #expect(state.list.marks.isEmpty)
    #expect(state.list.selectedItem == nil)
  }

  @Test func rangesAndMarkingAll() {
    var state = state()
    state.press("vjjv")
    #expect(state.list.marks.count == 3)
    state.press("U")
    #expect(state.list.marks.isEmpty)
    state.press("a")
    #expect(state.list.marks.count == 5)
  }

  @Test func nextAttentionWrapsAround() {
    var state = state()
    state.press("Gn")
    #expect(state.selectedName == "slate")
    state.press("N")
    #expect(state.selectedName == "kelp")
  }

  @Test func reinstallingAsksFirstAndStartsOnCancel() {
    var state = state()
    state.press("/harbor")
    state.press(.enter)
    state.removeBroken()
    let effects = state.press("i")
    #expect(effects.last == .work(.plan([Path("/srv/x/harbor-0.1.0.dist-info")], question: 1)))
    #expect(state.overlay is ReinstallQuestion)
    // What is not planned yet cannot be agreed to.
    #expect(state.press("y").isEmpty)
    _ = update(&state, .answered(.plan(Fixture.plan(["harbor"])), question: 1))
    #expect(state.press(.enter).isEmpty)
    #expect(state.overlay == nil)
    state.ask(["harbor"])
    #expect(state.press(.tab, .enter) == [.work(.run(Fixture.plan(["harbor"])))])
    #expect(state.batch?.total == 1)
    #expect(state.press("i").isEmpty)
    #expect(state.toasts.last?.text.contains("running") == true)
  }

  @Test func aBatchIsCounted() throws {
    var state = state()
    let plan = Fixture.plan(["harbor", "flint"])
    state.ask(["harbor", "flint"])
    state.press(.tab, .enter)
    let ids = plan.steps.map(\.assessment.distribution.path)
    _ = update(&state, .stepStarted(ids[0], command: "uv …"))
    let fresh = Fixture.assessment(
      "harbor", recorded: Fixture.info(Fixture.then), current: Fixture.info(Fixture.then))
    _ = update(
      &state,
      .stepFinished(ids[0], name: "harbor", StepResult(outcome: .done([fresh]), duration: 1))
    )
    _ = update(
      &state,
      .stepFinished(ids[1], name: "flint", StepResult(outcome: .failed(status: 2), duration: 1)))
    #expect(state.batch?.reinstalled == 1)
    #expect(state.batch?.failed == ["flint"])
    #expect(update(&state, .batchFinished) == [.work(.survey)])
    #expect(state.batch == nil)
    // Said once, and the toast is not logged again.
    #expect(
      state.log.lines.map(\.text).filter { $0.contains("reinstalled") }
        == ["1 reinstalled, 1 failed (flint)"])
    let flint = try #require(state.list.items.first { $0.distribution.name == "flint" })
    #expect(flint.lastRun?.reason?.contains("status 2") == true)
  }

  @Test func aMarkGoesWithItsInstall() {
    var state = state()
    let id = Fixture.plan(["harbor"]).steps[0].assessment.distribution.path
    state.list.marks = [id]
    state.ask(["harbor"])
    state.press("y")
    _ = update(&state, .stepStarted(id, command: "uv …"))
    _ = update(
      &state, .stepFinished(id, name: "harbor", StepResult(outcome: .done([]), duration: 1)))
    #expect(state.list.marks.isEmpty)
  }

  @Test func quittingWhileABatchRunsAsks() {
    var state = state()
    state.ask(["harbor"])
    state.press("y")
    #expect(state.press("q").isEmpty)
    #expect(state.overlay is QuitQuestion)
    #expect(state.press("y") == [.work(.cancel), .terminal(.quit)])
  }

  @Test func toastsGoByThemselves() {
    var state = state()
    state.press("U")
    #expect(state.toasts.all.count == 1)
    #expect(state.nextDeadline == 2)
    _ = update(&state, .time(2.5))
    #expect(state.toasts.all.isEmpty)
    #expect(state.nextDeadline == nil)
  }

  @Test func warningsGoIntoTheLogOnce() {
    var state = state()
    for _ in 0..<2 {
      _ = update(
        &state, .installed(Fixture.installs.map(\.distribution), warnings: ["~x is left over"]))
    }
    #expect(state.log.lines.map(\.text) == ["~x is left over"])
    #expect(state.toasts.all.count == 1)
  }

  @Test func everyKeyOfTheTableIsUnique() {
    for pane in Pane.allCases {
      var seen: Set<Key> = []
      for binding in Binding.all where binding.panes.contains(pane) {
        for key in binding.keys { #expect(seen.insert(key).inserted, "\(key) in the \(pane)") }
      }
    }
    #expect(Set(Binding.all.map(\.command)) == Set(Command.allCases))
  }

  @Test func valuesAreMaskedUntilAsked() {
    var state = state()
    state.press("/flint")
    state.press(.enter)
    func text() -> String { state.detail.rows.map(\.text).joined(separator: "\n") }
    #expect(!text().contains("-march=native"))
    state.press("m")
    #expect(text().contains("-march=native"))
  }

  @Test func theMouseSelectsAndScrolls() {
    var state = state()
    state.press(.click(column: 5, row: 6))
    #expect(state.selectedName == "flint")
    state.press(.wheel(up: false, column: 5, row: 6))
    #expect(state.selectedName == "atlas-core")
    state.press(.click(column: 20, row: 18))
    #expect(state.panes.focus == .detail)
    // A title sorts, a tab opens, the footer's words act.
    state.press(.click(column: 6, row: 3))
    #expect(state.list.sortKey == .name)
    state.press(.click(column: 6, row: 3))
    #expect(state.list.isInverted)
    let footer = InspectorFrame.view(state).text.split(separator: "\n").last ?? ""
    let help = footer.ranges(of: "? help").first.map {
      footer.distance(from: footer.startIndex, to: $0.lowerBound)
    }
    state.press(.click(column: help ?? 0, row: 23))
    #expect(state.overlay is HelpScreen)
  }

  /// Any key in any state: nothing traps, and every state can be drawn (the view's own test draws).
  @Test func randomKeysDoNoHarm() {
    var random = SeededGenerator.announced("keys")
    var state = state()
    let keys =
      Binding.all.flatMap(\.keys) + [
        .backspace, .delete, .character("z"), .character("漢"), .click(column: 3, row: 3),
        .wheel(up: true, column: 70, row: 5),
      ]
    for _ in 0..<5000 {
      guard let key = keys.randomElement(using: &random) else { continue }
      _ = update(&state, .key(key))
      if state.overlay is ReinstallQuestion {
      } else if Int.random(in: 0..<50, using: &random) == 0 {
        state.ask(["harbor"])
        _ = update(
          &state,
          .resized(
            columns: Int.random(in: 1...200, using: &random),
            rows: Int.random(in: 1...60, using: &random)))
        _ = update(&state, .batchFinished)
      }
    }
    #expect(state.list.items.count >= 9)
  }
}

/// The README's table of keys has rows of the table of bindings.
@Suite struct ReadmeTests {
  @Test func theRowsAreTheProgramsOwn() throws {
    let readme = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let start = try #require(text.range(of: "| keys | |\n|---|---|\n"))
    let rows = text[start.upperBound...].split(separator: "\n").prefix { $0.hasPrefix("|") }
    #expect(rows.count >= 5)
    let all = Binding.all.map { binding in
      "| \(binding.keys.map { "`\($0.text)`" }.joined(separator: " ")) | \(binding.help) |"
    }
    for row in rows { #expect(all.contains(String(row)), "\(row)") }
  }
}
