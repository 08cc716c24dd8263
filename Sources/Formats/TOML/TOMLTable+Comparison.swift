/// Whether documents say the same.
extension TOMLTable {
  /// Whether both hold the same values in the same order, leaving out what stands at `path`, and
  /// tables on the way to it that hold nothing else.
  ///
  /// Lines and ways of writing do not count.
  package func isSame(as other: TOMLTable, except path: [String] = []) -> Bool {
    let mine = content(except: path)
    let theirs = other.content(except: path)
    return mine.count == theirs.count
      && zip(mine, theirs).allSatisfy { one, other in
        one.key.utf8.elementsEqual(other.key.utf8)
          && one.node.isSame(as: other.node, except: one.key == path.first ? path.dropFirst() : [])
      }
  }

  private func content(except path: [String]) -> [Entry] {
    guard let first = path.first else { return entries }
    return entries.filter { entry in
      guard entry.key.utf8.elementsEqual(first.utf8) else { return true }
      if path.count == 1 { return false }
      guard let table = entry.node.table else { return true }
      return !table.content(except: Array(path.dropFirst())).isEmpty
    }
  }
}

extension TOMLNode {
  fileprivate func isSame(as other: TOMLNode, except path: ArraySlice<String> = []) -> Bool {
    switch (value, other.value) {
    case (.string(let one), .string(let two)), (.hugeInteger(let one), .hugeInteger(let two)):
      one.utf8.elementsEqual(two.utf8)
    case (.integer(let one), .integer(let two)): one == two
    case (.float(let one), .float(let two)): one.bitPattern == two.bitPattern
    case (.boolean(let one), .boolean(let two)): one == two
    case (.datetime(let one), .datetime(let two)): one == two
    case (.array(let one), .array(let two)):
      one.count == two.count && zip(one, two).allSatisfy { $0.isSame(as: $1) }
    case (.table(let one), .table(let two)): one.isSame(as: two, except: Array(path))
    default: false
    }
  }
}
