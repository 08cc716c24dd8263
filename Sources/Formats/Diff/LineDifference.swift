/// The edits that turn one list of lines into another, by Myers' greedy algorithm.
///
/// The standard library's `CollectionDifference` does the same, but keeps a table of the square of
/// the number of edits and takes no limit: two unrelated files of 20,000 lines would need
/// gigabytes. Here the limit is part of the algorithm; what lies beyond it is replaced as a whole.
///
/// Source: E. Myers, "An O(ND) difference algorithm and its variations", 1986.
enum LineDifference {
  /// Beyond this many edits between two common ends nothing is looked for: 16 MB of tables.
  static let limit = 2000

  /// For each line whether the other side lacks it.
  struct Marks {
    var removed: [Bool]
    var added: [Bool]
  }

  static func marks<Line: Hashable>(from old: [Line], to new: [Line]) -> Marks {
    var numbers: [Line: Int] = [:]
    func numbered(_ lines: [Line]) -> [Int] {
      lines.map { line in
        if let known = numbers[line] { return known }
        numbers[line] = numbers.count
        return numbers.count - 1
      }
    }
    let (before, after) = (numbered(old), numbered(new))
    var start = 0
    while start < min(before.count, after.count), before[start] == after[start] { start += 1 }
    var (endOfOld, endOfNew) = (before.count, after.count)
    while endOfOld > start, endOfNew > start, before[endOfOld - 1] == after[endOfNew - 1] {
      endOfOld -= 1
      endOfNew -= 1
    }
    var marks = Marks(
      removed: Array(repeating: false, count: before.count),
      added: Array(repeating: false, count: after.count))
    // A line that the other side does not have at all is an edit whatever the rest looks like.
    let common = Set(before[start..<endOfOld]).intersection(after[start..<endOfNew])
    var oldPlaces: [Int] = []
    var newPlaces: [Int] = []
    for place in start..<endOfOld {
      if common.contains(before[place]) {
        oldPlaces.append(place)
      } else {
        marks.removed[place] = true
      }
    }
    for place in start..<endOfNew {
      if common.contains(after[place]) {
        newPlaces.append(place)
      } else {
        marks.added[place] = true
      }
    }
    let kept =
      common.isEmpty ? [] : keptPairs(oldPlaces.map { before[$0] }, newPlaces.map { after[$0] })
    var keptOld = Array(repeating: false, count: oldPlaces.count)
    var keptNew = Array(repeating: false, count: newPlaces.count)
    for (one, other) in kept {
      keptOld[one] = true
      keptNew[other] = true
    }
    for (index, place) in oldPlaces.enumerated() where !keptOld[index] {
      marks.removed[place] = true
    }
    for (index, place) in newPlaces.enumerated() where !keptNew[index] { marks.added[place] = true }
    return marks
  }

  /// Pairs of equal elements of a longest common subsequence; none beyond the limit.
  private static func keptPairs(_ old: [Int], _ new: [Int]) -> [(Int, Int)] {
    var trace: [[Int]] = []
    // `reach[k + d]` is how far into `old` the diagonal k, `old` index less `new` index, goes.
    var reach = [0]
    for edits in 0...min(limit, old.count + new.count) {
      var next = Array(repeating: 0, count: 2 * edits + 1)
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        var x = 0
        if edits > 0 {
          func before(_ diagonal: Int) -> Int? {
            let place = diagonal + edits - 1
            return reach.indices.contains(place) ? reach[place] : nil
          }
          let down = before(diagonal + 1) ?? -1
          let right = before(diagonal - 1).map { $0 + 1 } ?? -1
          x = max(down, right)
        }
        var y = x - diagonal
        while x < old.count, y >= 0, y < new.count, old[x] == new[y] {
          x += 1
          y += 1
        }
        next[diagonal + edits] = x
        if x >= old.count, y >= new.count {
          trace.append(next)
          return pairs(trace, old.count, new.count)
        }
      }
      trace.append(next)
      reach = next
    }
    return []
  }

  /// Walks back along the diagonals that reached the end.
  private static func pairs(_ trace: [[Int]], _ oldCount: Int, _ newCount: Int) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var (x, y) = (oldCount, newCount)
    for edits in trace.indices.reversed() {
      let diagonal = x - y
      var (startX, startY) = (0, 0)
      if edits > 0 {
        let before = trace[edits - 1]
        func reach(_ diagonal: Int) -> Int? {
          let place = diagonal + edits - 1
          return before.indices.contains(place) ? before[place] : nil
        }
        let down = reach(diagonal + 1) ?? -1
        let right = reach(diagonal - 1).map { $0 + 1 } ?? -1
        let isDown = down >= right
        startX = isDown ? down : right
        startY = startX - diagonal
        while x > startX, y > startY {
          x -= 1
          y -= 1
          pairs.append((x, y))
        }
        (x, y) = isDown ? (startX, startY - 1) : (startX - 1, startY)
      } else {
        while x > startX, y > startY {
          x -= 1
          y -= 1
          pairs.append((x, y))
        }
      }
    }
    return pairs
  }
}
