import Foundation
import TestSupport
import Testing

/// Environments of every role, made by real uv: each is found, named and judged.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv"))
struct EverywhereTests {
  private struct Found {
    let role: String
    let owner: String?
    let states: [String: String]
  }

  @Test func eachRoleIsFoundNamedAndJudged() throws {
    let uv = try #require(RealUV.newest).path
    let tree = TemporaryTree()
    let home = "\(tree.path)/home"
    tree.makeDirectory("home")
    let variables = [
      "HOME": home, "UV_CACHE_DIR": "\(tree.path)/cache", "UV_TOOL_DIR": "\(tree.path)/tools",
      "UV_TOOL_BIN_DIR": "\(tree.path)/bin", "UV_OFFLINE": "1", "UV_PYTHON_DOWNLOADS": "never",
      "VIRTUAL_ENV": "", "CONDA_PREFIX": "", "XDG_CONFIG_HOME": "\(home)/config",
      "XDG_CACHE_HOME": "\(home)/cache", "UV": uv,
    ]
    let script = """
      set -e
      make() {
        mkdir -p $1/src/$2
        printf '[project]\\nname = "%s"\\nversion = "0.1.0"\\nrequires-python = ">=3.8"\\n' $2 > $1/pyproject.toml
        printf '[project.scripts]\\n%s-command = "%s:main"\\n' $2 $2 >> $1/pyproject.toml
        printf '[build-system]\\nrequires = ["uv_build>=0.8"]\\nbuild-backend = "uv_build"\\n' >> $1/pyproject.toml
        printf 'def main(): pass\\n' > $1/src/$2/__init__.py
      }
      make lib lib; make shop shop; make kept kept; make roots/deep/inner inner
      git -C shop init -q -b main
      git -C shop add -A && git -C shop -c user.name=x -c user.email=x@example.invalid commit -q -m one
      git -C shop worktree add -q ../fix -b fix
      for project in shop fix roots/deep/inner; do (cd $project && $UV sync -q); done
      (cd kept && $UV sync -q --preview-features centralized-project-envs)
      (cd shop && $UV venv -q .venv-other && VIRTUAL_ENV=.venv-other $UV pip install -q -e ../lib)
      $UV tool install -q -e ./lib
      printf '# /// script\\n# dependencies = ["lib"]\\n# [tool.uv.sources]\\n# lib = { path = "lib", editable = true }\\n# ///\\n' > job.py
      $UV run -q job.py
      $UV run -q --no-project --with ./lib python -c pass
      sleep 0.02
      touch lib/pyproject.toml fix/pyproject.toml
      """
    let made = try Command.run(["/bin/bash", "-c", script], in: tree.path, environment: variables)
    try #require(made.status == 0, "\(made.output)\(made.errors)")
    tree.write("home/config/uvfresh/config.toml", "roots = [\"\(tree.path)/roots\"]\n")

    let shop = "\(tree.path)/shop"
    let result = try Built.run(
      ["list", "--everywhere", "--format", "json"], in: shop, variables)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    let environments = try Self.environments(result.output)
    func expect(_ role: String, _ owner: String?, _ states: [String: String]) {
      let named = environments.filter { $0.role == role && $0.owner == owner }
      #expect(named.contains { $0.states == states }, "\(role) \(owner ?? "-"): \(named)")
    }
    expect("project", "shop", ["shop": "fresh"])
    expect("project", "shop", ["lib": "stale"])
    expect("worktree", "fix", ["shop": "stale"])
    expect("project", "inner", ["inner": "fresh"])
    expect("tool", "lib", ["lib": "stale"])
    expect("script", "job.py", ["lib": "stale"])
    expect("central", "kept", ["kept": "fresh"])
    expect("ephemeral", nil, ["lib": "stale"])
    #expect(environments.count == 8, "\(environments)")

    let check = try Built.run(["check", "--everywhere"], in: shop, variables)
    #expect(check.status == 1)
    let heads = check.output.split(separator: "\n").filter { !$0.hasPrefix("  ") }
      .map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(
      heads.sorted() == [
        "ephemeral -", "project shop", "script job.py", "tool lib", "worktree fix",
      ])
    #expect(
      check.output.contains("lib/pyproject.toml") || check.output.contains("pyproject.toml changed")
    )
    let annotations = try Built.run(
      ["check", "--everywhere", "--format", "github"], in: shop, variables)
    #expect(annotations.status == 2)
    #expect(annotations.errors.split(separator: "\n").count == 1)
  }

  private static func environments(_ text: String) throws -> [Found] {
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let list = try #require(document?["environments"] as? [[String: Any]])
    return list.map { environment in
      let packages = environment["packages"] as? [[String: Any]] ?? []
      let states = packages.compactMap { package -> (String, String)? in
        guard let name = package["name"] as? String, let state = package["state"] as? String
        else { return nil }
        return (name, state)
      }
      return Found(
        role: environment["role"] as? String ?? "", owner: environment["owner"] as? String,
        states: Dictionary(states) { one, _ in one })
    }
  }
}
