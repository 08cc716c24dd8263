import Freshness
import Platform
import UV

/// How the selected install is shown, and what a closer look at installs has brought.
package struct DetailState: Sendable {
  package var scroll = 0
  package var isUnfolded = false
  package var revealsValues = false
  /// Kept until the verdict changes.
  package var explanations: [Path: Explanation] = [:]

  /// The verdict may have changed while it was looked at.
  mutating func take(_ explanation: Explanation, _ list: ListState) {
    let id = explanation.assessment.distribution.path
    if list.items.contains(where: { $0.id == id && $0.assessment == explanation.assessment }) {
      explanations[id] = explanation
    }
  }

  mutating func forget() {
    scroll = 0
    explanations = [:]
  }
}

extension InspectorState {
  mutating func scrollDetail(by step: Int) {
    let layout = layout
    let count = DetailContent(of: self).rows(columns: layout.detailColumns).count
    let most = max(0, count - max(1, layout.detailRows))
    detail.scroll = max(0, min(detail.scroll + step, most))
  }

  /// To the next changed key.
  mutating func jumpInDetail(by step: Int) {
    let rows = DetailContent(of: self).rows(columns: layout.detailColumns)
    let changes = rows.indices.filter { rows[$0].isChange }
    let next =
      step > 0 ? changes.first { $0 > detail.scroll } : changes.last { $0 < detail.scroll }
    if let next { scrollDetail(by: next - detail.scroll) }
  }
}
