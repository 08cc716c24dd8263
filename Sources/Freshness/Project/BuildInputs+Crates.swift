import Platform
import UV

/// What crates read beside Rust.
extension BuildInputs {
  /// What the build script of a crate says that it reads.
  var toldByCrates: [(Path, BuildInput.Kind, String)] {
    guard natives.contains(.rust) else { return [] }
    var found: [(Path, BuildInput.Kind, String)] = []
    for (script, directory) in crateScripts where !files.isPinned(script) {
      found.append((script, .script, "Cargo runs it"))
      let text = files.text(script)
      found += packed(by: script, text, in: directory) + named(by: script, text, in: directory)
      // Nothing else makes Rust of these; what the script calls may lie in another crate.
      found += files.walk.files.filter { path in
        path.suffix == "proto" && (directory.isEmpty || path.isBelow(directory))
          && !NativeFiles.isLeftAlone(path)
      }.map { ($0, .script, "\(script.shown) makes Rust of it") }
      for line in text.split(whereSeparator: \.isNewline) {
        guard let place = line.firstRange(of: "rerun-if-changed=")?.upperBound else { continue }
        let name = String(line[place...].prefix { $0 != "\"" })
        let path = directory.appending(name).normalized
        // The whole crate is what Cargo looks at anyway.
        if path.isEmpty || path == "." || directory == path || directory.isBelow(path) { continue }
        for file in files.paths where file == path || file.isBelow(path) && !isApartInCrate(file) {
          found.append((file, .script, "\(script.shown) reads it"))
        }
      }
    }
    return found
  }

  /// Whether it lies below what a build script looks at, and no build needs it.
  private func isApartInCrate(_ path: Path) -> Bool {
    NativeFiles.isLeftAlone(path) || path.suffix == "rs" && crates?.isUnreached(path) == true
  }

  /// Build scripts, with the directories of their crates.
  private var crateScripts: [(Path, Path)] {
    if let crates { return crates.scripts.sorted { $0.key < $1.key }.map { ($0.value, $0.key) } }
    return files.walk.files
      .filter { $0.isNamed("build.rs") && !NativeFiles.isLeftAlone($0) }
      .map { ($0, $0.parent ?? "") }
  }

  /// Files that a build script names, as a schema of which it makes code.
  private func named(
    by script: Path, _ text: String, in crate: Path
  ) -> [(Path, BuildInput.Kind, String)] {
    text.split(whereSeparator: \.isNewline).filter { !$0.trimmed.hasPrefix("//") }
      .flatMap { line -> [Substring] in
        let texts = line.split(separator: "\"", omittingEmptySubsequences: false)
        return texts.indices.filter { $0 % 2 == 1 }.map { texts[$0] }
      }
      .map { crate.appending(String($0)).normalized }
      .filter { files.paths.contains($0) && $0.suffix != "rs" && !Self.isText($0) }
      .map { ($0, .script, "\(script.shown) names it") }
  }

  /// What lies in directories that a build script names and looks through.
  private func packed(
    by script: Path, _ text: String, in crate: Path
  ) -> [(Path, BuildInput.Kind, String)] {
    let calls = ["read_dir(", "WalkDir::new(", "append_dir_all("]
    guard calls.contains(where: text.contains(bytesOf:)) else { return [] }
    let texts = text.split(separator: "\"", omittingEmptySubsequences: false)
    let names = texts.indices.filter { $0 % 2 == 1 }.map { texts[$0] }
      .filter { !$0.isEmpty && !$0.contains { " {}=:".contains($0) } }
    let places = Set(names.map { crate.appending(String($0)).normalized })
      .filter { $0.isBelow(crate) || crate.isEmpty && $0 != "." }
      .filter { !NativeFiles.isLeftAlone($0.appending("x")) }
    return files.walk.files.filter { path in
      path.suffix != "rs" && (path.isPython || path.suffix == "pyi" || !Self.isText(path))
        && !path.nameText.hasPrefix(".") && places.contains(where: path.isBelow)
    }.map { ($0, .source, "\(script.shown) looks through its directory") }
  }

  /// Modules of crates in directories that have the names of those for tests, as `src/test/`.
  var modulesApart: [(Path, BuildInput.Kind, String)] {
    (crates?.reachedModules ?? []).filter {
      NativeFiles.isApart($0) && crates?.isUnreached($0) != true && !files.isPinned($0)
    }.map { ($0, .source, "it is a module of a crate") }
  }

  /// Files that become part of a crate: `include_str!("a.txt")`, and grammars of a parser.
  var takenIntoCrates: [(Path, BuildInput.Kind, String)] {
    guard natives.contains(.rust) else { return [] }
    let sources =
      files.paths.filter { $0.suffix == "rs" && native($0)?.kind == .source }
      .union(modulesApart.map(\.0))
    return sources.sorted().flatMap { source in
      let text = files.text(source)
      let crate = crate(of: source)
      let embedded = Self.embedded(by: text).map { crate.appending($0).normalized }
        .filter { !$0.isEmpty && $0 != "." && $0 != crate && !crate.isBelow($0) }
        .flatMap { place in
          files.paths.filter { $0.isBelow(place) }.sorted()
            .map { ($0, BuildInput.Kind.script, "\(source.shown) takes in its directory") }
        }
      return embedded
        + (Self.taken(by: text) + Self.takenByMacros(text)).compactMap { name, base in
          let directory = base == .source ? source.parent ?? "" : crate
          let path = directory.appending(base == .grammar ? "src/\(name)" : name).normalized
          guard files.paths.contains(path), path.suffix != "rs",
            !NativeFiles.isLeftAlone(path)
          else { return nil }
          return (path, BuildInput.Kind.script, "\(source.shown) takes it in")
        }
    }
  }

  /// The directories that rust-embed and include_dir put into a program, from the crate's own.
  private static func embedded(by text: String) -> [String] {
    guard text.contains(bytesOf: "#[folder") || text.contains(bytesOf: "include_dir!") else {
      return []
    }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let line = line.trimmed
      guard line.hasPrefix("#[folder") || line.contains(bytesOf: "include_dir!("),
        !line.hasPrefix("//")
      else { return nil }
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      guard parts.count > 2 else { return nil }
      let name = parts[1].replacing("$CARGO_MANIFEST_DIR", with: "").drop { $0 == "/" }
      return name.isEmpty ? nil : String(name)
    }
  }

  /// What macros are given that take in a file: of the source's own, `include_str!($path)`, and
  /// attributes with a `path = "a.json"`.
  private static func takenByMacros(_ text: String) -> [(name: String, base: Base)] {
    let isOwn = ["include_str!($", "include_bytes!($", "include!($"]
      .contains(where: text.contains(bytesOf:))
    if !isOwn, !text.contains(bytesOf: "path = \"") { return [] }
    return text.split(whereSeparator: \.isNewline).flatMap { line -> [(String, Base)] in
      if line.trimmed.hasPrefix("//") { return [] }
      let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
      return parts.indices.filter { $0 % 2 == 1 }.compactMap { index -> (String, Base)? in
        if parts[index - 1].hasSuffix("path = ") { return (String(parts[index]), .crate) }
        return isOwn ? (String(parts[index]), .source) : nil
      }
    }
  }

  /// What a name of a file is relative to.
  private enum Base { case source, crate, grammar }

  /// The names of files in a source, but for those in comments.
  private static func taken(by text: String) -> [(name: String, base: Base)] {
    let calls = ["include_str!", "include_bytes!", "include!"]
    if !(calls + ["#[grammar"]).contains(where: text.contains(bytesOf:)) { return [] }
    let lines = text.split(whereSeparator: \.isNewline).map(\.trimmed)
    return lines.indices.compactMap { index -> (String, Base)? in
      let line = lines[index]
      if line.hasPrefix("//") || line.contains(bytesOf: "doc =") { return nil }
      let isGrammar = line.hasPrefix("#[grammar")
      guard isGrammar || calls.contains(where: { line.contains(bytesOf: $0) }) else { return nil }
      // The name may be on a line below the call.
      let call = lines[index..<min(index + 4, lines.count)].joined(separator: " ")
      let start = call[
        (call.firstRange(of: isGrammar ? "#[grammar" : "include")?.lowerBound ?? call.startIndex)...
      ]
      let literals = start.prefix { $0 != ";" }.split(
        separator: "\"", omittingEmptySubsequences: false)
      guard literals.count > 2 else { return nil }
      if isGrammar { return (String(literals[1]), .grammar) }
      if start.prefix(80).contains(bytesOf: "CARGO_MANIFEST_DIR") {
        guard literals.count > 4 else { return nil }
        return (String(literals[3].drop { $0 == "/" }), .crate)
      }
      return (String(literals[1]), .source)
    }
  }

  /// The directory of the crate that a source belongs to.
  private func crate(of source: Path) -> Path {
    var directory = source.parent
    while let above = directory, !above.isEmpty {
      if files.paths.contains(above.appending("Cargo.toml")) { return above }
      directory = above.parent
    }
    return ""
  }
}
