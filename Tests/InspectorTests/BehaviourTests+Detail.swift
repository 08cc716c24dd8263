import Freshness
import Inspector
import Platform
import Testing
import UV

/// What the tabs of the detail say.
extension BehaviourTests {
  /// No title of a column stands over nothing.
  @Test func aColumnWithoutValuesIsNotShown() {
    for (name, hasChange) in [("lumen", false), ("brook", false), ("harbor", true)] {
      var state = state(120, 40)
      state.press("/\(name)")
      state.press(.enter)
      let title = state.detail.rows.map(\.text).first { $0.contains("  KEY ") }
      #expect(title?.contains("CHANGE") == hasChange, "\(name)")
    }
  }

  /// What is wrong with the keys is known before anything was edited, and can be written.
  @Test func theKeysTabKnowsWhatTheKeysMiss() throws {
    var state = state(120, 40)
    let brook = try #require(Fixture.installs.first { $0.distribution.name == "brook" })
    state.press("/brook")
    state.press(.enter)
    #expect(state.press("K").isEmpty)
    #expect(state.toasts.last?.text == "its keys are still looked at")
    let list = try CacheKeyList.read(nil, rules: .latest)
    func examined(_ lint: KeyLint?) -> Event {
      .examined(
        Explanation(
          assessment: brook, keys: KeyReport(of: "/srv/projects/brook", list: list, files: []),
          evidence: Evidence(changedFiles: [], watched: []), advice: [], cachedBuild: nil,
          commits: nil,
          facts: PackageFacts(
            metadata: nil, size: 1, fileCount: 1, installer: "uv", isRequested: false),
          moment: Fixture.now, lint: lint))
    }
    _ = update(&state, examined(nil))
    #expect(state.press("K").isEmpty)
    #expect(state.toasts.last?.text == "nothing is proposed for its keys")
    _ = update(&state, examined(Fixture.lint))
    state.press("3")
    let rows = state.detail.rows.map(\.text).joined(separator: "\n")
    let lint = try #require(Fixture.lint)
    #expect(lint.findings.count > 1 && lint.proposal != nil)
    for finding in lint.findings { #expect(rows.contains("[\(finding.rule.code)]"), "\(rows)") }
    #expect(rows.contains("K shows the change to pyproject.toml"))
    #expect(text(state).contains("3 Keys →"))
    #expect(state.press("K") == [.work(.planKeys(brook.distribution.path, .advised, question: 1))])
  }

  /// While a change is looked at, what was known stays on the screen, and the cursor in its place.
  @Test func aChangeTakesNothingFromTheScreen() {
    var state = state(120, 40)
    state.removeBroken()
    state.press("/harbor")
    state.press(.enter)
    state.press("2jj")
    let (rows, cursor) = (state.detail.rows, state.detail.cursor)
    let id: Path = "/srv/x/harbor-0.1.0.dist-info"
    #expect(update(&state, .changed([id])) == [.work(.assess([id]))])
    #expect(state.detail.rows == rows && state.detail.cursor == cursor)
    let same = Fixture.installs.filter { $0.distribution.name == "harbor" }
    #expect(update(&state, .assessed(same)).contains(.work(.examine(id))))
    #expect(state.detail.rows == rows && state.detail.cursor == cursor)
  }

  /// What is no local package has nothing that uv could watch; its source is not missing.
  @Test func aRegistryPackageHasNeitherFilesNorKeys() {
    for name in ["numpy", "requests"] {
      for tab in ["2", "3"] {
        var state = state(120, 40)
        state.press("ff/\(name)")
        state.press(.enter)
        state.press(tab)
        #expect(
          state.detail.rows.map(\.text)
            == ["Installed from a registry: the lock file decides, not files."])
      }
    }
  }

  @Test func aRegistryPackageIsNotReinstalled() {
    var state = state(120, 40)
    state.removeBroken()
    state.press("ff/numpy")
    state.press(.enter)
    #expect(!lastLine(state).contains("reinstall"))
    #expect(state.press("i").isEmpty)
    #expect(state.overlay == nil)
    #expect(state.toasts.last?.text == "numpy is not a local package (registry)")
    // With others it is told apart in the question.
    state.press(.character(" "))
    #expect(state.press("i").count == 1)
  }

  /// Of a path that is too long the end tells which one it is.
  @Test func aSourceThatIsGoneIsNamedByItsEnd() {
    let gone = Fixture.assessment(
      "lumen", recorded: nil, current: nil,
      problem: .sourceMissing("/home/somebody/projects/atlas/packages/lumen"))
    var item = ListState.Item(distribution: gone.distribution)
    item.assessment = gone
    func why(_ columns: Int) -> String {
      item.why(nil, Glyphs(isUTF8: true), columns: columns).map(\.text).joined()
    }
    #expect(why(40) == "the source is gone: …tlas/packages/lumen")
    #expect(why(80) == "the source is gone: /home/somebody/projects/atlas/packages/lumen")
  }

  /// The path of a record that cannot be read stands in its command, and nowhere else in Why.
  @Test func aRecordsPathStandsOnce() {
    var state = state(120, 40)
    state.press("/slate")
    state.press(.enter)
    let text = state.detail.rows.map(\.text).joined(separator: "\n")
    #expect(text.hasPrefix("Next sync fails, as every uv command here: uv_cache.json: line 1"))
    #expect(text.ranges(of: "slate-0.1.0.dist-info/uv_cache.json").count == 1)
  }
}
