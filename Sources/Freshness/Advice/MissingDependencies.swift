import Platform
import UV

/// Requirements of an install that nothing in its environment provides.
enum MissingDependencies {
  static func advice(_ content: InstalledContent) -> [Advice] {
    guard let root = content.environment.root,
      let configuration = PyvenvConfiguration(at: root), !configuration.includesSystemPackages,
      let metadata = CoreMetadata(of: content.distribution), !metadata.requirements.isEmpty
    else { return [] }
    var environment = MarkerEnvironment(
      pythonVersion: content.environment.pythonVersion, machine: Machine.name)
    environment.extras = []
    let wanted = metadata.requirements.compactMap { Requirement($0) }.filter { requirement in
      requirement.marker.map { $0.holds(in: environment) == true } ?? true
    }
    if wanted.isEmpty { return [] }
    let installed = names(in: content.environment.sitePackages)
    var missing = wanted.filter { !installed.contains($0.name) }
    if missing.isEmpty { return [] }
    guard let elsewhere = namesElsewhere(content) else { return [] }
    missing = missing.filter { !elsewhere.contains($0.name) }
    if missing.isEmpty { return [] }
    let list = missing.map(\.name)
    let texts =
      list.count < 3
      ? list.joined(separator: " and ") : "\(list[0]) and \(list.count - 1) more packages"
    return [
      Advice(
        .missingDependency,
        "it needs \(texts), and \(list.count == 1 ? "that is" : "they are") not installed: an"
          + " import may fail",
        command: command(for: missing, in: root))
    ]
  }

  /// What brings them: the project's own sync, the tool's own upgrade, or an install by name.
  private static func command(for missing: [Requirement], in root: Path) -> String? {
    if Directory.working.has(root.appending("uv-receipt.toml")) {
      return "uv tool upgrade \(ShellWord.quoted(Path(root.name).shown))"
    }
    if root.name == Array(".venv".utf8), let project = root.parent,
      Directory.working.has(project.appending("uv.lock"))
    {
      return "uv sync --inexact"
    }
    guard let place = root.utf8Text else { return nil }
    let words = ["uv", "pip", "install", "--python", place] + missing.map(text)
    return words.map(ShellWord.quoted).joined(separator: " ")
  }

  /// As a command line of uv takes it.
  private static func text(_ requirement: Requirement) -> String {
    let extras =
      requirement.extras.isEmpty ? "" : "[\(requirement.extras.sorted().joined(separator: ","))]"
    if let url = requirement.url { return "\(requirement.name)\(extras) @ \(url)" }
    return requirement.name + extras + requirement.specifiers.sorted().joined(separator: ",")
  }

  /// The names of what lies in directories of installed packages, by their entries alone.
  private static func names(in directories: [Path]) -> Set<String> {
    var names: Set<String> = []
    for directory in directories {
      let entries = (try? Directory.working.open(directory).entries()) ?? []
      for entry in entries {
        let name = String(decoding: entry.name.bytes, as: UTF8.self)
        guard let dot = name.lastIndex(of: "."),
          [".dist-info", ".egg-info", ".egg-link"].contains(name[dot...])
        else { continue }
        let stem = name[..<dot].prefix { $0 != "-" }
        if let known = PackageName(stem) { names.insert(known.normalized) }
      }
    }
    return names
  }

  /// Those of directories that `.pth` files and PYTHONPATH bring in; nil where code brings them.
  private static func namesElsewhere(_ content: InstalledContent) -> Set<String>? {
    var places: [Path] = (content.variables.bytes(of: "PYTHONPATH") ?? [])
      .split(separator: UInt8(ascii: ":")).map { Path(Array($0)) }
    for site in content.environment.sitePackages {
      for entry in (try? Directory.working.open(site).entries()) ?? [] {
        guard entry.name.bytes.suffix(4).elementsEqual(".pth".utf8),
          let text = try? Directory.working.read(site.appending(entry.name.bytes), limit: 1 << 20)
            .content
        else { continue }
        if String(decoding: text, as: UTF8.self).contains(bytesOf: "addsitedir") { return nil }
        places += ImportHook.pathLines(text).map { site.appending($0) }
      }
    }
    return names(in: places)
  }
}
