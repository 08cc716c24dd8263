import Formats
import Platform
import UV

/// All that is wrong with the cache keys of a project, installed or not.
///
/// A project that is not installed is judged as an editable install: its Python modules are used
/// where they are.
package struct KeyLint: Sendable {
  /// By line, then by rule.
  package let findings: [Finding]
  /// The keys that answer every finding that can be answered; nil where nothing is to be changed.
  package let proposal: KeyProposal?

  package var hasWarnings: Bool { findings.contains { $0.level == .warning } }

  package init(of report: KeyReport, rules: Rules, variables: ProcessEnvironment) {
    self.init(
      Subject(
        report, project: Project(of: report.project), isEditable: true, rules: rules,
        variables: variables))
  }

  init(_ subject: Subject) {
    var found = DeclarationRules.findings(subject)
    if subject.report.computed != nil {
      found += ReachRules.findings(subject) + InputRules.findings(subject)
    }
    found += ReleaseRules.findings(subject)
    let wantsKeys = found.contains(where: \.isFixable)
    let proposal = wantsKeys ? subject.proposal : nil
    let isChange = proposal.map { $0.keys != subject.keys } ?? false
    self.proposal = isChange ? proposal : nil
    if !isChange { found = found.map { $0.isFixable ? $0.unfixable : $0 } }
    findings = found.enumerated().sorted { one, other in
      (one.element.line ?? 0, one.offset) < (other.element.line ?? 0, other.offset)
    }.map(\.element)
  }

  /// What the rules look at.
  final class Subject {
    let report: KeyReport
    let rules: Rules
    let variables: ProcessEnvironment
    let project: Project
    let isEditable: Bool
    let manifest: TOMLTable?
    /// What the keys match.
    let watched: Set<Path>

    init(
      _ report: KeyReport, project: Project, isEditable: Bool, rules: Rules,
      variables: ProcessEnvironment
    ) {
      self.report = report
      self.project = project
      self.isEditable = isEditable
      self.rules = rules
      self.variables = variables
      manifest = project.build.manifest
      watched = Set(report.entries.flatMap(\.matches))
    }

    var keys: [CacheKey] { report.list?.keys ?? [] }
    var listLine: Int? { report.list?.line }

    /// The line of a declared key.
    func line(of index: Int) -> Int? {
      guard let list = manifest?["tool"]?["uv"]?["cache-keys"]?.array, index < list.count else {
        return listLine
      }
      return list[index].line
    }

    private(set) lazy var proposal: KeyProposal? = report.list.flatMap {
      project.proposal(for: $0, isEditable: isEditable, rules: rules)
    }
  }
}
