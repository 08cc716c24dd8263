/// The machine that this program runs on, and so the one that is built for.
enum Host {
  #if os(macOS)
    static let isMac = true
  #else
    static let isMac = false
  #endif

  /// As Linux, Cargo and CMake call it.
  #if arch(arm64)
    static let processor = "aarch64"
  #else
    static let processor = "x86_64"
  #endif
}
