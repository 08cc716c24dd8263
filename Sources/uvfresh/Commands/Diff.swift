import ArgumentParser
import Freshness
import Platform
import UV

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", _superCommandName: "uvfresh",
    abstract: "Show how installed files differ from their source; exit 1 if any does.",
    discussion: """
      What is installed is the old side, the source the new one. Changes that builds make \
      themselves, such as a version written in, are left out. On a terminal the output goes through \
      $PAGER, or `less -R`.

      Examples:
        uvfresh diff mypackage
        uvfresh diff mypackage | diffstat
      """)

  @Argument(help: "The install's name.")
  var name: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let session = try Session(common)
    let output = DiffOutput(session.style, isForTerminal: StandardStream.isTerminal)
    var text: [UInt8] = []
    var unread: [FileError] = []
    for assessment in try session.survey().named([name]) {
      guard let comparison = try Self.comparison(of: assessment, session.surveyor) else { continue }
      text += comparison.differences.flatMap { output.bytes($0, comparison) }
      unread += comparison.unread
    }
    if !text.isEmpty { Pager.show(text, variables: session.variables) }
    if let first = unread.first {
      throw Failure(
        message: "not everything was compared: \(first.path.shown): \(first.reason)"
          + Counted.more(unread.count - 1))
    }
    if !text.isEmpty { throw ExitCode(1) }
  }

  /// Nil for an editable install, which is its source.
  private static func comparison(
    of assessment: Assessment, _ surveyor: Surveyor
  ) throws -> SourceComparison? {
    let distribution = assessment.distribution
    guard let source = distribution.localSource else {
      throw Failure(
        message:
          "\(distribution.name) is not installed from a directory or archive on this machine;"
          + " there is no source to compare it with")
    }
    if let problem = assessment.problem, case .sourceMissing = problem {
      throw Failure(message: "\(distribution.name): \(problem.message)")
    }
    if source.kind == .editable {
      StandardStream.error(
        "uvfresh: \(distribution.name) is editable: its source is what is imported\n")
      return nil
    }
    guard let comparison = SourceComparison(of: assessment, surveyor: surveyor) else {
      let place = source.path?.shown ?? VisibleText.of(source.url)
      throw Failure(
        message: "\(distribution.name): no source tree to compare it with (it comes from \(place))")
    }
    let left = comparison.rewritten.count
    if left > 0 {
      StandardStream.error(
        "uvfresh: \(Counted.text(left, "file")) that the build itself changes"
          + " \(left == 1 ? "is" : "are") left out\n")
    }
    return comparison
  }
}
