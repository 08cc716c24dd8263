import Platform
import UV

/// Installs whose record is in order, and that would not work all the same.
enum BrokenInstall {
  static func advice(_ content: InstalledContent) -> [Advice] {
    // Of a source that is gone the verdict tells.
    let isThere = content.source.map { Directory.working.has($0.directory) } == true
    return missingFiles(content)
      + (isThere
        ? missingOutputs(content) + missingTargets(content) + brokenHook(content) : [])
  }

  // MARK: - Files

  /// Files that RECORD lists and that are gone.
  private static func missingFiles(_ content: InstalledContent) -> [Advice] {
    let missing = zip(content.files.files, content.fates).filter { $1 == .gone }.map(\.0.path)
    guard let first = missing.first, let site = content.distribution.path.parent else { return [] }
    let others = Counted.more(missing.count - 1)
    return [
      Advice(
        .missingArtifact,
        "\(first.shown)\(others) was installed and is gone; reinstall to bring it back",
        paths: missing.prefix(50).map { site.appending($0.bytes).normalized },
        command: content.reinstall)
    ]
  }

  /// Files that the build left in the source of an editable install, and that are gone.
  ///
  /// uv's record says nothing of them, and linking the cached build would not bring them back: the
  /// command has uv build again.
  private static func missingOutputs(_ content: InstalledContent) -> [Advice] {
    // What is rebuilt on import comes back by itself.
    guard content.isEditable, content.hook.rebuild == nil, let source = content.source,
      let outputs = SourceOutputs(
        of: source.directory, build: source.build, files: content.files, walk: source.walk,
        python: PythonTag(of: content.environment))
    else { return [] }
    let missing = outputs.missing
    guard let first = missing.first else { return [] }
    let others = Counted.more(missing.count - 1)
    return [
      Advice(
        .missingArtifact,
        "\(first.path.shown)\(others) is gone from the source: the build writes it, and"
          + " \(first.importer.shown) imports it; uv does not notice",
        paths: missing.map(\.path), command: content.reinstall)
    ]
  }

  // MARK: - Import hooks

  /// Directories and modules to which an editable install leads, and that are not there.
  private static func missingTargets(_ content: InstalledContent) -> [Advice] {
    let paths = content.hook.searchPaths.filter { !Directory.working.has($0) }
    let modules = content.hook.modules.map(\.target).filter { target in
      target.isAbsolute && !Directory.working.has(target) && !isModule(target)
    }
    let missing = paths + modules
    guard let first = missing.first else { return [] }
    let others = Counted.more(missing.count - 1)
    return [
      Advice(
        .editableTargetMissing,
        "it is imported from \(first.shown)\(others), which is not there",
        paths: Array(missing.prefix(50)), command: content.reinstall)
    ]
  }

  /// setuptools names a module without its `.py`, or the `.cpython-312-x86_64-linux-gnu.so` of an
  /// extension.
  private static func isModule(_ target: Path) -> Bool {
    guard let parent = target.parent, let entries = try? Directory.working.open(parent).entries()
    else { return false }
    let start = Array(target.name) + [UInt8(ascii: ".")]
    return entries.contains { entry in
      let name = entry.name.bytes
      return name.starts(with: start)
        && (name.suffix(3).elementsEqual(".py".utf8) || name.suffix(3).elementsEqual(".so".utf8))
    }
  }

  /// A hook that rebuilds on import, and cannot.
  private static func brokenHook(_ content: InstalledContent) -> [Advice] {
    guard let rebuild = content.hook.rebuild else { return [] }
    let isThere = (try? Directory.working.status(of: rebuild.directory))?.kind == .directory
    if !isThere {
      return [
        Advice(
          .editableLoaderBroken,
          "every import rebuilds it in \(rebuild.directory.shown), which is not there: the import"
            + " fails",
          paths: [rebuild.directory], command: content.reinstall)
      ]
    }
    guard let absent = absentProgram(rebuild, content) else { return [] }
    let name = content.distribution.name
    let requirements = content.source?.build.buildRequirements ?? []
    let group =
      requirements.isEmpty
      ? "its build requirements" : requirements.joined(separator: ", ")
    return [
      Advice(
        .editableLoaderBroken,
        "every import rebuilds it with \(absent.shown), which is not there: the import fails. uv"
          + " deletes its build environments, so build without one: put \(group) into a dependency"
          + " group, sync, add the line below to `[tool.uv]`, and run `\(content.reinstall)`",
        paths: [absent], setting: "no-build-isolation-package = [\"\(name)\"]")
    ]
  }

  /// The program that the rebuild would start and that cannot be found.
  private static func absentProgram(
    _ rebuild: ImportHook.Rebuild, _ content: InstalledContent
  ) -> Path? {
    if !canRun(rebuild.program, content) { return Path(rebuild.program) }
    guard rebuild.tool == .scikitBuild else { return nil }
    let cache = rebuild.directory.appending("CMakeCache.txt")
    guard let text = try? Directory.working.read(cache, limit: 8 << 20).content else {
      return cache
    }
    let key = "CMAKE_MAKE_PROGRAM:"
    let line = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline).first {
      $0.utf8.starts(with: key.utf8)
    }
    guard let program = line?.split(separator: "=", maxSplits: 1).last.map({ String($0.trimmed) }),
      !program.isEmpty, !canRun(program, content)
    else { return nil }
    return Path(program)
  }

  /// A path, or a name in PATH or beside the environment's interpreter, whose directory an activated
  /// environment has in PATH.
  private static func canRun(_ program: String, _ content: InstalledContent) -> Bool {
    if Executable.find(program, environment: content.variables) != nil { return true }
    guard !program.contains("/"), let root = content.environment.root else { return false }
    return Executable.isExecutable(root.appending("bin").appending(program))
  }
}
