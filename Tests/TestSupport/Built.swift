import Foundation

/// The built program.
public enum Built {
  /// Beside the test bundle.
  public static let program: String = {
    var folder = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
      .deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("uvfresh").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    let project = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return project.appendingPathComponent(".build/debug/uvfresh").path
  }()

  /// Runs it without a terminal, without the user's environment variables that bear on it.
  public static func run(
    _ arguments: [String], in folder: String? = nil, _ variables: [String: String] = [:]
  ) throws -> Command.Result {
    let clean = [
      "VIRTUAL_ENV": "", "CONDA_PREFIX": "", "UV_PYTHON": "", "UV": "", "PWD": folder ?? "/",
    ]
    return try Command.run(
      [program] + arguments, in: folder, environment: clean.merging(variables) { $1 })
  }
}
