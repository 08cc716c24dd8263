import Freshness
import Inspector
import Platform
import Reinstall
import Testing
import UV

/// The question that removes a record which stops every uv command.
@Suite struct RecordQuestionTests {
  private let path = "/srv/x/slate-0.1.0.dist-info/uv_cache.json"

  private func state(_ columns: Int = 80, _ rows: Int = 24) -> InspectorState {
    Fixture.state(columns, rows)
  }

  private func text(_ state: InspectorState) -> String { InspectorFrame.view(state).text }

  /// The words of the screen, however they are wrapped.
  private func words(_ state: InspectorState) -> String {
    text(state).split { " │█┌┐└┘\n".contains($0) }.joined(separator: " ")
  }

  @Test func theCommandIsShownAndNothingRunsBeforeAYes() {
    var state = state()
    let effects = state.press("i")
    #expect(effects == [.work(.planRemoval("/srv/x/slate-0.1.0.dist-info", question: 1))])
    #expect(state.isBusy)
    #expect(state.press("y").isEmpty, "what is not looked at yet cannot be agreed to")
    Fixture.answerRemoval(&state)
    #expect(text(state).contains("$ rm -- \(path)"))
    #expect(
      words(state).contains(
        "Without this record uv does not know what slate was built from: the next sync reinstalls it."
      ))
    #expect(words(state).contains("y removes c copies the command"))
  }

  @Test(arguments: [Key.enter, .escape, .character("n"), .character("q"), .control("c")])
  func onlyAYesRemoves(_ key: Key) {
    var state = state()
    state.press("i")
    Fixture.answerRemoval(&state)
    #expect(state.press(key).isEmpty)
    #expect(state.overlay == nil)
  }

  @Test(arguments: [[Key.character("y")], [.tab, .enter]])
  func aYesRunsExactlyTheCommand(_ keys: [Key]) {
    var state = state()
    state.press("i")
    Fixture.answerRemoval(&state)
    let effects = keys.flatMap { update(&state, .key($0)) }
    #expect(effects == [.work(.removeRecord(Fixture.removal))])
    #expect(state.log.lines.last?.text == "rm -- \(path)")
  }

  @Test func theCommandCanBeCopied() {
    var state = state()
    state.press("i")
    #expect(state.press("c") == [.terminal(.copy("rm -- \(path)", name: "the command"))])
    #expect(state.overlay == nil)
  }

  @Test func theNewStateIsTold() {
    var state = state(120, 40)
    state.press("i")
    Fixture.answerRemoval(&state)
    state.press("y")
    let now = Fixture.assessment("slate", recorded: nil, current: Fixture.info(Fixture.now))
    let effects = update(&state, .recordRemoved(Fixture.removal, .removed([now]), output: []))
    #expect(effects.contains(.work(.survey)), "the environment is read again")
    #expect(text(state).contains("◌ slate"))
    #expect(
      state.toasts.last?.text
        == "uv_cache.json of slate is removed: unrecorded now; i reinstalls it")
    #expect(state.log.lines.last?.text == "uv_cache.json is removed: unrecorded now")
    #expect(state.log.lines.last?.kind == .success)
    // What is asked next is the reinstall.
    _ = update(&state, .assessed([now]))
    for case .work(let work) in state.press("i") {
      guard case .plan = work else {
        Issue.record("\(work)")
        continue
      }
    }
    #expect(state.overlay is ReinstallQuestion)
  }

  @Test func aFailureIsToldAndTheEnvironmentIsReadAgain() {
    var state = state()
    let line = "rm: cannot remove '\(path)': Operation not permitted"
    let effects = update(
      &state, .recordRemoved(Fixture.removal, .failed(line), output: [line]))
    #expect(effects.contains(.work(.survey)))
    #expect(state.toasts.last?.text == "uv_cache.json is not removed: \(line)")
    #expect(state.toasts.last?.isError == true)
    #expect(state.log.lines.contains { $0.kind == .warning && $0.text == line })
  }

  @Test func aRefusalIsOneLineAndOffersNoYes() {
    var state = state()
    state.press("i")
    Fixture.answerRemoval(&state, .failure(.init("uv_cache.json is gone already")))
    #expect(text(state).contains("│ uv_cache.json is gone already"))
    #expect(!text(state).contains("y removes"))
    #expect(state.press("y").isEmpty)
    #expect(state.overlay == nil)
    let effects = update(
      &state,
      .recordRemoved(Fixture.removal, .refused("uv_cache.json is gone already"), output: []))
    #expect(effects.contains(.work(.survey)))
    #expect(state.toasts.last?.text == "nothing is removed: uv_cache.json is gone already")
  }

  /// Each record means something else to uv.
  @Test(arguments: [
    ("uv_cache.json", "does not know what slate was built from: the next sync reinstalls it."),
    (
      "uv_build.json", "compares no build settings: the next sync keeps slate unless files changed."
    ),
    ("direct_url.json", "takes slate for a package from a registry: the next sync replaces it."),
  ])
  func theSentenceIsTheRecordsOwn(_ record: String, _ sentence: String) {
    #expect(
      RecordRemoval.consequence(of: Path("/s/\(record)"), for: "slate")
        == "Without this record uv \(sentence)")
  }

  /// The record of the package in view comes before others.
  @Test func theSelectedRecordComesFirst() {
    var state = state()
    let other = Fixture.assessment(
      "zinc", recorded: nil, current: nil,
      problem: .corruptRecord("/srv/x/zinc-0.1.0.dist-info/uv_build.json", "uv_build.json: no"))
    _ = update(
      &state,
      .installed((Fixture.installs + [other]).map(\.distribution), warnings: []))
    _ = update(&state, .assessed([other]))
    state.press("/zinc")
    state.press(.enter)
    state.press("i")
    #expect(text(state).contains("zinc-0.1.0.dist-info/uv_build.json"))
  }

  /// Why shows the command, and the key that asks to run it instead of one that cannot reinstall.
  @Test func theDetailNamesTheKey() throws {
    var state = state(120, 40)
    state.press("/slate")
    state.press(.enter, .enter)
    let rows = state.detail.rows.map(\.text)
    let place = try #require(rows.firstIndex(of: "i asks, and removes it with:"))
    #expect(rows[place + 1] == "  $ rm -- \(path)")
    #expect(!rows.contains { $0.contains("i reinstall") })
  }

  /// A name from outside never controls the terminal.
  @Test func controlCharactersAreVisible() {
    var state = state(120, 40)
    let evil = Fixture.assessment(
      "evil\u{1B}[2J", recorded: nil, current: nil,
      problem: .corruptRecord("/s/e\u{1B}[2J'.dist-info/uv_cache.json", "x\u{7}"))
    _ = update(&state, .installed([evil.distribution], warnings: []))
    _ = update(&state, .assessed([evil]))
    state.press("i")
    Fixture.answerRemoval(
      &state, .success(RecordRemoval(of: evil, record: "/s/e", program: "/bin/rm")))
    #expect(text(state).contains(#"$ rm -- '/s/e\x1b[2J'\''.dist-info/uv_cache.json'"#))
    state.press("y")
    _ = update(
      &state,
      .recordRemoved(
        RecordRemoval(of: evil, record: "/s/e\u{1B}", program: "/bin/rm"), .failed("x\u{1B}"),
        output: ["y\u{1B}"]))
    state.press("@")
    for cell in InspectorFrame.view(state).cells.joined() {
      #expect(cell.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }
  }
}
