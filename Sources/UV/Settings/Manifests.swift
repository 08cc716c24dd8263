import Formats
import Platform

/// The `pyproject.toml` files of folders, each read once for all who ask during one look.
package final class Manifests {
  private var known: [Path: TOMLTable?] = [:]

  package init() {}

  /// Nil if there is none, or it does not parse.
  subscript(folder: Path) -> TOMLTable? {
    if let known = known[folder] { return known }
    let content = try? Folder.working.readIfPresent(folder.appending("pyproject.toml"))
    let table = content.flatMap { $0 }.flatMap { try? TOMLDocument.read($0) }
    known[folder] = .some(table)
    return table
  }
}
