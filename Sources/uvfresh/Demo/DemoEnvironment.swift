import Formats
import Freshness
import Glibc
import Platform
import UV

/// A throw-away environment with installs in every state, made by hand: neither uv nor Python is
/// needed, and nothing outside its directory is touched.
struct DemoEnvironment {
  let root: Path
  private let site: String
  private let computer: CacheInfoComputer

  var environment: PythonEnvironment {
    PythonEnvironment(
      root: root.appending(".venv"), pythonVersion: "3.12.4",
      sitePackages: [root.appending(site)])
  }

  /// Makes it in a new directory: the one named, which must not be there, else one below the
  /// system's temporary one.
  init(variables: ProcessEnvironment, withBroken: Bool, directory: Path? = nil) throws(FileError) {
    if let directory {
      if Directory.working.has(directory) { throw FileError(code: EEXIST, path: directory) }
      try Directory.working.makeDirectory(directory)
      root = directory
    } else {
      root = try Directory.makeTemporary("uvfresh-demo", variables)
    }
    site = ".venv/lib/python3.12/site-packages"
    computer = CacheInfoComputer(rules: .latest, environment: variables)
    try write(".venv/pyvenv.cfg", "home = /usr/bin\nuv = 0.13.9\nversion_info = 3.12.4\n")
    try fresh()
    try filesChanged()
    try gitMoved()
    try environmentChanged()
    try directoriesChanged()
    try otherReasons()
    try unrecorded()
    try failing()
    try registry()
    if withBroken { try broken() }
  }

  func remove() {
    try? Directory.working.remove(root)
  }

  // MARK: - Installs

  private func fresh() throws(FileError) {
    for name in ["atlas-core", "brook"] {
      try project(name)
      try install(name, editable: name == "atlas-core")
    }
  }

  private func filesChanged() throws(FileError) {
    try project("cinder")
    try install("cinder") { $0.timestamp = earlier($0.timestamp, by: 180) }

    let keys = "[{ file = \"pyproject.toml\" }, { file = \"src/**/*.rs\" }]"
    try project("gale-native", keys: keys)
    for number in 1...18 { try write("gale-native/src/engine/part\(number).rs", "// \(number)\n") }
    try install("gale-native") { $0.timestamp = earlier($0.timestamp, by: 5400) }

    // Its ctime moves and its mtime does not, as after a chmod or a fresh checkout.
    try project("reef")
    try install("reef")
    tick()
    _ = root.appending("reef/pyproject.toml").utf8Text.map { chmod($0, 0o600) }

    try project("pine")
    tick()
    try write("pine/setup.cfg", "[metadata]\n")
    try install("pine")
    try Directory.working.remove(root.appending("pine/setup.cfg"))
  }

  private func gitMoved() throws(FileError) {
    let keys = "[{ file = \"pyproject.toml\" }, { git = { commit = true, tags = true } }]"
    let ids = ["3f2a91c5d8e04b7796a1", "9b60de4417c8352fa0e6"].map { $0 + $0 }
    try project("harbor", keys: keys)
    try write("harbor/.git/HEAD", "ref: refs/heads/main\n")
    try write("harbor/.git/refs/heads/main", ids[0] + "\n")
    try write("harbor/.git/refs/tags/v1.0.0", ids[0] + "\n")
    try write("harbor/.git/refs/tags/nightly", ids[0] + "\n")
    try install("harbor")
    try write("harbor/.git/refs/heads/main", ids[1] + "\n")
    try write("harbor/.git/refs/tags/v1.1.0", ids[1] + "\n")
    try Directory.working.remove(root.appending("harbor/.git/refs/tags/nightly"))
  }

  private func environmentChanged() throws(FileError) {
    try project("flint", keys: "[{ file = \"pyproject.toml\" }, { env = \"CFLAGS\" }]")
    try install("flint") { info in
      info.environment = [NamedValue("CFLAGS", "-O3 -march=native -fno-plt -DNDEBUG")]
    }
  }

  private func directoriesChanged() throws(FileError) {
    try project("delta")
    try install("delta")
    try Directory.working.remove(root.appending("delta/src"))
    try write("delta/src/delta/__init__.py", "")

    try project("ember")
    try install("ember")
    try Directory.working.remove(root.appending("ember/src"))

    try write("fjord/pyproject.toml", manifest("fjord"))
    try install("fjord")
    try write("fjord/src/fjord/__init__.py", "")
  }

  private func otherReasons() throws(FileError) {
    try project("iris")
    try install("iris") { $0.directories = [] }

    try project("nova")
    try install("nova")
    try install("nova", version: "0.0.9")

    try project("onyx")
    try install("onyx", build: "{\"config_settings\":{\"build-dir\":\"/tmp/onyx\"}}")

    try write("wheels/quartz-2.1-py3-none-any.whl", "not a real wheel")
    let wheel = root.appending("wheels/quartz-2.1-py3-none-any.whl")
    try record(
      "quartz", version: "2.1", url: wheel, direct: "\"archive_info\":{}", build: nil,
      installer: "uv"
    ) { $0.timestamp = earlier($0.timestamp, by: 86_400 * 3) }
  }

  private func unrecorded() throws(FileError) {
    try project("juno")
    try install("juno", installer: "pip", hasRecord: false)
    try project("kelp", keys: "[{ file = \"requirements/*.txt\" }]")
    try install("kelp")
  }

  private func failing() throws(FileError) {
    try project("lumen")
    try install("lumen")
    try Directory.working.remove(root.appending("lumen"))
    try project("mica")
    try install("mica")
    try write("mica/pyproject.toml", manifest("mica", keys: "[{ file = \"src/[a-z.py\" }]"))
  }

  private func registry() throws(FileError) {
    for (name, version) in [
      ("attrs", "25.3.0"), ("certifi", "2026.5.20"), ("click", "8.4.0"), ("idna", "3.13"),
      ("numpy", "2.4.6"), ("packaging", "26.2"), ("requests", "2.34.2"), ("urllib3", "2.7.0"),
    ] {
      try write("\(site)/\(name)-\(version).dist-info/INSTALLER", "uv")
    }
    try write(
      "\(site)/toolz-1.0.0.dist-info/direct_url.json",
      "{\"url\":\"https://example.org/toolz.git\",\"vcs_info\":{\"vcs\":\"git\",\"commit_id\":\"0\"}}"
    )
    try write(
      "\(site)/zipp-3.21.dist-info/direct_url.json",
      "{\"url\":\"https://example.org/zipp-3.21.tar.gz\",\"archive_info\":{}}")
  }

  private func broken() throws(FileError) {
    try project("slate")
    try install("slate")
    try write("\(site)/slate-0.1.0.dist-info/uv_cache.json", "{\"timestamp\":{\"secs_since_e")
  }

  // MARK: - Making one

  private func manifest(_ name: String, keys: String? = nil) -> String {
    """
    [project]
    name = "\(name)"
    version = "0.1.0"

    [build-system]
    requires = ["uv_build>=0.8"]
    build-backend = "uv_build"
    \(keys.map { "\n[tool.uv]\ncache-keys = \($0)\n" } ?? "")
    """
  }

  private func project(_ name: String, keys: String? = nil) throws(FileError) {
    try write("\(name)/pyproject.toml", manifest(name, keys: keys))
    let module = name.split(separator: "-").joined(separator: "_")
    try write("\(name)/src/\(module)/__init__.py", "")
  }

  private func install(
    _ name: String, version: String = "0.1.0", editable: Bool = true, build: String = "{}",
    installer: String = "uv", hasRecord: Bool = true, _ change: (inout CacheInfo) -> Void = { _ in }
  ) throws(FileError) {
    let direct = "\"dir_info\":{\(editable ? "\"editable\":true" : "")}"
    try record(
      name, version: version, url: root.appending(name), direct: direct, build: build,
      installer: installer, hasRecord: hasRecord, change)
  }

  /// Writes a dist-info with what uv would have recorded, changed to look older.
  private func record(
    _ name: String, version: String, url: Path, direct: String, build: String?, installer: String,
    hasRecord: Bool = true, _ change: (inout CacheInfo) -> Void
  ) throws(FileError) {
    let directory =
      "\(site)/\(name.split(separator: "-").joined(separator: "_"))-\(version).dist-info"
    try write("\(directory)/INSTALLER", installer)
    try write("\(directory)/REQUESTED", "")
    try write("\(directory)/direct_url.json", "{\"url\":\"file://\(url.shown)\",\(direct)}")
    if let build { try write("\(directory)/uv_build.json", build) }
    guard hasRecord, var info = (try? computer.compute(url))?.info, !info.isEmpty else { return }
    change(&info)
    try Directory.working.write(root.appending("\(directory)/uv_cache.json"), info.written)
  }

  /// Lets the clock of the file system go on: files made within some milliseconds have one time.
  private func tick() {
    usleep(15_000)
  }

  private func earlier(_ time: Timestamp?, by seconds: UInt64) -> Timestamp? {
    time.map { Timestamp(seconds: $0.seconds - seconds, nanoseconds: $0.nanoseconds) }
  }

  private func write(_ name: String, _ content: String) throws(FileError) {
    try Directory.working.write(root.appending(name), Array(content.utf8))
  }
}
