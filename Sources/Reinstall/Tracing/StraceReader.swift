import Platform

/// What a traced process did to a file, in the order of the trace; paths are absolute.
package enum FileEvent: Hashable, Sendable {
  case read(Path, by: String)
  case write(Path, by: String)
  /// The entries of a directory were read.
  case list(Path)
  case remove(Path)
  case move(Path, to: Path)
  /// A program was started in a directory: the words of its command line.
  case run(Path, words: [String], in: Path)
}

/// Turns the output of strace into events.
///
/// Pure, and safe on any bytes. Calls that were interrupted by those of other processes are put
/// together again; each process's working directory and program are followed, since older calls
/// (`rename`, `unlink`) name relative paths only.
package struct StraceReader {
  /// The calls to ask strace for.
  ///
  /// An unknown name makes strace fail, so `?` allows for machines that lack the older ones.
  static let calls = [
    "open", "openat", "openat2", "creat", "execve", "chdir", "fchdir", "clone", "clone3", "fork",
    "vfork", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "symlink",
    "symlinkat", "link", "linkat", "truncate", "getdents64",
  ].map { "?\($0)" }.joined(separator: ",")

  private struct Process {
    var directory: Path
    /// The last component of the program's path.
    var program = ""
  }

  private let start: Path
  private var rest: [UInt8] = []
  private var processes: [Int: Process] = [:]
  private var unfinished: [Int: [UInt8]] = [:]
  /// The process that last began to start another, which may appear before the call comes back.
  private var starting: Int?
  /// A line beyond this is given up: nobody's path is that long.
  private static let longest = 1 << 20

  /// `directory` is where the first process begins.
  package init(in directory: Path) {
    start = directory
  }

  /// The events that are complete with these bytes.
  package mutating func take(_ bytes: [UInt8]) -> [FileEvent] {
    var events: [FileEvent] = []
    var begin = bytes.startIndex
    while let end = bytes[begin...].firstIndex(of: 0x0A) {
      if rest.isEmpty {
        read(bytes[begin..<end], into: &events)
      } else {
        rest += bytes[begin..<end]
        read(rest[...], into: &events)
        rest = []
      }
      begin = end + 1
    }
    rest += bytes[begin...]
    if rest.count > Self.longest { rest = [] }
    return events
  }

  // MARK: - Lines

  private mutating func read(_ line: ArraySlice<UInt8>, into events: inout [FileEvent]) {
    let digits = line.prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard let process = Int(String(decoding: digits, as: UTF8.self)) else { return }
    var text = line.dropFirst(digits.count).drop { $0 == 0x20 }
    let cut = Array(" <unfinished ...>".utf8)
    if text.count >= cut.count, text.suffix(cut.count).elementsEqual(cut) {
      text = text.dropLast(cut.count)
      if Self.startsProcess(text) { starting = process }
      unfinished[process] = Array(text)
      return
    }
    if text.starts(with: "<... ".utf8) {
      guard let begun = unfinished.removeValue(forKey: process),
        let end = Self.range(of: Array(" resumed>".utf8), in: text)
      else { return }
      let whole = begun + text[end...]
      if let call = StraceCall(process: process, whole[...]) { take(call, into: &events) }
      return
    }
    if let call = StraceCall(process: process, text) { take(call, into: &events) }
  }

  private static func startsProcess(_ text: ArraySlice<UInt8>) -> Bool {
    ["clone", "fork(", "vfork("].contains { text.starts(with: $0.utf8) }
  }

  private static func range(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= part.count else { return nil }
    for start in text.startIndex...(text.endIndex - part.count)
    where text[start] == part[0] && text[start...].starts(with: part) {
      return start + part.count
    }
    return nil
  }

  // MARK: - Calls

  private mutating func take(_ call: StraceCall, into events: inout [FileEvent]) {
    if let path = call.workingDirectory.flatMap(Self.absolute) {
      update(call.process) { $0.directory = path }
    }
    guard let result = call.result else { return }
    let program = process(call.process).program
    switch call.name {
    case "open": opened(call, path: path(call, text: 0), flags: 1, program, into: &events)
    case "creat": path(call, text: 0).map { events.append(.write($0, by: program)) }
    case "openat", "openat2":
      opened(call, path: path(call, directory: 0, text: 1), flags: 2, program, into: &events)
    case "execve":
      guard let path = path(call, text: 0) else { return }
      var words: [String] = []
      if call.arguments.count > 1, case .list(let list) = call.arguments[1] {
        words = list.map { String(decoding: $0, as: UTF8.self) }
      }
      update(call.process) { $0.program = String(decoding: path.name, as: UTF8.self) }
      events.append(.run(path, words: words, in: process(call.process).directory))
    case "chdir": path(call, text: 0).map { path in update(call.process) { $0.directory = path } }
    case "fchdir":
      if let path = call.file(0).flatMap(Self.absolute) {
        update(call.process) { $0.directory = path }
      }
    case "clone", "clone3", "fork", "vfork":
      if result > 0, processes[result] == nil { processes[result] = process(call.process) }
      if starting == call.process { starting = nil }
    case "rename": move(path(call, text: 0), path(call, text: 1), into: &events)
    case "renameat", "renameat2":
      move(
        path(call, directory: 0, text: 1), path(call, directory: 2, text: 3), into: &events)
    case "unlink", "rmdir": path(call, text: 0).map { events.append(.remove($0)) }
    case "unlinkat": path(call, directory: 0, text: 1).map { events.append(.remove($0)) }
    case "symlink": path(call, text: 1).map { events.append(.write($0, by: program)) }
    case "symlinkat":
      path(call, directory: 1, text: 2).map { events.append(.write($0, by: program)) }
    case "link":
      linked(path(call, text: 0), path(call, text: 1), program, into: &events)
    case "linkat":
      linked(
        path(call, directory: 0, text: 1), path(call, directory: 2, text: 3), program,
        into: &events)
    case "truncate": path(call, text: 0).map { events.append(.write($0, by: program)) }
    case "getdents64":
      if let path = call.file(0).flatMap(Self.absolute) { events.append(.list(path)) }
    default: break
    }
  }

  private func opened(
    _ call: StraceCall, path: Path?, flags index: Int, _ program: String,
    into events: inout [FileEvent]
  ) {
    let flags = call.word(index)
    if flags.contains("O_DIRECTORY") || flags.contains("O_PATH") || flags.contains("O_TMPFILE") {
      return
    }
    let isWrite = ["O_WRONLY", "O_RDWR", "O_TRUNC"].contains { flags.contains($0) }
    // The name behind all links, and the one that was asked for if it differs.
    let found = call.resultPath.flatMap(Self.absolute)
    let both = [found, path == found ? nil : path].compactMap(\.self)
    events += both.map { isWrite ? .write($0, by: program) : .read($0, by: program) }
  }

  private func linked(
    _ from: Path?, _ path: Path?, _ program: String, into events: inout [FileEvent]
  ) {
    if let from { events.append(.read(from, by: program)) }
    if let path { events.append(.write(path, by: program)) }
  }

  private func move(_ from: Path?, _ path: Path?, into events: inout [FileEvent]) {
    if let from, let path { events.append(.move(from, to: path)) }
  }

  // MARK: - Processes and paths

  /// A process that nobody was seen to start is the child of the one that is starting one.
  private func process(_ identifier: Int) -> Process {
    processes[identifier] ?? starting.flatMap { processes[$0] } ?? Process(directory: start)
  }

  private mutating func update(_ identifier: Int, _ change: (inout Process) -> Void) {
    var process = process(identifier)
    change(&process)
    processes[identifier] = process
  }

  private func path(_ call: StraceCall, text index: Int) -> Path? {
    guard let text = call.text(index), !text.isEmpty else { return nil }
    return process(call.process).directory.appending(text).normalized
  }

  private func path(_ call: StraceCall, directory: Int, text index: Int) -> Path? {
    guard let text = call.text(index), !text.isEmpty else { return nil }
    let base = call.file(directory).flatMap(Self.absolute) ?? process(call.process).directory
    return base.appending(text).normalized
  }

  private static func absolute(_ bytes: [UInt8]) -> Path? {
    bytes.first == UInt8(ascii: "/") ? Path(bytes) : nil
  }
}
