import Foundation

/// A real uv to ask; what it says decides.
public struct RealUV: Sendable, CustomStringConvertible {
  /// The path of the binary.
  public let path: String
  /// Its release, `X.Y.Z`.
  public let release: String

  /// The release, as tests are named by it.
  public var description: String { "uv \(release)" }

  /// Those that the test command installed, or that `UVFRESH_TEST_UV` names (paths with `:`
  /// between).
  public static let all: [RealUV] = {
    if let named = ProcessInfo.processInfo.environment["UVFRESH_TEST_UV"] {
      return named.split(separator: ":").compactMap { RealUV(String($0)) }
    }
    let project = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let directory = project.appendingPathComponent(".build/uv").path
    let releases = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return releases.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
      .compactMap { RealUV("\(directory)/\($0)/bin/uv") }
  }()

  /// The newest of them.
  public static var newest: RealUV? { all.first }

  /// Asks a binary for its release; nil if it is none of uv.
  public init?(_ path: String) {
    guard let answer = try? Command.run([path, "--version"]), answer.status == 0 else { return nil }
    let words = answer.output.split { $0 == " " || $0 == "\n" }
    guard words.count >= 2, words[0] == "uv" else { return nil }
    self.path = path
    release = String(words[1])
  }

  /// Runs it on an environment, without the network and without the user's settings.
  public func run(
    _ arguments: [String], in directory: String, environment root: String,
    variables: [String: String] = [:]
  ) throws -> Command.Result {
    try Command.run(
      [path] + arguments, in: directory,
      environment: [
        "VIRTUAL_ENV": root, "UV_OFFLINE": "1", "UV_NO_PROGRESS": "1", "NO_COLOR": "1",
        "UV_NO_CONFIG": "1",
      ].merging(variables) { $1 })
  }
}
