import Formats
import Platform
import UV

/// How a file in a working tree differs from the commit that is checked out.
///
/// The blob is read with `git cat-file` and compared here: `git diff` would run the filters that
/// the repository's settings name.
package enum HeadDifference: Hashable, Sendable {
  /// Empty where nothing differs.
  case lines(UnifiedDiff)
  /// HEAD has no such file.
  case notInHead
  /// What Git stores is not the file itself, as with Git LFS.
  case filtered
  /// No git, no repository, no commit, or the file cannot be read.
  case unknown(String)

  /// Compares one file, named by its absolute path.
  package static func of(_ file: Path, variables: ProcessEnvironment) -> HeadDifference {
    guard let directory = file.parent, let name = Path(file.name).utf8Text,
      let git = GitProgram(in: directory, variables: variables)
    else { return .unknown("there is no git to ask") }
    guard git.output(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]) != nil else {
      return .unknown("\(directory.shown) is in no Git repository with a commit")
    }
    guard let blob = git.output(["cat-file", "blob", "HEAD:./\(name)"], limit: 16 << 20) else {
      return .notInHead
    }
    let now: [UInt8]
    do throws(FileError) {
      now = try Directory.working.read(file, limit: 16 << 20).content
    } catch {
      return .unknown("\(file.shown): \(error.reason)")
    }
    return between(blob, and: now)
  }

  /// Compares what Git stores with what is there now.
  package static func between(_ blob: [UInt8], and now: [UInt8]) -> HeadDifference {
    let isPointer = blob.starts(with: "version https://git-lfs.github.com/spec/".utf8)
    if isPointer, blob != now { return .filtered }
    return .lines(UnifiedDiff(from: blob, to: now))
  }
}
