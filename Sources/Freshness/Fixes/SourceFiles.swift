import Platform

/// The files of a project that are its own.
package enum SourceFiles {
  /// Without what Git ignores, environments, caches, build output, and nested projects; relative to
  /// the project.
  package static func paths(of project: Path) -> [Path] {
    SourceWalk(of: project).files
  }

  /// Whether a directory of this name holds an environment or a version control system's data.
  package static func isApart(_ name: String) -> Bool {
    Places.isOutside(name) && !Places.isOutput(name)
  }

  /// Whether builds and tools write what lies in a directory of this name.
  package static func isOutput(_ name: String) -> Bool { Places.isOutput(name) }
}
