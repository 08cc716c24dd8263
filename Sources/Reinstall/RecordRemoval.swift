import Freshness
import Platform
import UV

/// The removal of one record that does not parse, by the system's `rm`.
///
/// uv has no command for it: `uv pip uninstall` reads the record, too.
package struct RecordRemoval: Hashable, Sendable {
  package let assessment: Assessment
  package let record: Path
  private let program: Path

  package struct Refusal: Error, Hashable, Sendable {
    package let message: String

    package init(_ message: String) {
      self.message = message
    }
  }

  package enum Outcome: Hashable, Sendable {
    /// The package as it is now; empty if it is not there any more.
    case removed([Assessment])
    /// `rm` failed, with what it printed.
    case failed(String)
    /// Nothing was run, since something changed after the question.
    case refused(String)
  }

  package init(of assessment: Assessment, record: Path, program: Path) {
    self.assessment = assessment
    self.record = record
    self.program = program
  }

  /// Finds out whether the record can be removed; runs nothing.
  package static func plan(
    for assessment: Assessment, environment: Path?, variables: ProcessEnvironment
  ) throws(Refusal) -> RecordRemoval {
    guard case .corruptRecord(let record, _)? = assessment.problem else {
      throw Refusal("its records can be read")
    }
    try check(record)
    guard let program = program(outside: environment, variables) else {
      throw Refusal("there is no program rm outside of the environment")
    }
    return RecordRemoval(of: assessment, record: record, program: program)
  }

  /// As one would type it, quoted for a POSIX shell; control characters are visible.
  package var command: String { Self.command(for: record, of: assessment.distribution.path) }

  package static func command(for record: Path, of package: Path) -> String {
    // Where a name cannot be read, all of the package's metadata is in the way.
    "rm \(record == package ? "-r " : "")-- \(ShellWord.quoted(record.shown))"
  }

  /// What uv does without the record, seen with uv 0.13.9.
  package static func consequence(of record: Path, for name: String) -> String {
    switch String(decoding: record.name, as: UTF8.self) {
    case "uv_cache.json":
      "Without this record uv does not know what \(name) was built from: the next sync reinstalls it."
    case "uv_build.json":
      "Without this record uv compares no build settings: the next sync keeps \(name) unless files"
        + " changed."
    case "direct_url.json":
      "Without this record uv takes \(name) for a package from a registry: the next sync replaces"
        + " it."
    default: "Then uv takes \(name) for not installed: the next sync installs it."
    }
  }

  // MARK: - Running

  /// Runs the command, then looks at the package again; `line` gets what the program prints.
  package func run(
    _ surveyor: Surveyor, variables: ProcessEnvironment, line: (String) -> Void
  ) -> Outcome {
    let root = surveyor.environment.root
    do throws(Refusal) {
      if let root, let holder = EnvironmentLock.holder(of: root) {
        throw Refusal("\(VisibleText.of(holder)) is at work on this environment")
      }
      try Self.check(record)
      guard let now = look(surveyor) else { throw Refusal("the environment cannot be read") }
      guard now.contains(where: { $0.problem == assessment.problem }) else {
        throw Refusal("\(Self.name(record)) is another one now, since the question was asked")
      }
    } catch {
      return .refused(error.message)
    }
    // It was looked at above.
    guard let path = record.utf8Text else { return .refused(Self.notUTF8) }
    let answer: (status: CInt, output: [UInt8])
    do throws(FileError) {
      answer = try ChildProcess.run(
        program, arguments: ["--", path], environment: variables, joiningErrors: true,
        limit: 1 << 16)
    } catch {
      return .refused("rm was not started: \(error.reason)")
    }
    var lines = OutputLines()
    let printed = lines.take(answer.output) + lines.finish()
    printed.forEach(line)
    guard answer.status == 0 else {
      return .failed(printed.last ?? "rm failed with exit status \(answer.status)")
    }
    return .removed(look(surveyor) ?? [])
  }

  private func look(_ surveyor: Surveyor) -> [Assessment]? {
    guard let installed = try? surveyor.installed() else { return nil }
    return try? surveyor.assess(
      [assessment.distribution.path], of: installed.distributions)
  }

  private static func name(_ record: Path) -> String { VisibleText.of(bytes: record.name) }

  private static let notUTF8 = "its path is not UTF-8: remove it in a shell"

  /// Whether `rm` would remove a record and nothing else.
  private static func check(_ record: Path) throws(Refusal) {
    let status: FileStatus
    do throws(FileError) {
      status = try Directory.working.status(of: record, follow: false)
    } catch {
      throw Refusal(
        error.isNotFound
          ? "\(name(record)) is gone already" : "\(name(record)) cannot be reached: \(error.reason)"
      )
    }
    switch status.kind {
    case .regular: break
    case .link:
      throw Refusal(
        "\(name(record)) is a symbolic link, which uv did not make: remove it in a shell")
    case .directory: throw Refusal("\(name(record)) is a directory: remove it in a shell")
    default: throw Refusal("\(name(record)) is not a regular file: remove it in a shell")
    }
    if record.utf8Text == nil { throw Refusal(notUTF8) }
    if let parent = record.parent, !Directory.working.isWritable(parent) {
      throw Refusal("you may not write into \(parent.shown)")
    }
  }

  /// The system's `rm`; never one that the environment brings along.
  private static func program(
    outside environment: Path?, _ variables: ProcessEnvironment
  ) -> Path? {
    let system = ProcessEnvironment(["PATH": "/usr/bin:/bin"])
    if let found = Executable.find("rm", environment: system) { return found }
    return Executable.all(["rm"], environment: variables).first { program in
      program.isAbsolute && !program.ancestors.contains { $0 == environment?.tidied }
    }
  }
}
