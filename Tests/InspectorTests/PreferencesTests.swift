import Inspector
import Testing

/// The settings file: everything optional, and what is wrong is named with its line.
@Suite struct PreferencesTests {
  private func read(_ text: String) throws -> Preferences {
    try Preferences(Array(text.utf8))
  }

  @Test func everythingIsOptional() throws {
    #expect(try read("") == Preferences())
    #expect(try read("[keys]\n") == Preferences())
  }

  @Test func everythingIsRead() throws {
    let found = try read(
      """
      look = "light"
      color = "never"
      glyphs = "ascii"
      mouse = false
      journal = false
      scope = "all"
      uv = "/opt/uv"
      [keys]
      reinstall = ["r", "F2"]
      quit = "^x"
      """)
    #expect(found.look == .light && found.color == .never && found.glyphs == .ascii)
    #expect(!found.mouse && !found.journal && found.scope == .all && found.uv == "/opt/uv")
    func keys(_ command: Command) -> [Key] {
      found.bindings.all.first { $0.command == command }?.keys ?? []
    }
    #expect(keys(.reinstall) == [.character("r"), .function(2)])
    #expect(keys(.quit) == [.control("x")])
    #expect(keys(.filter) == [.character("/")])
  }

  /// A key that is given to another command leaves the one that had it.
  @Test func aKeyHasOneMeaning() throws {
    let found = try read("[keys]\nreinstall = 'q'\n")
    #expect(
      found.bindings.all.filter { $0.keys.contains(.character("q")) }.map(\.command) == [.reinstall]
    )
    #expect(found.bindings.all.first { $0.command == .quit }?.keys == [.control("c")])
  }

  @Test(arguments: [
    ("scop = 'all'", 1, "`scop`: no such setting"),
    ("\nscope = 'every'", 2, "\"local\", \"stale\", \"all\""),
    ("mouse = 1", 1, "true or false"), ("\njournal = 'no'", 2, "`journal`: expected true or false"),
    ("[keys]\nfly = 'x'", 2, "`fly`: no such command"),
    ("[keys]\nquit = 'xx'", 2, "`xx` is not a key"),
    ("[keys]\nup = 'x'\ndown = 'x'", 3, "taken by `up`"),
    ("[keys]\nquit = []", 2, "some key must quit"), ("look = ", 1, ""), ("uv = 1", 1, "a path"),
    ("keys = 1", 1, "a table"), ("[keys]\nup = [1]", 2, "a key or a list of keys"),
    ("[keys]\nup = '^j'", 2, "is not a key"),
  ])
  func mistakesNameTheirLine(_ text: String, _ line: Int, _ message: String) {
    do throws(Preferences.Mistake) {
      _ = try Preferences(Array(text.utf8))
      Issue.record("accepted: \(text)")
    } catch {
      #expect(error.line == line)
      #expect(message.isEmpty || error.message.contains(message), "\(error.message)")
    }
  }

  /// Every key that help can show can be written, but for those that terminals cannot tell apart.
  @Test func keysCanBeNamed() {
    for binding in Binding.all {
      for key in binding.keys {
        let name = ["↑": "Up", "↓": "Down", "←": "Left", "→": "Right", "⇧Tab": "S-Tab"][key.text]
        #expect(Key(named: name ?? key.text) == key, "\(key.text)")
      }
    }
  }
}
