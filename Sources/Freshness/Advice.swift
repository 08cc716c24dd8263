import ByteText
import CacheKeys
import Environments
import FileSystem
import TOMLReader
import VisibleText

/// What to change so that an install does not surprise again, with the evidence for it.
package struct Advice: Hashable, Sendable {
  /// Stable names; part of the JSON contract.
  package enum Code: String, Hashable, Sendable {
    case keysMatchNothing = "keys-match-nothing"
    case dynamicVersionUnwatched = "dynamic-version-unwatched"
    case unknownKey = "unknown-key"
    case fileKeyIsDirectory = "file-key-is-directory"
    case keyMatchesNothing = "key-matches-nothing"
    case pyprojectUnwatched = "pyproject-unwatched"
  }

  package let code: Code
  /// One sentence, safe to show.
  package let message: String
  /// The evidence, relative to the project.
  package let paths: [Path]
  /// A whole `cache-keys` line that keeps what is declared; nil where keys are not at fault.
  package let suggestion: String?

  private init(_ code: Code, _ message: String, paths: [Path] = [], keys: [CacheKey]? = nil) {
    self.code = code
    self.message = VisibleText.of(message)
    self.paths = paths
    suggestion = keys.map(Self.line)
  }

  /// Advice on the keys of a project, from what they match and what its manifest says.
  package static func on(_ report: KeyReport, manifest: TOMLTable?) -> [Advice] {
    var advice: [Advice] = []
    if case .invalidKeys(let list)? = report.error {
      advice.append(
        Advice(
          .unknownKey, "uv refuses the list of cache keys (line \(list.line)): \(list.message)",
          paths: ["pyproject.toml"]))
    }
    guard let computed = report.computed, let list = report.list else { return advice }
    if computed.info.isEmpty {
      advice.append(
        Advice(
          .keysMatchNothing,
          "the keys match nothing: uv reinstalls the first build on every sync and never builds again",
          keys: [.file("pyproject.toml")] + list.keys))
    }
    advice += directories(computed, list) + emptyGlobs(report, computed, list)
    if list.isDeclared, !computed.info.isEmpty,
      !report.entries.contains(where: { $0.matches.contains("pyproject.toml") })
    {
      advice.append(
        Advice(
          .pyprojectUnwatched,
          "pyproject.toml is not among the declared keys: changed metadata would go unnoticed",
          paths: ["pyproject.toml"], keys: [.file("pyproject.toml")] + list.keys))
    }
    if let manifest, let tool = dynamicVersionTool(in: manifest), !watchesGit(list.keys) {
      advice.append(
        Advice(
          .dynamicVersionUnwatched,
          "the version comes from Git (\(tool)), and no key watches the commit or the tags",
          paths: ["pyproject.toml"],
          keys: list.keys + [.git(commit: true, tags: true)]))
    }
    return advice
  }

  // MARK: - Kinds

  private static func directories(_ computed: ComputedInfo, _ list: CacheKeyList) -> [Advice] {
    if !list.isDeclared { return [] }
    return computed.warnings.compactMap { warning in
      guard case .notAFile(let key) = warning else { return nil }
      let mended = list.keys.map { $0 == .file(key) ? CacheKey.file(key + "/**") : $0 }
      return Advice(
        .fileKeyIsDirectory, "`\(key)` is a folder: a file key watches nothing of it",
        paths: [Path(key)], keys: mended)
    }
  }

  /// A glob that matches nothing; a plain file may be meant to come later.
  private static func emptyGlobs(
    _ report: KeyReport, _ computed: ComputedInfo, _ list: CacheKeyList
  ) -> [Advice] {
    if computed.info.isEmpty { return [] }
    return report.entries.compactMap { entry in
      guard case .file(let text) = entry.key, CacheKey.isGlob(text), entry.matches.isEmpty,
        text.utf8.first != UInt8(ascii: "!")
      else { return nil }
      return Advice(.keyMatchesNothing, "the glob `\(text)` matches no file")
    }
  }

  private static func watchesGit(_ keys: [CacheKey]) -> Bool {
    keys.contains { key in
      if case .git(let commit, let tags) = key { return commit || tags }
      return false
    }
  }

  /// What takes the version from Git, if the manifest says that the version is dynamic.
  private static func dynamicVersionTool(in manifest: TOMLTable) -> String? {
    let dynamic = manifest["project"]?["dynamic"]?.array ?? []
    guard dynamic.contains(where: { $0.string == "version" }) else { return nil }
    let requires = manifest["build-system"]?["requires"]?.array?.compactMap(\.string) ?? []
    let tools = [
      "setuptools-scm", "setuptools-git-versioning", "hatch-vcs", "versioneer", "versioningit",
      "poetry-dynamic-versioning", "uv-dynamic-versioning", "vcs-versioning", "pdm-backend",
    ]
    for requirement in requires {
      let name = requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }
      let normalized = PackageName(name)?.normalized ?? ""
      guard tools.contains(normalized) else { continue }
      // pdm-backend reads Git only where it is told to.
      let source = manifest["tool"]?["pdm", "version", "source"]?.string
      if normalized == "pdm-backend", source != "scm" { continue }
      return normalized
    }
    return nil
  }

  // MARK: - Suggestion

  private static func line(_ keys: [CacheKey]) -> String {
    let items = keys.map { key in
      switch key {
      case .file(let text): "{ file = \(quoted(text)) }"
      case .directory(let text): "{ dir = \(quoted(text)) }"
      case .environment(let name): "{ env = \(quoted(name)) }"
      case .git(let commit, let tags): "{ git = { commit = \(commit), tags = \(tags) } }"
      }
    }
    return "cache-keys = [\(items.joined(separator: ", "))]"
  }

  /// A TOML string; control characters, quotes and backslashes escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\0"..<" ", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
