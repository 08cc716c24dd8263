import Platform

/// What was found while descriptions were followed.
struct CMakeFindings {
  /// Who names a file.
  struct Use {
    let by: Path
    let isSure: Bool
    /// A program is run with it, or its text is read.
    let isRun: Bool
  }

  /// Descriptions that are read, and whether that is sure.
  var descriptions: [Path: Bool] = [:]
  /// What targets are compiled from, and whether that is sure.
  var sources: [Path: Bool] = [:]
  /// Those in directories such as `tests` that belong to a library with others.
  var mixed: Set<Path> = []
  /// What commands read, run or copy, with the description that says so.
  var named: [Path: Use] = [:]
  /// What programs make among the sources.
  var made: Set<Path> = []
  /// What is copied into the install.
  var installed: [Path: Path] = [:]
  /// Directories of which it is not known what is compiled.
  var open: Set<Path> = []
  /// Directories of which it is not known what they lead to.
  var openDescriptions: Set<Path> = []
  /// Whether a module may be read that is not known.
  var openModules = false
  /// Directories that a branch which is not taken would lead to.
  var passedOver: Set<Path> = []
  /// Names of files as commands that are run hold them, without variables in front; with a slash
  /// in front those that are known by the whole path.
  var mentioned: Set<String> = []
  /// Macros that compilers are surely given.
  var definitions: Set<String> = []
  /// Where compilers look for headers.
  var includes: Set<Path> = []
  /// Whether CUDA is compiled.
  var usesCUDA = false
}
