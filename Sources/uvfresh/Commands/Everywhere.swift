import Freshness
import Inspector
import Platform
import UV

/// `list --everywhere` and `check --everywhere`: all environments that can be found.
enum Everywhere {
  /// Prints every environment with what needs attention in it.
  static func list(_ session: Session, format: ListFormat, showValues: Bool) {
    let places = survey(session)
    let report = report(session, showValues: showValues)
    switch format {
    case .json: StandardStream.output(document: report.json(places, onlyAttention: false))
    case .columns: StandardStream.output(report.text(places))
    }
  }

  /// Prints environments in which something needs attention; whether there is any.
  static func check(
    _ session: Session, format: CheckFormat, quiet: Bool, showValues: Bool
  ) throws -> Bool {
    let places = survey(session)
    let report = report(session, showValues: showValues)
    if !quiet {
      switch format {
      case .json: StandardStream.output(document: report.json(places, onlyAttention: true))
      case .text: StandardStream.output(report.text(places, isBrief: true))
      case .github, .markdown:
        throw Failure(message: "--everywhere prints text or json, not \(format.rawValue)")
      }
    }
    return places.contains { !$0.attention.isEmpty || $0.failure != nil }
  }

  private static func report(_ session: Session, showValues: Bool) -> EverywhereReport {
    EverywhereReport(
      style: session.style, showValues: showValues,
      home: session.variables.nonEmpty("HOME").map { Path($0) })
  }

  private static func survey(_ session: Session) -> [PlacedSurvey] {
    let surveyor = session.surveyor
    var finder = EnvironmentFinder(
      session.workingDirectory, variables: session.variables, cache: surveyor.cache,
      roots: session.preferences.roots.map { home($0, session.variables) })
    return surveyor.survey(finder.find())
  }

  /// `~/` stands for the home directory in the settings.
  private static func home(_ root: String, _ variables: ProcessEnvironment) -> Path {
    guard root == "~" || root.hasPrefix("~/"), let home = variables.nonEmpty("HOME") else {
      return Path(root)
    }
    return Path(home).appending(String(root.dropFirst(2)))
  }
}
