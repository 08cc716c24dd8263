import Freshness
import Platform
import UV

/// The keys that follow from what a build read, checked with the rules of uv without touching a
/// file.
struct TraceProposal {
  /// Nil if the keys in force are right as they are, or nothing better was found.
  private(set) var proposal: KeyProposal?
  /// What a reader should know, a sentence each.
  private(set) var notes: [String] = []
  /// What the keys in force match.
  private(set) var watched: Set<Path> = []

  private let project: Path
  private let computer: CacheInfoComputer

  /// `wanted` has to be matched; of all other files of the tree none may be.
  init(
    for wanted: Set<Path>, _ files: TracedFiles, git: (commit: Bool, tags: Bool),
    declared: CacheKeyList, in project: Path, computer: CacheInfoComputer
  ) {
    self.project = project
    self.computer = computer
    let current = matches(declared.keys)
    watched = Set(current?.keys.map { $0 } ?? [])
    let nameable = wanted.filter { $0.utf8Text != nil }
    if let odd = wanted.subtracting(nameable).sorted().first {
      notes.append("\(odd.shown) was read, but its name is not UTF-8: no key can watch it")
    }
    let others = files.all.subtracting(wanted)
    let asked = Self.git(declared, asked: git)
    if declared.isDeclared, current != nil, nameable.isSubset(of: watched),
      watched.isDisjoint(with: files.written.subtracting(["pyproject.toml"])), asked.items.isEmpty
    {
      return
    }
    if !declared.isDeclared, nameable.isSubset(of: watched), asked.items.isEmpty { return }

    let kept = keptItems(declared, nameable, others, current ?? [:], asked.replaced)
    for keepsGlobs in [true, false] {
      let items = kept.filter { item in
        guard case .file(let text) = item.key else { return true }
        return keepsGlobs || !CacheKey.isGlob(text)
      }
      if let found = complete(items, asked.items, nameable, others) {
        proposal = KeyProposal(
          items: found, mustMatch: nameable.sorted(),
          mustNotMatch: files.written
            .subtracting(wanted).sorted())
        break
      }
    }
    if proposal == nil, !nameable.isEmpty {
      notes.append("no list of keys was found that matches what was read and nothing else")
    }
    tellOfRemoved(declared, nameable)
  }

  // MARK: - Parts

  /// Declared keys that stay: all but those that match nothing or something else.
  private func keptItems(
    _ declared: CacheKeyList, _ wanted: Set<Path>, _ others: Set<Path>, _ current: [Path: Int],
    _ replaced: Set<Int>
  ) -> [KeyProposal.Item] {
    if !declared.isDeclared { return [] }
    let byKey = Dictionary(grouping: current.keys) { current[$0] ?? -1 }
    return declared.keys.enumerated().compactMap { index, key in
      if replaced.contains(index) { return nil }
      if case .file(let text) = key {
        let found = Set(byKey[index] ?? [])
        let isExclusion = text.split(separator: "/").contains { $0.hasPrefix("!") }
        if CacheKey.isGlob(text), !isExclusion {
          if found.isEmpty || !found.isSubset(of: wanted) { return nil }
        } else if !found.isDisjoint(with: others) {
          return nil
        }
      }
      return KeyProposal.Item(key, declaredIndex: index)
    }
  }

  /// The list with globs for what it does not match yet; nil if no such list keeps off the rest.
  private func complete(
    _ kept: [KeyProposal.Item], _ git: [KeyProposal.Item], _ wanted: Set<Path>, _ others: Set<Path>
  ) -> [KeyProposal.Item]? {
    let covered = Set((matches(kept.map(\.key)) ?? [:]).keys)
    var cover = GlobCover(wanted.subtracting(covered), but: others)
    // A long list is nobody's: sources of other platforms and the like may be matched as well.
    if cover.keys.count > Self.longest {
      let strict = cover.keys.count
      let similar = GlobCover(
        wanted.subtracting(covered), but: others.filter { !Self.isSimilar($0, wanted) })
      if similar.keys.count < strict / 2 { cover = similar }
    }
    let added = Self.ordered(cover.keys)
    var items = (kept + added.map { KeyProposal.Item($0) } + git)
    if !kept.contains(where: { $0.key == .file("pyproject.toml") }),
      let manifest = items.firstIndex(where: { $0.key == .file("pyproject.toml") })
    {
      items.insert(items.remove(at: manifest), at: 0)
    }
    guard var found = matches(items.map(\.key)) else { return nil }
    // Globs that turn out to match something else, or less than they should, give way to names.
    let allowed = Set(others.filter { Self.isSimilar($0, wanted) })
    let wrong = Set(
      found.filter { !wanted.contains($0.key) && !allowed.contains($0.key) }.map(\.value))
    let missing = wanted.filter { found[$0] == nil }
    if !wrong.isEmpty || !missing.isEmpty {
      let named = wanted.filter { found[$0].map(wrong.contains) ?? true }.sorted()
      items = items.indices.filter { !wrong.contains($0) }.map { items[$0] }
      items += named.compactMap { path in
        path.utf8Text.map { KeyProposal.Item(.file($0)) }
      }
      guard let again = matches(items.map(\.key)) else { return nil }
      found = again
    }
    let isRight =
      wanted.allSatisfy { found[$0] != nil }
      && found.keys.allSatisfy {
        wanted.contains($0) || allowed.contains($0) || !others.contains($0)
      }
    return isRight ? items : nil
  }

  private static let longest = 12

  /// Whether a file is a source like others that were read, beside them.
  private static func isSimilar(_ path: Path, _ wanted: Set<Path>) -> Bool {
    let parts = path.components.map { String(decoding: $0, as: UTF8.self) }
    let apart: Set<String> = [
      "tests", "test", "testing", "docs", "doc", "examples", "example", "benchmarks", "benches",
      "bench", "build", "target",
    ]
    guard let name = parts.last, let dot = name.lastIndex(of: "."),
      GlobCover.isSource(String(name[name.index(after: dot)...])),
      !parts.dropLast().contains(where: apart.contains), let parent = path.parent, !parent.isEmpty
    else { return false }
    let ending = Array(name[dot...].utf8)
    return wanted.contains { other in
      other.bytes.suffix(ending.count).elementsEqual(ending)
        && other.components.first == path.components.first
    }
  }

  /// A Git key where a build asks for the commit or the tags and no key does.
  private static func git(
    _ declared: CacheKeyList, asked: (commit: Bool, tags: Bool)
  ) -> (items: [KeyProposal.Item], replaced: Set<Int>) {
    guard asked.commit || asked.tags else { return ([], []) }
    for (index, key) in declared.keys.enumerated() {
      guard case .git(let commit, let tags) = key else { continue }
      if (commit || !asked.commit) && (tags || !asked.tags) { return ([], []) }
      let merged = CacheKey.git(commit: commit || asked.commit, tags: tags || asked.tags)
      return ([KeyProposal.Item(merged, declaredIndex: index)], [index])
    }
    return ([KeyProposal.Item(.git(commit: asked.commit, tags: asked.tags))], [])
  }

  private static func ordered(_ keys: [CacheKey]) -> [CacheKey] {
    func rank(_ key: CacheKey) -> Int {
      guard case .file(let text) = key else { return 3 }
      return text == "pyproject.toml" ? 0 : text.contains("/") ? 2 : 1
    }
    return keys.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }
    .map(\.element)
  }

  private mutating func tellOfRemoved(_ declared: CacheKeyList, _ wanted: Set<Path>) {
    guard let proposal, declared.isDeclared else { return }
    let kept = Set(proposal.items.compactMap(\.declaredIndex))
    for (index, key) in declared.keys.enumerated() where !kept.contains(index) {
      if case .file(let text) = key {
        notes.append(
          "`\(text)` is left out: this build read nothing that it matches, or it matches other"
            + " files too")
      }
    }
  }

  /// What keys match, with the key of each; nil if uv refuses them.
  private func matches(_ keys: [CacheKey]) -> [Path: Int]? {
    var found: [Path: Int] = [:]
    let computed = try? computer.compute(project, keys: keys) { match in
      let path = match.path.isAbsolute ? match.path.relative(to: project) : match.path.tidied
      found[path] = match.key
    }
    return computed == nil ? nil : found
  }
}
