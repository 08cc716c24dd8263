import Platform

/// Which of the files that a build may read it surely reads.
///
/// A file is an input unless something shows that no build reads it: where scripts and descriptions
/// are not understood, all that looks like a source is one. Such a file is told of in other words.
extension BuildInputs {
  func isCertain(_ path: Path) -> Bool {
    if includes?.certain.contains(path) == true { return true }
    // That a target lists a header is for those who read it.
    if let isCertain = cmake?.isCertain(path), !IncludeReach.isIncluded(path) || includes == nil {
      return isCertain
    }
    switch path.suffix {
    case "rs": return crates != nil
    case "go", "py": return true
    case "pxd": return natives.contains(.cython)
    default: break
    }
    switch path.nameText {
    case "CMakeLists.txt": return false
    case "meson.build": return meson?.certain.contains(path) == true
    case "Cargo.toml": return crates?.compiles(path) == true
    case "Cargo.lock": return crates != nil
    default: break
    }
    if natives.containsDescription(path) || natives.containsLock(path) {
      return path.suffix != "cmake"
    }
    return units?.isTold(path) == true
  }

  /// What only scripts name that may not run, with these themselves, and sources in blocks of
  /// others that may not.
  var doubtedNames: Set<Path> {
    let doubted = scripts.all.filter { !$0.isCertain }
    let made = autotools?.isCertain == false ? autotools?.inputs.map(\.path) ?? [] : []
    if doubted.isEmpty, units?.hasDoubts != true { return Set(made) }
    let sure = scripts.all.filter(\.isCertain).flatMap(named(by:))
    let skipped = sure.filter { $0.1 == .source && units?.isDoubted($0.0) == true }.map(\.0)
    return Set(doubted.flatMap(named(by:)).map(\.0)).subtracting(sure.map(\.0))
      .union(doubted.map(\.path)).union(skipped).union(made)
  }

  /// Macros that scripts and descriptions name, to define them or to ask for them.
  var macros: IncludeReach.Macros {
    let (scripts, cmake) = (scripts, cmake)
    let others = files.walk.files.filter { ["meson.build", "build.rs"].contains($0.nameText) }
      .map(files.text).joined(separator: "\n")
    return IncludeReach.Macros(
      mayBeDefined: { scripts.mention($0) || cmake?.mentions(macro: $0) == true },
      areDefined: {
        scripts.mention($0) || cmake?.found.definitions.contains($0) == true
          || others.contains(bytesOf: $0)
      })
  }
}
