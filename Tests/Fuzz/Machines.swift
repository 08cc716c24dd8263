import Foundation
import Freshness
import Platform
import UV

/// Code that walks files, on a small tree made from libFuzzer's bytes, with what must hold for each.
let machines: [String: @Sendable ([UInt8]) -> Void] = [
  // Patterns, then a zero byte, then the tree. Shared by threads or alone, a walk finds the same.
  "walk": { bytes in
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard let patterns = parts.first else { return }
    let keys = patterns.split(separator: UInt8(ascii: "\n")).prefix(6)
      .filter(staysInside)
      .map { CacheKey.file(String(decoding: $0, as: UTF8.self)) }
    withTree(parts.count > 1 ? parts[1] : []) { project in
      for rules in [Rules.latest, Rules(UVRelease(0, 9, 4)), Rules(UVRelease(0, 7, 20))] {
        let computer = CacheInfoComputer(rules: rules, environment: ProcessEnvironment([:]))
        let alone = Result { () throws(ComputationFailure) in
          try computer.compute(project, extra: keys) { _ in }
        }
        let shared = Result { () throws(ComputationFailure) in
          try computer.compute(project, extra: keys)
        }
        switch (alone, shared) {
        case (.success(let one), .success(let other)):
          must(one.info == other.info, "another CacheInfo")
          must(one.newest == other.newest, "another newest file")
          must(one.warnings == other.warnings, "other warnings")
        case (.failure(let one), .failure(let other)): must(one == other, "another failure")
        default: must(false, "one of them fails")
        }
      }
    }
  },
  // HEAD, a branch, packed-refs, a tag, commondir, and a `.git` file without which `.git` is the
  // repository itself; separated by zero bytes.
  "repository": { bytes in
    withTree([]) { root in
      let parts = bytes.split(separator: 0, maxSplits: 5, omittingEmptySubsequences: false)
      let project = root.appending("project")
      let git = parts.count < 6 ? project.appending(".git") : root.appending("git")
      let names = ["HEAD", "refs/heads/main", "packed-refs", "refs/tags/v1", "commondir"]
      for (name, part) in zip(names, parts) {
        try? Directory.working.write(git.appending(name), Array(part))
      }
      if let link = parts.dropFirst(names.count).first {
        let leads = link.isEmpty ? Array("gitdir: ".utf8) + git.bytes : Array(link)
        try? Directory.working.write(project.appending(".git"), leads)
      }
      for rules in [Rules.latest, Rules(UVRelease(0, 11, 19)), Rules(UVRelease(0, 4, 23))] {
        let computer = CacheInfoComputer(rules: rules, environment: ProcessEnvironment([:]))
        let asked: [CacheKey] = [.git(commit: true, tags: true)]
        let once = try? computer.compute(project, extra: asked)
        let again = try? computer.compute(project, extra: asked)
        must(once == again, "read twice, another answer")
        if let commit = once?.info.commit?.string {
          must(commit.utf8.count == 40 || !rules.readsWholeRepository, "not an id")
        }
      }
    }
  },
  // setup.py, CMakeLists.txt, a module, C and a Makefile, separated by zero bytes: what build files
  // say is followed to an end, and twice to the same.
  "build-files": { bytes in
    withTree([]) { project in
      let parts = bytes.split(separator: 0, maxSplits: 4, omittingEmptySubsequences: false)
      let names = ["setup.py", "CMakeLists.txt", "cmake/FindA.cmake", "src/a.c", "lib/Makefile"]
      for (name, part) in zip(names, parts) {
        let path = project.appending(name)
        if let above = path.parent { try? Directory.working.makeDirectory(above) }
        try? Directory.working.write(path, Array(part))
      }
      for backend in ["setuptools.build_meta", "scikit_build_core.build"] {
        let manifest = "[project]\nname = 'p'\n[build-system]\nbuild-backend = '\(backend)'\n"
        try? Directory.working.write(project.appending("pyproject.toml"), Array(manifest.utf8))
        let variables = ProcessEnvironment([:])
        let lints = (0..<2).map { _ in
          (try? KeyReport(of: project, trying: [], rules: .latest, variables: variables))
            .map { KeyLint(of: $0, rules: .latest, variables: variables).findings }
        }
        must(lints[0] == lints[1], "read twice, other findings")
      }
    }
  },
  // Entries of a site-packages directory with their files.
  "site-packages": { bytes in
    withTree(bytes[...]) { site in
      guard let packages = try? SitePackages(site) else { return }
      let more = SitePackages.Extent(installers: .all)
      for entry in packages.entries {
        guard case .distribution(let one) = packages.read(entry),
          case .distribution(let other) = packages.read(entry, more)
        else { continue }
        must(
          one.fault == other.fault && one.record == other.record, "INSTALLER changes what is read")
      }
    }
  },
]

/// Whether a pattern matches only below the project; it may begin at the root, or climb.
func staysInside(_ pattern: ArraySlice<UInt8>) -> Bool {
  pattern.first != UInt8(ascii: "/")
    && !pattern.split(separator: UInt8(ascii: "/")).contains {
      $0.count { $0 == UInt8(ascii: ".") } > 1
    }
}

/// Makes a tree from bytes, calls `body` with its root, and removes it.
///
/// Each byte is an operation in its low three bits and a name in the others: enter a new directory,
/// leave it, a file (with the next byte's count of content), forty directories with a file each
/// (a walk shares what is so wide with other threads), a link, a FIFO.
private func withTree(_ bytes: ArraySlice<UInt8>, _ body: (Path) -> Void) {
  guard let scratch else { return }
  let root = Path(scratch).appending("tree")
  try? Directory.working.remove(root)
  try? Directory.working.makeDirectory(root)
  defer { try? Directory.working.remove(root) }
  var place = root
  var rest = bytes.prefix(600)
  var depth = 0
  var wide = 0
  while let byte = rest.popFirst() {
    let word = names[Int(byte >> 3)]
    // Only links may point outside, and nothing is made through one.
    if word == "." || word == ".." { continue }
    let name = place.appending(word)
    switch byte & 7 {
    case 0, 1:
      try? Directory.working.makeDirectory(name)
      let kind = (try? Directory.working.status(of: name, follow: false))?.kind
      if depth < 12, kind == .directory {
        place = name
        depth += 1
      }
    case 2:
      if depth > 0, let parent = place.parent {
        place = parent
        depth -= 1
      }
    case 3, 4:
      let length = Int(rest.popFirst() ?? 0)
      let content = Array(rest.prefix(length))
      rest = rest.dropFirst(length)
      if (try? Directory.working.status(of: name, follow: false)) == nil {
        try? Directory.working.write(name, content)
      }
    case 5 where wide < 2:
      wide += 1
      for index in 0..<40 {
        try? Directory.working.write(place.appending("\(index)/\(word)"), [])
      }
    case 5: break
    case 6: _ = symlink(names[Int(rest.popFirst() ?? 0) & 31], name.utf8Text ?? "")
    default: mkfifo(name.utf8Text ?? "", 0o600)
    }
  }
  body(root)
}

/// Names that patterns, records and repositories look for.
private let names = [
  "a", "b", "ab", "a.py", "b.rs", ".hidden", "src", "build", "__pycache__", "é", "x y", "[a]",
  "{b}", "!c", "#d", "a\\", "..a", "pyproject.toml", "foo-1.0.dist-info", "bar-2.dist-info",
  "~x-1.dist-info", "uv_cache.json", "uv_build.json", "direct_url.json", "METADATA", "INSTALLER",
  "baz.egg-link", "baz.egg-info", "PKG-INFO", "WHEEL", "..", ".",
]
