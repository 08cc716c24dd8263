import Platform
import UV

extension Surveyor {
  /// A close look at each of some installs, on all cores; `neighbours` are all of the environment.
  package func explain(
    _ assessments: [Assessment], among neighbours: [Assessment]
  ) -> [Path: Explanation] {
    let all = Parallel.map(assessments, state: { () }) { _, assessment in
      Explanation(of: assessment, surveyor: self, among: neighbours)
    }
    return Dictionary(all.map { ($0.assessment.distribution.path, $0) }) { one, _ in one }
  }
}
