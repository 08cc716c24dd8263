/// All rules of a group as one automaton over the bytes of a path.
///
/// A nondeterministic automaton, made deterministic lazily: matching is linear in the length of a
/// name whatever the patterns are. A walk keeps the state reached at each directory and continues
/// from there; it does not enter a directory from whose state no rule can include anything.
struct GlobAutomaton {
  /// The number of a subset of nodes, a state of the deterministic automaton.
  typealias State = Int32

  /// The decision about a name: that of the last rule that matches it.
  enum Verdict: Hashable {
    case unmatched
    case included(rule: Int)
    case excluded
  }

  /// The state from which no rule can match any more.
  static let dead: State = 0

  private let rules: [GlobRule]
  private var nodes: [Node] = []
  private var starts: [Int32] = []
  private var subsets: [Subset] = []
  private var numbers: [[Int32]: State] = [:]
  /// A row of 256 for each subset: the next subset, or -1 if not computed yet.
  private var next: [State] = []

  private enum Node {
    case byte(UInt8, to: Int32)
    case oneOf(ByteSet, to: Int32)
    case either(Int32, Int32)
    case accept(rule: Int)
  }

  private struct Subset {
    let nodes: [Int32]
    let fileVerdict: Verdict
    let directoryVerdict: Verdict
    let canInclude: Bool
  }

  /// Refuses rules that are too large together, near the 10 MiB at which the regex crate gives up.
  init(_ rules: [GlobRule]) throws(BadGlob) {
    self.rules = rules
    let size = rules.reduce(0) { $0 + Self.size(of: $1.pattern.tokens) }
    if size > 10 << 20 { throw BadGlob(pattern: nil, reason: "error building NFA") }
    _ = number(of: [])
    for (index, rule) in rules.enumerated() {
      let accept = add(.accept(rule: index))
      let tokens = rule.pattern.tokens
      if tokens == [.leadingDirectories] {
        starts.append(anyBytes(then: accept))
      } else {
        starts.append(compile(tokens, then: accept))
      }
    }
  }

  /// The state before the first byte of a path.
  mutating func start() -> State {
    var reached: Set<Int32> = []
    for start in starts { follow(start, into: &reached) }
    return number(of: reached.sorted())
  }

  /// The state after one more byte.
  mutating func step(_ state: State, _ byte: UInt8) -> State {
    let index = Int(state) << 8 | Int(byte)
    let known = next[index]
    if known >= 0 { return known }
    var reached: Set<Int32> = []
    for node in subsets[Int(state)].nodes {
      switch nodes[Int(node)] {
      case .byte(let wanted, let target) where wanted == byte: follow(target, into: &reached)
      case .oneOf(let set, let target) where set.contains(byte): follow(target, into: &reached)
      default: break
      }
    }
    let found = number(of: reached.sorted())
    next[index] = found
    return found
  }

  func verdict(_ state: State, isDirectory: Bool) -> Verdict {
    isDirectory
      ? subsets[Int(state)].directoryVerdict : subsets[Int(state)].fileVerdict
  }

  /// Whether a longer path could be included.
  func canInclude(_ state: State) -> Bool {
    subsets[Int(state)].canInclude
  }

  /// How many subsets are cached.
  var subsetCount: Int { subsets.count }

  /// Drops all subsets except those of `states`; returns their new numbers.
  mutating func forgetSubsets(but states: [State]) -> [State] {
    let kept = states.map { subsets[Int($0)].nodes }
    subsets = []
    numbers = [:]
    next = []
    _ = number(of: [])
    return kept.map { number(of: $0) }
  }

  // MARK: - Subsets

  private mutating func number(of sorted: [Int32]) -> State {
    if let known = numbers[sorted] { return known }
    let state = State(subsets.count)
    numbers[sorted] = state
    subsets.append(
      Subset(
        nodes: sorted,
        fileVerdict: lastMatch(in: sorted, isDirectory: false),
        directoryVerdict: lastMatch(in: sorted, isDirectory: true),
        canInclude: sorted.contains { node in
          owners[Int(node)].map { !rules[$0].isExclusion } ?? false
        }))
    next += Array(repeating: -1, count: 256)
    return state
  }

  private func lastMatch(in sorted: [Int32], isDirectory: Bool) -> Verdict {
    var last = -1
    for node in sorted {
      guard case .accept(let rule) = nodes[Int(node)], rule > last else { continue }
      if isDirectory || !rules[rule].matchesDirectoriesOnly { last = rule }
    }
    if last < 0 { return .unmatched }
    return rules[last].isExclusion ? .excluded : .included(rule: last)
  }

  private func follow(_ first: Int32, into reached: inout Set<Int32>) {
    var pending = [first]
    var seen: Set<Int32> = []
    while let node = pending.popLast() {
      guard seen.insert(node).inserted else { continue }
      if case .either(let one, let other) = nodes[Int(node)] {
        pending += [one, other]
      } else {
        reached.insert(node)
      }
    }
  }

  // MARK: - Compilation

  /// The rule of each node; nil for accepting nodes.
  private var owners: [Int?] = []

  private mutating func add(_ node: Node) -> Int32 {
    nodes.append(node)
    if case .accept = node { owners.append(nil) } else { owners.append(starts.count) }
    return Int32(nodes.count - 1)
  }

  private mutating func compile(_ tokens: [GlobPattern.Token], then end: Int32) -> Int32 {
    tokens.reversed().reduce(end) { following, token in compile(token, then: following) }
  }

  private mutating func compile(_ token: GlobPattern.Token, then end: Int32) -> Int32 {
    switch token {
    case .byte(let byte): return add(.byte(byte, to: end))
    case .oneOf(let set): return add(.oneOf(set, to: end))
    case .anyByte: return add(.oneOf(Self.notSlash, to: end))
    case .star: return loop(over: Self.notSlash, then: end)
    case .trailingDirectories: return add(.byte(Self.slash, to: anyBytes(then: end)))
    case .leadingDirectories:
      let anything = anyBytes(then: add(.byte(Self.slash, to: end)))
      return add(.either(end, anything))
    case .innerDirectories:
      let anything = anyBytes(then: add(.byte(Self.slash, to: end)))
      return add(.byte(Self.slash, to: add(.either(end, anything))))
    case .alternatives(let branches):
      guard let last = branches.last else { return end }
      var entry = compile(last, then: end)
      for branch in branches.dropLast().reversed() {
        entry = add(.either(compile(branch, then: end), entry))
      }
      return entry
    }
  }

  private mutating func anyBytes(then end: Int32) -> Int32 {
    loop(over: ByteSet().inverted, then: end)
  }

  private mutating func loop(over set: ByteSet, then end: Int32) -> Int32 {
    let fork = add(.either(end, end))
    nodes[Int(fork)] = .either(add(.oneOf(set, to: fork)), end)
    return fork
  }

  private static let slash = UInt8(ascii: "/")
  private static let notSlash: ByteSet = {
    var set = ByteSet()
    set.insert(slash)
    return set.inverted
  }()

  /// Bytes in the regex crate's automaton, measured on uv: 131,000 `?`, 328,000 letters before a
  /// star, or 69,000 times `*a` exceed its limit.
  private static func size(of tokens: [GlobPattern.Token]) -> Int {
    tokens.reduce(0) { sum, token in
      switch token {
      case .byte: sum + 32
      case .anyByte, .oneOf: sum + 80
      case .star, .leadingDirectories, .trailingDirectories, .innerDirectories: sum + 120
      case .alternatives(let branches):
        branches.reduce(sum) { $0 + size(of: $1) }
      }
    }
  }
}
