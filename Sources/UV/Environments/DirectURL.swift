import Formats

/// `direct_url.json` (PEP 610): where an install came from.
package struct DirectURL: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// `editable` nil, false and true are three different things to uv.
    case directory(editable: Bool?)
    case archive
    case vcs(system: String, commit: String?, requestedRevision: String?)
  }

  /// As it stands in the file.
  package let url: String
  package let kind: Kind
  package let subdirectory: String?

  /// Reads the file as uv does: of several kinds the directory wins; a repeated field, a wrong type
  /// or no kind at all is an error.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    let document = try JSONValue.read(bytes)
    guard case .object(let members) = document, let url = document["url"]?.text,
      let subdirectory = Self.optionalText("subdirectory", in: members)
    else {
      throw JSONError(message: "no URL, or a field stands twice", line: 1, column: 1)
    }
    guard let kind = Self.directory(members) ?? Self.archive(members) ?? Self.vcs(members) else {
      throw JSONError(
        message: "neither dir_info, archive_info nor vcs_info can be read", line: 1, column: 1)
    }
    self.url = url
    self.kind = kind
    self.subdirectory = subdirectory
  }

  private static func directory(_ members: [JSONValue.Member]) -> Kind? {
    // serde reads a structure from an array of its fields, too.
    if case .array(let fields)? = only("dir_info", in: members) {
      switch fields.first {
      case _ where fields.count > 1: return nil
      case .null: return .directory(editable: nil)
      case .boolean(let truth): return .directory(editable: truth)
      default: return nil
      }
    }
    guard let fields = object("dir_info", in: members) else { return nil }
    switch only("editable", in: fields) {
    case .null: return .directory(editable: nil)
    case .boolean(let truth): return .directory(editable: truth)
    default: return nil
    }
  }

  private static func archive(_ members: [JSONValue.Member]) -> Kind? {
    guard let fields = object("archive_info", in: members),
      optionalText("hash", in: fields) != nil
    else { return nil }
    switch only("hashes", in: fields) {
    case .null: return .archive
    case .object(let hashes): return hashes.allSatisfy { $0.value.text != nil } ? .archive : nil
    default: return nil
    }
  }

  private static func vcs(_ members: [JSONValue.Member]) -> Kind? {
    guard let fields = object("vcs_info", in: members),
      let system = optionalText("vcs", in: fields) ?? nil,
      ["git", "hg", "bzr", "svn"].contains(system),
      let commit = optionalText("commit_id", in: fields),
      let revision = optionalText("requested_revision", in: fields)
    else { return nil }
    return .vcs(system: system, commit: commit, requestedRevision: revision)
  }

  private static func object(
    _ name: String, in members: [JSONValue.Member]
  ) -> [JSONValue.Member]? {
    let found = members.filter { $0.name == name }
    guard found.count == 1, case .object(let fields) = found[0].value else { return nil }
    return fields
  }

  /// The value of a field, null if it is absent; nil if it is there twice.
  private static func only(_ name: String, in members: [JSONValue.Member]) -> JSONValue? {
    let found = members.filter { $0.name == name }
    return found.count > 1 ? nil : found.first?.value ?? .null
  }

  /// The text or null of a field that may be absent; nil if it is there twice or of another type.
  private static func optionalText(
    _ name: String, in members: [JSONValue.Member]
  ) -> String?? {
    switch only(name, in: members) {
    case .null: return .some(nil)
    case .string(let text): return text
    default: return nil
    }
  }
}
