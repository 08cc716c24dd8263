import Formats
import Platform
import UV

/// Settings that keys would replace, and keys that not every uv in question reads.
enum ReleaseRules {
  static func findings(_ subject: KeyLint.Subject) -> [Finding] {
    reinstalls(subject) + releases(subject)
  }

  private static func reinstalls(_ subject: KeyLint.Subject) -> [Finding] {
    guard let uv = subject.manifest?["tool"]?["uv"] else { return [] }
    var found: [Finding] = []
    if let node = uv["reinstall"], node.boolean == true {
      found.append(
        Finding(
          .reinstallInsteadOfKeys,
          "`reinstall = true` installs every package again on each sync; cache keys rebuild one when"
            + " its files change",
          line: node.line, isFixable: false))
    }
    let local =
      uv["sources"]?.table?.entries.filter { $0.node["path"] != nil || $0.node["workspace"] != nil }
      .map { PackageName.normalized($0.key) } ?? []
    let own = subject.project.build.projectName.map { [$0.normalized] } ?? []
    for node in uv["reinstall-package"]?.array ?? [] {
      guard let name = node.string.map({ PackageName.normalized($0) }), (local + own).contains(name)
      else { continue }
      found.append(
        Finding(
          .reinstallInsteadOfKeys,
          "`reinstall-package` builds and installs \(name) again on each sync; cache keys in its"
            + " pyproject.toml do so only when its files change",
          line: node.line, isFixable: false))
    }
    return found
  }

  /// What a key asks for, and the first uv that knows it.
  private static func need(_ key: CacheKey) -> (what: String, release: UVRelease)? {
    switch key {
    case .directory: ("a `dir` key", UVRelease(0, 6, 7))
    case .environment: ("an `env` key", UVRelease(0, 5, 12))
    case .git(_, let tags) where tags: ("a `git` key with tags", UVRelease(0, 4, 23))
    case .file(let text) where CacheKey.isGlob(text) && text.contains("../"):
      ("a glob that leads out of the project", UVRelease(0, 7, 21))
    default: nil
    }
  }

  private static func releases(_ subject: KeyLint.Subject) -> [Finding] {
    guard let nodes = subject.manifest?["tool"]?["uv"]?["cache-keys"]?.array else { return [] }
    // What the list asks for, read as the newest uv does: an older one may refuse it.
    let text = (try? Directory.working.read(subject.report.project.appending("pyproject.toml")))?
      .content
    guard let list = try? CacheKeyList.read(text, rules: .latest), list.isDeclared else {
      return []
    }
    let required = subject.manifest?["tool"]?["uv"]?["required-version"]
    let oldest = required?.string.flatMap(lowest)
    var told: Set<String> = []
    return list.keys.enumerated().compactMap { index, key in
      guard let need = need(key), told.insert(need.what).inserted else { return nil }
      let line = index < nodes.count ? nodes[index].line : list.line
      if subject.rules.release < need.release {
        return Finding(
          .keyNeedsNewerUV,
          "\(need.what) needs uv \(need.release) or newer; uv \(subject.rules.release) is in use",
          line: line, isFixable: false)
      }
      guard let oldest, oldest < need.release else { return nil }
      return Finding(
        .keyNeedsNewerUV,
        "\(need.what) needs uv \(need.release) or newer; `required-version` allows \(oldest)",
        line: line, isFixable: false)
    }
  }

  /// The lowest release that a requirement such as `>=0.5.1,<1` allows.
  private static func lowest(_ requirement: String) -> UVRelease? {
    for part in requirement.split(separator: ",") {
      let text = part.trimmed
      for sign in [">=", "==", "~=", ">"] where text.hasPrefix(sign) {
        return UVRelease(String(text.dropFirst(sign.count).trimmed))
      }
    }
    return nil
  }
}
