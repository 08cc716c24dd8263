import Formats
import Freshness
import Platform
import Testing
import UV

/// Documents of many shapes, each edited in several ways: all bytes outside the list stay.
///
/// The shapes are those of real projects: what stands before, around and behind `[tool.uv]`.
@Suite struct EditorCorpusTests {
  /// What stands in front: projects of several backends, comments, strings that look like tables.
  static let heads = [
    "",
    "\u{FEFF}# 日本語 — comment\n[project]\nname = \"p\"\nversion = \"1.0\"\n",
    "[build-system]\nrequires = [\"setuptools>=61\", \"wheel\"]\nbuild-backend = 'setuptools.build_meta'\n",
    "[project]\nname = \"p\"\ndescription = \"\"\"\n[tool.uv]\ncache-keys = [\"no\"]\n\"\"\"\nx = '''\n]\n'''\n",
    "[project]\r\nname = \"p\"  \r\n\r\n\r\n[project.scripts]\r\n\"a.b\" = \"p:main\" # run\r\n",
    "[tool.black]\nline-length = 100\ninclude = '\\.pyi?$'\n[[tool.mypy.overrides]]\nmodule = [\n  \"a\",\n]\n",
    "title = 2020-01-01 10:00:00\n[a.b]\n\"c d\".e = { f = [1, [2, 3]], g = 1e5 }\n",
  ]
  /// Ways in which `[tool.uv]` is written; `L` stands for the list.
  static let tables = [
    "[tool.uv]\ncache-keys = L\n",
    "[tool.uv]\ndev-dependencies = [\n    \"pytest\", # why\n]\ncache-keys = L # tail ]\nmanaged = true\n",
    "[tool]\nuv.managed = true\nuv.cache-keys   =   L\n",
    "[ tool . \"uv\" ]\n'cache-keys' = L\n[tool.uv.sources]\na = { path = \"../a\", editable = true }\n",
    "[tool]\nuv = { managed = true, cache-keys = L }\n",
    "[tool.uv.sources]\na = { workspace = true }\n\n[tool.uv] # late\ncache-keys = L",
  ]
  /// Ways in which lists are written, each with keys `a` and `b` or nothing.
  static let lists = [
    "[]",
    "[ 'a', \"b\" ]",
    "[{ file = \"a\" }, { file = 'b' }]",
    "[\n    # first\n    { file = \"a\" }, # a ] , }\n    { file = \"b\" },\n]",
    "[\n\t\"a\",\n\n\t\"b\" # last\n\t# end\n]",
    "[{file=\"a\"},\n {file=\"b\"}, ]",
  ]
  static let tails = ["", "\n[tool.ruff]\nselect = [\"E\"]\n# the end"]
  /// What is asked of each: to add, to add in front, to take away, to change all.
  static let wishes: [[CacheKey]] = [
    [.file("a"), .file("b"), .file("src/**/*.{c,h}"), .git(commit: true, tags: true)],
    [.file("pyproject.toml"), .file("a"), .file("b")],
    [.file("b")],
    [.environment("CC"), .directory("src"), .file("it's \"quoted\" \\ é")],
  ]

  static let documents: [String] = heads.flatMap { head in
    tables.flatMap { table in
      lists.flatMap { list -> [String] in
        // Before TOML 1.1 an inline table held no line breaks, and comments none ever on its line.
        tails.flatMap { tail -> [String] in
          let text = head + table.replacing("L", with: list) + tail
          let plain = text.replacing("\r\n", with: "\n")
          return [plain, plain.replacing("\n", with: "\r\n")]
        }
      }
    }
  }

  @Test("every shape is edited, and stays as it is outside the list")
  func all() throws {
    #expect(Self.documents.count >= 200)
    for text in Self.documents {
      let old = Array(text.utf8)
      guard let entry = try TOMLLayout.read(old).entry(["tool", "uv", "cache-keys"]) else {
        Issue.record("no list in \(text)")
        continue
      }
      let declared = try CacheKeyList.read(old, rules: .latest).keys
      let same = try CacheKeyEditor.edit(
        old, to: KeyProposal(declared, adding: []), rules: .latest)
      #expect(same == old, "nothing to do, but changed: \(text)")
      for wish in Self.wishes {
        let proposal = KeyProposal(items: wish.map { KeyProposal.Item($0) })
        let new = try CacheKeyEditor.edit(old, to: proposal, rules: .latest)
        #expect(new.starts(with: old[..<entry.value.lowerBound]), "\(text)")
        #expect(new.reversed().starts(with: old[entry.value.upperBound...].reversed()), "\(text)")
        let list = new[entry.value.lowerBound..<(new.count - (old.count - entry.value.upperBound))]
        let isCarriage = text.utf8.contains(0x0D)
        #expect(
          Self.hasLineBreaks(list, carriage: isCarriage), "\(String(decoding: new, as: UTF8.self))")
        #expect(
          Self.comments(list) == Self.keptComments(old[entry.value], wish, declared), "\(text)")
        #expect(try CacheKeyEditor.edit(new, to: proposal, rules: .latest) == new)
      }
    }
  }

  @Test("every shape without a list gets one")
  func additions() throws {
    for head in Self.heads {
      for tail in Self.tails + ["\n[tool.uv.pip]\nx = 1\n", "\n[tool.uv]\n", "\n[[z]]\n"] {
        let old = Array((head + tail).utf8)
        for wish in Self.wishes {
          let proposal = KeyProposal(items: wish.map { KeyProposal.Item($0) })
          let new = try CacheKeyEditor.edit(old, to: proposal, rules: .latest)
          // One piece is put in: what is in front and behind adds up to the old text.
          var front = 0
          while front < old.count, old[front] == new[front] { front += 1 }
          #expect(new.reversed().starts(with: old[front...].reversed()))
          #expect(try CacheKeyList.read(new, rules: .latest).keys == wish)
          #expect(try CacheKeyEditor.edit(new, to: proposal, rules: .latest) == new)
        }
      }
    }
  }

  private static func hasLineBreaks(_ list: ArraySlice<UInt8>, carriage: Bool) -> Bool {
    list.indices.filter { list[$0] == 0x0A }.allSatisfy { index in
      carriage == (index > list.startIndex && list[index - 1] == 0x0D)
    }
  }

  /// Comments in a list of the corpus: each begins behind a blank or a line break.
  private static func comments(_ list: ArraySlice<UInt8>) -> [String] {
    String(decoding: list, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
      line.firstIndex(of: "#").map { String(line[$0...]) }
    }
  }

  /// Those on lines of their own, and those beside keys that stay.
  private static func keptComments(
    _ list: ArraySlice<UInt8>, _ wish: [CacheKey], _ declared: [CacheKey]
  ) -> [String] {
    String(decoding: list, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
      guard let mark = line.firstIndex(of: "#") else { return nil }
      let owner = ["a", "b"].first { line[..<mark].contains("\"\($0)\"") }
      if let owner, !wish.contains(.file(owner)) { return nil }
      return String(line[mark...])
    }
  }
}
