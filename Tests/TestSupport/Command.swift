import Foundation
import Platform

/// Runs other programs for tests.
public enum Command {
  /// What a program left behind.
  public struct Result: Sendable {
    /// Exit status; 128 and the number for a signal.
    public let status: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let errors: String
  }

  /// Where the journal is kept while tests run, so that the user's own does not grow.
  private static let state =
    FileManager.default.temporaryDirectory.path + "/uvfresh-state-of-tests-\(getuid())"

  /// Runs a program to its end, without standard input.
  ///
  /// By the project's own means: Foundation's `Process` was seen to miss the end of a child when
  /// many tests wait at once.
  public static func run(
    _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let variables = ProcessEnvironment(
      ProcessInfo.processInfo.environment.merging(["XDG_STATE_HOME": state]) { $1 }
        .merging(environment) { $1 })
    let errors =
      FileManager.default.temporaryDirectory.path + "/uvfresh-errors-\(UUID().uuidString)"
    defer { unlink(errors) }
    let result = try ChildProcess.run(
      "/bin/sh", arguments: ["-c", "exec /usr/bin/env \"$@\" 2>\"$0\"", errors] + arguments,
      in: directory.map { Path($0) }, environment: variables)
    let written = FileManager.default.contents(atPath: errors) ?? Data()
    return Result(
      status: result.status, output: String(decoding: result.output, as: UTF8.self),
      errors: String(decoding: written, as: UTF8.self))
  }

  /// The path of a program; nil if PATH has none of that name.
  public static func find(_ name: String) -> String? {
    let result = try? run(["/bin/sh", "-c", "command -v \(name)"])
    guard let result, result.status == 0 else { return nil }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
