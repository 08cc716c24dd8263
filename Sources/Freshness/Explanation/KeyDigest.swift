import Formats
import Platform
import UV

/// One hash over what the cache keys of a project match, for cache keys of CI.
///
/// uv compares times of inodes, which differ in every checkout. This takes in what a checkout keeps:
/// names, contents and whether a file can be executed (all that Git keeps of a mode), the presence
/// of directories, the values of variables, the commit and tags where they are asked for. What no
/// key watches changes nothing here either.
package enum KeyDigest {
  /// Why there is no hash.
  package enum Failure: Error {
    case notComputed(Problem?)
    case unreadable(FileError)

    package var message: String {
      switch self {
      case .notComputed(let problem): problem?.message ?? "its keys cannot be computed"
      case .unreadable(let error): "\(error.path.shown): \(error.reason)"
      }
    }
  }

  /// A key file larger than this is refused: it is read as a whole.
  private static let limit = 1 << 30

  /// 64 hexadecimal digits.
  package static func of(_ report: KeyReport) throws(Failure) -> String {
    guard let computed = report.computed else { throw .notComputed(report.error) }
    let info = computed.info
    if let error = computed.warnings.lazy.compactMap(\.unread).first(where: { !$0.isNotFound }) {
      throw .unreadable(error)
    }
    var hash = SHA256()
    add("uvfresh digest 1", to: &hash)
    for entry in report.entries {
      add(entry.key.field, to: &hash)
      switch entry.key {
      case .file(let value):
        add(value, to: &hash)
        for path in entry.matches { try add(path, of: report.project, to: &hash) }
      case .directory(let value):
        add(value, to: &hash)
        add(entry.matches.isEmpty ? "absent" : "present", to: &hash)
      case .environment(let name):
        add(name, to: &hash)
        let value = info.environment[ByteString(name)] ?? nil
        add(value == nil ? "unset" : "set", to: &hash)
        if let value { add(value.string, to: &hash) }
      case .git(let commit, let tags):
        if commit { add("commit \(info.commit?.string ?? "unknown")", to: &hash) }
        if tags {
          for tag in info.tags ?? [] {
            add("tag \(tag.value.string)", to: &hash)
            add(tag.name.string, to: &hash)
          }
        }
      }
    }
    return hash.digits()
  }

  private static func add(
    _ path: Path, of project: Path, to hash: inout SHA256
  ) throws(Failure) {
    do throws(FileError) {
      let (content, status) = try Directory.working.read(
        project.appending(path.bytes), limit: limit)
      add(path.bytes, to: &hash)
      add(status.permissions & 0o111 == 0 ? "plain" : "executable", to: &hash)
      add(content, to: &hash)
    } catch {
      throw .unreadable(error)
    }
  }

  private static func add(_ text: String, to hash: inout SHA256) {
    add(Array(text.utf8), to: &hash)
  }

  /// The length goes first, so that two fields never read as one.
  private static func add(_ bytes: [UInt8], to hash: inout SHA256) {
    hash.take(Array("\(bytes.count):".utf8))
    hash.take(bytes)
  }
}
