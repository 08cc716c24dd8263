import Platform

/// What the words of all scripts say of a build.
extension BuildScripts {
  /// The texts that stand in them, but for versioneer, which is the same everywhere.
  var literals: [String] {
    all.filter { !$0.path.isNamed("versioneer.py") }.flatMap { $0.python.runs.joined() }
  }

  /// The text of all of them.
  func mention(_ word: String) -> Bool { all.contains { $0.text.contains(bytesOf: word) } }

  /// Directories where their extensions look for headers.
  var includes: Set<Path> {
    Set(
      all.flatMap(\.facts.compiled.includes).filter { !PathPattern.isPattern($0) }
        .map { Path($0).normalized })
  }

  /// Whether they compile Fortran, or have somebody else do it.
  var compileFortran: Bool {
    if mention("numpy.distutils") { return true }
    return literals.contains { literal in
      let ending = Path("x\(literal)").suffix ?? ""
      return ["f", "f77", "f90", "f95", "f03", "f08", "for"].contains(ending)
        || literal == "make" || literal.hasPrefix("make ")
        || literal.lowercased().split { !($0.isLetter || $0.isNumber) }
          .contains { ["fortran", "gfortran", "f2py"].contains($0) }
    }
  }

  /// Whether a text ends as a file does: `*.S`, `.pyf` or `a.c.in`.
  func nameEnding(of path: Path) -> Bool {
    literals.contains { Path("x\($0)").suffix == path.suffix }
  }

  /// Whether a backend of the project's own hands a setup.py to setuptools.
  var wrapSetuptools: Bool {
    setup != nil && (mention("setuptools.build_meta") || mention("import build_meta"))
  }
}
