import Foundation
import Freshness
import Platform
import TestSupport
import Testing
import UV

/// What uv does next, and whether its cache holds a build for it: 200 projects, changed at random,
/// asked of real uv once for the environment and once for an empty one, in which every install is
/// missing.
@Suite(.enabled(if: RealUV.newest != nil, "there is no uv to ask"), .serialized)
struct CachedBuildAgreementTests {
  @Test(arguments: RealUV.all, DifferentialTests.seeds)
  func uvSaysTheSame(_ uv: RealUV, _ seed: UInt64) throws {
    let rig = try CacheRig(uv, seed: seed)
    var counts: [String: Int] = [:]
    for round in 0..<2 {
      try rig.change()
      let survey = try rig.survey()
      let inPlace = try rig.ask(rig.root)
      let elsewhere = try rig.ask(rig.emptyRoot)
      #expect(survey.assessments.count == CacheRig.count)
      for assessment in survey.assessments {
        let name = assessment.distribution.name
        let mine = rig.surveyor.cachedBuild(of: assessment)
        let where_ = "seed \(seed), round \(round): \(name) (\(mine?.reason ?? ""))"
        #expect((mine?.standing == .usable) == elsewhere.cached.contains(name), "\(where_)")
        #expect(mine?.standing != .unknown, "\(where_)")
        #expect((assessment.nextAction == .keep) == inPlace.kept.contains(name), "\(where_)")
        if assessment.nextAction == .reinstall {
          #expect((mine?.standing == .usable) == inPlace.cached.contains(name), "\(where_)")
        }
        counts[
          "\(assessment.nextAction?.rawValue ?? "")+\(mine?.standing.rawValue ?? "")", default: 0] +=
          1
      }
    }
    print("cached builds: \(uv), seed \(seed): \(counts.sorted { $0.key < $1.key })")
    #expect(counts.count >= 4, "the changes have become too tame: \(counts)")
  }
}

private final class CacheRig {
  static let count = 200

  private let uv: RealUV
  private let tree = TemporaryTree()
  private var random: SeededGenerator
  private var variables: [String: String]
  private(set) var surveyor: Surveyor
  private let list: String

  var root: String { "\(tree.path)/venv" }
  var emptyRoot: String { "\(tree.path)/empty" }

  private static let settings = [
    "config-settings = { g = '1' }", "config-settings-package = { p3 = { g = '2' } }",
    "extra-build-variables = { p4 = { X = '1' } }",
    "extra-build-dependencies = { p5 = ['uv_build'] }",
  ]

  init(_ uv: RealUV, seed: UInt64) throws {
    self.uv = uv
    random = SeededGenerator(seed: seed)
    let path = tree.path
    variables = [
      "UV_CACHE_DIR": "\(path)/cache", "UV_NO_CONFIG": "false", "XDG_CONFIG_HOME": "\(path)/none",
      "UVF_A": "1",
    ]
    var lines: [String] = []
    var script = "mkdir -p archives p\n"
    for number in 0..<Self.count {
      let name = "p\(number)"
      let keys =
        number % 3 == 0
        ? "[tool.uv]\ncache-keys=[{file='src/**/*.py'},{env='UVF_A'},{git=true}]\n" : ""
      tree.write("p/\(name)/src/\(name)/__init__.py")
      tree.write(
        "p/\(name)/pyproject.toml",
        "[project]\nname='\(name)'\nversion='1'\n[build-system]\nrequires=['uv_build>=0.8']\nbuild-backend='uv_build'\n\(keys)"
      )
      switch number % 5 {
      case 0: lines.append("\(name) @ file://\(path)/p/\(name)")
      case 1 where number % 2 == 0:
        script +=
          "mkdir -p s/\(name)-1; cp -r p/\(name)/. s/\(name)-1; printf 'Metadata-Version: 2.1\\nName: \(name)\\nVersion: 1\\n' > s/\(name)-1/PKG-INFO; tar -C s -czf archives/\(name)-1.tar.gz \(name)-1\n"
        lines.append("\(name) @ file://\(path)/archives/\(name)-1.tar.gz")
      case 1:
        script += "'\(uv.path)' build -q --offline --wheel -o archives p/\(name) 2>&1\n"
        lines.append("\(name) @ file://\(path)/archives/\(name)-1-py3-none-any.whl")
      default: lines.append("-e file://\(path)/p/\(name)")
      }
    }
    try tree.shell("set -e\n" + script)
    list = tree.write("list/r.txt", lines.joined(separator: "\n") + "\n")
    tree.write("uv.toml", "")
    for root in ["venv", "empty"] {
      _ = try uv.run(["venv", "-q", "\(path)/\(root)"], in: path, environment: "")
    }
    let place = Path("\(path)/venv")
    let configuration = try #require(PyvenvConfiguration(at: place))
    let environment = try #require(PythonEnvironment(virtual: place, configuration: configuration))
    surveyor = Surveyor(
      environment: environment, rules: Rules(try #require(UVRelease(uv.release))),
      variables: ProcessEnvironment(variables), workingDirectory: Path(path))
    let installed = try uv.run(
      ["pip", "install", "-q", "--no-deps", "-r", list], in: path, environment: root,
      variables: variables)
    try #require(installed.status == 0, "\(installed.errors)")
  }

  /// Changes sources, archives, records, settings, variables and entries of the cache.
  func change() throws {
    var script = ""
    let site = "venv/lib/python*/site-packages"
    for number in 0..<Self.count {
      let name = "p\(number)"
      switch random.next() % 9 {
      case 0: script += "touch p/\(name)/pyproject.toml\n"
      case 1: script += "touch archives/\(name)-1* 2>/dev/null\n"
      case 2, 3: script += "rm -f \(site)/\(name)-1.dist-info/uv_cache.json\n"
      case 4: script += "echo '{}' > $(echo \(site)/\(name)-1.dist-info)/uv_cache.json\n"
      case 5:
        script +=
          "rm -rf p/\(name)/src; mkdir -p p/\(name)/src/\(name); touch p/\(name)/src/\(name)/__init__.py\n"
      default: break
      }
    }
    // One entry in ten: its wheel gone, for another interpreter, of another name, or all of it
    // gone.
    script += """
      n=0; for e in $(ls -d cache/sdists-v*/*/*/* | grep -v revision | sort); do n=$((n+1))
      for l in $(find $e -type l); do case $(( (n + \(random.next() % 10)) % 40 )) in
      0) rm $l;; 1) mv $l ${l%-py3-none-any}-cp27-cp27-linux_x86_64;; 2) rm $l; ln -s nowhere $l;;
      3) mv $l ${l%/*}/zzz-1-py3-none-any;; 4) mv $l ${l%-py3-none-any}-py2.py3-none-any;; 5) rm -rf ${e%/*};; esac; done; done

      """
    try tree.shell(script + "true")
    if random.chance(50) {
      tree.write("uv.toml", Self.settings.filter { _ in random.chance(50) }.joined(separator: "\n"))
    }
    variables["UVF_A"] = random.pick(["1", "2"])
    surveyor = Surveyor(
      environment: surveyor.environment, rules: surveyor.rules,
      variables: ProcessEnvironment(variables), workingDirectory: Path(tree.path))
  }

  func survey() throws -> Survey {
    try surveyor.survey()
  }

  /// What a plain sync of an environment would keep, and what it would link from its cache.
  func ask(_ root: String) throws -> (kept: Set<String>, cached: Set<String>) {
    let result = try uv.run(
      ["pip", "sync", "--dry-run", "-v", list], in: tree.path, environment: root,
      variables: variables)
    #expect(result.status == 0, "\(result.errors)")
    var kept: Set<String> = []
    var cached: Set<String> = []
    for line in result.errors.split(separator: "\n") {
      if let range = line.range(of: "Requirement already installed: ") {
        kept.insert(Self.name(line[range.upperBound...]))
      } else if let range = line.range(of: "requirement already cached: ") {
        cached.insert(Self.name(line[range.upperBound...]))
      }
    }
    return (kept, cached)
  }

  private static func name(_ text: Substring) -> String {
    String(text.prefix { $0.isLetter || $0.isNumber })
  }
}
