extension Path {
  /// The path and the directories above it, nearest first, by text alone: `/a/b`, `/a`, `/`.
  ///
  /// A relative path ends at its first component's parent, the empty path.
  package var ancestors: UnfoldFirstSequence<Path> {
    sequence(first: self, next: \.parent)
  }
}
