import Foundation

/// What `UVFRESH_FUZZ` names.
private let target: @Sendable ([UInt8]) -> Void = {
  let name = ProcessInfo.processInfo.environment["UVFRESH_FUZZ"] ?? ""
  let targets = [parsers, machines, texts, screens].reduce(into: [:]) {
    $0.merge($1) { one, _ in one }
  }
  guard let target = targets[name] else {
    let all = targets.keys.sorted().joined(separator: " ")
    FileHandle.standardError.write(Data("UVFRESH_FUZZ must be one of: \(all)\n".utf8))
    _exit(2)
  }
  return target
}()

/// Ends the run with `fault` where something does not hold; a release build's `precondition` would
/// not say what.
func must(_ holds: Bool, _ fault: String) {
  if holds { return }
  FileHandle.standardError.write(Data("fault: \(fault)\n".utf8))
  abort()
}

/// A project directory, for targets that read files; `run` gives a place for it and removes it.
let scratch: String? = {
  let directory = "\(NSTemporaryDirectory())/project"
  for below in ["src/a"] {
    try? FileManager.default.createDirectory(
      atPath: "\(directory)/\(below)", withIntermediateDirectories: true)
  }
  for file in ["pyproject.toml", "src/a/b.py", "src/c.rs"] {
    _ = FileManager.default.createFile(atPath: "\(directory)/\(file)", contents: Data())
  }
  return directory
}()

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
