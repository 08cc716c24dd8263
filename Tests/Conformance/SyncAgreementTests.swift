import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// uv projects made up at random, synced, then changed: what `uv sync --dry-run` says of every local
/// package must be what stands here.
///
/// `UVFRESH_SYNC_PROJECTS=300` sets the number for each uv and seed; `UVFRESH_SEED=N` one seed.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"), .serialized)
struct SyncAgreementTests {
  static let count =
    Int(ProcessInfo.processInfo.environment["UVFRESH_SYNC_PROJECTS"] ?? "") ?? 8

  @Test(arguments: RealUV.all, DifferentialTests.seeds)
  func uvSyncSaysTheSame(_ uv: RealUV, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var counts: [String: Int] = [:]
    var projects = 0
    var withUnknown = 0
    while projects < Self.count {
      let mark = random
      var project = try InventedWorkspace(uv, &random)
      guard try project.sync(&random) else { continue }
      projects += 1
      var story: [String] = []
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        story.append(try project.change(&random))
      }
      let comparison = try project.compare(&random)
      for (_, action) in comparison.mine { counts[action, default: 0] += 1 }
      if comparison.mine.values.contains("unknown") { withUnknown += 1 }
      let wrong = comparison.mine.filter { name, action in
        action != "unknown" && action != comparison.theirs[name]
      }
      let isRight =
        wrong.isEmpty
        && (comparison.missing == nil || comparison.missing == comparison.theirMissing)
      let what = """
        \(uv), seed \(seed), generator \(mark), project \(projects): \(story)
        standing in \(comparison.standing), variables \(comparison.variables)
        here \(comparison.mine.sorted { $0.key < $1.key }) missing \(comparison.missing ?? [])
        uv \(comparison.theirs.sorted { $0.key < $1.key }) missing \(comparison.theirMissing)
        \(comparison.output)
        """
      #expect(isRight, "\(what)")
      if !isRight { project.keep() }
    }
    print(
      "sync: \(uv), seed \(seed): \(projects) projects, \(withUnknown) unknown,"
        + " \(counts.sorted { $0.key < $1.key })")
    #expect(Double(withUnknown) <= max(1, Double(projects) * 0.05))
  }
}
