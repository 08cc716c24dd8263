import Platform

/// A Python environment: where its packages are, and what runs there.
package struct PythonEnvironment: Hashable, Sendable {
  /// Nil when directories were given instead of an environment.
  package let root: Path?
  /// Such as `3.11.7`, of the interpreter or from pyvenv.cfg; nil where neither tells.
  package let pythonVersion: String?
  /// Each directory once, in the order in which uv reads them.
  package let sitePackages: [Path]
  /// Nil where files do not tell what runs there.
  package private(set) var interpreter: PythonInterpreter?
  /// What `bin/python` is; nil where it was not looked at.
  package private(set) var python: EnvironmentPython?
  /// What pyvenv.cfg says, nil without one.
  package private(set) var configuration: PyvenvConfiguration?

  package init(root: Path?, pythonVersion: String?, sitePackages: [Path]) {
    self.root = root
    self.pythonVersion = pythonVersion
    self.sitePackages = sitePackages
  }

  /// An environment without `pyvenv.cfg`: a system's, or conda's.
  init(root: Path, interpreter: PythonInterpreter?, sitePackages: [Path]) {
    self.init(root: root, pythonVersion: interpreter?.version, sitePackages: sitePackages)
    self.interpreter = interpreter
  }

  /// The environment at a root that holds a `pyvenv.cfg`, from its layout alone.
  ///
  /// The site-packages are those of the interpreter that is there, whatever pyvenv.cfg says; where
  /// its version cannot be told, that in pyvenv.cfg decides. Nil if no version is known and no
  /// `lib/python*/site-packages` is there.
  package init?(virtual root: Path, configuration: PyvenvConfiguration) {
    self.init(
      virtual: root, configuration: configuration, python: EnvironmentPython(of: root),
      interpreter: nil)
  }

  /// The same with an interpreter that was told otherwise than by its name.
  init?(
    virtual root: Path, configuration: PyvenvConfiguration, python: EnvironmentPython,
    interpreter told: PythonInterpreter?
  ) {
    var interpreter = told
    if interpreter == nil, case .present(let program) = python {
      interpreter = PythonInterpreter(at: program)?.completed(by: configuration.version)
    }
    let site: Path
    if let interpreter {
      site = root.appending("lib/\(interpreter.libraryName)/site-packages")
    } else if let found = Self.sitePackages(below: root, version: configuration.version) {
      site = found
      interpreter = PythonInterpreter(inLibrary: found, version: configuration.version)
    } else {
      return nil
    }
    let version = interpreter.flatMap { known in
      known.isExact || configuration.version == nil ? known.version : nil
    }
    self.init(
      root: root, pythonVersion: version ?? configuration.version, sitePackages: [site])
    self.interpreter = interpreter
    self.python = python
    self.configuration = configuration
  }

  /// The same with one more directory of packages.
  func adding(_ directory: Path) -> PythonEnvironment {
    var other = PythonEnvironment(
      root: root, pythonVersion: pythonVersion, sitePackages: sitePackages + [directory])
    (other.interpreter, other.python, other.configuration) = (interpreter, python, configuration)
    return other
  }

  /// `lib/pythonX.Y/site-packages`; of several, that of `version`, else the highest.
  static func sitePackages(below root: Path, version: String?) -> Path? {
    let lib = root.appending("lib")
    let wanted = version.map { PythonInterpreter(version: $0).majorAndMinor }
    let names = (try? Directory.working.open(lib).entries())?.compactMap(\.name.utf8Text) ?? []
    let candidates = names.compactMap { name -> (name: String, numbers: [Int])? in
      guard
        let prefix = ["python", "pypy", "graalpy"].first(where: { name.utf8.starts(with: $0.utf8) }
        ),
        Directory.working.has(lib.appending("\(name)/site-packages"))
      else { return nil }
      let numbers = name.dropFirst(prefix.count).split(separator: ".").map { part in
        Int(part.prefix { $0.isNumber }) ?? 0
      }
      return (name, numbers)
    }.sorted { ($0.numbers, $0.name) < ($1.numbers, $1.name) }
    let matching = candidates.first { candidate in
      candidate.numbers.map(String.init).joined(separator: ".") == wanted
    }
    let chosen = matching?.name ?? candidates.last?.name ?? wanted.map { "python\($0)" }
    return chosen.map { lib.appending("\($0)/site-packages") }
  }
}

private func < (one: ([Int], String), other: ([Int], String)) -> Bool {
  one.0 == other.0 ? one.1 < other.1 : one.0.lexicographicallyPrecedes(other.0)
}

/// What `bin/python` of an environment is.
package enum EnvironmentPython: Hashable, Sendable {
  /// An executable file; its path with all links followed.
  case present(Path)
  case absent
  /// A link that leads nowhere: the Python that it was made with was removed.
  case dangling
  /// There, but nothing that can be run; why.
  case unusable(String)

  package init(of root: Path) {
    let program = root.appending("bin/python")
    do throws(FileError) {
      let status = try Directory.working.status(of: program)
      if status.kind == .directory {
        self = .absent
      } else if status.kind != .regular || status.permissions & 0o111 == 0 {
        self = .unusable("it cannot be run")
      } else if let resolved = program.resolved {
        let isInside = resolved.ancestors.contains(root.resolved ?? root)
        self = isInside ? Self.program(resolved) : .present(resolved)
      } else {
        self = .absent
      }
    } catch {
      if error.isNotFound {
        let link = try? Directory.working.status(of: program, follow: false)
        self = link == nil ? .absent : .dangling
      } else {
        self = .unusable(error.reason)
      }
    }
  }
}

extension EnvironmentPython {
  /// A file in the environment itself, which is not started to find out: a copy of an interpreter
  /// is a program, and a script does not tell what uv asks.
  private static func program(_ path: Path) -> EnvironmentPython {
    guard let content = try? Directory.working.read(path, limit: 1 << 16).content,
      !content.starts(with: [0x7F] + Array("ELF".utf8))
    else { return .present(path) }
    guard content.starts(with: "#!".utf8) else { return .unusable("it is no program") }
    let line = content.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
    let interpreter = line.split(separator: UInt8(ascii: " ")).first.map { Path(Array($0)) }
    guard let interpreter, Directory.working.has(interpreter) else { return .dangling }
    return .unusable("it is a script")
  }
}

/// `pyvenv.cfg`: lines `key = value` at the root of a virtual environment.
package struct PyvenvConfiguration: Hashable, Sendable {
  /// `version_info` as uv and virtualenv write it, or `version` as venv does; the last one counts.
  package let version: String?
  /// The release of uv that made it.
  package let uv: String?
  /// The name that uv gives the environment: a script's file name, a project's name.
  package let prompt: String?
  /// `CPython` or `PyPy`; nil where venv made it.
  package let implementation: String?
  /// Whether the packages of the interpreter it was made from can be imported, too.
  package let includesSystemPackages: Bool

  /// Reads the file below a root; nil if it is not there or cannot be read.
  package init?(at root: Path) {
    guard
      let content = try? Directory.working.read(root.appending("pyvenv.cfg"), limit: 1 << 20)
        .content
    else { return nil }
    var version: String?
    var prompt: String?
    var uv: String?
    var implementation: String?
    var includesSystemPackages = false
    for line in String(decoding: content, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let value = line[line.index(after: equals)...].trimmingBlanks
      switch line[..<equals].trimmingBlanks {
      case "version", "version_info": version = value
      case "prompt": prompt = value
      case "uv": uv = value
      case "implementation": implementation = value
      case "include-system-site-packages": includesSystemPackages = value.lowercased() == "true"
      default: break
      }
    }
    self.version = version
    self.prompt = prompt
    self.uv = uv
    self.implementation = implementation
    self.includesSystemPackages = includesSystemPackages
  }

  /// Whether an interpreter is the one that the environment was made with; nil where its patch
  /// level is not known.
  ///
  /// `3.11` stands for all its patch levels; a version that does not parse is not compared.
  package func fits(_ interpreter: PythonInterpreter) -> Bool? {
    guard let version, let mine = PackageVersion(version) else { return true }
    if VersionOrder(mine) == VersionOrder(mine).releaseOnly,
      version.split(separator: ".").count == 2
    {
      return version == interpreter.majorAndMinor
    }
    if interpreter.isExact {
      return PackageVersion(interpreter.version).map { $0.isSame(as: mine) }
    }
    return PythonInterpreter(version: mine.normalized).majorAndMinor == interpreter.majorAndMinor
      ? nil : false
  }
}
