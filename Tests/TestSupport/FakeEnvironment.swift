import Foundation

/// An environment made by hand: projects, and dist-infos with the records that a test wants.
public struct FakeEnvironment {
  /// All of it.
  public let tree = TemporaryTree()
  /// The environment's root, absolute.
  public var root: String { "\(tree.path)/.venv" }
  /// Relative to the tree.
  public static let site = ".venv/lib/python3.12/site-packages"

  /// Makes an environment without installs.
  public init() {
    tree.write(".venv/pyvenv.cfg", "home = /usr/bin\nversion_info = 3.12.4\n")
    tree.makeDirectory(Self.site)
    // Never run: its name tells the version, and an environment without one is refused.
    tree.write(".venv/bin/python3.12", "\u{7F}ELF")
    let manager = FileManager.default
    try? manager.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: "\(root)/bin/python3.12")
    try? manager.createSymbolicLink(
      atPath: "\(root)/bin/python", withDestinationPath: "python3.12")
  }

  /// The path of a dist-info.
  public func distInfo(_ name: String, _ version: String = "0.1.0") -> String {
    "\(tree.path)/\(Self.site)/\(name)-\(version).dist-info"
  }

  /// Writes a project with a pyproject.toml and a `src` directory.
  public func project(_ name: String, keys: String? = nil) {
    var text = "[project]\nname = \"\(name)\"\nversion = \"0.1.0\"\n"
    if let keys { text += "[tool.uv]\ncache-keys = \(keys)\n" }
    tree.write("\(name)/pyproject.toml", text)
    tree.write("\(name)/src/\(name)/__init__.py")
  }

  /// Writes a dist-info of a local install; `record` is the text of `uv_cache.json`.
  public func install(
    _ name: String, _ version: String = "0.1.0", record: String?, direct: String? = nil,
    build: String? = "{}", installer: String = "uv"
  ) {
    let directory = "\(Self.site)/\(name)-\(version).dist-info"
    tree.write("\(directory)/INSTALLER", installer)
    tree.write(
      "\(directory)/direct_url.json",
      direct ?? "{\"url\":\"file://\(tree.path)/\(name)\",\"dir_info\":{\"editable\":true}}")
    if let build { tree.write("\(directory)/uv_build.json", build) }
    if let record { tree.write("\(directory)/uv_cache.json", record) }
  }
}
