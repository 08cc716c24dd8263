import Platform

/// Which files a compiler is led to by what it is given.
///
/// By `#include` in C, `include` and `cdef extern from` in Cython, and what these include in turn.
/// Where a compiler searches is hardly known, so that `a/b.h` stands for each file whose path ends so,
/// and for each `b.h` where there is none, unless other files lie in an `a`. Of several, those in a
/// directory that is known to be searched count alone.
struct IncludeReach {
  private(set) var reached: Set<Path> = []
  /// Those to which each step surely leads: one file of that name, in no branch that asks for a
  /// macro which nobody defines.
  private(set) var certain: Set<Path> = []
  /// Whether anything includes files of the project's own.
  private var isKnown = false
  /// Top directories, or copies, in which a name is computed in a way that is not seen: there all
  /// counts as reached.
  private var open: Set<Path> = []

  /// `roots` are what compilers are given, and scripts with C in them; `certain` are those of them
  /// that surely are.
  ///
  /// `searched` are directories where compilers look for headers, `own` are names of the project, as
  /// of a directory that a build makes for its headers.
  init(
    from roots: [Path], certain: Set<Path>, searched: Set<Path>, own: Set<String>,
    macros: Macros, _ files: ProjectFiles
  ) {
    var walk = Walk(macros: macros, searched: searched, own: own, files)
    walk.run(from: roots, certain: certain)
    (reached, self.certain) = (walk.reached, walk.certain)
    isKnown = walk.isKnown || !reached.isEmpty
    open = walk.open
  }

  /// Names of macros that a build may define.
  struct Macros {
    let mayBeDefined: (String) -> Bool
    let areDefined: (String) -> Bool
  }

  func contains(_ path: Path) -> Bool { reached.contains(path) }

  /// Whether nothing leads to a file that compilers only find by its name.
  ///
  /// Where nothing is included, nothing is known.
  func isUnreached(_ path: Path) -> Bool {
    Self.isIncluded(path) && isKnown && !reached.contains(path)
      && !open.contains { path.isBelow($0) }
  }

  /// Whether a file has an ending of what is included, and never compiled by itself.
  static func isIncluded(_ path: Path) -> Bool { path.suffix.map(suffixes.contains) ?? false }

  private static let suffixes: Set<String> = [
    "h", "hh", "hpp", "hxx", "h++", "inc", "inl", "ipp", "tpp", "tcc", "cuh", "def", "pxi",
  ]
}

extension Path {
  /// Whether the last components are those of another path.
  func ends(with other: Path) -> Bool {
    let start = bytes.count - other.bytes.count
    return start > 0 && bytes[start - 1] == UInt8(ascii: "/")
      && bytes[start...].elementsEqual(other.bytes)
  }
}
