import Platform
import UV

/// Who is stale because of whom: packages whose source others take something from when they are
/// built.
struct Cascade {
  /// The other local packages, by their directory.
  private let packages: [Path: Assessment]
  private let subject: Advice.Subject
  private let source: Path

  /// `neighbours` are the packages of the environment; nil where a project has no directory.
  init?(_ subject: Advice.Subject, among neighbours: [Assessment]) {
    guard let source = Self.directory(of: subject.assessment) else { return nil }
    self.subject = subject
    self.source = source
    var packages: [Path: Assessment] = [:]
    for other in neighbours {
      if let place = Self.directory(of: other), place != source { packages[place] = other }
    }
    self.packages = packages
  }

  private static func directory(of assessment: Assessment) -> Path? {
    guard let source = assessment.distribution.localSource, source.kind != .archive else {
      return nil
    }
    return source.path?.normalized
  }

  /// The packages that changed since this one was built, and that it is built against; by name.
  func links() -> [CascadeLink] {
    if packages.isEmpty { return [] }
    let watched = watchedPackages
    let names = Dictionary(packages.map { ($1.distribution.name, $0) }) { one, _ in one }
    let references = BuildReferences(of: subject.project, packages: names)
    let taken = Set(references.places.compactMap(owner))
    return watched.union(taken).compactMap { place -> CascadeLink? in
      guard let root = packages[place], let change = change(of: root) else { return nil }
      let isWatched = watched.contains(place)
      // What it watches makes it stale by itself, or does not matter to it.
      if isWatched, subject.assessment.state != .stale { return nil }
      return CascadeLink(
        root: root.distribution.path, rootName: root.distribution.name, changed: change.path,
        isWatched: isWatched)
    }.sorted { ($0.rootName, $0.root) < ($1.rootName, $1.root) }
  }

  /// The innermost package that a place belongs to; nil for this one and where there is none.
  private func owner(of place: Path) -> Path? {
    place.normalized.ancestors.first { $0 == source || packages[$0] != nil }
      .flatMap { $0 == source ? nil : $0 }
  }

  /// The packages of which the keys watch something.
  private var watchedPackages: Set<Path> {
    // Only where a package lies inside this project can a path inside lead to it.
    let holdsOthers = packages.keys.contains { $0.isBelow(source) }
    var places = subject.evidence.watched.filter {
      holdsOthers || subject.project.files.isOutside($0)
    }
    for key in subject.keys {
      switch key {
      case .file(let text), .directory(let text):
        if !CacheKey.isGlob(text) { places.insert(Path(text)) }
      case .environment, .git: break
      }
    }
    return Set(places.compactMap { owner(of: subject.project.files.full($0)) })
  }

  private struct Change {
    let path: Path?
  }

  /// What changed of a package since this one was built; nil if nothing did.
  private func change(of root: Assessment) -> Change? {
    guard let built = subject.content?.moment?.ended ?? subject.installed else { return nil }
    if let newest = root.current?.timestamp {
      guard newest > built else { return nil }
      return Change(path: root.newest.map { $0.isAbsolute ? $0.relative(to: source) : $0 })
    }
    return root.state == .stale ? Change(path: nil) : nil
  }
}

// MARK: - Advice

extension Cascade {
  /// For each package of which it watches nothing: what changed, and the keys that would watch it.
  func advice(_ links: [CascadeLink]) -> [Advice] {
    let blind = links.filter { !$0.isWatched }
    guard let first = blind.first, subject.project.isBuilt else { return [] }
    let name = subject.assessment.distribution.name
    let names = blind.map(\.rootName)
    let whom =
      names.count == 1
      ? names[0] : names.dropLast().joined(separator: ", ") + " and \(names.last ?? "")"
    let what =
      first.changed.map { "\($0.shown) of \(first.rootName) changed" }
      ?? "\(first.rootName) is stale"
    let end =
      subject.assessment.nextAction == .reinstall
      ? "it rebuilds now for another reason" : "`uv sync` keeps the old build"
    let paths = blind.compactMap { link -> Path? in
      guard let root = packages.values.first(where: { $0.distribution.path == link.root }),
        let place = Self.directory(of: root), let changed = link.changed
      else { return nil }
      return place.appending(changed.bytes).relative(to: source)
    }
    return [
      Advice(
        .cascade,
        "\(what), and \(name) builds against \(whom) but watches nothing of it: \(end)",
        paths: paths, proposal: proposal(blind), command: subject.reinstallCommand)
    ]
  }

  /// The keys of the project, and those of each package that it builds against as seen from here.
  private func proposal(_ links: [CascadeLink]) -> KeyProposal? {
    guard let list = subject.report.list else { return nil }
    var items =
      subject.proposal?.items
      ?? list.keys.enumerated().map { KeyProposal.Item($1, declaredIndex: $0) }
    for link in links {
      guard
        let (place, root) = packages.first(where: { $1.distribution.path == link.root }),
        let keys = keys(of: root, at: place)
      else { return nil }
      var matcher = try? KeyMatcher(items.map(\.key), rules: subject.rules)
      if let changed = link.changed,
        matcher?.matches(place.appending(changed.bytes).relative(to: source)) == true
      {
        continue
      }
      items += keys.map { KeyProposal.Item($0) }.filter { item in
        !items.contains { $0.key == item.key }
      }
    }
    return KeyProposal(
      items: items, mustMatch: subject.proposal?.mustMatch ?? [],
      mustNotMatch: subject.proposal?.mustNotMatch ?? [])
  }

  /// A package's own keys, so that this one is stale whenever that one is.
  private func keys(of root: Assessment, at place: Path) -> [CacheKey]? {
    guard let list = root.keys, let prefix = place.relative(to: source).utf8Text,
      !CacheKey.isGlob(prefix)
    else { return nil }
    return list.keys.compactMap { key in
      switch key {
      case .file(let text):
        if Path(text).isAbsolute { return key }
        if !list.isDeclared, !Directory.working.has(place.appending(text)) { return nil }
        return .file("\(prefix)/\(text)")
      case .directory(let text):
        if Path(text).isAbsolute { return key }
        if !list.isDeclared, !Directory.working.has(place.appending(text)) { return nil }
        return .directory("\(prefix)/\(text)")
      case .environment: return key
      case .git: return nil
      }
    }
  }
}

extension Surveyor {
  /// The packages that are built against another one, each with how.
  ///
  /// Only those are looked at whose manifests name it or its directory.
  package func followers(
    of root: Assessment, among neighbours: [Assessment]
  ) -> [(follower: Assessment, link: CascadeLink)] {
    guard let place = root.distribution.localSource?.path else { return [] }
    let words = [root.distribution.name, VisibleText.exactly(place.name)]
    return neighbours.flatMap { other -> [(follower: Assessment, link: CascadeLink)] in
      guard other.distribution.path != root.distribution.path,
        let source = other.distribution.localSource?.path,
        ["pyproject.toml", "Cargo.toml"].contains(where: { file in
          let content = try? Directory.working.read(source.appending(file), limit: 4 << 20).content
          let text = PackageName.normalized(String(decoding: content ?? [], as: UTF8.self))
          return words.contains { text.contains(bytesOf: PackageName.normalized($0)) }
        })
      else { return [] }
      let look = CloserLook(
        at: other, files: InstalledFiles(of: other.distribution), surveyor: self, among: neighbours)
      return look.cascade.filter { $0.root == root.distribution.path }.map { (other, $0) }
    }
  }
}
