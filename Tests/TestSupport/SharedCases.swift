import Foundation

/// Where recorded cases are found.
public enum SharedCases {
  /// The root of this package.
  public static let project = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The recorded cases of uv's behaviour.
  public static let recorded = project.appendingPathComponent("Tests/Conformance/Cases").path

  /// The public TOML suite; it is not part of this project, and nil where it is not beside it.
  public static let tomlSuite: String? = {
    let suite = project.deletingLastPathComponent()
      .appendingPathComponent("shared/conformance/toml")
    return FileManager.default.fileExists(atPath: suite.path) ? suite.path : nil
  }()
}
