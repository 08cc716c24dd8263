import Platform
import UV

/// Finds the list of cache keys that watches all that has to be watched, and nothing that builds
/// write.
///
/// Declared keys stay where they can. Every list is evaluated by uv's rules before it is offered.
struct KeyProposer {
  /// The keys that are declared; the defaults that apply where none are.
  let declared: [CacheKey]
  let isDeclared: Bool
  /// All that a build reads, and that uv therefore has to watch.
  let inputs: [BuildInput]
  let outputs: BuildOutputs
  /// What the version needs of Git.
  let needsGit: Bool
  let files: ProjectFiles
  let rules: Rules

  /// The list; nil where none can be found that does what it has to.
  func proposal() -> KeyProposal? {
    let written = Set(outputs.all.filter { $0.isWritten && !$0.isDirectory }.map(\.path))
    let wanted = inputs.filter { !outputs.contains($0.path) }
    var items = kept(without: written)
    if needsGit { addGit(to: &items) }
    let before = watched(by: items)
    let required = Set(wanted.map(\.path)).union(
      before.filter { !outputs.contains($0) && isDeclared })
    for style in [Style.wide, .narrow, .exact] {
      guard let added = additions(for: wanted, beside: items, style) else { continue }
      // Exclusions come last: in a group of globs the last one that matches decides.
      guard let all = excluding(outputs, from: merged(items, added), keeping: required) else {
        continue
      }
      return proposal(keepingOff(all, required: required), required: required)
    }
    return nil
  }

  private func proposal(_ items: [KeyProposal.Item], required: Set<Path>) -> KeyProposal {
    var covers: [Int: [Path]] = [:]
    var unwanted = outputs.all.filter { !$0.isDirectory }
    if var matcher = matcher(items) {
      for path in required.sorted() {
        if let key = matcher.key(for: path) { covers[key, default: []].append(path) }
      }
      unwanted = unwanted.filter { output in
        output.isWritten || !matcher.matches(output.path)
      }
    }
    let covering = items.enumerated().map { index, item in
      KeyProposal.Item(item.key, declaredIndex: item.declaredIndex, covers: covers[index] ?? [])
    }
    return KeyProposal(
      items: covering, mustMatch: required.sorted(),
      mustNotMatch: unwanted.map(\.path))
  }

  // MARK: - What is declared

  /// The declared keys without those that only make uv rebuild, and with directories as globs.
  private func kept(without written: Set<Path>) -> [KeyProposal.Item] {
    var items: [KeyProposal.Item] = []
    for (index, key) in declared.enumerated() {
      if case .directory(let text) = key, !isDeclared, !isDirectory(Path(text)) { continue }
      guard case .file(let text) = key, !CacheKey.isGlob(text) else {
        items.append(KeyProposal.Item(key, declaredIndex: index))
        continue
      }
      let path = Path(text).normalized
      if written.contains(path) { continue }
      // The list stands in pyproject.toml, which may have to be made for it.
      if !isDeclared, !files.has(path), path != "pyproject.toml" { continue }
      guard isDirectory(path) else {
        items.append(KeyProposal.Item(key, declaredIndex: index))
        continue
      }
      items += globs(for: path).map { KeyProposal.Item($0) }
    }
    return items
  }

  private func isDirectory(_ path: Path) -> Bool {
    (try? Directory.working.status(of: files.full(path)))?.kind == .directory
  }

  /// What a directory as a file key was meant to say: everything that somebody edits in it.
  private func globs(for directory: Path) -> [CacheKey] {
    guard let text = directory.utf8Text, !CacheKey.isGlob(text) else { return [] }
    let suffixes = files.paths.filter { $0.isBelow(directory) && !outputs.contains($0) }
      .compactMap(\.suffix)
    let distinct = Set(suffixes)
    let prefix = directory == "." ? "" : "\(text)/"
    if distinct.isEmpty { return [.file("\(prefix)**")] }
    return [.file("\(prefix)**/*\(Self.braces(distinct))")]
  }

  /// The halves of a `git` key that are missing.
  private func addGit(to items: inout [KeyProposal.Item]) {
    var commit = false
    var tags = false
    for case .git(let one, let other) in items.map(\.key) {
      commit = commit || one
      tags = tags || other
    }
    if commit && tags { return }
    let first = items.firstIndex { if case .git = $0.key { true } else { false } }
    let whole = KeyProposal.Item(.git(commit: true, tags: true))
    if let first { items[first] = whole } else { items.append(whole) }
    var isFirst = true
    items.removeAll { item in
      guard case .git = item.key else { return false }
      defer { isFirst = false }
      return !isFirst
    }
  }

  // MARK: - What is added

  /// How new keys are written: globs for a whole top directory, for the deepest directory that
  /// holds all, or every file by its name.
  private enum Style { case wide, narrow, exact }

  private func additions(
    for inputs: [BuildInput], beside items: [KeyProposal.Item], _ style: Style
  ) -> [CacheKey]? {
    let known = watched(by: items)
    let missing = inputs.filter { !known.contains($0.path) }
    let modules = compiledAmongOthers(missing)
    var keys: [CacheKey] = []
    var trees: [Path: [Path]] = [:]
    var named: [String: [Path]] = [:]
    var single: [Path] = []
    if style != .exact { keys += Self.listed(modules) }
    for input in missing {
      guard let text = input.path.utf8Text else { continue }
      switch input.kind {
      case .source, .module, .outside:
        if style != .exact, modules.contains(input.path) { continue }
        if input.path.suffix != nil, let top = top(of: input.path), style != .exact {
          trees[top, default: []].append(input.path)
          continue
        }
      case .description, .lock:
        let name = input.path.suffix == "cmake" ? "*.cmake" : input.path.nameText
        named[name, default: []].append(input.path)
        continue
      case .backend, .script:
        let others = missing.filter {
          $0.kind == input.kind && $0.path.suffix == "py" && $0.path.parent == input.path.parent
        }
        if others.count > 6, style != .exact, let directory = input.path.parent {
          trees[directory, default: []].append(input.path)
          continue
        }
      case .data:
        if let top = input.path.parent, !top.isEmpty, input.path.suffix != nil, style != .exact {
          trees[top, default: []].append(input.path)
          continue
        }
      default: break
      }
      if !CacheKey.isGlob(text) { single.append(input.path) }
    }
    keys += Self.gathered(single)
    for (name, paths) in named.sorted(by: { $0.key < $1.key }) {
      if style != .exact, hasUnusedModules(beside: paths) {
        keys += Self.listed(Set(paths))
      } else if paths.count > 3, style != .exact {
        for (top, paths) in Dictionary(grouping: paths.filter { !$0.isAtTop }, by: top)
          .sorted(by: { ($0.key ?? "") < ($1.key ?? "") })
        {
          guard let top else { continue }
          let branches =
            style == .wide
            ? KeyBranches(of: top, paths, inputs, files)
            : KeyBranches(directories: [Self.commonDirectory(paths)])
          keys += branches.directories.map { .file("\($0.utf8Text ?? "")/**/\(name)") }
          keys += branches.flat.map { .file("\($0.utf8Text ?? "")/\(name)") }
          keys += branches.files.compactMap(\.utf8Text).map { .file($0) }
        }
        keys += paths.filter(\.isAtTop).compactMap(\.utf8Text).map { .file($0) }
      } else {
        keys += paths.compactMap(\.utf8Text).filter { !CacheKey.isGlob($0) }.map { .file($0) }
      }
    }
    for (top, paths) in trees.sorted(by: { $0.key < $1.key }) {
      let branches = style == .wide ? KeyBranches(of: top, paths, inputs, files) : nil
      for directory in branches?.directories ?? [Self.commonDirectory(paths)] {
        guard let text = directory.utf8Text else { continue }
        let suffixes = Set(
          paths.filter { CacheKey.isGlob(text) || $0.isBelow(directory) }
            .compactMap { Self.writtenSuffix($0) })
        keys.append(.file("\(text)/**/*\(Self.braces(suffixes))"))
      }
      for directory in branches?.flat ?? [] {
        let suffixes = Set(
          paths.filter { $0.parent == directory }.compactMap { Self.writtenSuffix($0) })
        keys.append(.file("\(directory.utf8Text ?? "")/*\(Self.braces(suffixes))"))
      }
      keys += branches?.files.compactMap(\.utf8Text).map { .file($0) } ?? []
    }
    if keys.count > 80 { return nil }
    // The manifest stands first, as in uv's own examples.
    return keys.sorted { one, other in
      one == .file("pyproject.toml") && other != .file("pyproject.toml")
    }
  }

  /// Whether modules of CMake that nobody includes lie beside these.
  private func hasUnusedModules(beside paths: [Path]) -> Bool {
    let wanted = Set(paths)
    let places = Set(paths.map { $0.parent ?? "" })
    return paths.count > 3 && paths.count <= Self.fewModules
      && paths.allSatisfy { $0.suffix == "cmake" }
      && files.paths.contains { path in
        path.suffix == "cmake" && !wanted.contains(path) && places.contains(path.parent ?? "")
      }
  }

  /// Files one by one; many of a directory with the same ending, or very many of one name, in one
  /// key: a glob over several directories may need exclusions that others do not.
  private static func gathered(_ paths: [Path]) -> [CacheKey] {
    var keys: [Path: [CacheKey]] = [:]
    for crowd in crowds(
      of: paths, over: 6, by: { "\($0.parent?.utf8Text ?? ""):\($0.suffix ?? "")" })
    {
      for path in crowd { keys[path] = [] }
      keys[crowd[0]] = listed(Set(crowd))
    }
    let others = paths.filter { keys[$0] == nil && !$0.isAtTop }
    for crowd in crowds(of: others, over: 20, by: \.nameText) {
      for path in crowd { keys[path] = [] }
      let place = commonDirectory(crowd).utf8Text ?? ""
      let name = "**/\(crowd[0].nameText)"
      keys[crowd[0]] = [.file(place.isEmpty ? name : "\(place)/\(name)")]
    }
    return paths.flatMap { keys[$0] ?? [.file($0.utf8Text ?? "")] }
  }

  private static func crowds(
    of paths: [Path], over limit: Int, by name: (Path) -> String
  ) -> [[Path]] {
    Dictionary(grouping: paths.filter(isPlain), by: name).values.filter { $0.count > limit }
  }

  /// Files one by one, those of a directory in one key: `src/p/{a,b}.py`.
  private static func listed(_ paths: Set<Path>) -> [CacheKey] {
    let plain = paths.filter(isPlain)
    let byPlace = Dictionary(grouping: plain) { path in
      "\(path.parent?.utf8Text ?? ""):\(path.suffix ?? "")"
    }
    return byPlace.sorted { $0.key < $1.key }.map { _, paths in
      guard let first = paths.first, paths.count > 1 else {
        return .file(paths.first?.utf8Text ?? "")
      }
      let ending = first.suffix == nil ? "" : writtenSuffix(first).map { ".\($0)" } ?? ""
      let stems = paths.sorted().map { $0.nameText.dropLast(ending.count) }
      let place = first.parent?.utf8Text.map { $0.isEmpty ? "" : "\($0)/" } ?? ""
      return .file("\(place){\(stems.joined(separator: ","))}\(ending)")
    }
  }

  /// Whether no sign of it means something else in a list of several files.
  private static func isPlain(_ path: Path) -> Bool {
    path.utf8Text.map { !$0.contains { "*?[]{}!,\\".contains($0) } } ?? false
  }

  /// Modules that are compiled, where most others are not: a glob would rebuild for each of these.
  private func compiledAmongOthers(_ inputs: [BuildInput]) -> Set<Path> {
    let compiled = inputs.filter { $0.kind == .source && $0.path.suffix == "py" }.map(\.path)
    if compiled.isEmpty || compiled.count > Self.fewModules { return [] }
    let tops = Set(compiled.compactMap(top))
    let wanted = Set(inputs.map(\.path))
    let others = files.paths.filter { path in
      path.suffix == "py" && !wanted.contains(path) && tops.contains { path.isBelow($0) }
    }
    return others.isEmpty ? [] : Set(compiled)
  }

  private static let fewModules = 40

  private func merged(_ items: [KeyProposal.Item], _ keys: [CacheKey]) -> [KeyProposal.Item] {
    let isManifest = keys.first == .file("pyproject.toml")
    let new = keys.dropFirst(isManifest ? 1 : 0).filter { key in !items.contains { $0.key == key } }
    let front = isManifest ? [KeyProposal.Item(.file("pyproject.toml"))] : []
    // Files before Git, as one would write them.
    let place =
      isDeclared
      ? items.endIndex
      : items.firstIndex { if case .git = $0.key { true } else { false } } ?? items.endIndex
    return front + items[..<place] + new.map { KeyProposal.Item($0) } + items[place...]
  }

  /// The top directory, of a path outside the project the one below its last `..`'s next; nil where
  /// a pattern cannot name it, or there is none.
  private func top(of path: Path) -> Path? {
    let parts = path.components
    let up = parts.prefix { $0.elementsEqual("..".utf8) }.count
    let count = up == 0 ? 1 : min(up + 2, parts.count - 1)
    guard parts.count > count, count > up else { return nil }
    let top = Path(Array(parts[..<count].joined(separator: [UInt8(ascii: "/")])))
    let isPlain = top.utf8Text?.contains { "*?[]{}!#\\".contains($0) } == false
    return isPlain ? top : nil
  }

  /// The suffix as it is spelled, not in lower case.
  private static func writtenSuffix(_ path: Path) -> String? {
    path.nameText.split(separator: ".").last.map(String.init)
  }

  private static func braces(_ suffixes: Set<String>) -> String {
    let plain = suffixes.filter { !$0.contains { "*?[]{}!,\\".contains($0) } }.sorted()
    if plain.isEmpty { return "" }
    return plain.count == 1 ? ".\(plain[0])" : ".{\(plain.joined(separator: ","))}"
  }

  private static func commonDirectory(_ paths: [Path]) -> Path {
    var common = paths.first?.components.dropLast().map(Array.init) ?? []
    for path in paths {
      let parts = path.components.dropLast().map(Array.init)
      var count = 0
      while count < min(common.count, parts.count), common[count] == parts[count] { count += 1 }
      common = Array(common[..<count])
    }
    return Path(Array(common.joined(separator: [UInt8(ascii: "/")])))
  }

  // MARK: - Evaluating

  private func matcher(_ items: [KeyProposal.Item]) -> KeyMatcher? {
    try? KeyMatcher(items.map(\.key), rules: rules)
  }

  private func watched(by items: [KeyProposal.Item]) -> Set<Path> {
    guard var matcher = matcher(items) else { return [] }
    let all = files.paths.union(inputs.map(\.path))
    return all.filter { matcher.matches($0) }
  }

  /// Adds an exclusion for each output that the globs reach; nil if one cannot be kept out, or
  /// something that has to be watched would be kept out with it.
  private func excluding(
    _ outputs: BuildOutputs, from items: [KeyProposal.Item], keeping required: Set<Path>
  ) -> [KeyProposal.Item]? {
    var items = items
    guard var matcher = matcher(items) else { return nil }
    for output in outputs.all {
      if !output.isWritten, !output.isDirectory, items.count > 30 { continue }
      let probes = probes(for: output, items)
      guard probes.contains(where: { mayNotMatch($0, output, items, &matcher) }) else { continue }
      guard let text = output.path.utf8Text, !CacheKey.isGlob(text) else { return nil }
      let parts = text.split(separator: "/")
      var isOut = false
      for depth in parts.indices {
        let inner = "!" + parts[depth...].joined(separator: "/")
        for inner in Self.patterns(of: inner, output) where !isOut {
          let exclusion = CacheKey.file(
            (parts[..<depth].map(String.init) + [inner]).joined(separator: "/"))
          let trial = items + [KeyProposal.Item(exclusion)]
          guard var after = self.matcher(trial) else { continue }
          if probes.contains(where: { after.matches($0) }) { continue }
          if required.contains(where: { !after.matches($0) }) { continue }
          items = trial
          matcher = after
          isOut = true
        }
        if isOut { break }
      }
      // What builds write would make them go on for ever; the rest is not worth a long list.
      if !isOut || items.count > 60, output.isWritten || output.isDirectory { return nil }
    }
    return required.contains { !matcher.matches($0) } ? nil : items
  }

  /// An exclusion has to hold a wildcard: of `!a.c` `!a.c*`, or `!a.[c]` beside an `a.c.in`.
  private static func patterns(of name: String, _ output: BuildOutputs.Output) -> [String] {
    if output.isDirectory { return [name + "/**"] }
    guard let last = name.last, last.isLetter || last.isNumber else { return [name + "*"] }
    return [name + "*", "\(name.dropLast())[\(last)]"]
  }

  /// Whether a key matches it that has no business to: a file that Git ignores may be declared.
  private func mayNotMatch(
    _ path: Path, _ output: BuildOutputs.Output, _ items: [KeyProposal.Item],
    _ matcher: inout KeyMatcher
  ) -> Bool {
    guard let index = matcher.key(for: path) else { return false }
    guard case .file(let text) = items[index].key, CacheKey.isGlob(text) else { return false }
    return output.isWritten || output.isDirectory || items[index].declaredIndex == nil
  }

  /// Paths that stand for what may lie in an output, of the names that the keys look for.
  private func probes(for output: BuildOutputs.Output, _ items: [KeyProposal.Item]) -> [Path] {
    if !output.isDirectory { return [output.path] }
    let place = output.path.nameText
    if place.hasSuffix(".egg-info") || place.hasSuffix(".dist-info") {
      return ["PKG-INFO", "SOURCES.txt", "RECORD"].map { output.path.appending($0) }
    }
    if place == "__pycache__" { return [output.path.appending("probe.cpython-312.pyc")] }
    var names: Set<String> = ["probe"]
    for case .file(let text) in items.map(\.key) where CacheKey.isGlob(text) {
      guard let last = text.split(separator: "/").last, !last.hasPrefix("!") else { continue }
      names.formUnion(Self.examples(of: String(last)))
    }
    return names.flatMap { name in
      [output.path.appending(name), output.path.appending("a/\(name)")]
    }
  }

  /// Names that a pattern matches: of `*.{c,h}` `probe.c` and `probe.h`.
  private static func examples(of pattern: String) -> [String] {
    let plain = pattern.map { $0 == "*" ? "probe" : $0 == "?" ? "p" : String($0) }.joined()
    guard let open = plain.firstIndex(of: "{"), let close = plain.lastIndex(of: "}"), open < close
    else { return [plain] }
    let inner = plain[plain.index(after: open)..<close]
    return inner.split(separator: ",").map { part in
      "\(plain[..<open])\(part)\(plain[plain.index(after: close)...])"
    }
  }
}
