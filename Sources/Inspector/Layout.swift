/// Where everything stands on a screen of some size: a pure function of it.
package struct Layout: Hashable, Sendable {
  package struct Area: Hashable, Sendable {
    package var column: Int
    package var row: Int
    package var columns: Int
    package var rows: Int

    package init(column: Int, row: Int, columns: Int, rows: Int) {
      self.column = column
      self.row = row
      self.columns = columns
      self.rows = rows
    }

    package func contains(column x: Int, row y: Int) -> Bool {
      x >= column && x < column + columns && y >= row && y < row + rows
    }
  }

  /// Smaller screens only say so.
  package static let smallest = (columns: 40, rows: 8)

  package let isTooSmall: Bool
  package private(set) var list: Area?
  package private(set) var detail: Area?
  package private(set) var log: Area?
  /// The list has room for versions.
  package private(set) var showsVersion = false

  package init(columns: Int, rows: Int, zoomed: Pane?, focus: Pane, showsLog: Bool) {
    isTooSmall = columns < Self.smallest.columns || rows < Self.smallest.rows
    if isTooSmall { return }
    // The title above, the footer below.
    var body = Area(column: 0, row: 1, columns: columns, rows: rows - 2)
    if let zoomed {
      set(zoomed, body)
      showsVersion = columns >= 60
      return
    }
    if showsLog, columns >= 180 {
      log = Area(column: columns - 48, row: 1, columns: 48, rows: body.rows)
      body.columns -= 48
    } else if showsLog, rows >= 16 {
      let height = rows >= 32 ? 9 : 7
      log = Area(column: 0, row: rows - 1 - height, columns: columns, rows: height)
      body.rows -= height
    }
    guard columns >= 72 else {
      set(focus == .log && log != nil ? .list : focus, body)
      return
    }
    let listWidth = columns >= 180 ? 60 : columns >= 110 ? 44 : 34
    list = Area(column: 0, row: 1, columns: listWidth, rows: body.rows)
    detail = Area(
      column: listWidth, row: 1, columns: body.columns - listWidth, rows: body.rows)
    showsVersion = columns >= 110
  }

  private mutating func set(_ pane: Pane, _ area: Area) {
    switch pane {
    case .list: list = area
    case .detail: detail = area
    case .log: log = area
    }
  }

  func area(of pane: Pane) -> Area? {
    switch pane {
    case .list: list
    case .detail: detail
    case .log: log
    }
  }

  /// Rows inside the borders.
  package var listRows: Int { (list?.rows ?? 2) - 2 }
  package var detailRows: Int { (detail?.rows ?? 2) - 2 }
  package var detailColumns: Int { (detail?.columns ?? 2) - 2 }
  package var logRows: Int { (log?.rows ?? 2) - 2 }
}
