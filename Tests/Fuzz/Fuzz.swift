import Foundation

private let parser: @Sendable ([UInt8]) -> Void = {
  let name = ProcessInfo.processInfo.environment["UVFRESH_FUZZ"] ?? ""
  let targets = [parsers, machines, texts, screens].reduce(into: [:]) {
    $0.merge($1) { one, _ in one }
  }
  guard let parser = targets[name] else {
    let all = targets.keys.sorted().joined(separator: " ")
    FileHandle.standardError.write(Data("UVFRESH_FUZZ must be one of: \(all)\n".utf8))
    _exit(2)
  }
  return parser
}()

/// A project directory of this process, for targets that read files.
let scratch: String? = {
  let directory = "/dev/shm/uvfresh-fuzz-\(getpid())"
  for below in [".git/refs/heads", ".git/refs/tags", "src/a"] {
    try? FileManager.default.createDirectory(
      atPath: "\(directory)/\(below)", withIntermediateDirectories: true)
  }
  for file in ["pyproject.toml", "src/a/b.py", "src/c.rs", ".git/config"] {
    _ = FileManager.default.createFile(atPath: "\(directory)/\(file)", contents: Data())
  }
  return directory
}()

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  parser(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
