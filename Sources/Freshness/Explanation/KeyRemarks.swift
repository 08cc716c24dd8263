import UV

/// What surprises the authors of cache keys, said in a line each.
enum KeyRemarks {
  /// `exclusions` are what keys keep out, by their indices.
  static func of(
    _ keys: [CacheKey], isDeclared: Bool, _ exclusions: [Int: String], rules: Rules
  ) -> [String] {
    var remarks: [String] = []
    let files = keys.compactMap { key -> String? in
      if case .file(let text) = key { return text }
      return nil
    }
    let globs = files.filter(CacheKey.isGlob)
    if isDeclared, !files.contains(where: { $0 == "pyproject.toml" || covers($0) }) {
      remarks.append(
        "a declared list replaces the defaults: pyproject.toml itself is not watched any more")
    }
    for text in files where text.utf8.first == UInt8(ascii: "!") {
      if !CacheKey.isGlob(text) {
        remarks.append("`\(text)` is a file of that name, no exclusion: it holds no wildcard")
      } else if rules.clustersGlobs, !globs.contains(where: hasProjectBase) {
        remarks.append(
          "`\(text)` excludes nothing: no other glob starts at the project, so that `!` is part of a"
            + " directory's name")
      }
    }
    let excluding = Set(exclusions.keys.map { keys[$0] })
    if rules.clustersGlobs, !globs.contains(where: hasProjectBase) {
      for text in globs where isShallowInADirectory(text) && !excluding.contains(.file(text)) {
        remarks.append(
          "`\(text)` matches at any depth below its directory, since no other glob starts at the project;"
            + " beside `*.toml`, say, it would match in the directory itself only")
      }
    }
    return remarks
  }

  private static func covers(_ text: String) -> Bool {
    ["*", "*.toml", "**", "**/*", "pyproject.*", "**/pyproject.toml", "*.*", "**/*.toml"]
      .contains(text)
  }

  /// The first component holds a wildcard, so that the pattern belongs to the project's own group.
  private static func hasProjectBase(_ text: String) -> Bool {
    let parts = text.split(separator: "/").filter { $0 != "." }
    guard let first = parts.first else { return false }
    return parts.count == 1
      || first.utf8.contains { [0x2A, 0x3F, 0x5B, 0x5D, 0x7B, 0x7D].contains($0) }
  }

  /// `src/*.py`: a plain directory and one component with a wildcard that is not `*` alone.
  private static func isShallowInADirectory(_ text: String) -> Bool {
    let parts = text.split(separator: "/").filter { $0 != "." }
    guard parts.count > 1, let last = parts.last,
      !last.utf8.starts(with: "*".utf8) || last.utf8.count > 1
    else { return false }
    return !last.utf8.elementsEqual("**".utf8) && text.utf8.first != UInt8(ascii: "!")
      && parts.dropLast().allSatisfy { part in
        !part.utf8.contains { [0x2A, 0x3F, 0x5B, 0x5D, 0x7B, 0x7D].contains($0) }
      }
  }
}
