import Foundation

/// Cases that lie beside the project and may be missing where only the project was cloned.
public enum SharedCases {
  /// The folder with cases, nil if it is not there.
  public static let folder: String? = {
    let project = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let folder = project.deletingLastPathComponent().appendingPathComponent("shared/conformance")
    return FileManager.default.fileExists(atPath: folder.path) ? folder.path : nil
  }()
}
