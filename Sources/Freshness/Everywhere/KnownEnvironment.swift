import Platform

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

  /// Whether uvfresh may reinstall into it: those in uv's cache are uv's own.
  package var isWritable: Bool {
    role != .script && role != .ephemeral
  }
}
