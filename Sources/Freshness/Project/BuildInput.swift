import Platform

/// A file that a build of the project reads.
struct BuildInput: Hashable, Sendable {
  /// By what a change to it does; the first that applies to a file counts.
  enum Kind: Int, Hashable, Sendable, Comparable, CaseIterable {
    /// `pyproject.toml`.
    case manifest
    /// The build backend itself, where it lies in the project.
    case backend
    /// Holds the version.
    case version
    /// Lists the dependencies.
    case dependencies
    /// setup.py, a build hook, or what these run.
    case script
    /// CMakeLists.txt, Cargo.toml, meson.build and the like.
    case description
    /// Cargo.lock.
    case lock
    /// What a compiler reads.
    case source
    /// A source or a manifest outside the project.
    case outside
    /// What is copied into the install, an editable one too.
    case data
    /// A readme or other text that becomes metadata.
    case text
    /// Python modules and data beside them: an editable install uses them where they are.
    case module

    static func < (one: Kind, other: Kind) -> Bool { one.rawValue < other.rawValue }
  }

  /// Relative to the project.
  let path: Path
  let kind: Kind
  /// Who reads it, as in `a build hook of hatchling`.
  let why: String
  /// Whether a build surely reads it; of others it is only not known that it does not.
  var isCertain = true
}
