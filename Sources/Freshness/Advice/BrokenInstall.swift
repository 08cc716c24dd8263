import Platform
import UV

/// Installs whose record is in order, and that would not work all the same.
enum BrokenInstall {
  static func advice(_ subject: Advice.Subject) -> [Advice] {
    guard let files = subject.files else { return [] }
    return missingArtifacts(of: subject.assessment.distribution, files)
      + missingTargets(of: subject.assessment.distribution, files)
  }

  /// Files that RECORD lists and that are gone.
  ///
  /// Compiled bytecode comes and goes, and what belongs into the dist-info is told by the verdict.
  static func missingArtifacts(
    of distribution: Distribution, _ installed: InstalledFiles
  ) -> [Advice] {
    guard let site = distribution.path.parent, let directory = try? Directory.working.open(site)
    else {
      return []
    }
    let missing = installed.files.map(\.path).filter { path in
      if path.bytes.suffix(4).elementsEqual(".pyc".utf8)
        || path.bytes.starts(with: distribution.path.name)
      {
        return false
      }
      do throws(FileError) {
        _ = try directory.status(of: path, follow: false)
        return false
      } catch {
        return error.isNotFound
      }
    }
    guard let first = missing.first else { return [] }
    let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
    return [
      Advice(
        .missingArtifact,
        "\(first.shown)\(others) was installed and is gone; reinstall to bring it back",
        paths: missing.prefix(50).map { site.appending($0.bytes).normalized })
    ]
  }

  /// Directories to which the install's `.pth` file or import finder leads, and that are not there.
  static func missingTargets(
    of distribution: Distribution, _ installed: InstalledFiles
  ) -> [Advice] {
    guard distribution.localSource?.kind == .editable, let site = distribution.path.parent else {
      return []
    }
    var missing: [Path] = []
    for file in installed.files {
      let name = String(decoding: file.path.name, as: UTF8.self)
      let isPath = name.hasSuffix(".pth")
      guard isPath || (name.hasPrefix("__editable__") && name.hasSuffix("_finder.py")),
        let content = try? Directory.working.read(
          site.appending(file.path.bytes), limit: 1 << 20
        ).content
      else { continue }
      let text = String(decoding: content, as: UTF8.self)
      let targets = isPath ? pathLines(text) : finderTargets(text)
      missing += targets.map { site.appending($0) }.filter { !Directory.working.has($0) }
    }
    guard let first = missing.first else { return [] }
    return [
      Advice(
        .editableTargetMissing,
        "it is imported from \(first.shown), which is not there", paths: missing)
    ]
  }

  /// Lines of a `.pth` file that are directories; `import` lines are code.
  private static func pathLines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { String($0.trimmed) }.filter { line in
      !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix("import ")
        && !line.hasPrefix("import\t")
    }
  }

  /// Values of setuptools' `MAPPING`: a module's directory, or its file without `.py`.
  private static func finderTargets(_ text: String) -> [String] {
    let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("MAPPING") }
    guard let line, let open = line.lastIndex(of: "{"), !line.contains("\\") else { return [] }
    return line[open...].split(separator: "'").map(String.init)
      .filter { $0.hasPrefix("/") && !Directory.working.has(Path("\($0).py")) }
  }
}
