import TestSupport

/// A project made up at random: its keys, and lines of bash that make and change its tree.
struct InventedProject {
  let name: String
  private(set) var keys: [String]?
  let isEditable: Bool

  private static let directories = [
    "src", "lib", "lib/deep", "native", "docs", "a b", "x.d", ".hid",
  ]
  private static let files = [
    "a.py", "b.rs", "c.txt", "setup.cfg", "data.json", ".dot", "n.", "[x].py", "é.py", "!bang",
    "z}",
  ]
  private static let variables = ["UVF_A", "UVF_B", "UVF_MISSING"]

  init(name: String, _ random: inout SeededGenerator) {
    self.name = name
    isEditable = random.chance(70)
    keys = random.chance(20) ? nil : Self.inventKeys(&random)
  }

  // MARK: - Keys

  private static func inventKeys(_ random: inout SeededGenerator) -> [String] {
    (0..<(random.next() % 6)).map { _ in inventKey(&random) }
  }

  private static func inventKey(_ random: inout SeededGenerator) -> String {
    switch random.next() % 20 {
    case 0: return "{ git = true }"
    case 1: return "{ git = { commit = true, tags = true } }"
    case 2: return "{ git = { tags = true } }"
    case 3: return random.pick(["{ git = false }", "{ git = {} }", "{ dir = \"\" }"])
    case 4, 5: return "{ env = \"\(random.pick(variables))\" }"
    case 6, 7:
      return "{ dir = \"\(random.pick(directories + ["nope", "./src", "src/", "src/../src"]))\" }"
    case 8: return "\"pyproject.toml\""
    case 9, 10:
      return "{ file = \(quoted(random.pick(["", "./", "../\("shared")/"]) + path(&random))) }"
    default: return quoted(glob(&random))
    }
  }

  private static func path(_ random: inout SeededGenerator) -> String {
    random.chance(40)
      ? random.pick(files) : "\(random.pick(directories))/\(random.pick(files))"
  }

  /// Pieces of patterns put together at random; most match something of the invented trees.
  private static func glob(_ random: inout SeededGenerator) -> String {
    let pieces = [
      "*", "**", "*.py", "*.rs", "?.py", "src", "lib", "deep", "native", "[a-c]*", "[!a]*",
      "{a,b}*",
      "{src,lib}", "*.{py,rs}", "..", ".", "\\[x\\].py", "*.txt", ".*", "a b", "{,a}*", "l*", "é*",
      "[]x]*", "n*.", "d*",
    ]
    var parts = (0...(random.next() % 3)).map { _ in random.pick(pieces) }
    if !parts.joined().contains(where: { "*?[{".contains($0) }) { parts.append("*") }
    var text = parts.joined(separator: "/")
    if random.chance(12) { text = "!" + text }
    if random.chance(4) { text = "/" + text }
    if random.chance(5) { text += "/" }
    if random.chance(3) { text = "#" + text }
    if random.chance(3) { text += " " }
    if random.chance(3) { text = "../shared/" + text }
    // An absolute pattern that walks the machine is of no use here.
    return text.hasPrefix("/") ? "." + text : text
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\") + "\""
  }

  // MARK: - Files

  func manifest(inTreeBackend: Bool) -> String {
    var text = """
      [project]
      name = "\(name)"
      version = "1"
      [build-system]

      """
    text +=
      inTreeBackend
      ? "requires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n"
      : "requires = [\"uv_build>=0.8\"]\nbuild-backend = \"uv_build\"\n"
    if let keys { text += "[tool.uv]\ncache-keys = [\(keys.joined(separator: ", "))]\n" }
    return text
  }

  /// Bash that makes the tree, run in the project's directory.
  func setUp(_ random: inout SeededGenerator) -> String {
    var lines = ["mkdir -p src/\(name)", "touch src/\(name)/__init__.py"]
    for _ in 0..<(2 + random.next() % 8) {
      let path = Self.path(&random)
      lines.append("mkdir -p \"$(dirname '\(path)')\"; echo x > '\(path)'")
    }
    if random.chance(30) { lines.append("ln -sf ../\("shared")/s1.py link.py") }
    if random.chance(15) { lines.append("ln -sfn lib linkdir; mkdir -p lib") }
    if random.chance(10) { lines.append("ln -sf nowhere dangling.py") }
    if random.chance(40) { lines.append(Self.repository(&random)) }
    return lines.joined(separator: "\n")
  }

  private static func repository(_ random: inout SeededGenerator) -> String {
    "mkdir -p .git/refs/heads .git/refs/tags .git/objects; echo 'ref: refs/heads/main' > .git/HEAD; "
      + "echo \(id(&random)) > .git/refs/heads/main"
  }

  private static func id(_ random: inout SeededGenerator) -> String {
    let digits = Array("0123456789abcdef")
    return String((0..<40).map { _ in random.pick(digits) })
  }

  /// Changes the project; the bash to run in its directory.
  mutating func mutate(_ random: inout SeededGenerator) -> String {
    let path = Self.path(&random)
    let tag = random.pick(["v1", "v2", "rel/v3", "été"])
    switch random.next() % 18 {
    case 0, 1: return "mkdir -p \"$(dirname '\(path)')\"; echo y >> '\(path)'"
    case 2: return "rm -rf '\(path)'"
    case 3: return "[ ! -e '\(path)' ] || chmod u+x,g+x '\(path)'"
    case 4: return "[ ! -d lib ] || { rm -rf lib; mkdir lib; }"
    case 5: return "rm -rf native; mkdir -p native/\(random.next() % 3)"
    case 6: return "[ ! -d docs ] || mv docs docs.old; rm -rf docs.old"
    case 7: return "[ ! -d .git ] || echo \(Self.id(&random)) > .git/refs/heads/main"
    case 8:
      return
        "[ ! -d .git ] || { mkdir -p \"$(dirname .git/refs/tags/\(tag))\"; echo \(Self.id(&random)) > .git/refs/tags/\(tag); }"
    case 9: return "rm -rf .git/refs/tags/\(tag)"
    case 10:
      return
        "[ ! -d .git ] || printf '# pack-refs with: peeled fully-peeled sorted \\n%s refs/heads/main\\n%s refs/tags/packed\\n^%s\\n' \(Self.id(&random)) \(Self.id(&random)) \(Self.id(&random)) > .git/packed-refs"
    case 11: return "[ ! -d .git ] || rm -f .git/refs/heads/main"
    case 12: return "[ ! -d .git ] || echo \(Self.id(&random)) > .git/HEAD"
    case 13: return "[ ! -d .git ] || echo 'ref: refs/heads/main' > .git/HEAD"
    case 14:
      return "[ ! -d .git ] || echo nonsense > .git/refs/tags/bad; [ -d .git ] || touch setup.cfg"
    case 15: return "rm -f .git/refs/tags/bad"
    case 16:
      keys = random.chance(15) ? nil : Self.inventKeys(&random)
      return ":"
    default: return ":"
    }
  }

  var requirement: (_ url: String) -> String {
    { [isEditable, name] url in isEditable ? "-e \(url)" : "\(name) @ \(url)" }
  }
}
