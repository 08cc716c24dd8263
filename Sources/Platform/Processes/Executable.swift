import Glibc

/// Finds programs.
package enum Executable {
  /// The first executable regular file of that name in PATH; a name with a slash is a path.
  package static func find(_ name: String, environment: ProcessEnvironment) -> Path? {
    if name.utf8.contains(UInt8(ascii: "/")) {
      return isExecutable(Path(name)) ? Path(name) : nil
    }
    return all([name], environment: environment).first { _ in true }
  }

  /// The executable regular files of these names in PATH, directory by directory; lazy.
  package static func all(
    _ names: [String], environment: ProcessEnvironment
  ) -> some Sequence<Path> {
    let directories = (environment.bytes(of: "PATH") ?? []).split(
      separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    return directories.lazy
      .map { Path($0.isEmpty ? [UInt8(ascii: ".")] : Array($0)) }
      .flatMap { directory in names.lazy.map { directory.appending($0) } }
      .filter(isExecutable)
  }

  /// The program that runs now; nil without /proc.
  package static var own: Path? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = bytes.withUnsafeMutableBytes { raw in
      raw.bindMemory(to: CChar.self).baseAddress.map { readlink("/proc/self/exe", $0, raw.count) }
    }
    guard let count, count > 0 else { return nil }
    return Path(Array(bytes.prefix(count)))
  }

  package static func isExecutable(_ path: Path) -> Bool {
    guard let status = try? Directory.working.status(of: path) else { return false }
    return status.kind == .regular && status.permissions & 0o111 != 0
  }
}
