/// Words of a command line as one would type them.
package enum ShellWord {
  /// A word as a POSIX shell takes it; control characters are visible.
  package static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte | 0x20) || (0x2B...0x3A).contains(byte) || byte == 0x40
        || byte == 0x5F || byte == 0x3D || byte == 0x25
    }
    if plain, !word.isEmpty { return word }
    return "'"
      + VisibleText.of(word).split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
