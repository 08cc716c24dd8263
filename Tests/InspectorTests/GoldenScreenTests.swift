import Foundation
import Freshness
import Inspector
import Platform
import Reinstall
import Testing
import UV

/// Screens as files that a reviewer can read: the text, then a letter for the meaning of each cell.
///
/// `UVFRESH_UPDATE_GOLDEN=1 swift test --filter GoldenScreen` writes them again.
@Suite struct GoldenScreenTests {
  struct Scene: Sendable, CustomTestStringConvertible {
    let name: String
    let set: @Sendable (inout InspectorState) -> Void

    var testDescription: String { name }
  }

  static let scenes = [
    Scene(name: "list") { _ in },
    Scene(name: "detail") { state in
      state.press("/harbor")
      state.press(.enter, .enter)
      state.press("o")
    },
    Scene(name: "environment") { state in
      state.press("/flint")
      state.press(.enter)
    },
    Scene(name: "all-marked") { state in
      state.press("ffa")
    },
    Scene(name: "help") { $0.press("?") },
    Scene(name: "help-filtered") { $0.press("?pane") },
    Scene(name: "sort") { $0.press("s") },
    Scene(name: "confirm") { state in
      state.ask(["harbor", "flint", "lumen"])
    },
    Scene(name: "running") { state in
      state.ask(["harbor", "flint"])
      state.press(.tab, .enter)
      let steps = Fixture.plan(["harbor", "flint"]).steps
      _ = update(
        &state,
        .stepStarted(
          steps[0].assessment.distribution.path, command: steps[0].command?.shellText ?? ""))
      _ = update(&state, .output("Resolved 1 package in 3ms"))
      _ = update(&state, .output("   Building harbor @ file:///srv/projects/harbor"))
    },
    Scene(name: "package") { state in
      state.press("ff/numpy")
      state.press(.enter)
    },
    Scene(name: "files") { state in
      state.press("/harbor")
      state.press(.enter, .character("2"))
    },
    Scene(name: "keys") { state in
      state.press("/harbor")
      state.press(.enter, .character("3"))
    },
    Scene(name: "glob") { state in
      state.press("/harbor")
      state.press(.enter, .character("t"))
      state.press("data/**")
      for path in ["/srv/x/harbor-0.1.0.dist-info"] as [Path] {
        _ = update(
          &state,
          .globTried(
            TriedGlob(
              install: path, pattern: "data/**", new: ["data/tides.json", "data/ports.bin"],
              known: ["data/old.csv"])))
      }
      state.press(.function(9))
    },
    Scene(name: "failed") { state in
      Fixture.failHarbor(&state)
      state.press("/harbor")
      state.press(.enter, .character("4"))
    },
    Scene(name: "record") { state in
      state.press("i")
      Fixture.answerRemoval(&state)
    },
    Scene(name: "palette") { $0.press(":sort") },
    Scene(name: "environments") { state in
      state.press("E")
      Fixture.findEnvironments(&state)
      state.press("j")
    },
    Scene(name: "fix") { state in
      state.press("/harbor")
      state.press(.enter)
      for case .work(.planKeys(_, _, let question)) in state.press("K") {
        _ = update(&state, .answered(.fix(Fixture.fix), question: question))
      }
    },
    Scene(name: "compare") { state in
      state.press("/harbor")
      state.press(.enter)
      for case .work(.compare(_, _, let question)) in state.press("d") {
        _ = update(&state, .answered(.comparison(Fixture.comparison), question: question))
      }
    },
    Scene(name: "trace") { state in
      state.press("/harbor")
      state.press(.enter)
      for case .work(.planTrace(_, let question)) in state.press("T") {
        _ = update(&state, .answered(.trace(.success(Fixture.traceCommand)), question: question))
      }
    },
    Scene(name: "tracing") { state in
      state.press("/harbor")
      state.press(.enter)
      for case .work(.planTrace(_, let question)) in state.press("T") {
        _ = update(&state, .answered(.trace(.success(Fixture.traceCommand)), question: question))
      }
      state.press("y")
      _ = update(&state, .output("Building wheel..."))
      _ = update(&state, .time(7))
    },
    Scene(name: "environments-filtered") { state in
      state.press("E")
      Fixture.findEnvironments(&state)
      _ = update(&state, .environmentsCounted)
      state.press("s/uv")
      state.press(.enter)
      state.press("p/srv/e")
    },
    Scene(name: "tree") { state in
      Fixture.cascade(&state)
      state.press("c/e")
      state.press(.enter)
      for _ in 0..<4 { state.press("j") }
      _ = update(&state, .time(60))
    },
    Scene(name: "filtering") { $0.press("/!fresh") },
  ]

  static let sizes = [(80, 24), (120, 40), (200, 60), (60, 20), (39, 7)]

  @Test(arguments: scenes, [true, false])
  func screen(_ scene: Scene, _ isUTF8: Bool) throws {
    for (columns, rows) in Self.sizes {
      var state = Fixture.state(columns, rows, utf8: isUTF8)
      scene.set(&state)
      let frame = InspectorFrame.view(state)
      let drawn = frame.text + "\n\n" + frame.styles + "\n"
      let file = Self.file(scene, columns, rows, isUTF8)
      if !isUTF8 { #expect(withoutNames(frame.text).utf8.allSatisfy { $0 < 0x80 }, "\(file)") }
      compare(drawn, with: file)
    }
  }

  private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  private static func file(_ scene: Scene, _ columns: Int, _ rows: Int, _ isUTF8: Bool) -> String {
    "\(scene.name)-\(columns)x\(rows)\(isUTF8 ? "" : "-ascii").txt"
  }

  /// A file that no scene asks for is left over from one that went.
  @Test func noFileIsAnOrphan() throws {
    let there = try FileManager.default.contentsOfDirectory(atPath: Self.directory.path)
    let wanted = Self.scenes.flatMap { scene in
      Self.sizes.flatMap { size in
        [true, false].map { Self.file(scene, size.0, size.1, $0) }
      }
    }
    #expect(Set(there).subtracting(wanted).sorted() == [])
    #expect(Set(wanted).count == wanted.count, "two scenes of one name")
  }

  /// Names of packages and uv's output are shown as they are; everything of ours is ASCII there.
  private func withoutNames(_ text: String) -> String {
    ["文字", "×", "├─▶"].reduce(text) { $0.replacing($1, with: "") }
  }

  private func compare(_ drawn: String, with name: String) {
    let file = Self.directory.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["UVFRESH_UPDATE_GOLDEN"] != nil {
      _ = try? drawn.write(to: file, atomically: true, encoding: .utf8)
      return
    }
    let golden = try? String(contentsOf: file, encoding: .utf8)
    guard let golden, golden != drawn else {
      #expect(golden != nil, "there is no \(name)")
      return
    }
    let lines = zip(
      golden.split(separator: "\n", omittingEmptySubsequences: false),
      drawn.split(separator: "\n", omittingEmptySubsequences: false))
    let difference = lines.enumerated().filter { $1.0 != $1.1 }
      .map { "\($0 + 1) - \($1.0)\n\($0 + 1) + \($1.1)" }.joined(separator: "\n")
    Issue.record("\(name):\n\(difference)")
  }

  @Test(arguments: [(1, 1), (10, 3), (40, 8), (41, 9), (72, 10), (300, 100), (500, 2)])
  func noSizeTraps(_ columns: Int, _ rows: Int) {
    for scene in Self.scenes {
      var state = Fixture.state(80, 24)
      scene.set(&state)
      _ = update(&state, .resized(columns: columns, rows: rows))
      let frame = InspectorFrame.view(state)
      #expect(frame.cells.count == rows && frame.cells.allSatisfy { $0.count == columns })
    }
  }
}
