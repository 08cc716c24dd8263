import Formats
import Platform

/// The `pyproject.toml` files of directories, each read once for all who ask during one look.
package final class Manifests {
  private var known: [Path: TOMLTable?] = [:]

  package init() {}

  /// Nil if there is none, or it does not parse.
  subscript(directory: Path) -> TOMLTable? {
    if let known = known[directory] { return known }
    let content = try? Directory.working.readIfPresent(directory.appending("pyproject.toml"))
    let table = content.flatMap { $0 }.flatMap { try? TOMLDocument.read($0) }
    known[directory] = .some(table)
    return table
  }
}
