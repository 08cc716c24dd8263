/// Why a document is not TOML, and where.
package struct TOMLError: Error, Hashable, Sendable {
  /// What is wrong, without a full stop.
  package let message: String
  /// Counted from 1.
  package let line: Int
  /// Counted from 1, in bytes.
  package let column: Int

  package var description: String {
    "line \(line), column \(column): \(message)"
  }
}
