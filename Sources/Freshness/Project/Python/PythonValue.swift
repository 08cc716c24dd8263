/// What an expression may be: one or more alternatives, with `*` for unknown parts of texts.
struct PythonValue {
  enum Option {
    case text(String)
    case list([PythonValue])
    case fields([(String, PythonValue)])
  }

  private(set) var options: [Option] = []
  /// Whether there may be others than these.
  var isPartial = false

  /// More alternatives than this are no longer told apart.
  static let limit = 400
  /// A list of more elements than this is not followed to its end.
  static let longest = 4000
  /// A longer text is no name of a file.
  static let largest = 100_000

  static let unknown = PythonValue(isPartial: true)
  static let nothing = PythonValue()

  init(isPartial: Bool = false) { self.isPartial = isPartial }

  init(_ text: String) { options = [.text(text)] }

  init(texts: [String], isPartial: Bool = false) {
    self.isPartial = isPartial
    if texts.count > Self.limit || texts.contains(where: { $0.utf8.count > Self.largest }) {
      self.isPartial = true
      return
    }
    guard texts.count > 1 else {
      options = texts.map(Option.text)
      return
    }
    var seen: Set<String> = []
    options = texts.filter { seen.insert($0).inserted }.map(Option.text)
  }

  init(list: [PythonValue], isPartial: Bool = false) {
    let isLong = list.count > Self.longest
    options = [.list(isLong ? Array(list.prefix(Self.longest)) : list)]
    self.isPartial = isPartial || isLong
  }

  init(fields: [(String, PythonValue)], isPartial: Bool = false) {
    let isLong = fields.count > Self.longest
    options = [.fields(isLong ? Array(fields.prefix(Self.longest)) : fields)]
    self.isPartial = isPartial || isLong
  }

  /// Whether nothing at all is known.
  var isUnknown: Bool { options.isEmpty }

  mutating func add(_ other: PythonValue) {
    isPartial = isPartial || other.isPartial
    if options.count + other.options.count > Self.limit {
      isPartial = true
      return
    }
    options += other.options
  }

  /// All that are texts.
  var texts: [String] {
    options.compactMap { option in if case .text(let text) = option { text } else { nil } }
  }

  /// The same, where a text is wanted in any case.
  var pieces: [String] {
    let texts = texts
    return texts.isEmpty ? ["*"] : texts
  }

  /// All texts of it, those in lists, too.
  var allTexts: [String] {
    var found: [String] = []
    _ = visits(isFields: false) { value in
      found += value.texts
      return true
    }
    return found
  }

  /// Whether this and all that it holds is known.
  var isComplete: Bool {
    visits(isFields: true) { value in
      !value.isPartial && !value.texts.contains { $0.contains("*") }
    }
  }

  /// Whether all of this is followed; a pattern is all that can be said of a glob.
  var isFollowed: Bool {
    visits(isFields: false) { !$0.isPartial && !$0.options.isEmpty }
  }

  /// Goes through this and what its lists hold; false if `look` stops it.
  ///
  /// Lists that share their parts are small, and yet take without end.
  private func visits(isFields: Bool, _ look: (PythonValue) -> Bool) -> Bool {
    var left = 20_000
    func visit(_ value: PythonValue, _ depth: Int) -> Bool {
      left -= 1
      guard left > 0, depth < 100, look(value) else { return false }
      return value.options.allSatisfy { option in
        switch option {
        case .text: true
        case .list(let elements): elements.allSatisfy { visit($0, depth + 1) }
        case .fields(let fields): !isFields || fields.allSatisfy { visit($0.1, depth + 1) }
        }
      }
    }
    return visit(self, 0)
  }

  /// Any element of the lists.
  var element: PythonValue {
    var found = PythonValue(isPartial: isPartial)
    for option in options {
      switch option {
      case .list(let elements): for element in elements { found.add(element) }
      case .fields(let fields):
        for (key, _) in fields { found.add(PythonValue(key)) }
      case .text: found.isPartial = true
      }
    }
    return found
  }

  /// The element of that number in each list; from the end if it is below zero.
  func element(at index: Int) -> PythonValue {
    var found = PythonValue(isPartial: isPartial)
    for case .list(let elements) in options {
      let place = index < 0 ? elements.count + index : index
      if elements.indices.contains(place) {
        found.add(elements[place])
      } else {
        found.isPartial = true
      }
    }
    if found.options.isEmpty { found.isPartial = true }
    return found
  }

  func field(_ key: String) -> PythonValue {
    var found = PythonValue(isPartial: isPartial)
    for case .fields(let fields) in options {
      for (name, value) in fields where name == key { found.add(value) }
    }
    if found.options.isEmpty { found.isPartial = true }
    return found
  }

  /// All values of the dictionaries.
  var values: PythonValue {
    var found = PythonValue(isPartial: isPartial)
    for case .fields(let fields) in options {
      for (_, value) in fields { found.add(value) }
    }
    return found
  }

  func mapped(_ change: (String) -> String) -> PythonValue {
    isUnknown ? .unknown : PythonValue(texts: pieces.map(change), isPartial: isPartial)
  }

  /// Each text of this with each of another.
  func combined(
    with other: PythonValue, _ combine: (String, String) -> String
  ) -> PythonValue {
    let (one, two) = (pieces, other.pieces)
    // The same texts again and again double with each line.
    func size(_ texts: [String]) -> Int { texts.map(\.utf8.count).max() ?? 0 }
    let size = size(one) + size(two)
    guard size <= Self.largest, size * max(one.count, two.count) <= Self.largest * 20 else {
      return .unknown
    }
    guard one.count * two.count <= Self.limit else {
      // Too many to be told apart: one side stays.
      let merged =
        one.count < two.count ? one.map { combine($0, "*") } : two.map { combine("*", $0) }
      return PythonValue(texts: merged, isPartial: true)
    }
    return PythonValue(
      texts: one.flatMap { first in two.map { combine(first, $0) } },
      isPartial: isPartial || other.isPartial)
  }
}

/// Paths as Python joins them.
enum PythonPath {
  static func join(_ one: String, _ other: String) -> String {
    if one.isEmpty || other.hasPrefix("/") { return other }
    if other.isEmpty { return one }
    return one.hasSuffix("/") ? one + other : "\(one)/\(other)"
  }

  static func joined(_ one: String, _ other: String) -> String {
    // Two unknown parts side by side say no more than one.
    one.hasSuffix("*") && !one.hasSuffix("**") && other.hasPrefix("*") && !other.hasPrefix("**")
      ? one + other.dropFirst() : one + other
  }

  /// Of what is an absolute path in Python: the project is `.`.
  static func absolute(_ path: String) -> String { path.isEmpty ? "." : path }

  static func directory(_ path: String) -> String {
    let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    // The empty one is Python's own answer; the place of the project has one above it.
    if path.isEmpty { return "" }
    if path == "." { return ".." }
    if path == ".." || path.hasSuffix("/..") { return path + "/.." }
    guard let slash = path.lastIndex(of: "/") else { return path == "*" ? "*" : "" }
    return String(path[..<slash])
  }

  static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// `a` and `.c` of `a.c`.
  static func split(_ path: String) -> (stem: String, suffix: String) {
    let name = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard let dot = path[name...].lastIndex(of: "."), dot > name else {
      return path.hasSuffix("*") ? (path, "*") : (path, "")
    }
    return (String(path[..<dot]), String(path[dot...]))
  }
}
