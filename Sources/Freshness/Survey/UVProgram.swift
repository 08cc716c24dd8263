import Platform
import UV

/// The uv that would act on an environment, and what it says of itself.
package struct UVProgram: Hashable, Sendable {
  package let path: Path
  package let release: UVRelease
  package let isMusl: Bool

  package var rules: Rules {
    Rules(min(release, Rules.latestRelease), isMusl: isMusl)
  }

  /// Why there is none.
  package struct Failure: Error, Hashable, Sendable {
    package let message: String
  }

  /// Where to look, in this order.
  package struct Places: Sendable {
    /// `--uv`.
    package var named: String?
    /// Of the environment, whose `bin` may hold a uv.
    package var environmentRoot: Path?

    package init(named: String? = nil, environmentRoot: Path? = nil) {
      self.named = named
      self.environmentRoot = environmentRoot
    }
  }

  /// The path of the uv in force: `--uv`, the variable `UV`, PATH, beside the environment's python.
  package static func locate(
    _ places: Places, variables: ProcessEnvironment
  ) throws(Failure) -> Path {
    for (source, name) in [("--uv", places.named), ("UV", variables.nonEmpty("UV"))] {
      guard let name else { continue }
      if let found = Executable.find(name, environment: variables) { return found }
      throw Failure(message: "\(source) \(name): no such program")
    }
    if let found = Executable.find("uv", environment: variables) { return found }
    if let own = places.environmentRoot.flatMap(UVProgram.init(installedIn:)) { return own.path }
    throw Failure(
      message: "no uv found in PATH or in the environment; install it (`pip install uv`) or name it"
        + " with --uv")
  }

  /// The uv in force and its release.
  ///
  /// Asked once and then remembered by path, inode, size and ctime; one that only the environment
  /// holds is not asked.
  package static func find(
    _ places: Places, variables: ProcessEnvironment
  ) throws(Failure) -> UVProgram {
    let path = try locate(places, variables: variables)
    if places.named == nil, variables.nonEmpty("UV") == nil,
      let own = places.environmentRoot.flatMap(UVProgram.init(installedIn:)), own.path == path
    {
      return own
    }
    let memory = ProgramMemory(variables: variables)
    if let known = memory?.answer(of: path), let uv = UVProgram(path, known) { return uv }
    let answer: (status: CInt, output: [UInt8])
    do {
      answer = try ChildProcess.run(path, arguments: ["--version"], environment: variables)
    } catch {
      throw Failure(message: "\(path.shown) --version: \(error.reason); is it uv?")
    }
    guard answer.status == 0 else {
      throw Failure(message: "\(path.shown) --version: it exits \(answer.status); is it uv?")
    }
    let text = String(decoding: answer.output, as: UTF8.self).prefix { !$0.isNewline }
    guard let uv = UVProgram(path, String(text)) else {
      throw Failure(message: "\(path.shown) --version: not the answer of uv")
    }
    memory?.remember(String(text), of: path)
    return uv
  }

  /// The environment's own uv, as its dist-info tells.
  ///
  /// Looking must not run it: whoever wrote the project may have brought it along.
  private init?(installedIn root: Path) {
    path = root.appending("bin/uv")
    let library = root.appending("lib")
    guard Executable.isExecutable(path), let found = try? Directory.working.open(library).entries()
    else { return nil }
    let own = found.lazy.compactMap { entry -> Distribution? in
      let site = library.appending(entry.name.bytes).appending("site-packages")
      guard let packages = try? SitePackages(site) else { return nil }
      return packages.entries.lazy.filter { $0.name.hasPrefix("uv-") }.compactMap { entry in
        guard case .distribution(let one) = packages.read(entry), one.name == "uv" else {
          return nil
        }
        return one
      }.first
    }.first
    guard let own, let release = own.version.flatMap({ UVRelease($0) }) else { return nil }
    self.release = release
    let wheel = try? Directory.working.readIfPresent(own.path.appending("WHEEL"))
    isMusl = wheel?.utf8Text?.contains(bytesOf: "musllinux") == true
  }

  /// Reads `uv 0.13.9 (x86_64-unknown-linux-gnu)`; early releases name no target.
  private init?(_ path: Path, _ answer: String) {
    let words = answer.split(separator: " ")
    guard words.count >= 2, words[0] == "uv", let release = UVRelease(words[1]) else { return nil }
    self.path = path
    self.release = release
    isMusl = words.dropFirst(2).joined().contains(bytesOf: "musl")
  }
}
