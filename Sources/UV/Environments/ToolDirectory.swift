import Platform

/// Where `uv tool` keeps its environments.
package enum ToolDirectory {
  /// `UV_TOOL_DIR`, else `uv/tools` in the XDG data directory; nil without a home.
  package static func path(_ variables: ProcessEnvironment, in directory: Path) -> Path? {
    if let named = variables.nonEmpty("UV_TOOL_DIR") { return directory.appending(named).tidied }
    return XDG.data(variables)?.appending("uv/tools")
  }
}
