import Formats
import Glibc
import Platform

/// The `pyproject.toml` files of directories, each read once for all who ask during one look.
package final class Manifests {
  package enum Reading {
    case absent
    case table(TOMLTable)
    /// uv warns and goes on, but a project with it cannot be synced.
    case invalid(TOMLError)
    /// uv fails wherever it comes across it.
    case unreadable(String)
    /// A directory, say: uv passes it on its way up, and fails where it is to read it.
    case noFile(String)
  }

  private var known: [Path: Reading] = [:]
  /// By the parent of who asked: the projects of one repository share what stands above them.
  private var nearest: [Path: Path?] = [:]
  private let version: TOMLVersion

  package init(version: TOMLVersion = .v1_1) {
    self.version = version
  }

  /// With others in place of what stands in some directories.
  init(replacing tables: [Path: TOMLTable]) {
    version = .v1_1
    known = tables.mapValues { .table($0) }
  }

  /// Nil if there is none, or it does not parse.
  package subscript(directory: Path) -> TOMLTable? {
    if case .table(let table) = reading(of: directory) { return table }
    return nil
  }

  package func reading(of directory: Path) -> Reading {
    if let known = known[directory] { return known }
    let reading = read(directory.appending("pyproject.toml"))
    known[directory] = reading
    return reading
  }

  /// The next directory above one that has a file `pyproject.toml`, whatever it holds.
  func nearest(above directory: Path) -> Path? {
    guard let parent = directory.parent else { return nil }
    if let known = nearest[parent] { return known }
    let found = parent.ancestors.first { directory in
      switch reading(of: directory) {
      case .absent, .noFile: false
      case .table, .invalid, .unreadable: true
      }
    }
    nearest[parent] = .some(found)
    return found
  }

  private func read(_ file: Path) -> Reading {
    let content: [UInt8]
    do throws(FileError) {
      guard let found = try Directory.working.readIfPresent(file) else { return .absent }
      content = found
    } catch {
      switch error.code {
      case ENOTDIR: return .absent
      case EISDIR, EINVAL, ELOOP: return .noFile(error.reason)
      default: return .unreadable(error.reason)
      }
    }
    if !content.isUTF8 { return .unreadable("it is not UTF-8") }
    do throws(TOMLError) {
      return .table(try TOMLDocument.read(content, version: version))
    } catch {
      return .invalid(error)
    }
  }
}
