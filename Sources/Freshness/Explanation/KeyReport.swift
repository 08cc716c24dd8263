import Platform
import UV

/// What the keys of a project are, and what each of them brings in.
package struct KeyReport: Sendable {
  /// One key with the files that it decides.
  package struct Entry: Sendable {
    package let key: CacheKey
    /// Added for this look only, not in the manifest.
    package let isTried: Bool
    package let matches: [Path]
    package let newest: Path?
    /// What it keeps out of what the others match; nil for a key that matches.
    package let excludes: String?
  }

  /// A file that counts.
  package struct File: Sendable {
    package let path: Path
    /// The first entry that brings it in.
    package let entry: Int
    package let changed: Timestamp

    package init(path: Path, entry: Int, changed: Timestamp) {
      self.path = path
      self.entry = entry
      self.changed = changed
    }
  }

  package let project: Path
  /// Nil when the list cannot be read.
  package let list: CacheKeyList?
  package let entries: [Entry]
  /// Every file that counts, by key and once for each walk that met it.
  package let matches: [KeyMatch]
  /// The same, each once.
  package let files: [File]
  package let computed: ComputedInfo?
  package let error: Problem?
  /// What surprises people about these keys, a sentence each.
  package let remarks: [String]

  /// Looks at a project's directory.
  ///
  /// `trying` are file keys to add.
  package init(
    of project: Path, trying: [String], rules: Rules, variables: ProcessEnvironment
  ) throws(FileError) {
    let status = try Directory.working.status(of: project)
    if status.kind != .directory { throw FileError(code: 20, path: project) }
    self.project = project
    var found: [KeyMatch] = []
    let computer = CacheInfoComputer(rules: rules, environment: variables)
    let extra = trying.map { CacheKey.file($0) }
    do throws(ComputationFailure) {
      let computed = try computer.compute(project, extra: extra) { match in
        found.append(match)
      }
      self.computed = computed
      list = computed.keys
      error = nil
    } catch {
      self.computed = nil
      self.error = Problem(error)
      let manifest = (try? Directory.working.read(project.appending("pyproject.toml")))?.content
      list = try? CacheKeyList.read(manifest, rules: rules)
    }
    let declared = list?.keys ?? []
    let keys = computed == nil ? declared + extra : declared
    let firstTried = keys.count - trying.count
    let current = computed?.info
    matches = found
    var seen: Set<Path> = []
    files = found.filter { seen.insert($0.path).inserted }.map {
      File(path: $0.path, entry: $0.key, changed: $0.status.changed)
    }
    let byKey = Dictionary(grouping: found, by: \.key)
    let exclusions = KeyMatcher.exclusions(of: keys, rules: rules)
    entries = keys.enumerated().map { index, key in
      let matches = byKey[index] ?? []
      var paths = Set(matches.map { Self.shown($0.path, in: project) })
      if case .directory(let text) = key, let stamp = current?.directories[ByteString(text)],
        stamp != nil
      {
        paths = [Self.shown(Path(text), in: project)]
      }
      return Entry(
        key: key, isTried: index >= firstTried, matches: paths.sorted(),
        newest: matches.max { $0.status.changed < $1.status.changed }
          .map { Self.shown($0.path, in: project) }, excludes: exclusions[index])
    }
    remarks = KeyRemarks.of(keys, isDeclared: list?.isDeclared ?? false, exclusions, rules: rules)
  }

  /// What was found before, for a project that is not there.
  package init(of project: Path, list: CacheKeyList, files: [File]) {
    self.project = project
    self.list = list
    self.files = files
    matches = []
    computed = nil
    error = nil
    entries = list.keys.enumerated().map { index, key in
      let mine = files.filter { $0.entry == index }
      return Entry(
        key: key, isTried: false, matches: mine.map(\.path),
        newest: mine.max { $0.changed < $1.changed }?.path, excludes: nil)
    }
    remarks = []
  }

  private static func shown(_ path: Path, in project: Path) -> Path {
    path.isAbsolute ? path.relative(to: project) : path
  }
}
