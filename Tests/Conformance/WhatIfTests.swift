import Formats
import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// What `what-if` says before files change is what the verdicts say afterwards.
///
/// `UVFRESH_WHAT_IF=200` sets the number of projects (20 otherwise).
@Suite struct WhatIfTests {
  private static let projects =
    Int(ProcessInfo.processInfo.environment["UVFRESH_WHAT_IF"] ?? "") ?? 20

  private struct Rig {
    let fake = FakeEnvironment()
    let surveyor: Surveyor
    let names: [String]
    /// So deep that no invented key climbs out of the tree.
    static let work = "a/b/c"

    init(_ count: Int, _ random: inout SeededGenerator) throws {
      surveyor = Surveyor(
        environment: PythonEnvironment(
          root: Path(fake.root), pythonVersion: "3.12.4",
          sitePackages: [Path("\(fake.tree.path)/\(FakeEnvironment.site)")]),
        rules: .latest, variables: ProcessEnvironment([:]),
        workingDirectory: Path(fake.tree.path))
      fake.tree.write("\(Self.work)/shared/s1.py")
      fake.tree.write("\(Self.work)/shared/s2.txt")
      names = (0..<count).map { "p\($0)" }
      for name in names {
        let project = InventedProject(name: name, &random)
        fake.tree.write(
          "\(Self.work)/\(name)/pyproject.toml", project.manifest(inTreeBackend: false))
        try fake.tree.shell(project.setUp(&random), in: "\(Self.work)/\(name)")
      }
      for name in names { install(name) }
    }

    /// With the record that uv would write now; without one where the keys match nothing.
    private func install(_ name: String) {
      let source = "\(fake.tree.path)/\(Self.work)/\(name)"
      let computer = CacheInfoComputer(rules: .latest, environment: ProcessEnvironment([:]))
      let info = (try? computer.compute(Path(source)))?.info
      var writer = JSONWriter()
      info?.write(to: &writer)
      fake.install(
        name, "1",
        record: info?.isEmpty == false ? String(decoding: writer.bytes, as: UTF8.self) : nil,
        direct: "{\"url\":\"file://\(source)\",\"dir_info\":{\"editable\":true}}")
    }

    func stale() throws -> Set<String> {
      Set(try surveyor.survey().assessments.filter { $0.state == .stale }.map(\.distribution.name))
    }
  }

  /// Files, directories and names that are not there yet, and the bash that changes them.
  private func change(
    _ rig: Rig, _ random: inout SeededGenerator
  ) throws -> (paths: [String], script: String) {
    let work = "\(rig.fake.tree.path)/\(Rig.work)"
    let all = try rig.fake.tree.shell("find a/b/c -type f -o -type d -name '[a-z]*'")
      .split(separator: "\n").map { "\(rig.fake.tree.path)/\($0)" }
    var paths: [String] = []
    var lines: [String] = []
    for _ in 0..<(1 + random.next() % 6) {
      if random.chance(25) {
        let name = random.pick(rig.names)
        // A new file that a link leads to is told by its name only.
        if FileManager.default.fileExists(atPath: "\(work)/\(name)/linkdir") { continue }
        let below = random.pick(["new.py", "src/new.rs", "lib/deep/n.txt", "nope/x", "native/z.py"])
        paths.append("\(work)/\(name)/\(below)")
        lines.append("mkdir -p \"$(dirname '\(paths.last ?? "")')\"")
      } else {
        let path = random.pick(all)
        // All of the work would leave nothing to tell.
        if path.split(separator: "/").count < work.split(separator: "/").count + 1 { continue }
        if path.contains("/.git/") { continue }
        paths.append(path)
      }
      let path = (paths.last ?? "").replacing("'", with: "'\\''")
      lines.append(
        "if [ -d '\(path)' ]; then find '\(path)' -type f -exec touch {} +; else touch '\(path)'; fi"
      )
    }
    return (paths, lines.joined(separator: "\n"))
  }

  @Test func itAgreesWithWhatHappens() throws {
    var random = SeededGenerator.announced("what-if")
    var looked = 0
    var hits = 0
    // A few random projects may watch nothing that is changed: then some more are asked.
    while looked < Self.projects || (hits == 0 && looked < Self.projects + 200) {
      looked += 10
      let rig = try Rig(10, &random)
      let before = try rig.stale()
      #expect(before.isEmpty, "made fresh")
      let (paths, script) = try change(rig, &random)
      let listing = "find a -printf '%p %C@ %T@\\n' | sort"
      let untouched = try rig.fake.tree.shell(listing)
      let said = WhatIf(paths.map { Path($0) }, try rig.surveyor.survey(), rig.surveyor)
      #expect(try rig.fake.tree.shell(listing) == untouched, "nothing is touched")
      usleep(20_000)
      try rig.fake.tree.shell(script)
      let turned = Set(said.hits.filter(\.turns).map(\.assessment.distribution.name))
      hits += turned.count
      let keys = rig.names.map { name in
        let manifest = try? String(
          contentsOfFile: "\(rig.fake.tree.path)/\(Rig.work)/\(name)/pyproject.toml",
          encoding: .utf8)
        return "\(name): \(manifest?.split(separator: "\n").last ?? "")"
      }
      let stale = try rig.stale()
      let wrong = turned.symmetricDifference(stale)
      #expect(
        wrong.isEmpty, "\(wrong.sorted()) of \(paths)\n\(keys.joined(separator: "\n"))\n\(script)")
    }
    #expect(hits > 0, "something is watched")
  }

  /// Lines that Git quotes.
  @Test(arguments: [
    ("a/b.py", "a/b.py"), ("\"a b\"", "a b"), ("\"\\303\\251.py\"", "é.py"),
    ("\"q\\\"\\\\\\t\"", "q\"\\\t"),
    ("\"", "\""), ("\"a\\", "\"a\\"),
  ]) func quotesAreUndone(_ line: String, _ path: String) {
    #expect(String(decoding: GitQuotes.undone(Array(line.utf8)), as: UTF8.self) == path)
  }
}
