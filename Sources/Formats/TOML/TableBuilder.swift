import Platform

/// A table while its document is being read, with how it came about.
///
/// TOML lets a table be written in pieces, but each piece has one way: a header opens a table once,
/// dotted keys extend only what dotted keys made, and an inline table is closed for good.
final class TableBuilder {
  enum Origin {
    /// Only named on the way to another: a header may still open it.
    case implied
    case header
    case dotted
    case inline
  }

  enum Slot {
    case value(TOMLNode)
    case table(TableBuilder)
    case tables(TableList)
  }

  /// An array of tables, by reference: a document may hold thousands, each appended once.
  final class TableList {
    var all: [TableBuilder]

    init(_ first: TableBuilder) {
      all = [first]
    }
  }

  var origin: Origin
  let line: Int
  private var entries: [(key: String, slot: Slot)] = []
  private var places = KeyPlaces()

  init(_ origin: Origin, line: Int) {
    self.origin = origin
    self.line = line
  }

  subscript(key: String) -> Slot? {
    get { place(of: key).map { entries[$0].slot } }
    set {
      guard let newValue else { return }
      if let place = place(of: key) {
        entries[place].slot = newValue
      } else {
        entries.append((key, newValue))
        places.append(key) { entries[$0].key }
      }
    }
  }

  private func place(of key: String) -> Int? {
    places.place(of: key) { entries[$0].key }
  }

  /// The finished table.
  ///
  /// No recursion deeper than the reader's own limit.
  func table() -> TOMLTable {
    TOMLTable(
      entries.map { entry in
        let node =
          switch entry.slot {
          case .value(let node): node
          case .table(let builder): builder.node()
          case .tables(let list):
            TOMLNode(value: .array(list.all.map { $0.node() }), line: list.all.first?.line ?? 0)
          }
        return TOMLTable.Entry(key: entry.key, node: node)
      }, places: places)
  }

  func node() -> TOMLNode {
    TOMLNode(value: .table(table()), line: line)
  }
}
