import Formats
import Freshness
import Inspector
import Platform
import Reinstall
import Testing
import UV

/// Panes, footer and keys.
extension BehaviourTests {
  @Test func theFocusIsOnAPaneThatIsShown() {
    for columns in [40, 60, 72, 100, 120, 200] {
      var state = Fixture.state(columns, 8)
      state.press("@")
      for rows in 8...44 {
        _ = update(&state, .resized(columns: columns, rows: rows))
        for _ in 0..<4 {
          state.press(.tab)
          let layout = state.layout
          let areas: [Pane: Layout.Area?] = [
            .list: layout.list, .detail: layout.detail, .log: layout.log,
          ]
          #expect(areas[state.panes.focus] ?? nil != nil, "\(columns)x\(rows)")
        }
      }
    }
  }

  @Test func helpAndQuitStandInEveryFooter() {
    for columns in 40...130 {
      for setup in ["", "\r", "\r2", "\r3", "\r4", "@\t\t"] {
        var state = Fixture.state(columns, 24)
        for character in setup {
          state.press(character == "\r" ? .enter : character == "\t" ? .tab : .character(character))
        }
        state.press(.function(9))
        _ = update(&state, .time(60))
        #expect(lastLine(state).contains("? help"), "\(columns) \(setup)")
        #expect(lastLine(state).contains("q quit"), "\(columns) \(setup)")
      }
    }
  }

  @Test func aCommandWithoutAKeyIsInNoText() throws {
    var state = state(120, 40)
    let preferences = try Preferences(
      Array("[keys]\nreinstall = []\nfix = []\nfold = []\nenvironments = []\n".utf8))
    state.bindings = preferences.bindings
    state.press("/harbor")
    state.press(.enter)
    _ = update(&state, .time(60))
    #expect(!lastLine(state).contains("reinstall"))
    #expect(!text(state).contains("()"))
    #expect(!text(state).contains(" shows the change"))
  }

  @Test func keysThatDoNothingSaySo() {
    for (key, words) in [
      (Key.character("z"), "z does nothing"), (.function(9), "F9 does nothing"),
      (.character("v"), "a range begins here"), (.character("x"), "nothing is running"),
    ] {
      var state = state()
      state.press(key)
      #expect(state.toasts.last?.text.contains(words) == true, "\(key)")
    }
    var state = state()
    state.press(.enter, .character(" "))
    #expect(state.toasts.last?.text == "Space works in the list")
    state.press(.escape)
    state.press("v")
    #expect(text(state).contains("range (v ends it)"))
  }

  /// A key that does something shows it; one that does nothing says why.
  @Test(arguments: [(60, 20), (80, 24), (120, 40), (200, 60)])
  func noKeyIsSilent(_ columns: Int, _ rows: Int) {
    // Those that stay at an end, or are there already, say nothing.
    let mayStay: Set<Command> = [.back, .refresh]
    for setup in ["", "\r", "\r2", "\r3", "\r4", "\r5", "@", "@\t\t", "+", "\r+"] {
      var start = Fixture.state(columns, rows)
      for character in setup {
        start.press(character == "\r" ? .enter : character == "\t" ? .tab : .character(character))
      }
      _ = update(&start, .time(60))
      let before = InspectorFrame.view(start)
      let bindings = Binding.all.filter {
        $0.group != .move && !mayStay.contains($0.command)
      }
      for binding in bindings {
        for key in binding.keys {
          var state = start
          let effects = state.press(key)
          let isThere =
            binding.command
            == [.tabWhy, .tabFiles, .tabKeys, .tabRun, .tabPackage].first {
              $0.rawValue.lowercased().hasSuffix(state.detail.tab.rawValue)
            } && start.panes.focus == .detail
          #expect(
            isThere || !effects.isEmpty || InspectorFrame.view(state) != before,
            "\(key.text) in the \(start.panes.focus) after \(setup.debugDescription)")
        }
      }
    }
  }

  @Test func aKeyThatShowsNothingNewSaysSo() {
    for (keys, words) in [
      ("/brook\rm", "no environment value in this tab"),
      ("/brook\ro", "nothing is folded in this tab"),
      ("/brook\rn", "everything here is fresh and without advice"),
      ("/flint\rn", "all others here are fresh and without advice"),
      ("/brook\ra", "nothing more to mark: what is shown is fresh"),
      ("aU", "nothing is marked now"),
    ] {
      var state = state()
      for character in keys { state.press(character == "\r" ? .enter : .character(character)) }
      #expect(state.toasts.last?.text == words, "\(keys)")
    }
    var state = Fixture.state(60, 20)
    state.press("+")
    #expect(state.toasts.last?.text == "this pane has the whole screen")
  }

  /// A pattern that matches nothing says so, and is not offered for the keys.
  @Test func aPatternThatMatchesNothingSaysSo() throws {
    var state = state(120, 40)
    state.press("/harbor")
    state.press(.enter)
    state.press("tx*")
    let id = try #require(state.list.selected)
    _ = update(
      &state, .globTried(TriedGlob(install: id, pattern: "x*", new: [], known: [])))
    #expect(state.detail.rows.first?.text == "x* matches nothing")
    state.press(.enter)
    #expect(!text(state).contains("adds it to the keys"))
    #expect(state.press("K").isEmpty)
    #expect(state.toasts.last?.text == "x* matches nothing")
    _ = update(
      &state,
      .globTried(TriedGlob(install: id, pattern: "x*", new: [], known: ["setup.cfg"])))
    #expect(state.detail.rows.first?.text == "x* would match 1 file, watched already")
    state.press("K")
    #expect(state.toasts.last?.text == "what x* matches is watched already")
  }

  /// Each has a letter of its own, which is the one that is shown as a key.
  @Test func everyLetterOfTheSortMenuSorts() {
    for (key, letter) in zip(SortKey.allCases, "snfre") {
      var state = state()
      state.press("s")
      let frame = InspectorFrame.view(state)
      let shown = frame.cells.joined().filter { $0.style.role == .key && $0.text == "\(letter)" }
      #expect(!shown.isEmpty, "\(letter)")
      state.press("\(letter)")
      #expect(state.overlay == nil && state.list.sortKey == key, "\(letter)")
    }
  }

  @Test func theSplitFlips() throws {
    for (columns, isSide) in [(120, false), (200, true)] {
      var state = Fixture.state(columns, 40)
      #expect(state.layout.isSideBySide == isSide)
      state.press("|")
      #expect(state.layout.isSideBySide != isSide)
      let (list, detail) = (try #require(state.layout.list), try #require(state.layout.detail))
      #expect(isSide ? detail.row == list.row + list.rows : detail.column == list.columns)
      state.press("|")
      #expect(state.layout.isSideBySide == isSide)
    }
    var state = state()
    state.press("|")
    #expect(!state.layout.isSideBySide)
    #expect(state.toasts.last?.text == "the screen is too narrow to stand side by side")
  }

  /// Where the log has no space beside the others, it takes their place, and gives it back.
  @Test func theLogOfASmallScreenTakesTheFocus() {
    var state = Fixture.state(60, 20)
    state.press("@")
    #expect(text(state).contains("nothing has happened yet"))
    state.press("@")
    #expect(!text(state).contains("nothing has happened yet"))
    #expect(state.panes.focus == .list)
  }

  /// One long name leaves the others' lines their space.
  @Test func aLongNameLeavesTheLogItsSpace() {
    var state = Fixture.state(80, 40)
    state.ask(["harbor"])
    state.press("y")
    let id = Fixture.plan(["harbor"]).steps[0].assessment.distribution.path
    let name = String(repeating: "long-name-", count: 6)
    _ = update(&state, .stepFinished(id, name: name, StepResult(outcome: .done([]), duration: 1)))
    let line = text(state).split(separator: "\n").last { $0.contains("long-name") } ?? ""
    let column = line.firstIndex(of: "…").map { line.distance(from: line.startIndex, to: $0) }
    #expect((column ?? 80) < 30, "\(line)")
  }

  @Test func theLogWrapsOrCuts() {
    var state = Fixture.state(80, 40)
    state.ask(["harbor"])
    state.press("y")
    let step = Fixture.plan(["harbor"]).steps[0]
    let command = (0..<30).map { "word\($0)" }.joined(separator: " ")
    _ = update(&state, .stepStarted(step.assessment.distribution.path, command: command))
    #expect(text(state).contains("word29"))
    state.press("w")
    #expect(!text(state).contains("word29") && text(state).contains("word1"))
  }

  /// Grouping that would change nothing is not switched on, so that nothing has to be switched off.
  @Test func nothingToGroupIsNotGrouped() {
    var state = state()
    for _ in 0..<2 {
      state.press("c")
      #expect(state.toasts.last?.text == "no package here is stale because of another one")
      #expect(!state.list.isTree)
    }
    Fixture.cascade(&state)
    state.press("c")
    #expect(state.list.isTree)
    state.press("c")
    #expect(state.toasts.last?.text == "not grouped any more")
  }

  /// Esc clears what is typed, and then closes; the hint says which comes next.
  @Test func theHelpSaysWhatEscapeDoes() {
    for start in ["?", ":"] {
      var state = state(80, 24)
      state.press(start)
      #expect(text(state).contains("Esc closes"))
      state.press("trace")
      #expect(text(state).contains("Esc clears"))
      state.press(.escape)
      #expect(text(state).contains("Esc closes"))
      state.press(.escape)
      #expect(state.overlay == nil)
    }
  }

  /// Of the keys below a dialog none is cut.
  @Test func aKeyThatDoesNotFitIsLeftOut() {
    for columns in 40...60 {
      var state = state(columns, 12)
      state.press("/harbor")
      state.press(.enter)
      for case .work(.planKeys(_, _, let question)) in state.press("K") {
        _ = update(&state, .answered(.fix(Fixture.fix), question: question))
      }
      let line = text(state).split(separator: "\n").first { $0.contains("Cancel") } ?? ""
      #expect(line.contains("y writes") && !line.contains("…"), "\(line)")
      #expect(line.contains("c copies the list") == line.contains("  c"), "\(line)")
    }
  }
}
