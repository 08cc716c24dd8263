import Freshness
import Glibc
import Platform
import UV

/// A throw-away environment with installs in every state, made by hand: neither uv nor Python is
/// needed, and nothing outside its directory is touched.
struct DemoEnvironment {
  let root: Path
  private let computer: CacheInfoComputer

  private static let site = ".venv/lib/python3.12/site-packages"
  /// What tells the pretend uv that an environment is a demo's.
  private static let mark = ".uvfresh-demo"

  /// One that is there already; nil if it is not a demo's.
  init?(at root: Path, variables: ProcessEnvironment) {
    guard Directory.working.has(root.appending(Self.mark)) else { return nil }
    self.root = root
    computer = CacheInfoComputer(rules: .latest, environment: variables)
  }

  /// Makes it in a directory, which is there and empty.
  init(in root: Path, hasBroken: Bool, variables: ProcessEnvironment) throws(FileError) {
    self.root = root
    computer = CacheInfoComputer(rules: .latest, environment: variables)
    try write(Self.mark, "")
    try write(
      ".venv/pyvenv.cfg",
      "home = /usr/bin\nuv = \(Rules.latestRelease)\nversion_info = 3.12.4\n")
    let installs = DemoInstall.all + (hasBroken ? [.broken] : [])
    for install in installs { try project(install) }
    tick()
    for install in installs {
      for file in install.files { try write("\(install.name)/\(file.path)", file.content) }
    }
    writeHistory(of: installs, variables)
    for install in installs { try record(install) }
    tick()
    for install in installs { for event in install.since { try happen(event, install) } }
    try registry()
  }

  var environment: PythonEnvironment {
    PythonEnvironment(
      root: root.appending(".venv"), pythonVersion: "3.12.4",
      sitePackages: [root.appending(Self.site)])
  }

  /// Where the pretend uv is.
  var uv: Path { root.appending("bin/uv") }

  // MARK: - Projects

  private func project(_ install: DemoInstall) throws(FileError) {
    if install.kind == .wheel {
      return try write("wheels/\(install.wheel)", "not a real wheel")
    }
    for file in install.project { try write("\(install.name)/\(file.path)", file.content) }
  }

  /// All projects in one repository, and the one whose commit counts in its own.
  private func writeHistory(of installs: [DemoInstall], _ variables: ProcessEnvironment) {
    let all = installs.filter { $0.kind != .wheel && $0.history.isEmpty }.flatMap { install in
      (install.project + install.files).map { ("\(install.name)/\($0.path)", $0.content) }
    }
    DemoHistory(
      root: root, commits: [.init(subject: "Everything as it was built", files: all)],
      variables: variables
    ).write(branch: "refs/heads/main")
    try? write(".git/HEAD", "ref: refs/heads/main\n")
    for install in installs where !install.history.isEmpty {
      var commits = install.history.map { DemoHistory.Commit(subject: $0) }
      commits[0].files = install.project
      DemoHistory(root: root.appending(install.name), commits: commits, variables: variables)
        .write(branch: "refs/heads/next")
    }
  }

  private func happen(_ event: DemoInstall.Event, _ install: DemoInstall) throws(FileError) {
    switch event {
    case .write(let path, let content): try write("\(install.name)/\(path)", content)
    case .remove(let path):
      try Directory.working.remove(root.appending(install.name).appending(path))
    case .changeMode(let path):
      try Directory.working.setMode(root.appending(install.name).appending(path), 0o600)
    }
  }

  // MARK: - Records

  /// Writes a dist-info as uv would now, and removes others of that name: what a reinstall does.
  func reinstall(_ install: DemoInstall) throws(FileError) {
    for other in DemoInstall.all + [.broken] where other.name == install.name {
      try? Directory.working.remove(root.appending(other.distInfo(in: Self.site)))
    }
    var again = install
    again.record = .now
    again.installer = "uv"
    again.build = "{}"
    try record(again)
  }

  /// What keeps the keys of a source from being computed; nil if nothing does.
  func failure(of install: DemoInstall) -> Problem? {
    do throws(ComputationFailure) {
      _ = try computer.compute(source(install))
      return nil
    } catch {
      return Problem(error)
    }
  }

  private func source(_ install: DemoInstall) -> Path {
    root.appending(install.kind == .wheel ? "wheels/\(install.wheel)" : install.name)
  }

  private func record(_ install: DemoInstall) throws(FileError) {
    let directory = install.distInfo(in: Self.site)
    let direct =
      switch install.kind {
      case .editable: "\"dir_info\":{\"editable\":true}"
      case .copy: "\"dir_info\":{}"
      case .wheel: "\"archive_info\":{}"
      }
    let source = source(install)
    try write("\(directory)/INSTALLER", install.installer)
    try write("\(directory)/REQUESTED", "")
    try write("\(directory)/direct_url.json", "{\"url\":\"file://\(source.shown)\",\(direct)}")
    try write(
      "\(directory)/METADATA",
      "Metadata-Version: 2.3\nName: \(install.name)\nVersion: \(install.version)\n"
        + (install.summary.isEmpty ? "" : "Summary: \(install.summary)\n"))
    if install.kind != .wheel { try write("\(directory)/uv_build.json", install.build) }
    switch install.record {
    case .none: break
    case .corrupt: try write("\(directory)/uv_cache.json", "{\"timestamp\":{\"secs_since_e")
    case .now, .changed:
      guard var info = (try? computer.compute(source))?.info, !info.isEmpty else { break }
      if case .changed(let change) = install.record { change(&info) }
      try Directory.working.write(root.appending("\(directory)/uv_cache.json"), info.written)
    }
    // Its time says when the install ended, which is now: it would belie a record that looks older.
    if case .changed = install.record { return }
    try writeFiles(of: install, directory)
  }

  /// What the install consists of, and RECORD, which is written last.
  private func writeFiles(of install: DemoInstall, _ directory: String) throws(FileError) {
    let name = directory.dropFirst(Self.site.count + 1)
    var files = ["INSTALLER", "METADATA", "RECORD", "direct_url.json"].map { "\(name)/\($0)" }
    switch install.kind {
    case .editable:
      files.append("_\(install.module).pth")
      try write("\(Self.site)/_\(install.module).pth", "\(source(install).shown)/src\n")
    case .copy:
      files.append("\(install.module)/__init__.py")
      let module = source(install).appending("src/\(install.module)/__init__.py")
      let content = (try? Directory.working.read(module))?.content ?? []
      try write(
        "\(Self.site)/\(install.module)/__init__.py", String(decoding: content, as: UTF8.self))
    case .wheel: break
    }
    let lines = files.map { file -> String in
      let status = try? Directory.working.status(of: root.appending("\(Self.site)/\(file)"))
      return "\(file),,\(status.map { String($0.size) } ?? "")\n"
    }
    try write("\(directory)/RECORD", lines.joined())
  }

  private func registry() throws(FileError) {
    for (name, version) in DemoInstall.registry {
      try write("\(Self.site)/\(name)-\(version).dist-info/INSTALLER", "uv")
    }
    try write(
      "\(Self.site)/toolz-1.0.0.dist-info/direct_url.json",
      "{\"url\":\"https://example.org/toolz.git\",\"vcs_info\":{\"vcs\":\"git\",\"commit_id\":\"0\"}}"
    )
    try write(
      "\(Self.site)/zipp-3.21.dist-info/direct_url.json",
      "{\"url\":\"https://example.org/zipp-3.21.tar.gz\",\"archive_info\":{}}")
  }

  /// Lets the clock of the file system go on: files made within some milliseconds have one time.
  private func tick() {
    usleep(15_000)
  }

  private func write(_ name: String, _ content: String) throws(FileError) {
    try Directory.working.write(root.appending(name), Array(content.utf8))
  }
}

extension DemoInstall {
  fileprivate var wheel: String { "\(module)-\(version)-py3-none-any.whl" }

  fileprivate func distInfo(in site: String) -> String {
    "\(site)/\(module)-\(version).dist-info"
  }
}
