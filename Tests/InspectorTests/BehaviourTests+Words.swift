import Formats
import Freshness
import Inspector
import Platform
import Reinstall
import Testing
import UV

/// What rows, titles, headers and messages say.
extension BehaviourTests {
  /// Two states have one glyph: beside each other each has its word, however narrow the screen is.
  @Test func brokenAndErrorAreToldApart() {
    for columns in 40...140 {
      let lines = text(Fixture.state(columns, 24)).split(separator: "\n")
      #expect(lines[1].contains("✗ 1 broken") && lines[1].contains("✗ 1 error"), "\(columns)")
    }
  }

  /// The environments have no space for words: what has one glyph has one number.
  @Test func noGlyphIsCountedTwice() {
    for columns in [60, 80, 120, 200] {
      var state = Fixture.state(columns, 24)
      state.press("E")
      Fixture.findEnvironments(&state)
      for line in text(state).split(separator: "\n") where !line.contains("broken  ✗") {
        #expect(!line.contains(/✗ \d+ ✗ \d/), "\(columns): \(line)")
      }
    }
  }

  /// What does not fit is counted, and how the packages are reinstalled is always in view.
  @Test func anEnvironmentsNamesLeaveSpace() {
    for (columns, rows) in [(60, 20), (80, 24), (200, 60)] {
      var state = Fixture.state(columns, rows)
      state.press("E")
      var row = Fixture.environments[0]
      row.attention = (0..<40).map { "a-package-with-a-long-name-\($0)" }
      _ = update(&state, .environmentsFound([EnvironmentSummary(row.known)]))
      _ = update(&state, .environmentCounted(row))
      let words = text(state).split { " │\n".contains($0) }.joined(separator: " ")
      #expect(words.contains("reinstalled with"), "\(columns)")
      let shown = words.ranges(of: "long-name-").count
      #expect(shown == 40 || words.contains("and \(40 - shown) more"), "\(words)")
    }
  }

  /// In one character set no two things that stand before a name look the same.
  @Test(arguments: [true, false])
  func signsAreToldApart(_ isUTF8: Bool) {
    let glyphs = Glyphs(isUTF8: isUTF8)
    let states: [FreshnessState] = [.fresh, .stale, .unrecorded, .error, .untracked]
    let spins = (0..<10).map { glyphs.spinner(at: Double($0) / 10 + 0.01) }
    let signs = states.map(glyphs.state) + [glyphs.queued, glyphs.mark] + Set(spins)
    #expect(Set(signs).count == signs.count)
  }

  /// However many packages a reason keeps from being reinstalled, it is told once.
  @Test func aRefusalIsToldOnce() {
    var state = state()
    state.ask(["harbor", "flint"])
    let reason = "every uv command fails here"
    let steps = Fixture.installs.filter { $0.state != .broken }.map {
      ReinstallPlan.Step(assessment: $0, outcome: .refused(reason))
    }
    state.press(.escape)
    for case .work(.plan(_, let question)) in state.press("i") {
      _ = update(&state, .answered(.plan(ReinstallPlan(steps: steps)), question: question))
    }
    let screen = text(state)
    #expect(screen.ranges(of: reason).count == 1)
    #expect(screen.contains("\(steps.count) packages cannot be reinstalled"))
  }

  /// A row says how old its change is, and a fresh one what is watched, where there is space.
  @Test func aRowUsesTheSpaceThatItHas() throws {
    let list = try CacheKeyList.read(
      Array("[tool.uv]\ncache-keys = ['pyproject.toml', {dir='gen'}, {env='CC'}, {git=true}]".utf8),
      rules: .latest)
    let info = Fixture.info(Fixture.then)
    let late = Fixture.assessment(
      "kelp", recorded: info,
      current: CacheInfo(
        timestamp: Fixture.now, directories: [NamedValue("src", .born(Fixture.then))]))
    var state = Fixture.state(120, 40)
    _ = update(
      &state,
      .assessed([Fixture.assessment("brook", recorded: info, current: info, keys: list), late]))
    #expect(text(state).contains("watches pyproject.toml, dir gen, env CC, git "))
    #expect(text(state).contains(" pyproject.toml  59 min ago "))
    // When a file went is not known.
    let gone = Fixture.assessment(
      "kelp", recorded: CacheInfo(timestamp: Fixture.now),
      current: CacheInfo(timestamp: Fixture.then))
    _ = update(&state, .assessed([gone]))
    #expect(text(state).contains("the newest file is gone   "))
    // Not where it would cut the answer.
    _ = update(&state, .assessed([late]))
    _ = update(&state, .resized(columns: 52, rows: 40))
    #expect(!text(state).contains("min ago"))
  }

  /// The facts stand on the right of a table where there is space, and are not copied with its rows.
  @Test func whatStandsAsideIsNotCopied() throws {
    var state = state(160, 40)
    state.press("/flint")
    state.press(.enter, .enter)
    let row = try #require(state.detail.rows.firstIndex { !$0.aside.isEmpty })
    for _ in 0..<row { state.press("j") }
    #expect(text(state).contains("installed  /srv/x/flint-0.1.0.dist-info"))
    for case .terminal(.copy(let text, _)) in state.press("y") {
      #expect(!text.contains("dist-info"))
    }
  }

  /// A toast stands beside what is typed, never over it.
  @Test(arguments: ["/harb", "\rt", "p"])
  func aToastLeavesWhatIsTyped(_ keys: String) {
    for columns in [40, 80, 200] {
      var state = state(columns, 24)
      if keys == "\rt" { state.press("/harbor") }
      for character in keys { state.press(character == "\r" ? .enter : .character(character)) }
      state.press("a*")
      let typed = lastLine(state).split(separator: "*")[0]
      #expect(typed.hasSuffix("a"), "\(lastLine(state))")
      _ = update(&state, .failed("the disk is full"))
      #expect(lastLine(state).hasPrefix("\(typed)*"), "\(lastLine(state))")
      #expect(lastLine(state).contains("the disk is"), "\(lastLine(state))")
    }
  }

  /// What is typed stays in view at its end, however long it is.
  @Test func aLongFilterShowsItsEnd() {
    var state = state(40, 12)
    state.press("/" + String(repeating: "x", count: 60) + "end")
    #expect(lastLine(state).contains("xend"), "\(lastLine(state))")
  }

  @Test(arguments: [
    (30, "src/a.py and 6 more; A not set"),
    (50, "src/a.py, src/b.py, src/c.py and 4 more; A not set"),
    (49, "src/a.py, src/b.py and 5 more; A not set"),
    (20, "src/a.py and 6 more; A not set"),
    (14, "7 files; A not set"),
  ])
  func aRowNamesAsManyFilesAsFit(_ columns: Int, _ words: String) {
    let (then, now) = (Fixture.then, Fixture.now)
    let assessment = Fixture.assessment(
      "brook", recorded: CacheInfo(timestamp: then, environment: [NamedValue("A", "1")]),
      current: CacheInfo(timestamp: now, environment: [NamedValue("A", nil)]))
    let files = "abcdefg".map {
      Evidence.File(path: Path("src/\($0).py"), changed: now, modified: now)
    }
    let glance = Glance(
      Explanation(
        assessment: assessment, keys: nil, evidence: Evidence(changedFiles: files, watched: []),
        advice: [], cachedBuild: nil, commits: nil,
        facts: PackageFacts(
          metadata: nil, size: 1, fileCount: 1, installer: "uv", isRequested: false),
        moment: now))
    var item = ListState.Item(distribution: assessment.distribution)
    item.assessment = assessment
    let why = item.why(glance, Glyphs(isUTF8: true), columns: columns)
    #expect(why.map(\.text).joined() == words)
  }

  /// Where the log has no space, the header says how far a reinstall is.
  @Test func aBatchIsSeenOnASmallScreen() {
    var state = Fixture.state(60, 20)
    state.ask(["harbor", "flint"])
    state.press("y")
    let step = Fixture.plan(["harbor"]).steps[0]
    _ = update(&state, .stepStarted(step.assessment.distribution.path, command: "uv"))
    #expect(text(state).split(separator: "\n")[1].hasSuffix("1 of 2 harbor"))
  }

  /// Every environment can be told from the others at every width.
  @Test func theEnvironmentsKeepTheirPaths() {
    for columns in stride(from: 60, through: 140, by: 4) {
      var state = Fixture.state(columns, 24)
      state.press("E")
      Fixture.findEnvironments(&state)
      let rows = text(state).split(separator: "\n").filter { $0.contains("tool ") }
      #expect(rows.count == 2)
      for row in rows {
        #expect(
          row.contains("/ruff")
            || row.split(separator: " ").last { $0 != "│" && $0 != "█" }?.hasSuffix("cli") == true,
          "\(row)")
      }
    }
  }

  /// Found by fuzzing: what was selected may be gone when one comes back to the environments.
  @Test func environmentsThatGoMeanwhileAreNotSelected() throws {
    var state = Fixture.state(120, 30)
    state.press("E")
    Fixture.findEnvironments(&state)
    state.press("G")
    let last = try #require(state.environments.selectedRow)
    state.press(.enter)
    let name = EnvironmentName(
      title: last.root.shown, root: last.root, python: "3.12.1", uv: "0.13.9", base: "/")
    _ = update(&state, .opened(name))
    #expect(!state.environments.isShown && state.environments.isEntered)
    let others = Fixture.environments.filter { $0.root != last.root }
    _ = update(&state, .environmentsFound(others.map { EnvironmentSummary($0.known) }))
    state.press(.escape)
    #expect(state.environments.isShown && state.environments.selectedIndex == 0)
  }

  /// In the help, what a row cuts stands below it in full.
  @Test func theHelpTellsEverythingOfTheSelected() {
    for columns in [44, 60, 80] {
      var state = Fixture.state(columns, 24)
      state.press("?")
      var missing = Set(state.bindings.all.map(\.help))
      for _ in state.bindings.all {
        let shown = text(state).split { " │█┌┐└┘\n".contains($0) }.joined(separator: " ")
        missing = missing.filter { !shown.contains($0) }
        state.press("j")
      }
      #expect(missing == [])
    }
  }

  /// The files that had changed are built now, although a closer look has not followed yet.
  @Test func aReinstalledRowHasNoChangedFiles() {
    var state = Fixture.state(120, 40)
    state.press("/harbor")
    state.press(.enter)
    let files = { (screen: String) in screen.contains("  1/5  ") }
    #expect(files(text(state)))
    _ = update(
      &state,
      .assessed([
        Fixture.assessment(
          "harbor", recorded: Fixture.info(Fixture.now), current: Fixture.info(Fixture.now))
      ]))
    #expect(text(state).contains("● harbor"))
    #expect(!files(text(state)))
  }

  /// Whatever comes from outside, no cell controls the terminal.
  @Test func noCellHoldsAControlCharacter() {
    let evil = "\u{1B}[2J\u{7}\u{202E}x\r\n"
    for keys in ["", "/\u{9B}", "E", "@"] {
      var state = state()
      state.press(keys)
      _ = update(&state, .installed([], warnings: [evil]))
      _ = update(&state, .surveyFailed(evil))
      _ = update(&state, .failed(evil))
      let frame = InspectorFrame.view(state)
      #expect(frame.text.contains("\\x1b[2J"), "\(keys)")
      for cell in frame.cells.joined() {
        #expect(cell.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
        #expect(!cell.text.contains("\u{202E}") && !cell.text.contains("\u{9B}"))
      }
    }
  }

  /// A diff that is none has no changes to go to.
  @Test func wordsInPlaceOfADiffHaveNoNextChange() {
    var state = state()
    state.press("/harbor")
    state.press(.enter)
    for case .work(.compare(_, _, let question)) in state.press("d") {
      let nothing = UnifiedDiff(from: Array("x\n".utf8), to: Array("x\n".utf8))
      let comparison = FileComparison(sides: [("HEAD", nothing)])
      _ = update(&state, .answered(.comparison(comparison), question: question))
    }
    #expect(text(state).contains("nothing differs"))
    #expect(!text(state).contains("next change"))
  }

  @Test func aSourceThatIsGoneHasAWayOut() {
    var state = state(120, 40)
    state.press("/lumen")
    state.press(.enter)
    let rows = state.detail.rows.map(\.text)
    #expect(
      rows.contains { $0.hasSuffix("uv pip uninstall --python /srv/projects/atlas/.venv lumen") })
    // Which uv itself cannot do from a source that is gone.
    #expect(!rows.contains { $0.contains("i reinstall") })
  }

  /// No key is offered that then answers that it cannot be done.
  @Test(arguments: [("lumen", false), ("numpy", false), ("brook", true)])
  func aReinstallIsOfferedWhereItIsPossible(_ name: String, _ isOffered: Bool) {
    var state = state(120, 40)
    state.press("ff/\(name)")
    state.press(.enter)
    state.press("4")
    #expect(state.detail.rows.first?.text.contains("i reinstalls it") == isOffered)
  }

  @Test func countsAreGrammar() {
    var state = state(120, 40)
    #expect(text(state).contains("✗ 1 error "))
    let brook = Fixture.assessment(
      "brook", recorded: Fixture.info(Fixture.then), current: nil,
      problem: .sourceMissing("/srv/projects/brook"))
    _ = update(&state, .assessed([brook]))
    #expect(text(state).contains("✗ 2 errors "))
    state.press("/harbor")
    state.press(.enter)
    state.press("tx*")
    for (new, known, words) in [
      (["a"], [], "1 file, not watched yet"), (["a", "b"], [], "2 files, not watched yet"),
      (["a"], ["b"], "2 files, 1 of them not watched yet"),
    ] as [([Path], [Path], String)] {
      _ = update(
        &state,
        .globTried(
          TriedGlob(
            install: "/srv/x/harbor-0.1.0.dist-info", pattern: "x*", new: new, known: known)))
      #expect(state.detail.rows.first?.text == "x* would match \(words)")
    }
  }

  @Test func nothingStandsUnderAnEmptyHeading() {
    for name in ["numpy", "requests", "kelp", "slate"] {
      var state = state(120, 40)
      state.press("ff/\(name)")
      state.press(.enter)
      let rows = state.detail.rows.map(\.text)
      for (index, row) in rows.enumerated() where row.contains("KEY ") || row.contains("FILE ") {
        #expect(index + 1 < rows.count && !rows[index + 1].isEmpty, "\(name): \(rows)")
      }
      #expect(!rows.contains { $0.contains("0 keys") }, "\(name): \(rows)")
    }
  }

  /// A closer look that found neither files nor commits, and a side that was not computed.
  @Test func whatWasNotFoundHasNoHeading() throws {
    var state = state(120, 40)
    let brook = try #require(Fixture.installs.first { $0.distribution.name == "brook" })
    _ = update(
      &state,
      .examined(
        Explanation(
          assessment: brook, keys: nil, evidence: Evidence(changedFiles: [], watched: []),
          advice: [], cachedBuild: nil, commits: CommitRange(ahead: 0, behind: 1, subjects: []),
          facts: PackageFacts(
            metadata: nil, size: 1, fileCount: 1, installer: "uv", isRequested: false),
          moment: Fixture.now)))
    state.press("/brook")
    state.press(.enter)
    let rows = state.detail.rows.map(\.text)
    #expect(rows.contains { $0.contains("  KEY ") })
    #expect(!rows.contains { $0.contains("COMMITS") || $0.contains("FILE CHANGED") }, "\(rows)")
    state.press(.escape)
    state.press("/lumen")
    state.press(.enter)
    let gone = state.detail.rows.map(\.text)
    #expect(gone.contains { $0.contains("not computed") }, "\(gone)")
    #expect(!gone.contains { $0.contains(" same") || $0.contains("unchanged") }, "\(gone)")
  }

  @Test func whatHasNoValueComesLastInBothDirections() {
    var state = state()
    state.press("sr")
    #expect(state.list.sortKey == .record)
    let nameless = Set(["kelp", "slate"])
    #expect(nameless.contains(state.visibleNames.last ?? ""))
    state.press("I")
    #expect(nameless.contains(state.visibleNames.last ?? ""))
  }

  @Test func everySortKeyHasAColumn() {
    for key in SortKey.allCases {
      var state = Fixture.state(200, 60)
      state.list.sortKey = key
      _ = update(&state, .resized(columns: 200, rows: 60))
      #expect(text(state).contains("▾"), "\(key)")
    }
  }

  @Test func anEnvironmentThatIsGoneSaysSo() {
    var state = state()
    _ = update(&state, .installed([], warnings: []))
    _ = update(&state, .surveyFailed("/srv/projects/atlas/.venv is gone"))
    #expect(text(state).contains("/srv/projects/atlas/.venv is gone"))
    #expect(!text(state).lowercased().contains("nothing is installed"))
  }

  @Test func aSourceThatIsGoneIsNotEdited() {
    var state = state()
    state.press("/lumen")
    state.press(.enter)
    #expect(state.press("e").isEmpty)
    #expect(state.toasts.last?.text == "its source is gone: /srv/projects/lumen")
    state.press("ff")
    state.press(.escape)
    state.press("/numpy")
    state.press(.enter)
    #expect(state.press("e").isEmpty)
    #expect(state.toasts.last?.text.contains("not installed from a directory") == true)
  }

  @Test func twoInstallsOfOneNameLookDifferent() {
    var state = state()
    let one = Fixture.installs[0]
    var other = Fixture.assessment(
      "atlas-core", recorded: Fixture.info(Fixture.then), current: nil
    ).distribution
    other = Distribution(
      name: other.name, version: "0.0.9", path: "/srv/x/atlas_core-0.0.9.dist-info",
      origin: other.origin, record: nil, buildRecord: nil, fault: nil, warning: nil)
    _ = update(&state, .installed([one.distribution, other], warnings: []))
    #expect(text(state).contains("atlas-core 0.1.0"))
    #expect(text(state).contains("atlas-core 0.0.9"))
  }
}
