import Formats
import Foundation
import Platform
import TestSupport
import Testing
import UV

/// One case of the recorded behaviour of uv, as its file describes it.
struct RecordedCase: CustomTestStringConvertible, Sendable {
  let fields: JSONValue

  var testDescription: String { id }
  var id: String { fields["id"]?.text ?? "?" }
  var kind: String { fields["kind"]?.text ?? "?" }
  var note: String { fields["note"]?.text ?? "" }
  var runsAsSomebodyElse: Bool { fields["run_as"] != nil }

  static let all: [RecordedCase] = {
    guard let data = FileManager.default.contents(atPath: "\(SharedCases.recorded)/uv-cases.json"),
      case .array(let cases) = try? JSONValue.read([UInt8](data))
    else { return [] }
    return cases.map { RecordedCase(fields: $0) }
  }()

  static func ofKind(_ kind: String) -> [RecordedCase] {
    all.filter { $0.kind == kind }
  }

  /// The tree of the case on disk: `TOP/proj`.
  func build() throws -> Site {
    let site = Site(id: id)
    try site.tree.shell("mkdir proj lab")
    if case .array(let entries) = fields["tree"] ?? .null {
      for entry in entries { try site.make(entry) }
    }
    if let setup = fields["setup"]?.text { try site.tree.shell(site.filled(setup), in: "proj") }
    if let hex = fields["pyproject_hex"]?.text {
      site.tree.write("proj/pyproject.toml", bytes(fromHex: hex))
    } else if let text = fields["pyproject"]?.text {
      site.tree.write("proj/pyproject.toml", site.filled(text))
    } else if let keys = fields["cache_keys"]?.text, fields["pyproject"] == nil {
      site.tree.write(
        "proj/pyproject.toml",
        site.filled(
          """
          [project]
          name = "@NAME@"
          version = "1"
          [build-system]
          requires = ["uv_build>=0.8"]
          build-backend = "uv_build"
          [tool.uv]
          cache-keys = \(keys)

          """))
    }
    for entry in modes { try site.setMode(entry) }
    if let after = fields["setup_after"]?.text {
      try site.tree.shell(site.filled(after), in: "proj")
    }
    return site
  }

  private var modes: [JSONValue] {
    guard case .array(let entries) = fields["tree"] ?? .null else { return [] }
    return entries.filter { $0["mode"] != nil }
  }

  var environment: ProcessEnvironment {
    var entries: [[UInt8]] = []
    if case .object(let members) = fields["env"] ?? .null {
      entries += members.map { Array("\($0.name)=\($0.value.text ?? "")".utf8) }
    }
    if case .object(let members) = fields["env_hex"] ?? .null {
      entries += members.map { Array("\($0.name)=".utf8) + bytes(fromHex: $0.value.text ?? "") }
    }
    return ProcessEnvironment(entries)
  }

  /// What the case expects on a release, where that differs from the newest.
  func outcome(of release: UVRelease) -> JSONValue {
    release < UVRelease(0, 13, 5) ? fields["uv_0_12_5"] ?? fields : fields
  }
}

/// A case's files.
final class Site {
  let tree = TemporaryTree()
  let id: String
  var project: String { "\(tree.path)/proj" }

  init(id: String) {
    self.id = id
  }

  func filled(_ text: String) -> String {
    text.replacingOccurrences(of: "@NAME@", with: id)
      .replacingOccurrences(of: "@PROJ@", with: project)
      .replacingOccurrences(of: "@TOP@", with: tree.path)
  }

  func make(_ entry: JSONValue) throws {
    let path = pathBytes(of: entry)
    let full = Array("\(project)/".utf8) + path
    let parent = Path(full).parent ?? ""
    makeDirectories(parent)
    try withCString(full) { name in
      switch entry["type"]?.text {
      case "dir": makeDirectories(Path(full))
      case "symlink":
        let target = filled(entry["target"]?.text ?? "")
        if symlink(target, name) != 0 { throw POSIXError(.EIO) }
      case "fifo": if mkfifo(name, 0o644) != 0 { throw POSIXError(.EIO) }
      case "socket": try makeSocket(String(cString: name))
      default:
        let descriptor = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        if descriptor < 0 { throw POSIXError(.EIO) }
        close(descriptor)
      }
    }
  }

  func setMode(_ entry: JSONValue) throws {
    guard case .number(let mode) = entry["mode"] ?? .null, let mode = UInt32(mode) else { return }
    let full = Array("\(project)/".utf8) + pathBytes(of: entry)
    try withCString(full) { if chmod($0, mode) != 0 { throw POSIXError(.EIO) } }
  }

  private func pathBytes(of entry: JSONValue) -> [UInt8] {
    if let hex = entry["path_hex"]?.text { return bytes(fromHex: hex) }
    return Array((entry["path"]?.text ?? "").utf8)
  }

  private func makeDirectories(_ path: Path) {
    if let parent = path.parent { makeDirectories(parent) }
    try? withCString(path.bytes) { _ = mkdir($0, 0o755) }
  }

  private func makeSocket(_ path: String) throws {
    try tree.shell(
      "python3 -c 'import socket,sys,os; os.chdir(os.path.dirname(sys.argv[1])); socket.socket(socket.AF_UNIX).bind(os.path.basename(sys.argv[1]))' '\(path)'"
    )
  }

  private func withCString(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Void) throws {
    try (bytes + [0]).withUnsafeBufferPointer { buffer in
      try buffer.withMemoryRebound(to: CChar.self) { chars in
        if let base = chars.baseAddress { try body(base) }
      }
    }
  }
}

func bytes(fromHex hex: String) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = Substring(hex)
  while rest.count >= 2 {
    bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
    rest = rest.dropFirst(2)
  }
  return bytes
}

extension TemporaryTree {
  func write(_ name: String, _ bytes: [UInt8]) {
    write(name, Data(bytes))
  }
}
