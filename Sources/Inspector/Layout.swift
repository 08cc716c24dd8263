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

  /// How list and detail share the screen.
  package enum Split: String, Hashable, Sendable, CaseIterable {
    /// Side by side on wide screens.
    case auto
    case stack, side
  }

  /// What the layout depends on besides the size.
  package struct Wishes: Hashable, Sendable {
    package var split = Split.auto
    package var focus = Pane.list
    package var isZoomed = false
    package var showsLog = false
    /// Rows that the whole list would take.
    package var listRows = 0

    package init() {}
  }

  /// Smaller screens only say so.
  package static let smallest = (columns: 40, rows: 8)

  package let isTooSmall: Bool
  package private(set) var headerRows = 2
  package private(set) var list: Area?
  package private(set) var detail: Area?
  package private(set) var log: Area?
  /// Whether list and detail stand side by side.
  package private(set) var isSideBySide = false

  package init(columns: Int, rows: Int, _ wishes: Wishes = Wishes()) {
    isTooSmall = columns < Self.smallest.columns || rows < Self.smallest.rows
    if isTooSmall { return }
    headerRows = rows >= 14 ? 2 : 1
    // The header above, the footer below.
    var body = Area(column: 0, row: headerRows, columns: columns, rows: rows - headerRows - 1)
    if wishes.isZoomed {
      set(wishes.focus, body)
      return
    }
    if wishes.showsLog, body.rows >= 18 {
      let height = rows >= 50 ? 12 : rows >= 32 ? 8 : 6
      log = Area(
        column: 0, row: body.row + body.rows - height, columns: columns, rows: height)
      body.rows -= height
    }
    let wantsSide = wishes.split == .side || (wishes.split == .auto && columns >= 180)
    if wantsSide, columns >= 110 {
      isSideBySide = true
      let width = columns * 3 / 5
      list = Area(column: 0, row: body.row, columns: width, rows: body.rows)
      detail = Area(column: width, row: body.row, columns: columns - width, rows: body.rows)
    } else if columns >= 72, body.rows >= 12 {
      // Where there is much space the list gets more of it.
      let share = body.rows >= 30 ? body.rows * 3 / 5 : body.rows / 2
      let most = max(min(11, body.rows - 8), share)
      let height = max(6, min(wishes.listRows + 3, most))
      list = Area(column: 0, row: body.row, columns: columns, rows: height)
      detail = Area(
        column: 0, row: body.row + height, columns: columns, rows: body.rows - height)
    } else if wishes.focus != .log || log == nil {
      set(wishes.focus, body)
    } else {
      set(.list, body)
      return
    }
    // The log does not fit next to the others: it takes their place while it has the focus.
    if wishes.focus == .log, log == nil {
      list = nil
      detail = nil
      log = Area(column: 0, row: headerRows, columns: columns, rows: rows - headerRows - 1)
    }
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

  /// Rows inside the borders; the list has its column titles, too.
  package var listRows: Int { max(0, (list?.rows ?? 3) - 3) }
  package var detailRows: Int { max(0, (detail?.rows ?? 2) - 2) }
  /// Columns inside the borders, a blank on both sides.
  package var detailColumns: Int { max(8, (detail?.columns ?? 4) - 4) }
  package var logRows: Int { max(0, (log?.rows ?? 2) - 2) }
  package var logColumns: Int { max(8, (log?.columns ?? 4) - 4) }
}
