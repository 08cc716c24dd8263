import CSystem

/// How this process keeps its memory.
package enum Memory {
  /// Keeps freed memory for the next file; to be called once, before any thread starts.
  package static func keepFreed() {
    keep_freed_memory()
  }
}
