import Platform

/// What a sync is asked for, as options of `uv sync` and variables say it.
package struct SyncOptions: Hashable, Sendable {
  package var allPackages = false
  package var packages: Set<String> = []
  package var allExtras = false
  package var extras: Set<String> = []
  package var withoutExtras: Set<String> = []
  package var allGroups = false
  package var groups: Set<String> = []
  package var withoutGroups: Set<String> = []
  package var onlyGroups: Set<String> = []
  package var withoutDefaultGroups = false
  /// Those of them that must be there.
  package var namedGroups: Set<String> = []
  package var withoutEditable = false
  package var isInexact = false
  /// Take the lock as it is.
  package var isFrozen = false
  /// Fail where the lock would change.
  package var isLocked = false
  package var ignoresSources = false
  /// The packages whose entries in `[tool.uv.sources]` do not count.
  package var ignoredSources: Set<String> = []
  package var withoutProject = false
  package var withoutWorkspace = false
  package var withoutLocal = false
  package var withoutPackages: Set<String> = []

  /// A plain `uv sync`.
  package init() {}

  /// A word that is not an option of `uv sync` which decides what is installed.
  package struct Mistake: Error, Hashable, Sendable {
    package let word: String
  }

  /// Reads words such as `["--all-packages", "--group", "dev"]`.
  package init(_ words: [String]) throws(Mistake) {
    var words = words[...]
    while var word = words.popFirst() {
      var attached: String?
      if let equals = word.firstIndex(of: "=") {
        attached = String(word[word.index(after: equals)...])
        word = String(word[..<equals])
      }
      if let flag = Self.flags[word] {
        guard attached == nil else { throw Mistake(word: word) }
        self[keyPath: flag] = true
      } else if let list = Self.lists[word] {
        guard let value = attached ?? words.popFirst(), let name = PackageName(value) else {
          throw Mistake(word: word)
        }
        self[keyPath: list].insert(name.normalized)
      } else if word == "--no-dev" {
        withoutGroups.insert("dev")
      } else if word == "--only-dev" {
        onlyGroups.insert("dev")
      } else {
        throw Mistake(word: word)
      }
    }
  }

  private static var flags: [String: WritableKeyPath<SyncOptions, Bool>] {
    [
      "--all-packages": \.allPackages, "--all-extras": \.allExtras, "--all-groups": \.allGroups,
      "--no-default-groups": \.withoutDefaultGroups, "--no-editable": \.withoutEditable,
      "--inexact": \.isInexact, "--frozen": \.isFrozen, "--locked": \.isLocked,
      "--no-sources": \.ignoresSources, "--no-install-project": \.withoutProject,
      "--no-install-workspace": \.withoutWorkspace, "--no-install-local": \.withoutLocal,
    ]
  }

  private static var lists: [String: WritableKeyPath<SyncOptions, Set<String>>] {
    [
      "--package": \.packages, "--extra": \.extras, "--no-extra": \.withoutExtras,
      "--group": \.groups, "--no-group": \.withoutGroups, "--only-group": \.onlyGroups,
      "--no-install-package": \.withoutPackages, "--no-sources-package": \.ignoredSources,
    ]
  }

  /// The same with what variables ask for.
  package func with(_ variables: ProcessEnvironment) -> SyncOptions {
    var options = self
    options.namedGroups = groups.union(onlyGroups)
    func isSet(_ name: String) -> Bool { variables.truth(of: name) == true }
    if isSet("UV_NO_DEV") { options.withoutGroups.insert("dev") }
    for name in (variables.nonEmpty("UV_NO_GROUP") ?? "").split(separator: " ") {
      options.withoutGroups.insert(PackageName.normalized(name))
      options.namedGroups.insert(PackageName.normalized(name))
    }
    for name in (variables.nonEmpty("UV_NO_SOURCES_PACKAGE") ?? "").split(separator: " ") {
      options.ignoredSources.insert(PackageName.normalized(name))
    }
    for (name, flag) in [
      ("UV_NO_DEFAULT_GROUPS", \.withoutDefaultGroups), ("UV_NO_EDITABLE", \.withoutEditable),
      ("UV_FROZEN", \.isFrozen), ("UV_LOCKED", \.isLocked), ("UV_NO_SOURCES", \.ignoresSources),
      ("UV_NO_INSTALL_PROJECT", \.withoutProject),
      ("UV_NO_INSTALL_WORKSPACE", \.withoutWorkspace), ("UV_NO_INSTALL_LOCAL", \.withoutLocal),
    ] as [(String, WritableKeyPath<SyncOptions, Bool>)] where isSet(name) {
      options[keyPath: flag] = true
    }
    return options
  }

  /// The same with what settings say.
  package func with(_ settings: GoverningSettings) -> SyncOptions {
    var options = self
    options.ignoresSources = ignoresSources || settings.ignoresSources
    options.ignoredSources.formUnion(settings.ignoredSources)
    return options
  }

  /// Whether sources that a project names do not count.
  func ignoresSources(of project: ProjectManifest) -> Bool {
    ignoresSources
      ? !project.sources.isEmpty : !ignoredSources.isDisjoint(with: project.sources.keys)
  }

  /// The groups of a project that are installed, of those that it has.
  func activeGroups(_ all: some Sequence<String>, defaults: [String]?) -> Set<String> {
    let all = Set(all)
    if !onlyGroups.isEmpty { return onlyGroups.intersection(all) }
    var active = withoutDefaultGroups ? [] : defaults.map { Set($0) } ?? all
    if allGroups { active = all }
    active.formUnion(groups)
    return active.subtracting(withoutGroups).intersection(all)
  }

  /// The extras of a project that are installed, of those that it has.
  func activeExtras(_ all: some Sequence<String>) -> Set<String> {
    let all = Set(all)
    return (allExtras ? all : extras).subtracting(withoutExtras).intersection(all)
  }
}
