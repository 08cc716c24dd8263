import Formats
import Glibc
import Platform
import UV

/// An edit of a project's pyproject.toml, ready to be shown and written.
///
/// Made without touching anything: both texts are at hand, and the new keys were evaluated on the
/// project as it is now.
package struct ManifestFix: Sendable {
  package let project: Path
  package let proposal: KeyProposal
  package let old: [UInt8]
  package let new: [UInt8]
  private let rules: Rules
  private let variables: ProcessEnvironment
  /// Where the file really is, links followed, and what it was when it was read.
  private let target: Path
  private let status: FileStatus

  /// Whether there is anything to write.
  package var isNeeded: Bool { old != new }

  package var diff: UnifiedDiff { UnifiedDiff(from: old, to: new) }

  /// Makes the edit and proves it: the keys match all that they must and nothing that they must
  /// not, and a second edit changes nothing.
  package init(
    of project: Path, to proposal: KeyProposal, rules: Rules, variables: ProcessEnvironment
  ) throws(FixRefusal) {
    let file = project.appending("pyproject.toml")
    do throws(FileError) {
      target = try Directory.resolve(file)
      (old, status) = try Directory.working.read(target)
    } catch {
      if !error.isNotFound { throw FixRefusal("\(file.shown): \(error.reason)") }
      throw FixRefusal(
        "\(project.shown) has no pyproject.toml; make one that holds [tool.uv] and \(proposal.line)"
      )
    }
    self.project = project
    self.proposal = proposal
    self.rules = rules
    self.variables = variables
    new = try CacheKeyEditor.edit(old, to: proposal, rules: rules)
    let same = KeyProposal(items: proposal.keys.map { KeyProposal.Item($0) })
    if try CacheKeyEditor.edit(new, to: same, rules: rules) != new {
      throw FixRefusal("\(file.shown): a second edit would change it again; nothing was changed")
    }
    if let fault = fault(proposal.keys) { throw FixRefusal("\(fault); nothing was changed") }
  }

  /// Puts the new text in the place of the file, and looks at the project again.
  ///
  /// The file keeps its mode and owner, and is written whole or not at all.
  package func write() throws(FixRefusal) {
    if !isNeeded { return }
    do throws(FileError) {
      try Directory.replace(target, with: new, expecting: status)
    } catch {
      let why =
        switch error.code {
        case ESTALE: "it changed since it was read; look at the new text and start again"
        case EROFS: "it is read-only; make it writable first"
        default: error.reason
        }
      throw FixRefusal("\(target.shown): \(why); nothing was changed")
    }
    if let fault = fault(nil) { throw FixRefusal("\(fault), though the keys were written") }
  }

  /// What is wrong with what the keys match now; nil if all is well.
  private func fault(_ keys: [CacheKey]?) -> String? {
    var matched: Set<Path> = []
    let computer = CacheInfoComputer(rules: rules, environment: variables)
    do throws(ComputationFailure) {
      _ = try computer.compute(project, keys: keys) { match in
        matched.insert(
          match.path.isAbsolute ? match.path.relative(to: project) : match.path.tidied)
      }
    } catch {
      return "uv would refuse the new keys: \(Problem(error).message)"
    }
    if let missed = proposal.mustMatch.first(where: { !matched.contains($0) }) {
      return "the new keys would not match \(missed.shown)"
    }
    if let caught = proposal.mustNotMatch.first(where: matched.contains) {
      return "the new keys would match \(caught.shown), which must not trigger a rebuild"
    }
    return nil
  }
}

/// Two are the same that put the same text into the same file.
extension ManifestFix: Hashable {
  package static func == (one: ManifestFix, other: ManifestFix) -> Bool {
    one.project == other.project && one.old == other.old && one.new == other.new
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(project)
    hasher.combine(new)
  }
}
