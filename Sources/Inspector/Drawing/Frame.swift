import Platform

/// How a cell looks: what it means, and whether it is selected.
package struct CellStyle: Hashable, Sendable {
  package let role: Role
  package let isSelected: Bool

  package init(_ role: Role, isSelected: Bool = false) {
    self.role = role
    self.isSelected = isSelected
  }
}

/// One position of the screen.
package struct Cell: Hashable, Sendable {
  /// Empty for the second column of a wide character.
  package var text: String
  package var style: CellStyle
}

/// A whole screen as a grid of cells.
package struct Frame: Hashable, Sendable {
  package let columns: Int
  package let rows: Int
  package private(set) var cells: [[Cell]]

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    let blank = Cell(text: " ", style: CellStyle(.normal))
    cells = Array(repeating: Array(repeating: blank, count: columns), count: rows)
  }

  /// Writes text from a position, cut at `limit` columns; returns the columns used.
  @discardableResult
  package mutating func put(
    _ text: String, at column: Int, _ row: Int, _ style: CellStyle, limit: Int
  ) -> Int {
    guard cells.indices.contains(row) else { return 0 }
    var used = 0
    for character in text {
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

  /// Writes a line's spans.
  package mutating func put(_ line: TextLine, at column: Int, _ row: Int, limit: Int) {
    var used = 0
    for span in line.spans {
      used += put(span.text, at: column + used, row, CellStyle(span.role), limit: limit - used)
    }
  }

  /// Blanks of a style.
  package mutating func fill(_ area: Layout.Area, _ style: CellStyle = CellStyle(.normal)) {
    for row in area.row..<(area.row + area.rows) where cells.indices.contains(row) {
      for column in area.column..<(area.column + area.columns) where column < columns {
        cells[row][column] = Cell(text: " ", style: style)
      }
    }
  }

  /// The text plane: what is on the screen, without trailing blanks.
  package var text: String {
    cells.map { row in
      var line = row.map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// The style plane: a letter for each cell; capital or `R` where it is selected.
  package var styles: String {
    cells.map { row in
      var line = row.map { cell -> String in
        let letter = String(cell.style.role.rawValue)
        return cell.style.isSelected ? (letter == " " ? "R" : letter.uppercased()) : letter
      }.joined()
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
