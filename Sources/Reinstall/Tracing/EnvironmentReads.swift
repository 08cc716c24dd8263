import Platform

/// Environment variables that a build's own scripts name, as far as their text tells.
///
/// Nothing is run: `os.environ` and `getenv` in Python, `rerun-if-env-changed` and `env::var` in a
/// build.rs, `$ENV{}` in CMake.
enum EnvironmentReads {
  /// Variables that every build has; a key for them would be noise.
  private static let common: Set<String> = [
    "PATH", "HOME", "PWD", "USER", "TMPDIR", "TEMP", "TMP", "SHELL", "LANG", "LC_ALL", "TERM",
    "OUT_DIR", "TARGET", "HOST", "PROFILE", "OPT_LEVEL", "DEBUG", "NUM_JOBS", "CARGO", "RUSTC",
    "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "VSCMD_ARG_TGT_ARCH", "ProgramFiles",
  ]

  /// The variables that a script reads, in the order of the text.
  static func names(in content: [UInt8], of path: Path) -> [String] {
    let name = String(decoding: path.name, as: UTF8.self)
    let marks: [String]
    if name.hasSuffix(".py") {
      marks = [
        "environ.get(\"", "environ.get('", "environ[\"", "environ['", "getenv(\"", "getenv('",
        "environ.pop(\"", "environ.pop('", "environ.setdefault(\"", "environ.setdefault('",
      ]
    } else if name == "build.rs" {
      marks = ["rerun-if-env-changed=", "env::var(\"", "env::var_os(\""]
    } else if name == "CMakeLists.txt" || name.hasSuffix(".cmake") {
      marks = ["$ENV{", "ENV{"]
    } else {
      return []
    }
    let text = Array(content.filter { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D })
    var found: [(Int, String)] = []
    for mark in marks {
      let mark = Array(mark.utf8)
      var place = 0
      while place + mark.count < text.count {
        guard text[place] == mark[0], text[place...].starts(with: mark) else {
          place += 1
          continue
        }
        place += mark.count
        let word = text[place...].prefix { byte in
          (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
        }
        let variable = String(decoding: word, as: UTF8.self)
        let isInternal = variable.hasPrefix("CARGO_") || variable.hasPrefix("DEP_")
        // A name that goes on with something computed is none.
        if word.count > 1, word.count < 100, word.last != UInt8(ascii: "_"),
          !common.contains(variable), !isInternal
        {
          found.append((place, variable))
        }
      }
    }
    var seen: Set<String> = []
    return found.sorted { $0.0 < $1.0 }.map(\.1).filter { seen.insert($0).inserted }
  }
}
