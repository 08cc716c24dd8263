import Formats
import Platform
import UV

/// What a user likes, from a small file; every part is optional.
package struct Preferences: Hashable, Sendable {
  /// Colours for a background.
  package enum Look: String, Hashable, Sendable, CaseIterable {
    /// As `COLORFGBG` says, else dark.
    case auto
    case dark, light
  }

  package enum Choice: String, Hashable, Sendable, CaseIterable {
    case auto, always, never
  }

  package enum GlyphChoice: String, Hashable, Sendable, CaseIterable {
    case auto
    case utf8 = "utf-8"
    case ascii
  }

  package var look = Look.auto
  package var color = Choice.auto
  package var glyphs = GlyphChoice.auto
  package var mouse = true
  package var scope = ListState.Scope.local
  package var sort = SortKey.state
  package var split = Layout.Split.auto
  package var tab = DetailState.Tab.why
  /// Path of the uv to use.
  package var uv: String?
  /// How the user syncs: options of `uv sync`.
  package var sync = SyncOptions()
  /// Whether the inspector and `reinstall` write down what happens, for `log`.
  package var journal = true
  /// Directories in which `--everywhere` looks for environments.
  package var roots: [String] = []
  /// Bindings with the user's keys.
  package var bindings: Bindings {
    get { ownBindings ?? Bindings() }
    set { ownBindings = newValue }
  }
  /// Nil without own keys: `check` reads the settings too, and has no use for the table.
  private var ownBindings: Bindings?

  package init() {}

  /// `roots` as paths; `~/` stands for the home directory.
  package func roots(home: String?) -> [Path] {
    roots.map { root in
      guard root == "~" || root.hasPrefix("~/"), let home else { return Path(root) }
      return Path(home).appending(String(root.dropFirst(2)))
    }
  }

  /// What is wrong in the file: the line and the key.
  package struct Mistake: Error, Hashable, Sendable {
    package let line: Int
    package let message: String
  }

  /// Reads the file's text.
  package init(_ content: [UInt8]) throws(Mistake) {
    let table: TOMLTable
    do throws(TOMLError) {
      table = try TOMLDocument.read(content)
    } catch {
      throw Mistake(line: error.line, message: error.message)
    }
    for entry in table.entries {
      switch entry.key {
      case "look": look = try Self.choice(entry)
      case "color": color = try Self.choice(entry)
      case "glyphs": glyphs = try Self.choice(entry)
      case "scope": scope = try Self.choice(entry)
      case "sort": sort = try Self.choice(entry)
      case "split": split = try Self.choice(entry)
      case "tab": tab = try Self.choice(entry)
      case "mouse": mouse = try Self.truth(entry)
      case "journal": journal = try Self.truth(entry)
      case "uv":
        guard let text = entry.node.string else { throw Self.mistake(entry, "expected a path") }
        uv = text
      case "sync":
        let words = entry.node.array?.compactMap(\.string)
        guard let words, words.count == entry.node.array?.count else {
          throw Self.mistake(entry, "expected a list of options of `uv sync`")
        }
        do throws(SyncOptions.Mistake) {
          sync = try SyncOptions(words)
        } catch {
          throw Self.mistake(
            entry, "`\(error.word)` is not an option of `uv sync` that decides what is installed")
        }
      case "roots":
        guard let texts = entry.node.array?.map(\.string), !texts.contains(nil) else {
          throw Self.mistake(entry, "expected a list of paths")
        }
        roots = texts.compactMap { $0 }
      case "keys":
        guard let keys = entry.node.table else { throw Self.mistake(entry, "expected a table") }
        try remap(keys)
      default:
        throw Self.mistake(
          entry,
          "no such setting; there are color, glyphs, journal, keys, look, mouse, roots, scope, sort,"
            + " split, sync, tab and uv")
      }
    }
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ entry: TOMLTable.Entry
  ) throws(Mistake) -> Value where Value.RawValue == String {
    if let value = entry.node.string.flatMap(Value.init(rawValue:)) { return value }
    let all = Value.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    throw mistake(entry, "expected one of \(all)")
  }

  private static func truth(_ entry: TOMLTable.Entry) throws(Mistake) -> Bool {
    if let truth = entry.node.boolean { return truth }
    throw mistake(entry, "expected true or false")
  }

  private static func mistake(_ entry: TOMLTable.Entry, _ message: String) -> Mistake {
    Mistake(line: entry.node.line, message: "`\(entry.key)`: \(message)")
  }

  // MARK: - Keys

  /// `reinstall = "i"` or `["i", "F2"]`; a key goes to the command that names it last in the table.
  private mutating func remap(_ keys: TOMLTable) throws(Mistake) {
    var taken: [Key: String] = [:]
    var chosen: [Command: [Key]] = [:]
    for entry in keys.entries {
      guard let command = Command(rawValue: entry.key) else {
        let all = Command.allCases.map(\.rawValue).joined(separator: ", ")
        throw Self.mistake(entry, "no such command; there are \(all)")
      }
      let names = entry.node.string.map { [$0] } ?? entry.node.array?.compactMap(\.string)
      guard let names, names.count == entry.node.array?.count ?? 1 else {
        throw Self.mistake(entry, "expected a key or a list of keys")
      }
      for name in names {
        guard let key = Key(named: name) else {
          throw Self.mistake(
            entry,
            "`\(name)` is not a key; write x, ^x, F2, Space, Enter, Tab, Esc, Up, PgDn and so on")
        }
        if let other = taken.updateValue(entry.key, forKey: key) {
          throw Self.mistake(entry, "`\(name)` is taken by `\(other)`")
        }
        chosen[command, default: []].append(key)
      }
      if names.isEmpty { chosen[command] = [] }
    }
    if chosen[.quit]?.isEmpty == true {
      throw Mistake(line: keys["quit"]?.line ?? 1, message: "`quit`: some key must quit")
    }
    if !chosen.isEmpty { bindings.remap(chosen) }
  }
}

extension Key {
  /// As help writes it, or by a name that can be typed.
  package init?(named name: String) {
    let names: [String: Key] = [
      "Space": .character(" "), "Enter": .enter, "Tab": .tab, "S-Tab": .backTab, "Esc": .escape,
      "Backspace": .backspace, "Del": .delete, "Up": .up, "Down": .down, "Left": .left,
      "Right": .right, "PgUp": .pageUp, "PgDn": .pageDown, "Home": .home, "End": .end,
    ]
    if let key = names[name] {
      self = key
    } else if name.count == 1, let character = name.first, character != " " {
      self = .character(character)
    } else if name.count == 2, name.first == "^", let letter = name.lowercased().last,
      ("a"..."z").contains(letter), !["i", "j", "m", "h"].contains(letter)
    {
      self = .control(letter)
    } else if name.first == "F", let number = Int(name.dropFirst()), (1...12).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }
}
