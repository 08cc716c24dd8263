import CSystem

/// Tuning of the memory allocator.
package enum Memory {
  /// Keeps freed memory for the next file.
  ///
  /// Call it once, before any thread starts.
  package static func keepFreed() {
    keep_freed_memory()
  }
}
