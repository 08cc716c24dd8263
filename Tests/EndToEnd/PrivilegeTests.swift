import Foundation
import TestSupport
import Testing

/// Looking executes nothing of a project: every program that a command starts is traced.
@Suite(.enabled(if: Tracing.isPossible, "strace is missing or may not trace"))
struct PrivilegeTests {
  /// A project and a repository in which each thing that a careless program would run, runs a trap:
  /// a file `SPRUNG` appears in the home directory.
  static let traps = """
    trap="touch '$HOME/SPRUNG'"
    printf '#!/bin/sh\\n%s\\nexec false\\n' "$trap" > "$HOME/trap"; chmod +x "$HOME/trap"
    cd a
    git init -q . && git -c user.name=x -c user.email=x@example.invalid commit -q --allow-empty -m one
    printf 'import os; os.system("%s")\\n' "$HOME/trap" | tee setup.py > src/a/__init__.py
    cp setup.py conftest.py; cp setup.py sitecustomize.py; cp setup.py hatch_build.py
    for name in fsmonitor pager editor; do git config core.$name "$HOME/trap"; done
    git config core.hooksPath "$HOME/hooks"; git config diff.external "$HOME/trap"
    git config diff.trap.textconv "$HOME/trap"; git config filter.trap.clean "$HOME/trap"
    git config filter.trap.process "$HOME/trap"; git config core.sshCommand "$HOME/trap"
    git config alias.log "!$HOME/trap"; git config alias.cat-file "!$HOME/trap"
    git config alias.rev-list "!$HOME/trap"; git config gpg.program "$HOME/trap"
    printf '*.py diff=trap filter=trap\\n' > .gitattributes
    mkdir -p "$HOME/hooks"
    for hook in post-checkout pre-commit post-index-change fsmonitor-watchman; do
      cp "$HOME/trap" "$HOME/hooks/$hook"; cp "$HOME/trap" .git/hooks/$hook
    done
    for name in git uv python python3 less vi sh; do cp "$HOME/trap" $name; done
    printf '[tool.uv]\\npython-preference = "system"\\n[tool.uv.sources]\\na = { path = "." }\\n' >> pyproject.toml
    """

  /// Git's own settings, by variables as well as by the repository's file.
  private static func variables(_ home: String) -> [String: String] {
    var all = [
      "GIT_EXTERNAL_DIFF": "\(home)/trap", "GIT_SSH_COMMAND": "\(home)/trap",
      "GIT_PAGER": "\(home)/trap", "PAGER": "\(home)/trap", "EDITOR": "\(home)/trap",
      "VISUAL": "\(home)/trap", "GIT_EDITOR": "\(home)/trap", "GIT_ASKPASS": "\(home)/trap",
      "GIT_PROXY_COMMAND": "\(home)/trap", "LESSOPEN": "|\(home)/trap %s",
    ]
    let settings = ["core.fsmonitor", "core.pager", "diff.external", "alias.log", "alias.rev-list"]
    all["GIT_CONFIG_COUNT"] = "\(settings.count)"
    for (index, name) in settings.enumerated() {
      all["GIT_CONFIG_KEY_\(index)"] = name
      all["GIT_CONFIG_VALUE_\(index)"] = name.hasPrefix("alias") ? "!\(home)/trap" : "\(home)/trap"
    }
    return all
  }

  static let commands: [[String]] = [
    ["list"], ["list", "--all", "--format", "json"], ["list", "--advice"],
    ["list", "--everywhere"], ["check"], ["check", "--strict"], ["check", "--everywhere"],
    ["explain", "a"], ["explain", "a", "--format", "json"], ["diff", "copy"],
    ["keys", "a"], ["keys", "a", "-v"], ["keys", "a", "--check"], ["keys", "a", "--digest"],
    ["keys", "a", "--diff"], ["keys", "a", "--try", "src/**"], ["what-if", "src/a/__init__.py"],
    ["log"], ["reinstall", "a", "--dry-run"], ["inspect"],
  ]

  @Test(arguments: commands)
  func lookingRunsNothing(_ arguments: [String]) throws {
    let fake = FakeEnvironment()
    fake.project(
      "a", keys: "['**/*.py', 'pyproject.toml', { git = { commit = true, tags = true } }]")
    fake.tree.write("a/src/a/__init__.py")
    fake.install(
      "a",
      record:
        "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":2},\"commit\":\"\(String(repeating: "a", count: 40))\"}"
    )
    let home = "\(fake.tree.path)/home"
    fake.tree.makeDirectory("home")
    _ = try Command.run(
      ["/bin/bash", "-c", Self.traps], in: fake.tree.path, environment: ["HOME": home])
    fake.install(
      "copy", record: "{}", direct: "{\"url\":\"file://\(fake.tree.path)/a\",\"dir_info\":{}}")
    fake.tree.write("\(FakeEnvironment.site)/a/__init__.py", "x = 1\n")
    fake.tree.write("\(FakeEnvironment.site)/copy-0.1.0.dist-info/RECORD", "a/__init__.py,,6\n")
    let log = "\(fake.tree.path)/trace"
    var words =
      [
        "timeout", "--foreground", "30", "strace", "-f", "-e", "trace=execve,execveat", "-s", "500",
        "-o", log,
      ]
      + [Built.program] + arguments
    if arguments == ["inspect"] {
      // All of its tabs and the environments, in a terminal of its own.
      let line = words.map { "'\($0)'" }.joined(separator: " ")
      words = [
        "/bin/bash", "-c",
        "(sleep 1; for key in j 1 2 3 4 5 j d q E q q y; do printf $key; sleep 0.2; done) | script -qec \"\(line)\" /dev/null",
      ]
    }
    let result = try Command.run(
      words, in: "\(fake.tree.path)/a",
      environment: [
        "VIRTUAL_ENV": fake.root, "PWD": "\(fake.tree.path)/a", "HOME": home,
        "XDG_CACHE_HOME": "\(home)/cache", "XDG_STATE_HOME": "\(home)/state", "TERM": "xterm",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
      ].merging(Self.variables(home)) { one, _ in one })
    #expect(result.status <= 2, "\(result.output.suffix(500)) \(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(home)/SPRUNG"), "a trap was sprung")
    let trace = try String(contentsOfFile: log, encoding: .utf8)
    let started = trace.split(separator: "\n").filter {
      $0.contains("execve") && $0.hasSuffix("= 0")
    }
    // The program itself, the uv in use for its version, git for commits between two.
    for line in started.dropFirst() {
      let isKnown =
        line.contains("/git\", [") || (line.contains("/uv\", [") && line.contains("--version"))
      #expect(isKnown && !line.contains(fake.tree.path + "/a/"), "started: \(line)")
    }
  }

  /// A uv that came with the environment is known by its dist-info, not by asking it.
  @Test func theEnvironmentsOwnUVIsNotRun() throws {
    let fake = FakeEnvironment()
    let sprung = "\(fake.tree.path)/SPRUNG"
    fake.tree.write(".venv/bin/uv", "#!/bin/sh\ntouch '\(sprung)'\n")
    try fake.tree.shell("chmod +x .venv/bin/uv")
    let info = "\(FakeEnvironment.site)/uv-0.9.4.dist-info"
    for file in ["METADATA", "WHEEL"] { fake.tree.write("\(info)/\(file)") }
    for command in ["list", "check"] {
      let result = try Built.run(
        [command], in: fake.tree.path, ["PATH": "/nonexistent", "UV": "", "VIRTUAL_ENV": ""])
      #expect(result.status == 0, "\(result.errors)")
      if command == "list" { #expect(result.output.contains("(rules of uv 0.9.4)")) }
    }
    #expect(!FileManager.default.fileExists(atPath: sprung))
  }

  /// An interpreter is asked for what files do not tell, unless the project may have brought it.
  @Test func anInterpreterOfTheRepositoryIsNotRun() throws {
    let fake = FakeEnvironment()
    let sprung = "\(fake.tree.path)/SPRUNG"
    fake.tree.write("python3.12", "#!/bin/sh\ntouch '\(sprung)'\n")
    try fake.tree.shell(
      """
      chmod +x python3.12; mkdir .git sub; mv .venv sub; ln -sf ../../../python3.12 sub/.venv/bin/python
      """)
    _ = try Built.run(["list"], in: "\(fake.tree.path)/sub", ["VIRTUAL_ENV": ""])
    #expect(!FileManager.default.fileExists(atPath: sprung))
  }
}
