/// Which lines of C are left out on this machine, as those for Windows.
///
/// Only macros of compilers, systems and processors are known; a branch is left out where its
/// condition is certainly false.
struct PreprocessorBranches {
  private struct Branch {
    var isOff: Bool
    /// Whether an earlier one of the same `#if` is certainly taken.
    var isDecided: Bool
    /// Macros of which nobody knows whether there are any: one of each has to be defined.
    var wanted: [[String]]
  }

  private var open: [Branch] = []
  /// Whether `#if` and `#endif` did not fit.
  private(set) var isBroken = false

  var isOff: Bool { open.contains(where: \.isOff) }
  var isComplete: Bool { open.isEmpty && !isBroken }
  /// Macros of which one of each has to be defined for what stands here; nobody writes more than
  /// some of these, one in the other.
  var wanted: [[String]] { open.suffix(20).flatMap(\.wanted) }

  /// Takes in a line behind its `#`; whether it was one of these.
  mutating func take(_ directive: some StringProtocol) -> Bool {
    let words = directive.split(maxSplits: 1) { !($0.isLetter || $0.isNumber || $0 == "_") }
    guard let name = words.first, directive.hasPrefix(name) else { return false }
    let rest = directive.dropFirst(name.count)
    switch name {
    case "if": begin(Substring(rest))
    case "ifdef": begin("defined \(rest)")
    case "ifndef": begin("!defined \(rest)")
    case "elif", "else":
      guard var last = open.popLast() else {
        isBroken = true
        return true
      }
      let truth = name == "else" ? true : Self.truth(rest)
      last.wanted = name == "else" || truth != nil ? [] : Self.wanted(by: Substring(rest))
      last.isOff = last.isDecided || truth == false
      last.isDecided = last.isDecided || truth == true
      open.append(last)
    case "endif": if open.popLast() == nil { isBroken = true }
    default: return false
    }
    return true
  }

  private mutating func begin(_ condition: Substring) {
    let truth = Self.truth(condition)
    open.append(
      Branch(
        isOff: truth == false, isDecided: truth == true,
        wanted: truth == nil ? Self.wanted(by: condition) : []))
  }

  /// The macros of a condition such as `defined(A) && (B || defined C)`; what else stands there may
  /// hold, and so do those that every compiler defines.
  private static func wanted(by condition: Substring) -> [[String]] {
    if condition.utf8.count > 1000 { return [] }
    return condition.split(separator: "&&").compactMap { part in
      let names = part.split(separator: "||").map(asked)
      // Those of other systems are known.
      let open = names.filter { name in name.map { macros[$0] == nil } ?? true }
      return open.contains(nil) || open.isEmpty ? nil : open.compactMap { $0 }
    }
  }

  /// The macro of `A`, `defined(A)` or `A >= 2`, which do not hold without it.
  private static func asked(_ part: Substring) -> String? {
    let words = part.split { " ()\t\r".contains($0) }
    let name = String(words.first == "defined" ? words.dropFirst().first ?? "" : words.first ?? "")
    guard name.first.map({ $0.isLetter || $0 == "_" }) == true,
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), !ofCompilers.contains(name)
    else { return nil }
    switch (words.count, words.first) {
    case (1, _), (2, "defined"): return name
    case (3, _):
      // A macro that nobody defines is 0.
      guard let number = Int(words[2].prefix(while: \.isNumber)) else { return nil }
      let holds =
        switch words[1] {
        case ">=": 0 >= number
        case ">": 0 > number
        case "==": 0 == number
        case "!=": 0 != number
        default: true
        }
      return holds ? nil : name
    default: return nil
    }
  }

  /// What GCC and Clang define without being asked for; not `__AVX__` and `__CUDACC__`.
  private static let ofCompilers: Set<String> = [
    "__GNUC__", "__cplusplus", "__STDC__", "__STDC_VERSION__", "__unix__", "__unix", "unix",
    "__LP64__", "_LP64", "__SIZEOF_INT128__", "__GLIBC__", "__VERSION__", "__EXCEPTIONS",
    "__FILE__", "__LINE__", "__BYTE_ORDER__", "__CHAR_BIT__", "__ELF__", "__GXX_RTTI",
  ]

  /// The truth of a condition; nil where it is not known.
  static func truth(_ text: some StringProtocol) -> Bool? {
    var expression = Expression(text)
    let value = expression.any(depth: 0)
    return expression.isAtEnd ? value.map { $0 != 0 } : nil
  }

  /// Numbers by names: those that a compiler for this machine defines, and those of others, which
  /// are 0.
  static let macros: [String: Int] = {
    let (mac, linux) = (Host.isMac ? 1 : 0, Host.isMac ? 0 : 1)
    var known = ["__APPLE__": mac, "__MACH__": mac, "__linux__": linux, "__linux": linux]
    for name in [
      "_WIN32", "_WIN64", "WIN32", "WIN64", "__WIN32__", "_WINDOWS", "_MSC_VER", "__MINGW32__",
      "__MINGW64__", "__CYGWIN__", "__BORLANDC__", "_AIX", "__sun", "__sun__", "__HAIKU__",
      "__ANDROID__", "__EMSCRIPTEN__", "__wasm__", "__FreeBSD__", "__OpenBSD__", "__NetBSD__",
      "__DragonFly__", "__MSDOS__", "MSDOS", "__OS2__", "OS2", "VMS", "__VMS", "RISCOS", "__hpux",
      "__QNX__", "__BEOS__", "__AMIGA__", "__CYGWIN32__", "_WIN32_WCE",
    ] { known[name] = 0 }
    let processors = [
      "x86_64": [
        "__x86_64__", "__x86_64", "__amd64__", "__amd64", "__SSE__", "__SSE2__",
      ],
      "aarch64": ["__aarch64__", "__ARM_NEON", "__ARM_NEON__"],
      "": [
        "_M_X64", "_M_AMD64", "_M_IX86", "_M_ARM", "_M_ARM64", "__i386__", "__i386", "__arm__",
        "__powerpc__", "__powerpc64__", "__ppc__", "__PPC__", "__PPC64__", "__ALTIVEC__",
        "__VSX__", "__s390__", "__s390x__", "__riscv", "__mips__", "__mips", "__sparc__",
        "__loongarch__", "__loongarch64", "__wasm_simd128__",
      ],
    ]
    // Of another processor nothing is known.
    guard processors[Host.processor] != nil else { return known }
    for (processor, names) in processors {
      for name in names { known[name] = processor == Host.processor ? 1 : 0 }
    }
    return known
  }()

  /// Reads `defined(A) && B >= 2 || !(C)`; each part is nil where it is not known.
  private struct Expression {
    private let words: [Substring]
    private var place = 0

    init(_ text: some StringProtocol) {
      var words: [Substring] = []
      var rest = Substring(text)
      while let first = rest.first {
        if first.isWhitespace {
          rest = rest.dropFirst()
          continue
        }
        if rest.hasPrefix("//") || rest.hasPrefix("/*") { break }
        let isName = { (character: Character) in
          character.isLetter || character.isNumber || character == "_"
        }
        let name = rest.prefix(while: isName)
        let both = ["&&", "||", "==", "!=", ">=", "<="].contains { rest.hasPrefix($0) }
        let word = name.isEmpty ? rest.prefix(both ? 2 : 1) : name
        words.append(word)
        rest = rest.dropFirst(word.count)
      }
      self.words = words
    }

    var isAtEnd: Bool { place == words.count }

    private mutating func takes(_ word: String) -> Bool {
      guard place < words.count, words[place] == word else { return false }
      place += 1
      return true
    }

    mutating func any(depth: Int) -> Int? {
      var value = all(depth)
      while takes("||") {
        let next = all(depth)
        value =
          value.map { $0 != 0 } == true || next.map { $0 != 0 } == true
          ? 1 : value == nil || next == nil ? nil : 0
      }
      return value
    }

    private mutating func all(_ depth: Int) -> Int? {
      var value = compared(depth)
      while takes("&&") {
        let next = compared(depth)
        value = value == 0 || next == 0 ? 0 : value == nil || next == nil ? nil : 1
      }
      return value
    }

    private mutating func compared(_ depth: Int) -> Int? {
      var value = one(depth)
      while let sign = ["==", "!=", ">=", "<=", ">", "<"].first(where: { takes($0) }) {
        guard let left = value, let right = one(depth) else {
          if value == nil { _ = one(depth) }
          value = nil
          continue
        }
        let truth =
          switch sign {
          case "==": left == right
          case "!=": left != right
          case ">=": left >= right
          case "<=": left <= right
          case ">": left > right
          default: left < right
          }
        value = truth ? 1 : 0
      }
      return value
    }

    private mutating func one(_ depth: Int) -> Int? {
      guard depth < 50, place < words.count else { return nil }
      if takes("!") { return one(depth + 1).map { $0 == 0 ? 1 : 0 } }
      if takes("(") {
        let value = any(depth: depth + 1)
        return takes(")") ? value : nil
      }
      let word = words[place]
      place += 1
      if word == "defined" {
        let isInside = takes("(")
        guard place < words.count else { return nil }
        let value = PreprocessorBranches.macros[String(words[place])]
        place += 1
        return !isInside || takes(")") ? value : nil
      }
      if word.first?.isNumber == true { return number(word) }
      // A macro with arguments may be anything.
      if takes("(") {
        var level = 1
        while level > 0, place < words.count {
          level += words[place] == "(" ? 1 : words[place] == ")" ? -1 : 0
          place += 1
        }
        return nil
      }
      return PreprocessorBranches.macros[String(word)].flatMap { $0 == 0 ? 0 : nil }
    }

    private func number(_ word: Substring) -> Int? {
      let plain = word.lowercased().prefix { $0 != "l" && $0 != "u" }
      return plain.hasPrefix("0x") ? Int(plain.dropFirst(2), radix: 16) : Int(plain)
    }
  }
}
