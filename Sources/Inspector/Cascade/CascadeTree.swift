import Freshness
import Platform
import UV

/// Packages under those that make them stale: the order of a tree, and how deep each row stands.
struct CascadeTree {
  private(set) var order: [Int] = []
  private(set) var depths: [Path: Int] = [:]

  /// `visible` are indices into `items` in the order of the list; only what is visible is grouped.
  init(_ visible: [Int], of items: [ListState.Item], _ glances: [Path: Glance]) {
    let shown = Set(visible.map { items[$0].id })
    var children: [Path: [Int]] = [:]
    var tops: [Int] = []
    for index in visible {
      let roots = glances[items[index].id]?.roots ?? []
      if let root = roots.first(where: { shown.contains($0) && $0 != items[index].id }) {
        children[root, default: []].append(index)
      } else {
        tops.append(index)
      }
    }
    func add(_ index: Int, _ depth: Int) {
      let id = items[index].id
      guard depths[id] == nil else { return }
      depths[id] = depth
      order.append(index)
      for child in children[id] ?? [] { add(child, depth + 1) }
    }
    for index in tops { add(index, 0) }
    // Packages that are built against each other in a circle have no top.
    for index in visible { add(index, 0) }
  }
}

extension ListState {
  /// Stands before the name of a row below another one.
  func branch(_ id: Path, _ glyphs: Glyphs) -> String? {
    guard let depth = depths[id], depth > 0 else { return nil }
    return String(repeating: "  ", count: min(depth, 6) - 1) + glyphs.branch
  }
}

extension Glyphs {
  var branch: String { isUTF8 ? "└ " : "`-" }
}

extension InspectorState {
  mutating func toggleTree() {
    list.isTree.toggle()
    arrange()
    let isGrouped = list.visible.contains { list.branch(list.items[$0].id, glyphs) != nil }
    if list.isTree, !isGrouped {
      list.isTree = false
      arrange()
      return toast("no package here is stale because of another one")
    }
    toast(
      list.isTree ? "packages stand under those that make them stale" : "not grouped any more")
  }
}

extension DetailBuilder {
  /// Because of whom it is stale, or should be.
  mutating func cascade() {
    guard let links = explanation?.cascade, !links.isEmpty else { return }
    blank()
    for link in links {
      add(
        [
          Span("\(glyphs.advice) ", .accent),
          Span(link.words(follower: item.distribution.name, arrow: glyphs.advice)),
        ], hanging: 2)
    }
  }
}
