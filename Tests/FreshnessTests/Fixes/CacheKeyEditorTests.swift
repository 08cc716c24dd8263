import Formats
import Freshness
import Platform
import Testing
import UV

/// What the editor makes of a text, one case a line; `|` stands for a line break.
@Suite struct CacheKeyEditorTests {
  /// A list before, the keys wanted (`a` stays if it is there), and the list after.
  static let lists: [(before: String, keys: [String], after: String)] = [
    ("['a']", ["a", "b"], "['a', 'b']"),
    ("[\"a\"]", ["a", "b"], "[\"a\", \"b\"]"),
    ("[ 'a' ]", ["a", "b"], "[ 'a', 'b' ]"),
    ("['a',]", ["a", "b"], "['a', 'b',]"),
    ("['a', 'b']", ["b"], "['b']"),
    ("['a', 'b']", ["a"], "['a']"),
    ("['a', 'b', 'c']", ["a", "c"], "['a', 'c']"),
    ("['a','b']", ["a", "b", "c"], "['a','b', 'c']"),
    ("['b']", ["a", "b"], "['a', 'b']"),
    ("[]", ["a"], "[{ file = \"a\" }]"),
    ("[|]", ["a"], "[|    { file = \"a\" },|]"),
    ("[ # none yet|]", ["a"], "[ # none yet|    { file = \"a\" },|]"),
    ("[|  'a',|]", ["a", "b"], "[|  'a',|  'b',|]"),
    ("[|  'a'|]", ["a", "b"], "[|  'a',|  'b'|]"),
    ("[|  'a' # why|]", ["a", "b"], "[|  'a', # why|  'b'|]"),
    ("[|  'a', # why|]", ["a", "b"], "[|  'a', # why|  'b',|]"),
    ("[|  'a', # why|]", ["b", "a"], "[|  'b',|  'a', # why|]"),
    ("[ # all|  'a',|]", ["b", "a"], "[ # all|  'b',|  'a',|]"),
    ("[|  'a',|  # end|]", ["a", "b"], "[|  'a',|  'b',|  # end|]"),
    ("[|  # one|  'a',|  # two|  'b',|]", ["b"], "[|  # one|  # two|  'b',|]"),
    ("[|  # one|  'a',|  # two|  'b',|]", ["a"], "[|  # one|  'a',|  # two|]"),
    ("[|  'a', # x|  'b', # y|]", ["b"], "[|  'b', # y|]"),
    ("[|  'a', # x|  'b' # y|]", ["a"], "[|  'a' # x|]"),
    ("[|\t'a',|\t'b',|]", ["a", "c", "b"], "[|\t'a',|\t'c',|\t'b',|]"),
    ("[|  'a', 'b',|  'c'|]", ["a", "c"], "[|  'a',|  'c'|]"),
    ("[|  'a', # x|  'b', 'c']", ["a", "c"], "[|  'a', # x|  'c']"),
    ("['a',|  'b']", ["a", "b", "c"], "['a',|  'b', 'c']"),
    ("['a',|  'b']", ["b"], "[|  'b']"),
    ("[|  'a'|  , 'b'|]", ["a", "b", "c"], "[|  'a'|  , 'b',|  'c'|]"),
    ("[|  'old' ]", ["a", "b"], "[|  'a',|  'b'|  ]"),
    ("[|  'old',|]", ["a", "b"], "[|  'a',|  'b',|]"),
    ("[{file='a'}]", ["a", "b"], "[{file='a'}, {file='b'}]"),
    ("[{ file = \"a\" }]", ["a", "it's"], "[{ file = \"a\" }, { file = \"it's\" }]"),
    ("[{ file = 'a' }]", ["a", "it's"], "[{ file = 'a' }, { file = \"it's\" }]"),
    (
      "[{ file = 'a' }]", ["a", "git:11"],
      "[{ file = 'a' }, { git = { commit = true, tags = true } }]"
    ),
    ("[{ file = \"a\" }]", ["a", "git:10"], "[{ file = \"a\" }, { git = { commit = true } }]"),
    ("['a']", ["a", "dir:src", "env:CC"], "['a', { dir = 'src' }, { env = 'CC' }]"),
    ("[{ file = \"a\" }, \"b\"]", ["b"], "[\"b\"]"),
    (
      "[|  { file = \"a,b]#\" }, # , ]|  'b',|]", ["a,b]#", "c"],
      "[|  { file = \"a,b]#\" }, # , ]|  { file = \"c\" },|]"
    ),
    ("[|  {|    file = 'a'|  },|]", ["a", "c"], "[|  {|    file = 'a'|  },|  { file = 'c' },|]"),
    (
      "['a']", [String(repeating: "x", count: 90), "a"],
      "[|    '" + String(repeating: "x", count: 90) + "',|    'a',|]"
    ),
    // The line break goes with the key that is taken out.
    (
      "['a',|  'old']", ["a", String(repeating: "x", count: 90)],
      "[|    'a',|    '" + String(repeating: "x", count: 90) + "',|]"
    ),
  ]

  @Test("a list is changed and nothing else", arguments: lists.indices, ["\n", "\r\n"])
  func list(index: Int, lineBreak: String) throws {
    let (before, keys, after) = Self.lists[index]
    func document(_ list: String) -> String {
      "# top|[project]|name = 'p'|[tool.uv]|cache-keys = \(list) # tail|x = 1|[z]|"
        .replacing("|", with: lineBreak)
    }
    #expect(try edit(document(before), keys) == document(after))
  }

  /// A whole document before and after one key `a` is wanted.
  static let documents: [(before: String, after: String)] = [
    ("", "[tool.uv]|cache-keys = A|"),
    ("\u{FEFF}", "\u{FEFF}[tool.uv]|cache-keys = A|"),
    ("[project]|name = 'p'|", "[project]|name = 'p'||[tool.uv]|cache-keys = A|"),
    ("[project]|name = 'p'", "[project]|name = 'p'||[tool.uv]|cache-keys = A|"),
    ("\u{FEFF}[project]|", "\u{FEFF}[project]||[tool.uv]|cache-keys = A|"),
    ("[tool.uv]|", "[tool.uv]|cache-keys = A|"),
    ("[tool.uv]", "[tool.uv]|cache-keys = A|"),
    ("[tool.uv] # c||[z]|", "[tool.uv] # c|cache-keys = A||[z]|"),
    ("[ tool . uv ]|x = 1 # c|# d||[z]|", "[ tool . uv ]|x = 1 # c|cache-keys = A|# d||[z]|"),
    (
      "[tool.uv]|x = [|  1,|]|[tool.uv.sources]|",
      "[tool.uv]|x = [|  1,|]|cache-keys = A|[tool.uv.sources]|"
    ),
    ("[tool.uv.sources]|a = 1|", "[tool.uv]|cache-keys = A||[tool.uv.sources]|a = 1|"),
    ("[tool.a]|x = 1||[z]|y = 1|", "[tool.a]|x = 1||[tool.uv]|cache-keys = A||[z]|y = 1|"),
    ("[[tool.a.b]]|x = 1|", "[[tool.a.b]]|x = 1||[tool.uv]|cache-keys = A|"),
    ("[tool]|uv.x = 1|y = 2|", "[tool]|uv.x = 1|uv.cache-keys = A|y = 2|"),
    ("tool.uv.x = 1|y = 2|", "tool.uv.x = 1|tool.uv.cache-keys = A|y = 2|"),
    ("tool.a.x = 1|", "tool.a.x = 1|tool.uv.cache-keys = A|"),
    ("[tool]|uv = { x = 1 }|", "[tool]|uv = { x = 1, cache-keys = A }|"),
    ("[tool]|uv = {}|", "[tool]|uv = { cache-keys = A }|"),
    ("tool.uv = { x = { y = 1 } }|", "tool.uv = { x = { y = 1 }, cache-keys = A }|"),
    ("tool = { uv = { x = 1 } }|", "tool = { uv = { x = 1, cache-keys = A } }|"),
    ("tool.uv.cache-keys = []|", "tool.uv.cache-keys = A|"),
    ("[tool]|uv.cache-keys = []|", "[tool]|uv.cache-keys = A|"),
    ("[tool]|uv = { cache-keys = [], x = 1 }|", "[tool]|uv = { cache-keys = A, x = 1 }|"),
    ("[tool.uv]|\"cache-keys\" = []|", "[tool.uv]|\"cache-keys\" = A|"),
    ("[tool.\"uv\"]|'cache-keys'=[]|", "[tool.\"uv\"]|'cache-keys'=A|"),
    (
      "[tool.uv]|dev = 1|[tool.uv.pip]|cache-keys = ['no']|",
      "[tool.uv]|dev = 1|cache-keys = A|[tool.uv.pip]|cache-keys = ['no']|"
    ),
    ("[tool]|[tool.b]|", "[tool]|[tool.b]||[tool.uv]|cache-keys = A|"),
  ]

  @Test("a list is added where it belongs", arguments: documents.indices, ["\n", "\r\n"])
  func addition(index: Int, lineBreak: String) throws {
    let (before, after) = Self.documents[index]
    // A text without a line break shows none to follow.
    if lineBreak == "\r\n", !before.contains("|") { return }
    #expect(
      try edit(before.replacing("|", with: lineBreak), ["a"])
        == after.replacing("|", with: lineBreak).replacing("A", with: "[{ file = \"a\" }]"))
  }

  static let refused: [(text: String, why: String)] = [
    ("[tool.uv", "not valid TOML: line 1"),
    ("a = 1\na = 2", "not valid TOML: line 2"),
    ("[[tool.uv.cache-keys]]\nfile = 'a'\n", "[[tool.uv.cache-keys]] tables"),
    ("[[tool.uv]]\n", "line 1: cache-keys must be a list"),
    ("tool = 1\n", "line 1"),
    ("[tool]\nuv = [{ cache-keys = ['a'] }]\n", "line 2"),
    ("[tool.uv]\ncache-keys = 'a'\n", "line 2: cache-keys must be a list"),
    ("[tool.uv]\ncache-keys = [1]\n", "line 2"),
    ("[tool.uv]\ncache-keys = [{ fil = 'a' }]\n", "line 2: `fil`"),
    ("[tool.uv]\ncache-keys = ['a']\ncache-keys = ['b']\n", "line 3"),
  ]

  @Test("what cannot be edited is refused with the reason", arguments: refused)
  func refusal(text: String, why: String) {
    #expect {
      try edit(text, ["b"])
    } throws: { error in
      (error as? FixRefusal)?.message.contains(why) == true
    }
  }

  @Test("a key is replaced where it stands")
  func replacement() throws {
    let text = "[tool.uv]\ncache-keys = [\n  'src', # all\n  'b',\n]\n"
    let proposal = KeyProposal(items: [
      KeyProposal.Item(.file("src/**"), declaredIndex: 0),
      KeyProposal.Item(.file("b"), declaredIndex: 1),
    ])
    let edited = try CacheKeyEditor.edit(Array(text.utf8), to: proposal, rules: .latest)
    #expect(
      String(decoding: edited, as: UTF8.self) == text.replacing("'src'", with: "'src/**'"))
  }

  private func edit(_ text: String, _ keys: [String]) throws -> String {
    let items = keys.map { KeyProposal.Item(Self.key($0)) }
    let edited = try CacheKeyEditor.edit(
      Array(text.utf8), to: KeyProposal(items: items), rules: .latest)
    return String(decoding: edited, as: UTF8.self)
  }

  static func key(_ text: String) -> CacheKey {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch parts[0] {
    case "git": return .git(commit: parts[1].hasPrefix("1"), tags: parts[1].hasSuffix("1"))
    case "dir": return .directory(parts[1])
    case "env": return .environment(parts[1])
    default: return .file(text)
    }
  }
}
