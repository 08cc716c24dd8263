/// A number with its noun: `1 file`, `3 files`.
package enum Counted {
  /// The plural is the noun with an `s` unless it is given.
  package static func text(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// ` and 3 more` behind what is named; nothing where all is named.
  package static func more(_ count: Int) -> String {
    count > 0 ? " and \(count) more" : ""
  }
}
