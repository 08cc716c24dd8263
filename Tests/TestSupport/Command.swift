import Foundation

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

  /// Runs a program to its end, without standard input.
  public static func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let scratch = FileManager.default.temporaryDirectory.path + "/uvfresh-out-\(UUID().uuidString)"
    for name in ["out", "err"] {
      _ = FileManager.default.createFile(atPath: "\(scratch).\(name)", contents: nil)
    }
    defer { for name in ["out", "err"] { unlink("\(scratch).\(name)") } }
    process.standardOutput = FileHandle(forWritingAtPath: "\(scratch).out")
    process.standardError = FileHandle(forWritingAtPath: "\(scratch).err")
    try process.run()
    process.waitUntilExit()
    func text(_ name: String) -> String {
      String(
        decoding: FileManager.default.contents(atPath: "\(scratch).\(name)") ?? Data(),
        as: UTF8.self)
    }
    let status = process.terminationStatus
    return Result(
      status: process.terminationReason == .exit ? status : 128 + status,
      output: text("out"), errors: text("err"))
  }

  /// The path of a program; nil if PATH has none of that name.
  public static func find(_ name: String) -> String? {
    let result = try? run(["/bin/sh", "-c", "command -v \(name)"])
    guard let result, result.status == 0 else { return nil }
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
