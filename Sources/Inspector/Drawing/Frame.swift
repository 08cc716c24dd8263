import Platform

/// How a cell looks: its role, and whether it is selected.
package struct CellStyle: Hashable, Sendable {
  package enum Selection: Hashable, Sendable {
    case none, focused
    /// In a pane that has not the focus.
    case unfocused
  }

  package let role: Role
  package let selection: Selection

  package init(_ role: Role, _ selection: Selection = .none) {
    self.role = role
    self.selection = selection
  }
}

/// One position of the screen.
package struct Cell: Hashable, Sendable {
  /// Empty for the second column of a wide character.
  package var text: String
  package var style: CellStyle
}

/// A part of the screen that can be clicked.
package struct Spot: Hashable, Sendable {
  package enum Meaning: Hashable, Sendable {
    /// A row of the list, by its place among the visible ones.
    case row(Int)
    case sort(SortKey)
    case tab(DetailState.Tab)
    /// A row of the detail.
    case detail(Int)
    case pane(Pane)
    case command(Command)
    /// A line or a button of the open dialog.
    case dialog(Int)
    case button(Int)
  }

  package let area: Layout.Area
  package let meaning: Meaning
}

/// A whole screen as a grid of cells.
package struct Frame: Hashable, Sendable {
  package let columns: Int
  package let rows: Int
  package private(set) var cells: [[Cell]]
  /// What can be clicked; what was added last lies on top.
  package private(set) var spots: [Spot] = []

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    let blank = Cell(text: " ", style: CellStyle(.normal))
    cells = Array(repeating: Array(repeating: blank, count: columns), count: rows)
  }

  /// Writes a piece of text from a position, cut at `limit` columns; returns the columns used.
  ///
  /// A `String` cannot be written: making a span of it is what makes control characters visible.
  @discardableResult
  package mutating func put(
    _ span: Span, at column: Int, _ row: Int, limit: Int, _ selection: CellStyle.Selection = .none
  ) -> Int {
    guard cells.indices.contains(row) else { return 0 }
    let style = CellStyle(span.role, selection)
    var used = 0
    for character in span.text {
      let width = DisplayWidth.of(character)
      let position = column + used
      if used + width > limit || position + width > columns || position < 0 { break }
      if width == 0 {
        if used > 0 { cells[row][position - 1].text.append(character) }
        continue
      }
      cells[row][position] = Cell(text: String(character), style: style)
      if width == 2 { cells[row][position + 1] = Cell(text: "", style: style) }
      used += width
    }
    return used
  }

  /// Writes a line's spans; returns the columns used.
  @discardableResult
  package mutating func put(
    _ line: TextLine, at column: Int, _ row: Int, limit: Int,
    _ selection: CellStyle.Selection = .none
  ) -> Int {
    var used = 0
    for span in line.spans {
      used += put(span, at: column + used, row, limit: limit - used, selection)
    }
    return used
  }

  /// Blanks of a style.
  package mutating func fill(_ area: Layout.Area, _ style: CellStyle = CellStyle(.normal)) {
    for row in area.row..<(area.row + area.rows) where cells.indices.contains(row) {
      for column in area.column..<(area.column + area.columns) where column < columns {
        cells[row][column] = Cell(text: " ", style: style)
      }
    }
  }

  mutating func spot(_ area: Layout.Area, _ meaning: Spot.Meaning) {
    spots.append(Spot(area: area, meaning: meaning))
  }

  /// What a click there means.
  package func spot(at column: Int, _ row: Int) -> Spot.Meaning? {
    spots.last { $0.area.contains(column: column, row: row) }?.meaning
  }

  /// The text plane: what is on the screen, without trailing blanks.
  package var text: String {
    cells.map { row in
      var line = row.map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// The style plane: a letter for each cell; where it is selected a capital, or `R` (`Q` in a pane
  /// without the focus) for plain text.
  package var styles: String {
    cells.map { row in
      var line = row.map { cell -> String in
        let letter = String(cell.style.role.rawValue)
        return switch cell.style.selection {
        case .none: letter
        case .focused: letter == " " ? "R" : letter.uppercased()
        case .unfocused: letter == " " ? "Q" : letter.uppercased()
        }
      }.joined()
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
