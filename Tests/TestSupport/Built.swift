import Foundation

/// The built program.
public enum Built {
  /// Beside the test bundle.
  public static let program: String = {
    var directory = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
      .deletingLastPathComponent()
    while directory.path != "/" {
      let candidate = directory.appendingPathComponent("uvfresh").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      directory.deleteLastPathComponent()
    }
    let project = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return project.appendingPathComponent(".build/debug/uvfresh").path
  }()

  /// Runs it without a terminal, without the user's environment variables that bear on it.
  ///
  /// A JSON document that it prints must fit the contract.
  public static func run(
    _ arguments: [String], in directory: String? = nil, _ variables: [String: String] = [:]
  ) throws -> Command.Result {
    let clean = [
      "VIRTUAL_ENV": "", "CONDA_PREFIX": "", "UV_PYTHON": "", "UV": "", "PWD": directory ?? "/",
    ]
    let result = try Command.run(
      [program] + arguments, in: directory, environment: clean.merging(variables) { $1 })
    try Contract.check(arguments, result.output)
    return result
  }
}
