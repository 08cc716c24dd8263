import Foundation

/// A directory that lives as long as this value, with helpers that write below it.
public final class TemporaryTree: Sendable {
  /// Absolute, with links resolved.
  public let path: String

  /// Makes an empty directory.
  public init() {
    let base = FileManager.default.temporaryDirectory.path
    let path = "\(base)/uvfresh-\(UUID().uuidString.prefix(13))"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  deinit {
    _ = try? shell("chmod -R u+rwx . 2>/dev/null; rm -rf \"$PWD\"")
  }

  /// Writes a file, making the directories on the way.
  @discardableResult
  public func write(_ name: String, _ content: String = "") -> String {
    write(name, Data(content.utf8))
  }

  /// Writes bytes to a file, making the directories on the way.
  @discardableResult
  public func write(_ name: String, _ content: Data) -> String {
    let full = "\(path)/\(name)"
    let directory = (full as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    _ = FileManager.default.createFile(atPath: full, contents: content)
    return full
  }

  /// Writes the manifest of a project that its own `backend.py` builds; `uv` is its `[tool.uv]`.
  public func writeOwnBuilder(_ name: String, uv: String? = nil) {
    write(
      "\(name)/pyproject.toml",
      """
      [project]
      name = "\(name)"
      version = "1"
      [build-system]
      requires = []
      build-backend = "backend"
      backend-path = ["."]
      \(uv.map { "[tool.uv]\n\($0)\n" } ?? "")
      """)
  }

  /// Writes a program, making the directories on the way.
  ///
  /// In a process of its own: a file that this one held open for writing, a child started by
  /// another test at that moment may hold too, and then it cannot be run ("Text file busy").
  @discardableResult
  public func writeProgram(_ name: String, _ content: String) throws -> String {
    let full = write("\(name).text", content)
    try shell("install -m 755 '\(full)' '\(path)/\(name)' && rm '\(full)'")
    return "\(path)/\(name)"
  }

  /// Makes a directory and those on the way to it.
  @discardableResult
  public func makeDirectory(_ name: String) -> String {
    let full = "\(path)/\(name)"
    try? FileManager.default.createDirectory(atPath: full, withIntermediateDirectories: true)
    return full
  }

  /// Runs a line of bash in this directory, or in one below.
  @discardableResult
  public func shell(_ line: String, in directory: String = "") throws -> String {
    let result = try Command.run(["/bin/bash", "-c", line], in: "\(path)/\(directory)")
    if result.status != 0 { throw CommandFailure(line: line, result: result) }
    return result.output
  }
}

/// A line of a test's set-up that failed.
public struct CommandFailure: Error, CustomStringConvertible {
  let line: String
  let result: Command.Result

  /// `line` as it was given, and what came of it.
  public init(line: String, result: Command.Result) {
    self.line = line
    self.result = result
  }

  /// The command, its exit status, and all it wrote.
  public var description: String {
    "`\(line)` exited \(result.status): \(result.output)\(result.errors)"
  }
}
