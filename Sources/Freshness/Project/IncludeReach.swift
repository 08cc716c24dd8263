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
  /// `searched` are directories where compilers look for headers; `isDefined` says whether a build
  /// may define the name of a macro.
  ///
  /// `own` are names of the project, as of a directory that a build makes for its headers.
  init(
    from roots: [Path], certain sure: Set<Path>, searched: Set<Path>, own: Set<String>,
    _ files: ProjectFiles, isDefined: (String) -> Bool
  ) {
    let named = Dictionary(grouping: files.paths, by: \.nameText)
    let directories = Self.directories(of: files.paths)
    // What is certain comes first, so that nothing else is taken for the way to it.
    var pending = roots.filter(sure.contains)
    var doubted = roots.filter { !sure.contains($0) }
    var isCertain = true
    var seen = Set(pending)
    reached = Set(roots.filter(Self.isIncluded))
    /// What `#define NAME "a.h"` says, and who includes a `NAME`.
    var meanings: [String: [(name: String, isQuoted: Bool)]] = [:]
    var uses: [String: Set<Path>] = [:]
    var defined: Set<String> = []
    func take(_ name: String, _ isQuoted: Bool, from path: Path, isSure: Bool = true) {
      var found = Self.files(name, isQuoted, from: path, named, directories)
      if !isQuoted, Self.isOfOthers(Path(name), found, directories, own) { found = [] }
      let likely = found.filter { file in
        searched.contains { $0.appending(name).normalized == file }
      }
      if !likely.isEmpty || !isQuoted && StandardHeaders.contain(name) { found = likely }
      if found.isEmpty, let inner = Self.bindings[name] {
        for name in inner { take(name, false, from: path, isSure: isSure) }
      }
      reached.formUnion(found)
      if isCertain, isSure, let file = found.first, found.count == 1 {
        certain.insert(file)
        if seen.insert(file).inserted { pending.append(file) }
      } else {
        doubted += found.filter { !seen.contains($0) }
      }
    }
    func next() -> Path? {
      if let path = pending.popLast() { return path }
      isCertain = false
      while let path = doubted.popLast() {
        if seen.insert(path).inserted { return path }
      }
      return nil
    }
    while let path = next() {
      for include in Self.includes(in: files.includesContent(path), of: path) {
        switch include {
        case .computed(let name):
          if uses[name, default: []].insert(path).inserted {
            for meaning in meanings[name] ?? [] { take(meaning.name, meaning.isQuoted, from: path) }
          }
        case .definition(let name): defined.insert(name)
        case .meaning(let name, let file, let isQuoted):
          meanings[name, default: []].append((file, isQuoted))
          for user in uses[name] ?? [] { take(file, isQuoted, from: user) }
        case .file(let name, let isQuoted, let macros):
          isKnown = isKnown || isQuoted
          let isSure = macros.allSatisfy { defined.contains($0) || isDefined($0) }
          take(name, isQuoted, from: path, isSure: isSure)
        }
      }
    }
    isKnown = isKnown || !reached.isEmpty
    for (name, users) in uses where meanings[name] == nil {
      // What nobody defines is not compiled.
      guard defined.contains(name) || isDefined(name) else { continue }
      open.formUnion(users.compactMap { NamedUnits.copy($0) ?? $0.topName.map { Path($0) } })
    }
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

  /// What headers include that a build requires from elsewhere: pybind11's and nanobind's for Eigen,
  /// of which projects have copies.
  private static let bindings = [
    "pybind11/eigen.h": ["Eigen/Core", "Eigen/SparseCore"],
    "pybind11/eigen/matrix.h": ["Eigen/Core", "Eigen/SparseCore"],
    "pybind11/eigen/tensor.h": ["unsupported/Eigen/CXX11/Tensor"],
    "nanobind/eigen/dense.h": ["Eigen/Core"], "nanobind/eigen/sparse.h": ["Eigen/SparseCore"],
  ]

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
    if !fitting.isEmpty { return fitting }
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

  /// Whether `<a/sub/b.h>` is of a library `a` that is not here, and only the name fits.
  private static func isOfOthers(
    _ name: Path, _ found: [Path], _ directories: Set<Path>, _ own: Set<String>
  ) -> Bool {
    guard name.components.count > 2, let top = name.topName, !directories.contains(Path(top)),
      !own.contains(top.lowercased().filter(\.isLetter)), let place = name.parent?.name
    else { return false }
    return found.allSatisfy { $0.parent?.name.elementsEqual(place) != true }
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
    /// With the macros that branches around it ask for.
    case file(String, isQuoted: Bool, macros: [String] = [])
    /// `#include NAME`.
    case computed(String)
    /// `#define NAME "a.h"`.
    case meaning(String, file: String, isQuoted: Bool)
    /// `#define NAME` of anything else.
    case definition(String)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")

  private static func includes(in bytes: [UInt8], of path: Path) -> [Include] {
    // A `#` begins a comment in Cython, and in a script C stands in texts.
    let isC = !path.isPython && !["pyx", "pxd", "pxi"].contains(path.suffix)
    var branches = PreprocessorBranches()
    var (found, all): ([Include], [Include]) = ([], [])
    var start = 0
    while start < bytes.count {
      var end = bytes[start...].firstIndex(of: newline) ?? bytes.count
      let line = bytes[start..<end]
      start = end + 1
      let directive = line.drop { $0 <= space }
      if isC, directive.first == UInt8(ascii: "#") {
        let text = Self.text(directive.dropFirst().drop { $0 <= space })
        if ["if", "el", "en"].contains(where: text.hasPrefix) {
          // A line that ends with a backslash goes on.
          var lines = [text]
          while lines.last.map({ $0.last == "\\" || $0.hasSuffix("\\\r") }) == true,
            start < bytes.count
          {
            end = bytes[start...].firstIndex(of: newline) ?? bytes.count
            lines.append(Self.text(bytes[start..<end]))
            start = end + 1
          }
          if branches.take(lines.map { $0.prefix { $0 != "\\" } }.joined()) { continue }
        }
      }
      if var include = include(in: line, ofScript: path.isPython) {
        if case .file(let name, let isQuoted, _) = include {
          include = .file(name, isQuoted: isQuoted, macros: branches.macros)
        }
        all.append(include)
        if !branches.isOff { found.append(include) }
      }
    }
    // A text or a comment with an `#if` in it says nothing.
    return branches.isComplete ? found : all
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
    if isDirective, rest.starts(with: "define".utf8) { return meaning(in: rest) }
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
        ? .computed(text(words[1].prefix { $0 != UInt8(ascii: "(") })) : nil
    }
    let name = rest[(open + 1)...].prefix { !"\"'>".utf8.contains($0) }
    return .file(
      text(name).replacing("\\", with: "/"), isQuoted: rest[open] != UInt8(ascii: "<"))
  }

  /// `define NAME "a.h"` or `<a.h>`.
  private static func meaning(in line: ArraySlice<UInt8>) -> Include? {
    let words = line.split(maxSplits: 2) { $0 <= space }
    guard words.count > 1 else { return nil }
    let macro = text(words[1].prefix { $0 != UInt8(ascii: "(") })
    // One with arguments stands for what these say.
    guard words.count == 3, macro.utf8.count == words[1].count, let open = words[2].first,
      "\"<".utf8.contains(open)
    else { return .definition(macro) }
    let name = words[2].dropFirst().prefix { !"\">".utf8.contains($0) }
    guard isIncluded(Path(Array(name))) else { return .definition(macro) }
    return .meaning(macro, file: text(name), isQuoted: open != UInt8(ascii: "<"))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
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
