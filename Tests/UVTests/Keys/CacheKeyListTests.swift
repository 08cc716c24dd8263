import Testing
import UV

/// Which keys are in force, as the manifest says it; the refusals of the newest release.
@Suite struct CacheKeyListTests {
  private func read(_ text: String?, _ release: UVRelease = Rules.latestRelease) throws
    -> CacheKeyList
  {
    try CacheKeyList.read(text.map { Array($0.utf8) }, rules: Rules(release))
  }

  private func declared(_ keys: String) -> String { "[tool.uv]\ncache-keys = \(keys)\n" }

  @Test(arguments: [
    ("[]", []),
    ("['a', {file='b*'}]", [CacheKey.file("a"), .file("b*")]),
    ("[{dir='src'}, {env='X'}]", [.directory("src"), .environment("X")]),
    (
      "[{git=true}, {git=false}, {git={}}]",
      [
        .git(commit: true, tags: false), .git(commit: false, tags: false),
        .git(commit: false, tags: false),
      ]
    ),
    ("[{git={commit=true, tags=true}}]", [.git(commit: true, tags: true)]),
  ])
  func accepted(_ text: String, _ keys: [CacheKey]) throws {
    let list = try read(declared(text))
    #expect(list.keys == keys)
    #expect(list.line == 2)
  }

  @Test(arguments: [
    "'a'", "{file='a'}", "true", "[1]", "[{}]", "[{file='a', dir='b'}]", "[{nope='x'}]",
    "[{File='x'}]",
    "[{file=1}]", "[{git=1}]", "[{git={branch=true}}]", "[{git={commit='true'}}]",
    "[{git=[true, true]}]",
    "[['a']]", "[2020-01-01]",
  ])
  func refused(_ text: String) throws {
    let error = #expect(throws: InvalidKeyList.self) { try read(declared(text)) }
    #expect(error?.line == 2)
    let older = try read(declared(text), UVRelease(0, 13, 4))
    #expect(!older.isDeclared || text.contains("[true, true]"))
  }

  @Test func withoutAListTheDefaultsHold() throws {
    for text in [nil, "", "[tool.uv]\n", "[tool]\nUV = 1\n", "[project]\nname='x'\n"] {
      #expect(try read(text).keys == CacheKey.defaults(.latest))
      #expect(try !read(text).isDeclared)
    }
    #expect(try CacheKeyList.read([0xFF, 0xFE], rules: .latest).keys == CacheKey.defaults(.latest))
    #expect(CacheKey.defaults(Rules(UVRelease(0, 6, 6))).count == 3)
  }

  @Test func whatIsNoTOMLIsAnErrorSince0_13_5() throws {
    #expect(throws: InvalidKeyList.self) { try read("a = [") }
    #expect(try read("a = [", UVRelease(0, 13, 4)).ignored != nil)
    #expect(try read("a = 99999999999999999999\n").ignored == nil)
  }

  @Test func keysThatAReleaseDidNotKnow() throws {
    #expect(try read(declared("['a', {env='X'}]"), UVRelease(0, 5, 11)).ignored != nil)
    #expect(try read(declared("['a', {dir='X'}]"), UVRelease(0, 6, 6)).ignored != nil)
    #expect(try read(declared("[{git={tags=true}}]"), UVRelease(0, 4, 22)).ignored != nil)
  }

  /// `é` in one and in two code points are two keys to TOML, and one character to Swift.
  @Test func keysThatOnlySwiftTakesForTheSame() throws {
    #expect(try !read("'\u{E9}' = 1\n'e\u{301}' = 2\n").isDeclared)
  }
}
