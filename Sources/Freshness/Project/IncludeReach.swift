import Platform

/// Which files a compiler is led to by what it is given.
///
/// By `#include` in C, `include` and `cdef extern from` in Cython, and what these include in turn.
/// No directory that a compiler searches is known, so that `a/b.h` stands for each file whose path
/// ends so, and for each `b.h` where there is none, unless other files lie in an `a`.
struct IncludeReach {
  private(set) var reached: Set<Path> = []
  /// Whether anything includes files of the project's own.
  private var isKnown = false
  /// Top directories in which a name is computed, as in `#include HEADER`: there all counts as
  /// reached.
  private var open: Set<String> = []

  /// `roots` are what compilers are given, and scripts with C in them.
  init(from roots: [Path], _ files: ProjectFiles) {
    let named = Dictionary(grouping: files.paths, by: \.nameText)
    let directories = Self.directories(of: files.paths)
    var pending = roots
    var seen = Set(roots)
    reached = Set(roots.filter(Self.isIncluded))
    while let path = pending.popLast() {
      for include in Self.includes(in: files.content(path), ofScript: path.isPython) {
        switch include {
        case .computed: if let top = path.topName { open.insert(top) }
        case .file(let name, let isQuoted):
          isKnown = isKnown || isQuoted
          let found = Self.files(name, isQuoted, from: path, named, directories)
          reached.formUnion(found)
          for file in found where seen.insert(file).inserted { pending.append(file) }
        }
      }
    }
    isKnown = isKnown || !reached.isEmpty
  }

  func contains(_ path: Path) -> Bool { reached.contains(path) }

  /// Whether nothing leads to a file that compilers only find by its name.
  ///
  /// Where nothing is included, nothing is known.
  func isUnreached(_ path: Path) -> Bool {
    Self.isIncluded(path) && isKnown && !reached.contains(path)
      && !(path.topName.map(open.contains) ?? false)
  }

  /// Whether a file has an ending of what is included, and never compiled by itself.
  static func isIncluded(_ path: Path) -> Bool { path.suffix.map(suffixes.contains) ?? false }

  private static let suffixes: Set<String> = [
    "h", "hh", "hpp", "hxx", "h++", "inc", "inl", "ipp", "tpp", "tcc", "cuh", "def", "pxi",
  ]

  private static func files(
    _ name: String, _ isQuoted: Bool, from path: Path, _ named: [String: [Path]],
    _ directories: Set<Path>
  ) -> [Path] {
    let wanted = Path(name)
    let same = named[wanted.nameText] ?? []
    if same.isEmpty { return [] }
    let beside = (path.parent ?? "").appending(name).normalized
    if isQuoted, same.contains(beside) { return [beside] }
    // Where the file lies that `../` begins at is not known, but for the includer's own directory.
    let parts = wanted.components.filter { !$0.elementsEqual(".".utf8) }
    let known = Path(Array(parts.drop { $0.elementsEqual("..".utf8) }.joined(separator: [0x2F])))
    let fitting = same.filter { $0 == known || $0.ends(with: known) }
      .filter { !NativeFiles.isLeftAlone($0) || NativeFiles.isLeftAlone(wanted) }
    if !fitting.isEmpty {
      // `<version>` and `<string>` are the compiler's own.
      return known.isAtTop && !isQuoted && known.suffix == nil ? [] : fitting
    }
    // A build makes what is not where its neighbours are.
    if let place = known.parent, !place.isEmpty, directories.contains(place) { return [] }
    // Of `x/a/b.h` rather an `a/b.h` than another `b.h`.
    let likely = same.filter { $0.suffix != nil && !NativeFiles.isLeftAlone($0) }
    let shared = likely.map { path in
      zip(path.components.reversed(), known.components.reversed())
        .prefix { $0.elementsEqual($1) }.count
    }
    return zip(likely, shared).filter { $0.1 == shared.max() }.map(\.0)
  }

  /// Of `a/b/c.h` both `a/b` and `b`, as an include may name them.
  private static func directories(of paths: Set<Path>) -> Set<Path> {
    var found: Set<Path> = []
    for place in Set(paths.filter(isIncluded).compactMap(\.parent)) {
      let parts = place.components.map { Array($0) }
      for start in parts.indices {
        found.insert(Path(Array(parts[start...].joined(separator: [UInt8(ascii: "/")]))))
      }
    }
    return found
  }

  // MARK: - One file

  private enum Include {
    case file(String, isQuoted: Bool)
    case computed
  }

  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")

  private static func includes(in bytes: [UInt8], ofScript isScript: Bool) -> [Include] {
    var found: [Include] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: newline) ?? bytes.count
      if let include = include(in: bytes[start..<end], ofScript: isScript) { found.append(include) }
      start = end + 1
    }
    return found
  }

  /// `#include "a/b.h"`, `%include`, `.include`, `.incbin`, Cython's `include "c.pxi"` and
  /// `cdef extern from "d.h"`; in a script, the first stands in a text.
  private static func include(in line: ArraySlice<UInt8>, ofScript isScript: Bool) -> Include? {
    var rest = line.drop { $0 <= space }
    if isScript {
      guard let place = rest.firstRange(of: Array("#include".utf8)) else { return nil }
      rest = rest[place.lowerBound...]
    }
    let isDirective = rest.first.map("#%.".utf8.contains) == true
    if isDirective { rest = rest.dropFirst().drop { $0 <= space } }
    guard
      ["include", "incbin", "import", "cdef extern from"].contains(where: {
        rest.starts(with: $0.utf8)
      }),
      isDirective || !rest.starts(with: "import".utf8)
    else { return nil }
    guard let open = rest.firstIndex(where: { "\"'<".utf8.contains($0) }) else {
      // `#include NAME` or `#include NAME(x)`, but no sentence.
      let words = rest.split { $0 <= space }
      let isName =
        words.count > 1 && words[1].prefix { $0 != UInt8(ascii: "(") }.allSatisfy(isUpper)
        && (words.count == 2 || words[1].contains(UInt8(ascii: "(")))
      return isDirective && words.first?.elementsEqual("include".utf8) == true && isName
        ? .computed : nil
    }
    let name = rest[(open + 1)...].prefix { !"\"'>".utf8.contains($0) }
    return .file(
      String(decoding: name, as: UTF8.self).replacing("\\", with: "/"),
      isQuoted: rest[open] != UInt8(ascii: "<"))
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
  }
}

extension Path {
  /// Whether the last components are those of another path.
  func ends(with other: Path) -> Bool {
    let start = bytes.count - other.bytes.count
    return start > 0 && bytes[start - 1] == UInt8(ascii: "/")
      && bytes[start...].elementsEqual(other.bytes)
  }
}
