import Freshness
import Platform
import UV

/// The lines of the detail pane.
package struct DetailContent {
  package let lines: [TextLine]

  package init(of state: InspectorState) {
    guard let item = state.list.selectedItem else {
      lines = [
        TextLine(
          state.environment.isScanning
            ? "Looking…"
            : state.list.items.isEmpty ? "Nothing is installed here." : "Nothing matches.",
          .dim)
      ]
      return
    }
    var builder = DetailBuilder(state: state, item: item)
    lines = builder.build()
  }

  /// The lines as rows of a pane of that width.
  package func rows(columns: Int) -> [TextLine] {
    lines.flatMap { $0.wrapped(to: columns) }
  }
}
