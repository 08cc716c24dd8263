/// The user's directories, as the XDG Base Directory Specification places them.
///
/// A relative path in one of its variables is ignored, which the specification asks for and uv
/// does.
package enum XDG {
  /// Such as `~/.cache`; nil where `HOME` is not known either.
  package static func cache(_ variables: ProcessEnvironment) -> Path? {
    directory("XDG_CACHE_HOME", or: ".cache", variables)
  }

  /// Such as `~/.config`.
  package static func config(_ variables: ProcessEnvironment) -> Path? {
    directory("XDG_CONFIG_HOME", or: ".config", variables)
  }

  /// Such as `~/.local/share`.
  package static func data(_ variables: ProcessEnvironment) -> Path? {
    directory("XDG_DATA_HOME", or: ".local/share", variables)
  }

  /// Such as `~/.local/state`.
  package static func state(_ variables: ProcessEnvironment) -> Path? {
    directory("XDG_STATE_HOME", or: ".local/state", variables)
  }

  private static func directory(
    _ name: String, or below: String, _ variables: ProcessEnvironment
  ) -> Path? {
    if let bytes = variables.bytes(of: name), bytes.first == UInt8(ascii: "/") {
      return Path(bytes)
    }
    return variables.bytes(of: "HOME").flatMap { $0.isEmpty ? nil : Path($0).appending(below) }
  }
}
