import Formats
import Platform

/// An interpreter, as far as its place and its file name tell, or as it said of itself.
package struct PythonInterpreter: Hashable, Sendable {
  /// `cpython`, `pypy` or `graalpy`.
  package let implementation: String
  /// `3.11.7`, or `3.11` where no more is known.
  package let version: String
  package let isFreeThreaded: Bool

  package init(implementation: String = "cpython", version: String, isFreeThreaded: Bool = false) {
    self.implementation = implementation
    self.version = version
    self.isFreeThreaded = isFreeThreaded
  }

  /// From the path of an interpreter, links followed: `…/cpython-3.12.1-linux-x86_64-gnu/bin/python3.12`
  /// or `/usr/bin/python3.11`; nil if the name says no version.
  package init?(at path: Path) {
    let name = String(decoding: path.name, as: UTF8.self)
    guard
      let known = ["python", "pypy", "graalpy"].first(where: { name.utf8.starts(with: $0.utf8) })
    else { return nil }
    let rest = name.dropFirst(known.count)
    let minor = rest.prefix { $0.isNumber || $0 == "." }
    let suffix = rest.dropFirst(minor.count)
    guard minor.split(separator: ".").count == 2, suffix.allSatisfy({ "td".contains($0) }) else {
      return nil
    }
    let full = path.components.lazy.compactMap { component in
      Self.version(in: String(decoding: component, as: UTF8.self), startingWith: minor)
    }.first
    self.init(
      implementation: known == "python" ? "cpython" : known, version: full ?? String(minor),
      isFreeThreaded: suffix.contains("t"))
  }

  /// From the directory below `lib`, such as `python3.13t/site-packages`, and what pyvenv.cfg says;
  /// nil where the two do not fit.
  init?(inLibrary site: Path, version: String?) {
    guard let library = site.parent else { return nil }
    guard let named = PythonInterpreter(at: library) else { return nil }
    self = named.completed(by: version)
  }

  /// With the patch level that pyvenv.cfg names, where that is for the same `3.11`.
  func completed(by version: String?) -> PythonInterpreter {
    guard !isExact, let full = version.flatMap({ PackageVersion($0) }),
      PythonInterpreter(version: full.normalized).majorAndMinor == majorAndMinor
    else { return self }
    return PythonInterpreter(
      implementation: implementation, version: full.normalized, isFreeThreaded: isFreeThreaded)
  }

  /// `3.11.7` in `3.11.7`, `cpython-3.11.7-linux-x86_64-gnu` or `python3.11.7_1`.
  private static func version(in component: String, startingWith minor: Substring) -> String? {
    for part in component.split(whereSeparator: { !$0.isNumber && $0 != "." }) {
      let numbers = part.split(separator: ".")
      if numbers.count == 3, part.utf8.starts(with: "\(minor).".utf8) { return String(part) }
    }
    return nil
  }

  /// Whether the patch level is known.
  package var isExact: Bool { version.split(separator: ".").count >= 3 }

  /// `11` of 3.11.7.
  package var minor: Int? {
    version.split(separator: ".").dropFirst().first.flatMap { Int($0.prefix { $0.isNumber }) }
  }

  /// `3.11` of 3.11.7.
  package var majorAndMinor: String {
    let parts = version.split(separator: ".")
    return parts.count < 2 ? String(parts.first ?? "") : "\(parts[0]).\(parts[1])"
  }

  /// The directory below `lib` that holds `site-packages`.
  package var libraryName: String {
    switch implementation {
    case "pypy": "pypy\(majorAndMinor)"
    case "graalpy": "graalpy\(majorAndMinor)"
    default: "python\(majorAndMinor)\(isFreeThreaded ? "t" : "")"
    }
  }
}

/// Asks interpreters what files do not tell; each once, then remembered.
struct InterpreterQuestions {
  let variables: ProcessEnvironment

  struct Answer {
    let prefix: Path
    let interpreter: PythonInterpreter
    let pure: Path
    let platform: Path
    /// `lib` or `lib64`, where its virtual environments put what is made for one machine.
    let libraryDirectory: String
  }

  enum Failure: Error {
    case doesNotStart(String)
    case tellsNothing
  }

  /// Without the site module, so that nothing of an environment runs.
  private static let question = """
    import json,platform,sys,sysconfig
    p=sysconfig.get_paths()
    print(json.dumps([sys.prefix,platform.python_version(),p["purelib"],p["platlib"],\
    sys.implementation.name,bool(sysconfig.get_config_var("Py_GIL_DISABLED")),\
    getattr(sys,"platlibdir","lib")]))
    """

  func ask(_ program: Path) throws(Failure) -> Answer {
    let memory = ProgramMemory(variables: variables)
    if let known = memory?.answer(of: program), let answer = Self.read(Array(known.utf8)) {
      return answer
    }
    let said: (status: CInt, output: [UInt8])
    do throws(FileError) {
      said = try ChildProcess.run(
        program, arguments: ["-I", "-S", "-c", Self.question], environment: variables)
    } catch {
      throw .doesNotStart(error.reason)
    }
    guard said.status == 0, let answer = Self.read(said.output) else { throw .tellsNothing }
    let line = said.output.split(separator: UInt8(ascii: "\n")).last ?? []
    memory?.remember(String(decoding: line, as: UTF8.self), of: program)
    return answer
  }

  private static func read(_ bytes: [UInt8]) -> Answer? {
    guard case .array(let elements)? = try? JSONValue.read(bytes), elements.count == 7,
      let prefix = elements[0].text, let version = elements[1].text, let pure = elements[2].text,
      let platform = elements[3].text, let implementation = elements[4].text,
      let library = elements[6].text
    else { return nil }
    return Answer(
      prefix: Path(prefix),
      interpreter: PythonInterpreter(
        implementation: implementation, version: version,
        isFreeThreaded: elements[5] == .boolean(true)),
      pure: Path(pure), platform: Path(platform), libraryDirectory: library)
  }
}
