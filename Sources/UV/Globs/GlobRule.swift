/// One line of a group of patterns, read as the `ignore` crate reads a line of a gitignore.
struct GlobRule: Hashable, Sendable {
  let pattern: GlobPattern
  /// `!`: excludes what it matches.
  let isExclusion: Bool
  /// Ended in a slash: matches directories only.
  let matchesDirectoriesOnly: Bool

  /// Nil for a comment or a blank line, which make no rule.
  init?(_ text: String, nestsBraces: Bool) throws(BadGlob) {
    var line = Substring(text)
    if line == "*" { line = "/*" }
    if line.hasPrefix("#") { return nil }
    if !line.hasSuffix("\\ ") {
      while let last = line.unicodeScalars.last, last.properties.isWhitespace {
        line.unicodeScalars.removeLast()
      }
    }
    if line.isEmpty { return nil }
    let shown = String(line)

    var isExclusion = false
    var isAnchored = false
    if line.hasPrefix("\\!") || line.hasPrefix("\\#") {
      line.unicodeScalars.removeFirst()
      isAnchored = line.unicodeScalars.first == "/"
    } else {
      if line.unicodeScalars.first == "!" {
        isExclusion = true
        line.unicodeScalars.removeFirst()
      }
      if line.unicodeScalars.first == "/" {
        line.unicodeScalars.removeFirst()
        isAnchored = true
      }
    }

    var isForDirectories = false
    if line.unicodeScalars.last == "/" {
      isForDirectories = true
      line.unicodeScalars.removeLast()
      if line.unicodeScalars.last == "\\" { line.unicodeScalars.removeLast() }
    }

    var glob = String(line)
    if !isAnchored, !glob.unicodeScalars.contains("/"), glob != "**" { glob = "**/" + glob }
    if glob.utf8.suffix(3).elementsEqual("/**".utf8) { glob += "/*" }

    self.isExclusion = isExclusion
    self.matchesDirectoriesOnly = isForDirectories
    do throws(GlobPattern.Failure) {
      pattern = try GlobPattern(glob, nestsBraces: nestsBraces)
    } catch {
      throw BadGlob(pattern: shown, reason: error.reason)
    }
  }
}

/// A glob that cannot be used: it fails the whole computation.
package struct BadGlob: Error, Hashable, Sendable {
  /// The pattern as it was when it was read: with the base of its group put in front, if it was
  /// clustered.
  ///
  /// Nil when the patterns are only too big together.
  package let pattern: String?
  package let reason: String
}
