import Foundation
import TestSupport
import Testing

/// The inspector in a real terminal, story by story; a file for each part of it.
@Suite(.enabled(if: Terminal.isThere, "there is no tmux"), .serialized)
struct InspectorStories {
  func demo(_ options: String = "", columns: Int = 80, rows: Int = 24) throws -> Terminal {
    let terminal = try Terminal("'\(Built.program)' demo \(options)", columns: columns, rows: rows)
    try terminal.wait(for: "cinder")
    return terminal
  }

  /// Two projects installed editable into an environment, by real uv.
  func environment(_ uv: RealUV, in tree: TemporaryTree) throws -> String {
    let root = "\(tree.path)/.venv"
    for name in ["alpha", "beta"] {
      tree.write("\(name)/src/\(name)/__init__.py")
      tree.write(
        "\(name)/pyproject.toml",
        "[project]\nname='\(name)'\nversion='1'\n[build-system]\nrequires=['uv_build>=0.8']\nbuild-backend='uv_build'\n"
      )
    }
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-e", "alpha"], in: tree.path, environment: root)
    try #require(installed.status == 0, "\(installed.errors)")
    return root
  }
}
