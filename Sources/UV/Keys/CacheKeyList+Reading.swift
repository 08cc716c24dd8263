import Formats
import Platform

/// A list of cache keys that uv refuses: the line in pyproject.toml and the reason.
package struct InvalidKeyList: Error, Hashable, Sendable {
  package let line: Int
  package let message: String
  /// Whether the document around the list is wrong, so that uv reads nothing else from it either.
  package var isWholeDocument = false

  package var words: String { "line \(line): \(message)" }
}

extension CacheKeyList {
  /// Reads the keys in force from the text of a pyproject.toml; nil text means there is none.
  ///
  /// Text that is not UTF-8 counts as none. A document that is not TOML, or a list of another
  /// shape, is an error since uv 0.13.5 and means the default keys before.
  package static func read(
    _ manifest: [UInt8]?, rules: Rules
  ) throws(InvalidKeyList) -> CacheKeyList {
    let defaults = CacheKeyList(keys: CacheKey.defaults(rules))
    var project: SourceProject?
    guard rules.hasRecords, let manifest else { return defaults }
    if !manifest.isUTF8 {
      return CacheKeyList(keys: defaults.keys, project: SourceProject(fault: "is not UTF-8"))
    }
    do throws(InvalidKeyList) {
      guard let declared = try declaration(in: manifest, rules: rules, &project) else {
        return CacheKeyList(keys: defaults.keys, project: project)
      }
      let items = try elements(of: declared)
      var keys: [CacheKey] = []
      for item in items { keys.append(try key(item, rules: rules)) }
      return CacheKeyList(keys: keys, line: declared.line, project: project)
    } catch {
      if rules.refusesInvalidLists { throw error }
      return CacheKeyList(
        keys: defaults.keys, ignored: error,
        project: project ?? SourceProject(fault: error.words))
    }
  }

  private static func declaration(
    in manifest: [UInt8], rules: Rules, _ project: inout SourceProject?
  ) throws(InvalidKeyList) -> TOMLNode? {
    let document: TOMLTable
    do throws(TOMLError) {
      document = try TOMLDocument.read(manifest, version: rules.toml)
    } catch {
      throw InvalidKeyList(line: error.line, message: error.message, isWholeDocument: true)
    }
    project = SourceProject(document)
    do throws(InvalidKeyList) {
      guard let tool = document["tool"], let uv = try onlyField("uv", of: tool) else { return nil }
      return try onlyField("cache-keys", of: uv)
    } catch {
      throw InvalidKeyList(line: error.line, message: error.message, isWholeDocument: true)
    }
  }

  /// Whether uv takes a value for no list of keys.
  static func isRefused(_ node: TOMLNode) -> Bool {
    do throws(InvalidKeyList) {
      for item in try elements(of: node) { _ = try key(item, rules: .latest) }
      return false
    } catch {
      return true
    }
  }

  /// A field of a table, or the first element of an array: serde reads a structure of one field
  /// from either.
  private static func onlyField(
    _ name: String, of node: TOMLNode
  ) throws(InvalidKeyList) -> TOMLNode? {
    if let table = node.table { return table[name] }
    guard let elements = node.array else {
      throw InvalidKeyList(
        line: node.line, message: "expected a table around `\(name)`, but found \(node.kindName)")
    }
    guard let first = elements.first else {
      throw InvalidKeyList(line: node.line, message: "expected a table around `\(name)`")
    }
    return first
  }

  private static func elements(of node: TOMLNode) throws(InvalidKeyList) -> [TOMLNode] {
    guard let elements = node.array else {
      throw InvalidKeyList(
        line: node.line, message: "cache-keys must be a list, but is \(node.kindName)")
    }
    return elements
  }

  private static func key(_ item: TOMLNode, rules: Rules) throws(InvalidKeyList) -> CacheKey {
    if let text = item.string { return .file(text) }
    func refuse(_ message: String) -> InvalidKeyList {
      InvalidKeyList(line: item.line, message: message)
    }
    guard let table = item.table else {
      throw refuse("a cache key is a path or a table, but this is \(item.kindName)")
    }
    guard let entry = table.entries.first else { throw refuse("a cache key table is empty") }
    if table.entries.count > 1 {
      throw refuse("a cache key table has one field, but here is `\(table.entries[1].key)` too")
    }
    func text() throws(InvalidKeyList) -> String {
      guard let text = entry.node.string else {
        throw refuse("`\(entry.key)` must be a string, but is \(entry.node.kindName)")
      }
      return text
    }
    switch entry.key {
    case "file": return .file(try text())
    case "dir" where rules.hasDirectories: return .directory(try text())
    case "env" where rules.hasEnvironment: return .environment(try text())
    case "git": return try git(entry.node, rules: rules)
    default:
      throw refuse("`\(entry.key)` is not a cache key: there are `file`, `dir`, `git` and `env`")
    }
  }

  private static func git(_ node: TOMLNode, rules: Rules) throws(InvalidKeyList) -> CacheKey {
    func refuse(_ message: String) -> InvalidKeyList {
      InvalidKeyList(line: node.line, message: message)
    }
    if let commit = node.boolean { return .git(commit: commit, tags: false) }
    if !rules.refusesGitArrays, rules.hasTags, let pair = node.array, pair.count == 2,
      let commit = pair[0].boolean, let tags = pair[1].boolean
    {
      return .git(commit: commit, tags: tags)
    }
    guard rules.hasTags, let table = node.table else {
      throw refuse("`git` must be a boolean or a table, but is \(node.kindName)")
    }
    var asked = ["commit": false, "tags": false]
    for entry in table.entries {
      guard asked[entry.key] != nil else {
        throw refuse("`\(entry.key)` is not a part of `git`: there are `commit` and `tags`")
      }
      guard let truth = entry.node.boolean else {
        throw refuse("`\(entry.key)` must be a boolean, but is \(entry.node.kindName)")
      }
      asked[entry.key] = truth
    }
    return .git(commit: asked["commit"] == true, tags: asked["tags"] == true)
  }
}
