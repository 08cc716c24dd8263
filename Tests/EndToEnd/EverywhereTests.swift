import Foundation
import TestSupport
import Testing

/// Environments of every role, made by real uv: each is found, named and judged.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv"))
struct EverywhereTests {
  private struct Found {
    let role: String
    let owner: String?
    let root: String
    let states: [String: String]
    /// What uv does next with each.
    let next: [String: String]
  }

  private let tree = TemporaryTree()

  private func variables(_ uv: String) -> [String: String] {
    let home = "\(tree.path)/home"
    return [
      "HOME": home, "UV_CACHE_DIR": "\(tree.path)/cache", "UV_TOOL_DIR": "\(tree.path)/tools",
      "UV_TOOL_BIN_DIR": "\(tree.path)/bin", "UV_OFFLINE": "1", "UV_PYTHON_DOWNLOADS": "never",
      "VIRTUAL_ENV": "", "CONDA_PREFIX": "", "XDG_CONFIG_HOME": "\(home)/config",
      "XDG_CACHE_HOME": "\(home)/cache", "UV": uv,
    ]
  }

  /// A shell function `make DIRECTORY NAME` for a project with a command.
  private static let make = """
    set -e
    make() {
      mkdir -p $1/src/$2
      printf '[project]\\nname = "%s"\\nversion = "0.1.0"\\nrequires-python = ">=3.8"\\n' $2 > $1/pyproject.toml
      printf '[project.scripts]\\n%s-command = "%s:main"\\n' $2 $2 >> $1/pyproject.toml
      printf '[build-system]\\nrequires = ["uv_build>=0.8"]\\nbuild-backend = "uv_build"\\n' >> $1/pyproject.toml
      printf 'def main(): pass\\n' > $1/src/$2/__init__.py
    }

    """

  private func run(_ script: String, _ variables: [String: String]) throws {
    let made = try Command.run(
      ["/bin/bash", "-c", Self.make + script], in: tree.path, environment: variables)
    try #require(made.status == 0, "\(made.output)\(made.errors)")
  }

  @Test func eachRoleIsFoundNamedAndJudged() throws {
    let variables = variables(try #require(RealUV.newest).path)
    tree.makeDirectory("home")
    let script = """
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
    try run(script, variables)
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

  // MARK: - What uv does, and what makes it fresh

  private func found(_ variables: [String: String], in directory: String) throws -> [Found] {
    let result = try Built.run(
      ["list", "--everywhere", "--format", "json"], in: "\(tree.path)/\(directory)", variables)
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    return try Self.environments(result.output)
  }

  private func plan(
    _ environment: String, _ name: String, _ variables: [String: String]
  ) throws -> String {
    let result = try Built.run(
      ["reinstall", name, "--dry-run", "-p", environment], in: "\(tree.path)/home", variables)
    return result.output + result.errors
  }

  /// What `uv tool upgrade` does is what was predicted, and the planned commands make it fresh.
  @Test(arguments: RealUV.all) func toolsAreJudgedAsUVDoes(_ uv: RealUV) throws {
    var variables = variables(uv.path)
    try run(
      """
      mkdir home
      make lib lib; make extra extra; make edit edit
      git -C lib init -q -b main
      git -C lib add -A && git -C lib -c user.name=x -c user.email=x@example.invalid commit -q -m one
      echo 'extra<1' > constraints.txt
      $UV tool install -q ./extra
      $UV tool install -q -e ./edit
      $UV tool install -q "lib @ git+file://$PWD/lib@main" --with-editable ./extra -c constraints.txt
      """, variables)
    func next(_ tool: String, _ name: String) throws -> String? {
      try found(variables, in: "home").first { $0.role == "tool" && $0.owner == tool }?.next[name]
    }
    func upgrade(_ tool: String) throws -> Bool {
      let result = try Command.run(
        [uv.path, "tool", "upgrade", tool], in: tree.path, environment: variables)
      return result.errors.contains("~ \(tool)==")
    }
    // Fresh, and reinstalled once all the same.
    for expected in [true, false] {
      #expect(try next("extra", "extra") == (expected ? "reinstall" : "keep"))
      #expect(try upgrade("extra") == expected)
    }
    #expect(try next("edit", "edit") == "keep")
    #expect(try !upgrade("edit"))
    usleep(20_000)
    try run("touch edit/pyproject.toml extra/pyproject.toml", variables)
    #expect(try next("edit", "edit") == "reinstall")
    #expect(
      try plan("\(tree.path)/tools/edit", "edit", variables).contains(
        "uv tool install --reinstall --editable \(tree.path)/edit"))
    // Constraints and a Git requirement: no command line says them again, an upgrade needs none.
    let upgraded = try plan("\(tree.path)/tools/lib", "extra", variables)
    #expect(upgraded.contains("uv tool upgrade lib --reinstall-package extra"), "\(upgraded)")
    #expect(upgraded.contains("`constraints`") || upgraded.contains("`git` of lib"), "\(upgraded)")
    for (tool, name) in [("edit", "edit"), ("lib", "extra")] {
      let done = try Built.run(
        ["reinstall", name, "--yes", "-p", "\(tree.path)/tools/\(tool)"], in: "\(tree.path)/home",
        variables)
      #expect(done.status == 0, "\(done.output)\(done.errors)")
      #expect(try next(tool, name) == "keep")
    }
    // uv would look elsewhere and make another tool.
    variables["UV_TOOL_DIR"] = "\(tree.path)/other"
    #expect(
      try plan("\(tree.path)/tools/edit", "edit", variables).contains(
        "set UV_TOOL_DIR=\(tree.path)/tools"))
    tree.write("tools/edit/uv-receipt.toml", "nothing")
    variables["UV_TOOL_DIR"] = "\(tree.path)/tools"
    #expect(
      try plan("\(tree.path)/tools/edit", "edit", variables).contains(
        "uv tool install --force edit"))
  }

  /// Environments in uv's cache are uv's own; a central one belongs to its project.
  @Test func whatUVKeepsInItsCacheIsLeftToIt() throws {
    let uv = try #require(RealUV.newest)
    let variables = variables(uv.path)
    try run(
      """
      mkdir home
      make lib lib; make kept kept
      (cd kept && $UV sync -q --preview-features centralized-project-envs)
      VIRTUAL_ENV=kept/.venv $UV pip install -q ./lib
      printf '# /// script\\n# dependencies = ["lib"]\\n# [tool.uv.sources]\\n# lib = { path = "lib" }\\n# ///\\n' > job.py
      $UV run -q job.py
      $UV tool run -q --from ./lib lib-command
      sleep 0.02
      touch lib/pyproject.toml kept/pyproject.toml
      """, variables)
    let all = try found(variables, in: "home")
    let central = try #require(all.first { $0.role == "central" })
    #expect(central.owner == "kept" && central.next == ["kept": "reinstall", "lib": "remove"])
    #expect(
      try plan(central.root, "kept", variables).contains(
        "uv sync --inexact --reinstall-package kept"))
    let script = try #require(all.first { $0.role == "script" })
    #expect(script.owner == "job.py" && script.next == ["lib": "reinstall"])
    #expect(try plan(script.root, "lib", variables).contains("`uv sync --script job.py`"))
    let ephemeral = try #require(all.first { $0.role == "ephemeral" })
    #expect(ephemeral.next == ["lib": "reinstall"])
    #expect(try plan(ephemeral.root, "lib", variables).contains("makes a new one"))
    // The commands of the text do what it says.
    try run(
      "$UV sync -q --script job.py; $UV tool run -q --from ./lib lib-command", variables)
    let after = try found(variables, in: "home")
    #expect(after.first { $0.role == "script" }?.states == ["lib": "fresh"])
    let made = after.filter { $0.role == "ephemeral" }.map(\.states["lib"])
    #expect(made.count == 2 && Set(made) == ["fresh", "stale"])
  }

  /// One environment for three working trees is judged from where one stands, as uv does.
  @Test func workingTreesThatShareAnEnvironment() throws {
    let uv = try #require(RealUV.newest)
    var variables = variables(uv.path)
    variables["UV_PROJECT_ENVIRONMENT"] = "\(tree.path)/shared"
    try run(
      """
      mkdir home
      make one shop
      (cd one && $UV lock -q)
      git -C one init -q -b main
      git -C one add -A && git -C one -c user.name=x -c user.email=x@example.invalid commit -q -m one
      git -C one worktree add -q ../two -b two; git -C one worktree add -q ../three -b three
      (cd one && $UV sync -q)
      ln -s shared link
      """, variables)
    for (directory, next) in [("one", "keep"), ("two", "reinstall"), ("three", "reinstall")] {
      let all = try found(variables, in: directory)
      #expect(all.map(\.role) == ["project"], "\(all)")
      #expect(all.first?.owner == directory && all.first?.next == ["shop": next], "\(all)")
      let dry = try Command.run(
        [uv.path, "sync", "--dry-run"], in: "\(tree.path)/\(directory)", environment: variables)
      #expect(dry.errors.contains("Would make no changes") == (next == "keep"), "\(dry.errors)")
    }
    // Through a link it is the same environment.
    variables["VIRTUAL_ENV"] = "\(tree.path)/link"
    #expect(try found(variables, in: "two").count == 1)
    let done = try Built.run(["reinstall", "shop", "--yes"], in: "\(tree.path)/two", variables)
    #expect(done.status == 0, "\(done.output)\(done.errors)")
    #expect(try found(variables, in: "two").first?.next == ["shop": "keep"])
    // A name that is nowhere, and what cannot be joined.
    for words in [["nowhere", "--everywhere"], ["--everywhere", "--here"]] {
      let wrong = try Built.run(["check"] + words, in: "\(tree.path)/two", variables)
      #expect(wrong.status == 2 && wrong.errors.split(separator: "\n").count == 1)
    }
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
      let next = packages.compactMap { package -> (String, String)? in
        guard let name = package["name"] as? String,
          let action = package["next_action"] as? String
        else { return nil }
        return (name, action)
      }
      let place = environment["environment"] as? [String: Any]
      return Found(
        role: environment["role"] as? String ?? "", owner: environment["owner"] as? String,
        root: place?["path"] as? String ?? "", states: Dictionary(states) { one, _ in one },
        next: Dictionary(next) { one, _ in one })
    }
  }
}
