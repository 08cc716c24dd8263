import BuildCache
import CacheKeys
import Environments
import FileSystem
import TOMLReader

/// Everything about one install: the verdict, its keys, the files behind it, and advice.
package struct Explanation: Sendable {
  package let assessment: Assessment
  /// Nil where there is no project folder to look at.
  package let keys: KeyReport?
  package let evidence: Evidence
  package let advice: [Advice]
  /// Nil for an install that is not local.
  package let cachedBuild: CachedBuild?

  /// Looks at the install's source again, more closely than a verdict needs.
  package init(of assessment: Assessment, surveyor: Surveyor) {
    self.assessment = assessment
    cachedBuild = surveyor.cachedBuild(of: assessment)
    evidence = Evidence(for: assessment, computer: surveyor.computer())
    var report: KeyReport?
    var manifest: TOMLTable?
    if let source = assessment.distribution.localSource, source.kind != .archive,
      let path = source.path
    {
      report = try? KeyReport(
        of: path, trying: [], rules: surveyor.rules, variables: surveyor.variables)
      let text = (try? Folder.working.read(path.appending("pyproject.toml")))?.content
      manifest = text.flatMap { try? TOMLDocument.read($0) }
    }
    keys = report
    advice = report.map { Advice.on($0, manifest: manifest) } ?? []
  }
}
