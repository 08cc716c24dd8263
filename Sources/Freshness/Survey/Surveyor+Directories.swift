import Platform
import UV

extension Surveyor {
  /// The directories in which something must change before the verdict on a local install can, or
  /// the advice on it.
  ///
  /// Advice tells of files that no key watches, so that all directories of the source count.
  package func directoriesBehind(_ distribution: Distribution) -> Set<Path> {
    guard let source = distribution.localSource?.path else { return [] }
    var directories = computer().directoriesBehind(source)
    if let project = SourceComparison.project(of: distribution) {
      directories.formUnion(
        SourceWalk(of: project).directories.map {
          $0.isEmpty ? project : project.appending($0.bytes)
        })
    }
    return directories
  }
}
