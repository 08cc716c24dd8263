import Platform

/// The files of a project, as CMake's paths name them.
struct CMakeFiles {
  let files: ProjectFiles
  /// All directories that hold something.
  let directories: Set<Path>

  init(_ files: ProjectFiles) {
    self.files = files
    var directories: Set<Path> = [""]
    for path in files.walk.files {
      var directory = path.parent
      while let above = directory, directories.insert(above).inserted { directory = above.parent }
    }
    self.directories = directories
  }

  /// What a path is called in texts of CMake.
  static func text(_ path: Path) -> String {
    path.isEmpty ? CMakeValue.top : "\(CMakeValue.top)/\(path.utf8Text ?? "")"
  }

  /// The path below the project that a text names; nil where it lies elsewhere, or is not known.
  static func path(_ text: String, in directory: Path) -> Path? {
    if text.isEmpty || CMakeValue.hasHole(text) { return nil }
    let found: Path
    if text == CMakeValue.top {
      found = ""
    } else if text.hasPrefix("\(CMakeValue.top)/") {
      found = Path(String(text.dropFirst(CMakeValue.top.count + 1))).normalized
    } else if text.hasPrefix("/") {
      return nil
    } else {
      found = directory.appending(text).normalized
    }
    if found == "." { return "" }
    return found.bytes.starts(with: "..".utf8) ? nil : found
  }

  /// The files that a text names; where a part of it is not known, all that it may be.
  func named(_ text: String, in directory: Path) -> [Path] {
    if let path = Self.path(text, in: directory) { return files.paths.contains(path) ? [path] : [] }
    return like(text, in: directory, files.paths)
  }

  /// The same of directories.
  func directories(_ text: String, in directory: Path) -> [Path] {
    if let path = Self.path(text, in: directory) { return directories.contains(path) ? [path] : [] }
    return like(text, in: directory, directories)
  }

  private func like(_ text: String, in directory: Path, _ all: Set<Path>) -> [Path] {
    let pieces = text.utf8.split(omittingEmptySubsequences: false) { $0 == 1 || $0 == 2 }
      .map { String(decoding: $0, as: UTF8.self) }
    guard pieces.count > 1, let first = pieces.first, let last = pieces.last,
      pieces.contains(where: { $0.contains { $0.isLetter } })
    else { return [] }
    // A name behind an unknown directory is looked for near by first.
    if pieces.count == 2, first.isEmpty, last.hasPrefix("/") {
      let rest = String(last.dropFirst())
      let near = [directory.appending(rest).normalized, Path(rest).normalized]
      let found = near.filter(all.contains)
      return found.isEmpty && rest.contains(".")
        ? all.filter { $0.bytes.reversed().starts(with: last.utf8.reversed()) }.sorted() : found
    }
    // What begins with nothing that is known lies below the directory, or is no path at all.
    let here = Self.text(directory)
    let begin =
      first.hasPrefix("/") ? first : first.isEmpty && last.hasPrefix("/") ? "" : "\(here)/\(first)"
    if first.hasPrefix("/"), !first.hasPrefix(CMakeValue.top) || first.hasPrefix(CMakeValue.output)
    {
      return []
    }
    let middle = pieces[1..<(pieces.count - 1)].filter { !$0.isEmpty }
    return all.filter { path in
      let text = Self.text(path)
      guard text.utf8.count >= begin.utf8.count + last.utf8.count, text.starts(withBytesOf: begin),
        text.utf8.reversed().starts(with: last.utf8.reversed())
      else { return false }
      return middle.allSatisfy(text.contains(bytesOf:))
    }.sorted()
  }

  /// Whether a path of CMake is there.
  func exists(_ text: String) -> CMakeTruth {
    guard text.hasPrefix("\(CMakeValue.top)/"), let path = Self.path(text, in: "") else {
      return .unknown
    }
    if files.paths.contains(path) || directories.contains(path) { return .yes }
    // What is left out of the files seen, as `.git`, need not be there elsewhere.
    return Directory.working.has(files.full(path)) ? .unknown : .no
  }

  /// Whether a path of CMake is a directory.
  func isDirectory(_ text: String) -> CMakeTruth {
    guard let path = Self.path(text, in: ""), files.paths.contains(path) else {
      return exists(text)
    }
    return .no
  }

  /// What `file(GLOB …)` finds; directories, too, where it does not look into them.
  func glob(
    _ pattern: String, in directory: Path, isDeep: Bool, findsDirectories: Bool
  ) -> [Path] {
    guard let whole = Self.path(pattern, in: directory) else { return [] }
    let parts = whole.components.map { Array($0) }
    guard let last = parts.last else { return [] }
    let places = findsDirectories && !isDeep ? directories.filter { !$0.isEmpty }.sorted() : []
    return (files.walk.files + places).filter { path in
      if !Self.matches(path.name[...], last[...]) { return false }
      let names = path.components
      guard isDeep ? names.count >= parts.count : names.count == parts.count else { return false }
      return zip(names, parts.dropLast()).allSatisfy { Self.matches($0, $1[...]) }
    }
  }

  /// Whether a name fits a pattern with `*`, `?` and `[…]`.
  static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var (name, pattern) = (name, pattern)
    // Behind the last star, and where what it stands for ends so far: no other need be tried again.
    var last: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
    while true {
      if pattern.first == UInt8(ascii: "*") {
        pattern = pattern.dropFirst()
        if pattern.isEmpty { return true }
        last = (pattern, name)
      } else if let byte = name.first, let rest = Self.rest(of: pattern, behind: byte) {
        (pattern, name) = (rest, name.dropFirst())
      } else if name.isEmpty && pattern.isEmpty {
        return true
      } else {
        guard let star = last, !star.name.isEmpty else { return false }
        (pattern, name) = (star.pattern, star.name.dropFirst())
        last = (pattern, name)
      }
    }
  }

  /// A pattern without its first sign, if a byte fits that.
  private static func rest(
    of pattern: ArraySlice<UInt8>, behind byte: UInt8
  ) -> ArraySlice<UInt8>? {
    guard let sign = pattern.first else { return nil }
    guard sign == UInt8(ascii: "[") else {
      return sign == UInt8(ascii: "?") || sign == byte ? pattern.dropFirst() : nil
    }
    guard let close = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) else { return nil }
    var set = pattern[(pattern.startIndex + 1)..<close]
    let isNot = set.first == UInt8(ascii: "^") || set.first == UInt8(ascii: "!")
    if isNot { set = set.dropFirst() }
    return isIn(byte, set) == isNot ? nil : pattern[(close + 1)...]
  }

  private static func isIn(_ byte: UInt8, _ set: ArraySlice<UInt8>) -> Bool {
    var rest = set
    while let first = rest.popFirst() {
      if rest.count > 1, rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst()
        if let last = rest.popFirst(), first <= byte, byte <= last { return true }
      } else if first == byte {
        return true
      }
    }
    return false
  }
}
