import Formats
import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// Projects made up at random, installed by real uv, changed over several rounds: the verdicts here
/// and there must be the same, and so must all that uv records when it reinstalls.
///
/// `UVFRESH_DIFFERENTIAL=20000` sets the number of comparisons for each uv and seed (1,000
/// otherwise);
/// `UVFRESH_SEED=N` one seed instead of a fixed and a fresh one.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"), .serialized)
struct DifferentialTests {
  static let comparisons =
    Int(ProcessInfo.processInfo.environment["UVFRESH_DIFFERENTIAL"] ?? "") ?? 1000

  static let seeds: [UInt64] = {
    if let seed = SeededGenerator.chosenSeed { return [seed] }
    return [20_261_122, UInt64(Date().timeIntervalSince1970)]
  }()

  @Test(arguments: RealUV.all, seeds)
  func agrees(_ uv: RealUV, _ seed: UInt64) throws {
    var rig = try DifferentialRig(uv, seed: seed)
    var compared = 0
    var kinds: [String: Int] = [:]
    defer { print("differential: \(uv), seed \(seed): \(kinds.sorted { $0.key < $1.key })") }
    while compared < Self.comparisons {
      try rig.change()
      let found = try rig.compare()
      compared += found.count
      for one in found {
        kinds["\(one.what) \(one.what == "record" ? "" : one.theirs)", default: 0] += 1
      }
      let wrong = found.filter { $0.mine != $0.theirs }
      #expect(wrong.isEmpty, "seed \(seed): \(wrong.map(\.description).joined(separator: "\n"))")
      if !wrong.isEmpty { return }
    }
    #expect(compared >= Self.comparisons)
  }
}

/// One environment with its projects.
private struct DifferentialRig {
  struct Comparison {
    let name: String
    let what: String
    let mine: String
    let theirs: String
    let keys: String

    var description: String { "\(name) \(what): here \(mine), uv \(theirs); keys \(keys)" }
  }

  private let uv: RealUV
  private let rules: Rules
  private let tree = TemporaryTree()
  /// Apart from the tree, which keys such as `../*` reach.
  private let notes = TemporaryTree()
  private var random: SeededGenerator
  private var projects: [InventedProject] = []
  private var variables: [String: String] = [:]
  private let inTreeBackend: Bool

  private var root: String { "\(tree.path)/venv" }
  /// So deep that no invented key climbs out of the tree, where others write.
  private static let work = "a/b/c"
  private var work: String { "\(tree.path)/\(Self.work)" }

  init(_ uv: RealUV, seed: UInt64) throws {
    self.uv = uv
    let release = try #require(UVRelease(uv.release))
    rules = Rules(release)
    random = SeededGenerator(seed: seed)
    // Older ones have no build backend inside, or want the package of it.
    inTreeBackend = release < UVRelease(0, 10, 0)
    tree.makeDirectory(Self.work)
    try tree.shell(
      "cd \(Self.work); mkdir shared; echo 1 > shared/s1.py; echo 2 > shared/s2.rs; mkdir shared/sub"
    )
    _ = try uv.run(["venv", "-q", root], in: tree.path, environment: root)
    for number in 0..<60 {
      let project = InventedProject(name: "p\(number)", &random)
      tree.makeDirectory("\(Self.work)/\(project.name)")
      try tree.shell(project.setUp(&random), in: "\(Self.work)/\(project.name)")
      projects.append(project)
    }
    try writeManifests()
    try sync(projects.filter { computes($0) })
  }

  // MARK: - Rounds

  mutating func change() throws {
    var script = ""
    for index in projects.indices where random.chance(60) {
      let lines = projects[index].mutate(&random)
      script += "( cd '\(projects[index].name)' && { \(lines)\n} ) 2>/dev/null\n"
    }
    if random.chance(30) { script += "echo z >> shared/s\(random.chance(50) ? "1.py" : "2.rs")\n" }
    try tree.shell(script + "true", in: Self.work)
    for name in ["UVF_A", "UVF_B"] where random.chance(30) {
      variables[name] = random.pick([nil, "", "one", "two", "é"])
    }
    try writeManifests()
  }

  /// Verdicts first, then what uv records of those that it reinstalls.
  mutating func compare() throws -> [Comparison] {
    let survey = try survey()
    let mine = Dictionary(
      survey.assessments.map { ($0.distribution.name, $0) }, uniquingKeysWith: { one, _ in one })
    let installed = projects.filter { mine[$0.name] != nil }
    let theirs = try verdicts(installed)
    var found = installed.map { project in
      Comparison(
        name: project.name, what: "verdict",
        mine: mine[project.name]?.state == .fresh ? "fresh" : "not fresh",
        theirs: theirs[project.name] ?? "no verdict", keys: "\(project.keys ?? ["default"])")
    }
    let good = projects.filter { computes($0) }
    let expected = try good.map { ($0, try wire($0)) }
    try sync(good)
    let before = Set(found.filter { $0.mine == "not fresh" }.map(\.name))
    for (project, wire) in expected where before.contains(project.name) || mine[project.name] == nil
    {
      let record = "\(site)/\(project.name)-1.dist-info/uv_cache.json"
      let theirs = try FileManager.default.contents(atPath: record).map { data in
        // Older releases leave fields out; read and written again, all are of one form.
        var reader = RecordReader(rules: rules)
        return String(decoding: try reader.read([UInt8](data)).written, as: UTF8.self)
      }
      found.append(
        Comparison(
          name: project.name, what: "record", mine: wire ?? "none", theirs: theirs ?? "none",
          keys: "\(project.keys ?? ["default"])"))
    }
    return found
  }

  // MARK: - Here

  private var environment: ProcessEnvironment {
    ProcessEnvironment(variables)
  }

  private func survey() throws -> Survey {
    let path = Path(root)
    let configuration = try #require(PyvenvConfiguration(at: path))
    let environment = try #require(PythonEnvironment(virtual: path, configuration: configuration))
    return try Surveyor(
      environment: environment, rules: rules, variables: self.environment,
      workingDirectory: Path(tree.path)
    ).survey()
  }

  private func compute(_ project: InventedProject) throws -> ComputedInfo {
    try CacheInfoComputer(rules: rules, environment: environment)
      .compute(Path("\(work)/\(project.name)"))
  }

  private func computes(_ project: InventedProject) -> Bool {
    (try? compute(project)) != nil
  }

  private func wire(_ project: InventedProject) throws -> String? {
    let info = try compute(project).info
    return info.isEmpty ? nil : String(decoding: info.written, as: UTF8.self)
  }

  // MARK: - There

  private var site: String {
    let lib = "\(root)/lib"
    let python = (try? FileManager.default.contentsOfDirectory(atPath: lib))?.first ?? "python3"
    return "\(lib)/\(python)/site-packages"
  }

  private func requirements(_ chosen: [InventedProject]) throws -> String {
    let lines = chosen.map { $0.requirement("file://\(work)/\($0.name)") }
    return notes.write("requirements.txt", lines.joined(separator: "\n") + "\n")
  }

  private func verdicts(_ chosen: [InventedProject]) throws -> [String: String] {
    if chosen.isEmpty { return [:] }
    let result = try uv.run(
      ["pip", "sync", "--dry-run", "-v", "--offline", try requirements(chosen)], in: tree.path,
      environment: root, variables: variables)
    var verdicts: [String: String] = [:]
    for line in result.errors.split(separator: "\n") {
      for (text, verdict) in [
        ("Requirement already installed: ", "fresh"),
        ("Requirement installed, but not fresh: ", "not fresh"),
        ("Failed to read cached requirement for: ", "not fresh"),
      ] {
        guard let range = line.range(of: text) else { continue }
        let name = line[range.upperBound...].prefix { $0.isLetter || $0.isNumber }
        verdicts[String(name)] = verdict
      }
    }
    #expect(result.status == 0, "\(result.errors)")
    return verdicts
  }

  private func sync(_ chosen: [InventedProject]) throws {
    let result = try uv.run(
      ["pip", "install", "--no-deps", "--offline", "-r", try requirements(chosen)], in: tree.path,
      environment: root, variables: variables)
    #expect(result.status == 0, "\(result.errors)")
  }

  private func writeManifests() throws {
    for project in projects {
      let text = project.manifest(inTreeBackend: inTreeBackend)
      let path = "\(work)/\(project.name)/pyproject.toml"
      // Only what changed is written, so that the ctime tells of changes alone.
      if FileManager.default.contents(atPath: path) != Data(text.utf8) {
        tree.write("\(Self.work)/\(project.name)/pyproject.toml", text)
      }
      let backend = "\(Self.work)/\(project.name)/backend.py"
      if inTreeBackend, !FileManager.default.fileExists(atPath: "\(tree.path)/\(backend)") {
        tree.write(backend, Self.backend(project.name))
      }
    }
  }

  /// A PEP 517 backend in one file, for releases without one inside.
  private static func backend(_ name: String) -> String {
    """
    import zipfile
    def _wheel(directory):
        base = "\(name)-1"
        with zipfile.ZipFile(directory + "/" + base + "-py3-none-any.whl", "w") as z:
            z.writestr(base + ".dist-info/METADATA", "Metadata-Version: 2.1\\nName: \(name)\\nVersion: 1\\n")
            z.writestr(base + ".dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            z.writestr(base + ".dist-info/RECORD", base + ".dist-info/METADATA,,\\n" + base + ".dist-info/WHEEL,,\\n" + base + ".dist-info/RECORD,,\\n")
        return base + "-py3-none-any.whl"
    def build_wheel(directory, config_settings=None, metadata_directory=None):
        return _wheel(directory)
    def build_editable(directory, config_settings=None, metadata_directory=None):
        return _wheel(directory)
    """
  }
}
