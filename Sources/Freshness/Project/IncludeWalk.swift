import Platform

extension IncludeReach {
  /// Follows includes from file to file; what is certain comes first.
  struct Walk {
    private(set) var reached: Set<Path> = []
    private(set) var certain: Set<Path> = []
    private(set) var isKnown = false
    private(set) var open: Set<Path> = []

    private let macros: Macros
    private let searched: Set<Path>
    private let own: Set<String>
    private let files: ProjectFiles
    private let named: [String: [Path]]
    private let directories: Set<Path>

    private var pending: [Path] = []
    private var doubted: [Path] = []
    private var seen: Set<Path> = []
    private var isCertain = true
    /// What `#define NAME "a.h"` says, and who includes a `NAME`.
    private var meanings: [String: [(name: String, isQuoted: Bool)]] = [:]
    private var uses: [String: Set<Path>] = [:]
    /// Macros that a file defines, and those that a certain one surely does.
    private var defined: Set<String> = []
    private var surelyDefined: Set<String> = []
    /// Whether the build itself gives macros that were asked for.
    private var given: [String: Bool] = [:]
    /// Includes under macros that nobody has defined so far.
    private var waiting: [(directive: IncludeDirective, path: Path)] = []

    init(macros: Macros, searched: Set<Path>, own: Set<String>, _ files: ProjectFiles) {
      self.macros = macros
      self.searched = searched
      self.own = own
      self.files = files
      named = Dictionary(grouping: files.paths, by: \.nameText)
      directories = Self.directories(of: files.paths)
    }

    mutating func run(from roots: [Path], certain: Set<Path>) {
      pending = roots.filter(certain.contains)
      doubted = roots.filter { !certain.contains($0) }
      seen = Set(pending)
      reached = Set(roots.filter(IncludeReach.isIncluded))
      while let path = next() {
        for directive in IncludeDirective.read(files.includesContent(path), of: path) {
          if isCertain, !holds(directive) {
            waiting.append((directive, path))
          } else {
            take(directive, from: path, isSure: true)
          }
        }
      }
      for (name, users) in uses where meanings[name] == nil {
        // What nobody defines is not compiled.
        guard defined.contains(name) || macros.mayBeDefined(name) else { continue }
        open.formUnion(users.compactMap { NamedUnits.copy($0) ?? $0.topName.map { Path($0) } })
      }
    }

    private mutating func next() -> Path? {
      if isCertain, pending.isEmpty { resume() }
      if let path = pending.popLast() { return path }
      while let path = doubted.popLast() {
        if seen.insert(path).inserted { return path }
      }
      return nil
    }

    /// Takes what waits for macros: one may be defined behind its use, as in a header that is read
    /// after the file that includes it.
    private mutating func resume() {
      // More definitions than some that wait for each other are not written.
      for _ in 0..<10 {
        let before = waiting
        waiting = []
        for (directive, path) in before {
          if holds(directive) {
            take(directive, from: path, isSure: true)
          } else {
            waiting.append((directive, path))
          }
        }
        if !pending.isEmpty { return }
        if waiting.count == before.count { break }
      }
      isCertain = false
      for (directive, path) in waiting { take(directive, from: path, isSure: false) }
    }

    private mutating func holds(_ directive: IncludeDirective) -> Bool {
      directive.wanted.allSatisfy { names in names.contains { isDefined($0) } }
    }

    private mutating func isDefined(_ macro: String) -> Bool {
      if surelyDefined.contains(macro) { return true }
      if let known = given[macro] { return known }
      let isGiven = macros.areDefined(macro)
      given[macro] = isGiven
      return isGiven
    }

    private mutating func take(_ directive: IncludeDirective, from path: Path, isSure: Bool) {
      switch directive.what {
      case .file(let name, let isQuoted):
        isKnown = isKnown || isQuoted
        include(name, isQuoted, from: path, isSure: isSure)
      case .computed(let name):
        guard uses[name, default: []].insert(path).inserted else { return }
        let known = meanings[name] ?? []
        for meaning in known {
          include(meaning.name, meaning.isQuoted, from: path, isSure: isSure && known.count == 1)
        }
      case .definition(let name):
        defined.insert(name)
        if isCertain, isSure { surelyDefined.insert(name) }
      case .meaning(let name, let file, let isQuoted):
        meanings[name, default: []].append((file, isQuoted))
        let isOnly = meanings[name]?.count == 1
        for user in uses[name] ?? [] {
          include(file, isQuoted, from: user, isSure: isSure && isOnly)
        }
      }
    }

    private mutating func include(
      _ name: String, _ isQuoted: Bool, from path: Path, isSure: Bool
    ) {
      var found = files(name, isQuoted, from: path)
      if !isQuoted, isOfOthers(Path(name), found) { found = [] }
      let likely = found.filter { file in
        searched.contains { $0.appending(name).normalized == file }
      }
      if !likely.isEmpty || !isQuoted && StandardHeaders.contain(name) { found = likely }
      if found.isEmpty, let inner = Self.bindings[name] {
        for name in inner { include(name, false, from: path, isSure: isSure) }
      }
      reached.formUnion(found)
      if isCertain, isSure, let file = found.first, found.count == 1 {
        certain.insert(file)
        if seen.insert(file).inserted { pending.append(file) }
      } else {
        doubted += found.filter { !seen.contains($0) }
      }
    }

    /// What headers include that a build requires from elsewhere: pybind11's and nanobind's for Eigen,
    /// of which projects have copies.
    private static let bindings = [
      "pybind11/eigen.h": ["Eigen/Core", "Eigen/SparseCore"],
      "pybind11/eigen/matrix.h": ["Eigen/Core", "Eigen/SparseCore"],
      "pybind11/eigen/tensor.h": ["unsupported/Eigen/CXX11/Tensor"],
      "nanobind/eigen/dense.h": ["Eigen/Core"], "nanobind/eigen/sparse.h": ["Eigen/SparseCore"],
    ]

    private func files(_ name: String, _ isQuoted: Bool, from path: Path) -> [Path] {
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
    private func isOfOthers(_ name: Path, _ found: [Path]) -> Bool {
      guard name.components.count > 2, let top = name.topName, !directories.contains(Path(top)),
        !own.contains(top.lowercased().filter(\.isLetter)), let place = name.parent?.name
      else { return false }
      return found.allSatisfy { $0.parent?.name.elementsEqual(place) != true }
    }

    /// Of `a/b/c.h` both `a/b` and `b`, as an include may name them.
    private static func directories(of paths: Set<Path>) -> Set<Path> {
      var found: Set<Path> = []
      for place in Set(paths.filter(IncludeReach.isIncluded).compactMap(\.parent)) {
        let parts = place.components.map { Array($0) }
        for start in parts.indices {
          found.insert(Path(Array(parts[start...].joined(separator: [UInt8(ascii: "/")]))))
        }
      }
      return found
    }
  }
}
