import Platform
import UV

/// The fewest globs, as a person would write them, that match some files of a tree and no others.
///
/// Works from the top: one glob for a directory and all kinds of file in which everything below it
/// is wanted, `src/**/*.{c,h}`; where it is not, the same for the directories below, or the files by
/// name. The project's own directory and a crate's never get a glob: build output lies there.
struct GlobCover {
  /// What makes files alike: their suffix, or the name of a build description.
  fileprivate enum Kind: Hashable, Comparable {
    case name(String)
    case suffix(String)
  }

  fileprivate struct File {
    /// From the project on.
    let parts: [String]
    let kind: Kind?
  }

  /// Names that stand for a kind of their own.
  fileprivate static let names: Set<String> = [
    "CMakeLists.txt", "meson.build", "meson.options", "meson_options.txt", "Cargo.toml",
    "build.rs", "Makefile", "SConscript", "BUILD", "BUILD.bazel", ".cargo-checksum.json",
  ]
  /// Kinds of which one file is enough for a glob: others will follow.
  private static let sources: Set<String> = [
    "c", "cc", "cpp", "cxx", "c++", "h", "hh", "hpp", "hxx", "inl", "ipp", "tpp", "pyx", "pxd",
    "pxi", "rs", "f", "f90", "f95", "f03", "f08", "for", "cu", "cuh", "cmake", "zig", "s", "asm",
    "i", "swg", "proto", "m", "mm", "go", "d", "in",
  ]

  private let wanted: [File]
  private let others: [File]
  private let crates: Set<[String]>

  /// All paths are relative to the project; one that is not UTF-8 cannot be named by a key.
  init(_ wanted: Set<Path>, but others: Set<Path>) {
    func files(_ paths: Set<Path>) -> [File] {
      paths.sorted().compactMap { path in
        path.utf8Text.map { File($0.split(separator: "/").map(String.init)) }
      }
    }
    self.wanted = files(wanted)
    self.others = files(others)
    crates = Set(
      (self.wanted + self.others).filter { $0.parts.last == "Cargo.toml" }
        .map { Array($0.parts.dropLast()) })
  }

  var keys: [CacheKey] {
    var texts: [String] = []
    cover([], wanted, others, into: &texts)
    return texts.map { .file($0) }
  }

  /// Covers what is wanted below a directory.
  private func cover(
    _ directory: [String], _ wanted: [File], _ others: [File], into texts: inout [String]
  ) {
    if wanted.isEmpty { return }
    var rest = wanted
    if !directory.isEmpty, !crates.contains(directory) {
      var globs: [Kind] = []
      var exclusions: [String] = []
      for (kind, files) in Dictionary(grouping: wanted, by: \.kind).sorted(by: precedes) {
        guard let kind, files.count > 1 || isSource(kind) else { continue }
        let obstacles = others.filter { $0.kind == kind }
        if obstacles.isEmpty {
          globs.append(kind)
        } else if files.count > 3 {
          let found = excluding(obstacles, files, directory)
          if found.count > 2 { continue }
          globs.append(kind)
          exclusions += found.filter { !exclusions.contains($0) }
        }
      }
      texts += patterns(globs, directory) + exclusions
      rest = wanted.filter { file in !globs.contains { $0 == file.kind } }
    }
    let here = rest.filter { $0.parts.count == directory.count + 1 }
    texts += here.map { escaped($0.parts.joined(separator: "/")) }
    let below = Dictionary(grouping: rest.filter { $0.parts.count > directory.count + 1 }) {
      $0.parts[directory.count]
    }
    for (name, files) in below.sorted(by: { $0.key < $1.key }) {
      let deeper = directory + [name]
      cover(deeper, files, others.filter { $0.parts.starts(with: deeper) }, into: &texts)
    }
  }

  private func precedes(_ one: (key: Kind?, value: [File]), _ two: (key: Kind?, value: [File]))
    -> Bool
  {
    guard let first = one.key else { return two.key != nil }
    return two.key.map { first < $0 } ?? false
  }

  /// Whether files with this suffix are compiled or steer a compiler.
  static func isSource(_ suffix: String) -> Bool { sources.contains(suffix.lowercased()) }

  private func isSource(_ kind: Kind) -> Bool {
    if case .suffix(let suffix) = kind { return Self.isSource(suffix) }
    return false
  }

  /// `src/**/*.{c,h}` for all suffixes, `src/**/meson.build` for each name.
  private func patterns(_ kinds: [Kind], _ directory: [String]) -> [String] {
    let start = escaped(directory.joined(separator: "/"))
    var suffixes: [String] = []
    var texts: [String] = []
    for kind in kinds {
      switch kind {
      case .suffix(let suffix): suffixes.append(escaped(suffix))
      case .name(let name): texts.append("\(start)/**/\(name)")
      }
    }
    if suffixes.count == 1 { texts.append("\(start)/**/*.\(suffixes[0])") }
    if suffixes.count > 1 { texts.append("\(start)/**/*.{\(suffixes.joined(separator: ","))}") }
    return texts
  }

  /// Exclusions that keep a glob off the obstacles: whole directories where nothing is wanted.
  ///
  /// As `src/!a/**`: an exclusion counts within the group of its base, and only if it is a glob.
  private func excluding(
    _ obstacles: [File], _ wanted: [File], _ directory: [String]
  ) -> [String] {
    var texts: [String] = []
    for obstacle in obstacles {
      var place = obstacle.parts
      for length in (directory.count + 1)..<max(obstacle.parts.count, directory.count + 2) {
        let candidate = Array(obstacle.parts.prefix(length))
        if length < obstacle.parts.count,
          !wanted.contains(where: { $0.parts.starts(with: candidate) })
        {
          place = candidate
          break
        }
      }
      let inside = place.dropFirst(directory.count).joined(separator: "/")
      let text =
        "\(escaped(directory.joined(separator: "/")))/!\(escaped(inside))"
        + (place.count < obstacle.parts.count ? "/**" : "*")
      if !texts.contains(text) { texts.append(text) }
      if texts.count > 2 { return texts }
    }
    return texts
  }

  /// A text in which nothing is a wildcard.
  private func escaped(_ text: String) -> String {
    guard CacheKey.isGlob(text) else { return text }
    return text.unicodeScalars.reduce(into: "") { escaped, scalar in
      let isSpecial = "*?[]{}\\".unicodeScalars.contains(scalar)
      escaped += isSpecial ? "[\(scalar)]" : "\(scalar)"
    }
  }
}

extension GlobCover.File {
  fileprivate init(_ parts: [String]) {
    let name = parts.last ?? ""
    let dot = name.dropFirst().lastIndex(of: ".")
    if GlobCover.names.contains(name) {
      self.init(parts: parts, kind: .name(name))
    } else if let dot, name.index(after: dot) < name.endIndex {
      self.init(parts: parts, kind: .suffix(String(name[name.index(after: dot)...])))
    } else {
      self.init(parts: parts, kind: nil)
    }
  }
}
