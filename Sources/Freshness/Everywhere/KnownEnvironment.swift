import Platform
import UV

/// An environment on this machine, and what it is for.
package struct KnownEnvironment: Hashable, Sendable {
  /// The raw values are part of the JSON contract.
  package enum Role: String, Sendable, CaseIterable {
    /// The `.venv` of a project.
    case project
    /// A virtual environment without a project beside it.
    case virtualEnvironment = "virtual-env"
    /// The environment of another working tree of the repository.
    case worktree
    /// Of `uv tool install`.
    case tool
    /// Of a script with inline metadata (PEP 723), in uv's cache.
    case script
    /// Of `uv run --with` and `uvx`, in uv's cache.
    case ephemeral
    /// A project's environment that uv keeps in its cache.
    case central
  }

  package let root: Path
  package let role: Role
  /// The project, tool, script or working tree that it belongs to; nil where none is known.
  package let owner: String?
  /// Where it was found, for people: `here`, `above`, `VIRTUAL_ENV`, `uv tool`.
  package let origin: String

  /// Whether it is the one that is looked at, so that it is judged as seen from where one stands.
  package let isCurrent: Bool

  package init(
    root: Path, role: Role, owner: String? = nil, origin: String, isCurrent: Bool = false
  ) {
    self.root = root
    self.role = role
    self.owner = owner
    self.origin = origin
    self.isCurrent = isCurrent
  }

  init(_ cached: CachedEnvironment, isCurrent: Bool = false) {
    let (role, origin): (Role, String) =
      switch cached.kind {
      case .script: (.script, "uv run")
      case .ephemeral: (.ephemeral, "uv run --with")
      case .central: (.central, "uv's cache")
      }
    self.init(
      root: cached.root, role: role, owner: cached.owner,
      origin: isCurrent ? "this one" : origin, isCurrent: isCurrent)
  }

  /// Why it is never written to, and which command makes what is in it fresh; nil for one into which
  /// uvfresh may reinstall.
  package var rebuiltBy: String? {
    switch role {
    case .script, .ephemeral: CachedEnvironment(at: root)?.rebuiltBy
    default: nil
    }
  }
}
