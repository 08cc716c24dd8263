import Formats
import Platform
import TestSupport
import Testing
import UV

/// Each difference between uv's releases, on both sides of the release that brought it.
@Suite struct RulesTests {
  private struct Boundary: Sendable {
    let name: String
    let first: UVRelease
    let before: UVRelease
    let holds: @Sendable (Rules) -> Bool
  }

  private static let boundaries = [
    Boundary(name: "records", first: .init(0, 4, 8), before: .init(0, 4, 7)) { $0.hasRecords },
    Boundary(name: "globs", first: .init(0, 4, 10), before: .init(0, 4, 9)) { $0.hasGlobs },
    Boundary(name: "project paths", first: .init(0, 4, 10), before: .init(0, 4, 9)) {
      $0.keysAreRelativeToProject
    },
    Boundary(name: "trimmed refs", first: .init(0, 4, 19), before: .init(0, 4, 18)) {
      $0.trimsRefs
    },
    Boundary(name: "tags", first: .init(0, 4, 23), before: .init(0, 4, 22)) { $0.hasTags },
    Boundary(name: "strict records", first: .init(0, 4, 26), before: .init(0, 4, 25)) {
      $0.refusesBareTimestamp
    },
    Boundary(name: "env", first: .init(0, 5, 12), before: .init(0, 5, 11)) { $0.hasEnvironment },
    Boundary(name: "nested tags", first: .init(0, 5, 19), before: .init(0, 5, 18)) {
      $0.findsNestedTags
    },
    Boundary(name: "directories", first: .init(0, 6, 7), before: .init(0, 6, 6)) {
      $0.hasDirectories
    },
    Boundary(name: "UV_PROJECT", first: .init(0, 6, 11), before: .init(0, 6, 10)) {
      $0.readsProjectVariable
    },
    Boundary(name: "absent UV_PROJECT", first: .init(0, 12, 0), before: .init(0, 11, 33)) {
      $0.refusesAbsentProject
    },
    Boundary(name: "UV_WORKING_DIRECTORY", first: .init(0, 9, 1), before: .init(0, 9, 0)) {
      $0.workingDirectoryVariables.contains("UV_WORKING_DIRECTORY")
    },
    Boundary(name: "UV_WORKING_DIR", first: .init(0, 9, 14), before: .init(0, 9, 13)) {
      $0.workingDirectoryVariables.first == "UV_WORKING_DIR"
    },
    Boundary(name: "failed computation", first: .init(0, 6, 8), before: .init(0, 6, 7)) {
      $0.toleratesFailedComputation
    },
    Boundary(name: "clustering", first: .init(0, 7, 21), before: .init(0, 7, 20)) {
      $0.clustersGlobs
    },
    Boundary(name: "build records", first: .init(0, 8, 12), before: .init(0, 8, 11)) {
      $0.hasBuildRecords
    },
    Boundary(name: "braces", first: .init(0, 9, 5), before: .init(0, 9, 4)) { $0.nestsBraces },
    Boundary(name: "TOML 1.1", first: .init(0, 9, 22), before: .init(0, 9, 21)) {
      $0.toml == .v1_1
    },
    Boundary(name: "packed refs", first: .init(0, 11, 20), before: .init(0, 11, 19)) {
      $0.readsWholeRepository
    },
    Boundary(name: "invalid lists", first: .init(0, 13, 5), before: .init(0, 13, 4)) {
      $0.refusesInvalidLists
    },
    Boundary(name: "git arrays", first: .init(0, 13, 5), before: .init(0, 13, 4)) {
      $0.refusesGitArrays
    },
  ]

  @Test func boundaries() {
    for one in Self.boundaries {
      #expect(one.holds(Rules(one.first)), "\(one.name) since \(one.first)")
      #expect(!one.holds(Rules(one.before)), "\(one.name) not in \(one.before)")
    }
    #expect(Rules(.init(0, 12, 6), isMusl: true).readsBirthTimes)
    #expect(!Rules(.init(0, 12, 5), isMusl: true).readsBirthTimes)
    #expect(Rules(.init(0, 12, 5)).readsBirthTimes)
  }

  // MARK: - What follows from them

  private func compute(
    _ keys: String, _ release: UVRelease, musl: Bool = false, _ setUp: String
  ) throws -> ComputedInfo {
    let tree = TemporaryTree()
    tree.write("p/pyproject.toml", "[tool.uv]\ncache-keys = \(keys)\n")
    try tree.shell(setUp, in: "p")
    return try CacheInfoComputer(
      rules: Rules(release, isMusl: musl), environment: ProcessEnvironment(["X": "1"])
    ).compute(Path("\(tree.path)/p"))
  }

  private static let id = String(repeating: "a1", count: 20)
  private static let git =
    "mkdir -p .git/refs/heads .git/refs/tags; echo 'ref: refs/heads/m' > .git/HEAD; echo \(id) > .git/refs/heads/m; "
  private static let keys = "[{git={commit=true, tags=true}}]"

  @Test func commits() throws {
    #expect(try compute("[{git=true}]", .init(0, 4, 18), Self.git).info.commit == nil)
    #expect(
      try compute("[{git=true}]", .init(0, 4, 19), Self.git).info.commit == ByteString(Self.id))
    let packed =
      Self.git + "rm .git/refs/heads/m; echo '\(Self.id) refs/heads/m' > .git/packed-refs"
    #expect(try compute(Self.keys, .init(0, 11, 19), packed).info.commit == nil)
    #expect(try compute(Self.keys, .init(0, 11, 20), packed).info.commit == ByteString(Self.id))
    let linked = Self.git + "mv .git ../real; echo 'gitdir: ../real' > .git"
    #expect(try compute(Self.keys, .init(0, 11, 19), linked).info.commit == nil)
    #expect(try compute(Self.keys, .init(0, 11, 20), linked).info.commit == ByteString(Self.id))
  }

  @Test func tags() throws {
    let nested = Self.git + "mkdir .git/refs/tags/a; echo \(Self.id) > .git/refs/tags/a/b"
    #expect(try compute(Self.keys, .init(0, 5, 18), nested).info.tags == nil)
    #expect(try compute(Self.keys, .init(0, 5, 19), nested).info.tags?.map(\.name) == ["a/b"])
    let packed = Self.git + "echo '\(Self.id) refs/tags/v1' > .git/packed-refs"
    #expect(try compute(Self.keys, .init(0, 11, 19), packed).info.tags == [])
    #expect(try compute(Self.keys, .init(0, 11, 20), packed).info.tags?.map(\.name) == ["v1"])
  }

  @Test func globs() throws {
    let tree = "mkdir -p src/d; touch -d 2001-01-01 keep; touch src/d/x.py"
    func newest(_ keys: String, _ release: UVRelease) throws -> Path? {
      try compute(keys, release, tree).newest?.normalized
    }
    // A literal before 0.4.10.
    #expect(try newest("['src/d/*.py']", .init(0, 4, 9)) == nil)
    // `src/*.py` alone became recursive, `../x/*` began to work.
    #expect(try newest("['src/*.py']", .init(0, 7, 20)) == nil)
    #expect(try newest("['src/*.py']", .init(0, 7, 21)) == "src/d/x.py")
    #expect(try newest("['../p/src/d/*.py']", .init(0, 7, 20)) == nil)
    #expect(try newest("['../p/src/d/*.py']", .init(0, 7, 21)) == "../p/src/d/x.py")
    // `!src/*` alone was an exclusion.
    #expect(try newest("['src/**', '!src/d/*']", .init(0, 7, 20)) == nil)
    #expect(try newest("['src/**', '!src/d/*']", .init(0, 7, 21)) == "src/d/x.py")
    // A trailing slash matched directories only.
    #expect(try newest("['src/d/*/']", .init(0, 7, 20)) == nil)
    #expect(try newest("['src/d/*/']", .init(0, 7, 21)) == "src/d/x.py")
    // Links count since 0.7.21.
    let link = tree + "; ln -s src/d/x.py l.txt"
    #expect(try compute("['l.*']", .init(0, 7, 20), link).newest == nil)
    #expect(try compute("['l.*']", .init(0, 7, 21), link).newest == "l.txt")
  }

  @Test func braces() throws {
    let tree = "touch ab 'n.' 'x}'"
    #expect(throws: ComputationFailure.self) {
      try compute("['{a{b,c},d}*']", .init(0, 9, 4), tree)
    }
    #expect(try compute("['{a{b,c},d}*']", .init(0, 9, 5), tree).newest == "ab")
    #expect(try compute("['n*.']", .init(0, 9, 4), tree).newest == nil)
    #expect(try compute("['n*.']", .init(0, 9, 5), tree).newest == "n.")
    #expect(try compute("['a*}']", .init(0, 9, 4), tree).newest == "ab")
    #expect(throws: ComputationFailure.self) { try compute("['a*}']", .init(0, 9, 5), tree) }
  }

  @Test func dialects() throws {
    let keys = "[\n{ file = 'f',\n}]"
    #expect(try compute(keys, .init(0, 9, 21), "touch f").newest == "pyproject.toml")
    #expect(try compute(keys, .init(0, 9, 22), "touch f").newest == "f")
  }

  @Test func directories() throws {
    let musl = try compute("[{dir='d'}]", .init(0, 12, 5), musl: true, "mkdir d").info.directories[
      0
    ].value
    let glibc = try compute("[{dir='d'}]", .init(0, 12, 5), "mkdir d").info.directories[0].value
    if case .inode? = musl {} else { Issue.record("\(String(describing: musl))") }
    if case .born? = glibc {} else { Issue.record("\(String(describing: glibc))") }
  }

  @Test func recordsOfEveryAge() throws {
    func read(_ text: String, _ release: UVRelease) throws -> CacheInfo {
      var reader = RecordReader(rules: Rules(release))
      return try reader.read(Array(text.utf8))
    }
    let time = Timestamp(seconds: 5, nanoseconds: 6)
    let bare = "{\"secs_since_epoch\":5,\"nanos_since_epoch\":6}"
    #expect(try read(bare, .init(0, 4, 25)).timestamp == time)
    #expect(try read(bare, .init(0, 4, 26)).timestamp == nil)
    let full =
      "{\"timestamp\":\(bare),\"commit\":\"c\",\"tags\":{\"t\":\"1\"},\"env\":{\"X\":null},\"directories\":{\"d\":7}}"
    #expect(try read(full, .init(0, 4, 22)) == CacheInfo(timestamp: time, commit: "c"))
    #expect(try read(full, .init(0, 5, 11)).environment.isEmpty)
    #expect(try read(full, .init(0, 6, 6)).directories.isEmpty)
    #expect(try read(full, .init(0, 6, 7)).directories == [NamedValue("d", .inode(7))])
    #expect(
      try read(
        "{\"timestamp\":{\"secs_since_epoch\":1,\"nanos_since_epoch\":1500000000}}", .init(0, 13, 9)
      ).timestamp == Timestamp(seconds: 2, nanoseconds: 500_000_000))
  }
}
