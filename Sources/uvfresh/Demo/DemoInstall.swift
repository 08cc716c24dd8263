import Platform
import UV

/// One install of the demo: its project, what uv recorded of it, and what happened since.
struct DemoInstall: Sendable {
  enum Kind: Sendable {
    case editable, copy
    case wheel
  }

  enum Record: Sendable {
    /// What uv would record now.
    case now
    case changed(@Sendable (inout CacheInfo) -> Void)
    case none, corrupt
  }

  /// Something done to a path relative to the project.
  enum Event: Sendable {
    case write(String, String)
    case remove(String)
    /// Moves its ctime and not its mtime, as a fresh checkout does.
    case changeMode(String)
  }

  let name: String
  var version = "0.1.0"
  var summary = ""
  var keys: String?
  var kind = Kind.editable
  /// Written a moment after pyproject.toml and the module.
  var files: [(path: String, content: String)] = []
  var hasModule = true
  /// The commits of a repository of its own, the first with the project as it was.
  var history: [String] = []
  var record = Record.now
  var installer = "uv"
  var build = "{}"
  var since: [Event] = []
  /// What the pretend uv prints the first time that it builds this; nil if it succeeds.
  var failure: String?

  /// The name as a module and as a part of file names.
  var module: String { name.split(separator: "-").joined(separator: "_") }

  /// What its project consists of at first.
  var project: [(path: String, content: String)] {
    let module: [(path: String, content: String)] =
      hasModule ? [("src/\(module)/__init__.py", "")] : []
    return [("pyproject.toml", manifest())] + module
  }

  /// Its pyproject.toml, with more lines in `[project]`.
  func manifest(_ more: String = "") -> String {
    let keys = keys.map { "\n[tool.uv]\ncache-keys = \($0)\n" } ?? ""
    return """
      [project]
      name = "\(name)"
      version = "0.1.0"
      \(more)
      [build-system]
      requires = ["uv_build>=0.8"]
      build-backend = "uv_build"
      \(keys)
      """
  }
}

extension DemoInstall {
  /// The first and the last commit of `harbor`; everything in them is fixed, and so are their ids.
  private static let commits = [
    "4db9b3d9a14f0da115d6fd37fefb21dfd0f256d5", "a159cb2cc20ba1579287593e6fe53c239e6a3748",
  ]

  private static func older(by seconds: UInt64) -> Record {
    .changed { info in
      info.timestamp = info.timestamp.map {
        Timestamp(seconds: $0.seconds - seconds, nanoseconds: $0.nanoseconds)
      }
    }
  }

  private static let part7 = """
    use crate::{Field, Header};

    /// Reads a wind field.
    pub fn read(bytes: &[u8]) -> Option<Field> {
        // The first 16 bytes say how large it is.
        let header = Header::read(bytes)?;
        Some(Field::new(header, &bytes[16..]))
    }

    """

  /// The installs of the demo, at least one in each state and for each reason.
  static let all: [DemoInstall] = [
    // Fresh.
    DemoInstall(name: "atlas-core", summary: "Maps and their projections"),
    DemoInstall(
      name: "brook", summary: "Streams of records", kind: .copy,
      since: [.write("src/brook/__init__.py", "FLOW = 2\n")]),

    // Files changed.
    DemoInstall(
      name: "cinder", record: older(by: 180),
      since: [
        .write(
          "pyproject.toml", DemoInstall(name: "cinder").manifest("requires-python = \">=3.10\"\n"))
      ]),
    DemoInstall(
      name: "gale-native", summary: "Wind fields, computed in Rust",
      keys: "[{ file = \"pyproject.toml\" }, { file = \"src/**/*.rs\" }]",
      files: (1...18).map { ("src/engine/part\($0).rs", $0 == 7 ? part7 : "// \($0)\n") },
      record: older(by: 5400),
      since: [
        .write(
          "src/engine/part7.rs",
          part7.replacing(
            "    Some(Field::new(header, &bytes[16..]))\n",
            with: """
                  let samples = decode(&bytes[16..], header.scale);
                  Some(Field::new(header, samples))

              """))
      ],
      failure: """
        error[E0425]: cannot find function `decode` in this scope
         --> src/engine/part7.rs:7:19
        error: could not compile `gale-native` (lib) due to 1 previous error
        """),
    DemoInstall(name: "reef", since: [.changeMode("pyproject.toml")]),
    DemoInstall(
      name: "pine", files: [("setup.cfg", "[metadata]\n")], since: [.remove("setup.cfg")]),

    // The commit and the tags moved.
    DemoInstall(
      name: "harbor", summary: "Ships and berths",
      keys: "[{ file = \"pyproject.toml\" }, { git = { commit = true, tags = true } }]",
      files: [
        (".git/HEAD", "ref: refs/heads/main\n"), (".git/refs/heads/main", commits[0] + "\n"),
        (".git/refs/tags/v1.0.0", commits[0] + "\n"), (".git/refs/tags/nightly", commits[0] + "\n"),
      ],
      history: ["Ships have a length", "Berths have a number", "A ship fits its berth"],
      since: [
        .write(".git/refs/heads/main", commits[1] + "\n"),
        .write(".git/refs/tags/v1.1.0", commits[1] + "\n"), .remove(".git/refs/tags/nightly"),
      ]),

    // A variable changed.
    DemoInstall(
      name: "flint", keys: "[{ file = \"pyproject.toml\" }, { env = \"CFLAGS\" }]",
      record: .changed { info in
        info.environment = [NamedValue("CFLAGS", "-O3 -march=native -fno-plt -DNDEBUG")]
      }),

    // A directory was made again, is gone, is new.
    DemoInstall(name: "delta", since: [.remove("src"), .write("src/delta/__init__.py", "")]),
    DemoInstall(name: "ember", since: [.remove("src")]),
    DemoInstall(name: "fjord", hasModule: false, since: [.write("src/fjord/__init__.py", "")]),

    // Recorded by a uv that did not look at directories, twice installed, other settings.
    DemoInstall(name: "iris", record: .changed { $0.directories = [] }),
    DemoInstall(name: "nova"),
    DemoInstall(name: "nova", version: "0.0.9"),
    DemoInstall(name: "onyx", build: "{\"config_settings\":{\"build-dir\":\"/tmp/onyx\"}}"),
    DemoInstall(name: "quartz", version: "2.1", kind: .wheel, record: older(by: 86_400 * 3)),

    // Without a record: by another installer, and with keys that match nothing.
    DemoInstall(name: "juno", record: .none, installer: "pip"),
    DemoInstall(name: "kelp", keys: "[{ file = \"requirements/*.txt\" }]"),

    // In error: the source is gone, the keys cannot be computed.
    DemoInstall(name: "lumen", since: [.remove("")]),
    DemoInstall(
      name: "mica",
      since: [
        .write(
          "pyproject.toml",
          "[project]\nname = \"mica\"\nversion = \"0.1.0\"\n\n"
            + "[tool.uv]\ncache-keys = [{ file = \"src/[a-z.py\" }]\n")
      ]),
  ]

  /// Because of it every uv command on the environment fails.
  static let broken = DemoInstall(name: "slate", record: .corrupt)

  /// Name and version of what came from a registry.
  static let registry = [
    ("attrs", "25.3.0"), ("certifi", "2026.5.20"), ("click", "8.4.0"), ("idna", "3.13"),
    ("numpy", "2.4.6"), ("packaging", "26.2"), ("requests", "2.34.2"), ("urllib3", "2.7.0"),
  ]
}
