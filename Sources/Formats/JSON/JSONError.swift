/// Why a text is not the JSON that was expected, and where.
package struct JSONError: Error, Hashable, Sendable {
  /// What is wrong, without a full stop.
  package let message: String
  /// Counted from 1, in bytes.
  package let line: Int
  package let column: Int

  package init(message: String, line: Int, column: Int) {
    self.message = message
    self.line = line
    self.column = column
  }

  package var description: String {
    "line \(line) column \(column): \(message)"
  }
}
