import Platform

/// What `--python` or `UV_PYTHON` asks for, told apart as uv does.
///
/// A path names an environment or an interpreter; anything else only filters the environments that
/// uv would find anyway.
package enum PythonRequest: Hashable, Sendable {
  case any
  case matching(PythonFilter)
  case directory(Path)
  /// An interpreter, there or not.
  case file(Path)
  /// A name to look for in PATH.
  case program(String)

  /// Reads a request; the status of paths decides between a path and a name.
  package init(_ text: String, in directory: Path) {
    let lower = text.lowercased()
    if lower == "any" || lower == "default" {
      self = .any
    } else if let filter = PythonFilter(prefixed: lower) {
      self = .matching(filter)
    } else {
      let path = directory.appending(text)
      switch (try? Directory.working.status(of: path))?.kind {
      case .directory: self = .directory(path.tidied)
      case .some: self = .file(path.tidied)
      case nil:
        if text.utf8.contains(UInt8(ascii: "/")) {
          self = .file(path.tidied)
        } else if let filter = PythonFilter(key: lower) {
          self = .matching(filter)
        } else {
          self = .program(text)
        }
      }
    }
  }
}

/// Which interpreters a request takes: `3.11`, `>=3.11`, `cpython@3.11`, `cp311`,
/// `cpython-3.11-linux-x86_64-gnu`.
package struct PythonFilter: Hashable, Sendable {
  private enum Versions: Hashable, Sendable {
    case any
    /// `3`, `3.11` or `3.11.7`.
    case release([Int])
    case prerelease(PackageVersion)
    case specifiers(VersionSpecifiers)
  }

  private(set) var implementation: String?
  private var versions = Versions.any
  /// `t` asks for an interpreter without the global lock, `d` for a debug build.
  private var variant: Set<Character> = []
  private var platform: [String] = []

  private static let implementations: [(prefix: String, name: String)] = [
    ("cpython", "cpython"), ("pypy", "pypy"), ("graalpy", "graalpy"), ("pyodide", "pyodide"),
    ("cp", "cpython"), ("pp", "pypy"), ("gp", "graalpy"),
  ]

  /// `3.11`, `python3.11`, `cp311`, `cpython@>=3.11`, `pypy`, in lower case.
  init?(prefixed text: String) {
    for prefix in ["python", ""] {
      if let filter = Self.filter(text, after: prefix) {
        self = filter
        return
      }
    }
    for (prefix, name) in Self.implementations {
      var filter = text == prefix ? PythonFilter() : Self.filter(text, after: prefix)
      filter?.implementation = name
      if let filter {
        self = filter
        return
      }
    }
    return nil
  }

  /// `IMPLEMENTATION-VERSION-SYSTEM-MACHINE-LIBC`, of which parts may be missing or `any`.
  init?(key text: String) {
    var stage = 0
    for part in text.split(separator: "-", omittingEmptySubsequences: false).map(String.init) {
      if part == "any" {
        stage += 1
        continue
      }
      if stage <= 0, let known = Self.implementations.first(where: { $0.prefix == part }) {
        implementation = known.name
        stage = 1
      } else if stage <= 1, let found = Self.filter(part, after: "") {
        (versions, variant) = (found.versions, found.variant)
        stage = 2
      } else if stage <= 2, ["linux", "macos", "windows", "emscripten"].contains(part) {
        platform.append(part)
        stage = 3
      } else if stage <= 3, Self.machines.contains(part) {
        platform.append(part)
        stage = 4
      } else if stage <= 4, ["gnu", "musl", "none", "gnueabihf", "musleabihf"].contains(part) {
        platform.append(part)
        stage = 5
      } else {
        return nil
      }
    }
  }

  private init() {}

  private static let machines: Set<String> = [
    "x86_64", "x86", "i686", "aarch64", "arm64", "armv7", "armv5tel", "armv6l", "powerpc64le",
    "s390x",
    "riscv64", "x86_64_v2", "x86_64_v3", "x86_64_v4", "loongarch64",
  ]

  private static func filter(_ text: String, after prefix: String) -> PythonFilter? {
    guard text.utf8.starts(with: prefix.utf8) else { return nil }
    var rest = Substring(text).dropFirst(prefix.count)
    if !prefix.isEmpty, rest.first == "@" { rest = rest.dropFirst() }
    return rest.isEmpty ? nil : PythonFilter(version: rest)
  }

  /// A version, with a variant at its end (`3.13t`, `3.13+freethreaded`), or specifiers.
  private init?(version text: Substring) {
    if text.allSatisfy(\.isLetter) { return nil }
    var number = text
    let tail = text.suffix(
      from: (text.lastIndex { $0.isNumber }).map(text.index(after:)) ?? text.startIndex)
    let words: [Substring: Set<Character>] = [
      "t": ["t"], "freethreaded": ["t"], "d": ["d"], "debug": ["d"], "td": ["t", "d"],
      "freethreaded+debug": ["t", "d"], "gil": [],
    ]
    if let known = words[tail.first == "+" ? tail.dropFirst() : tail] {
      variant = known
      number = text.dropLast(tail.count)
    }
    guard let version = PackageVersion(number) else {
      guard let specifiers = VersionSpecifiers(number), !specifiers.specifiers.isEmpty else {
        return nil
      }
      versions = Self.exactly(specifiers) ?? .specifiers(specifiers)
      return
    }
    let order = VersionOrder(version)
    if order.post != nil || order.dev != nil || !order.local.isEmpty { return nil }
    let release = number.trimmed.drop { $0 == "v" }.prefix { $0.isNumber || $0 == "." }
    var numbers = release.split(separator: ".").compactMap { Int($0) }
    // `311`, as in wheel tags.
    if numbers.count == 1, numbers[0] > 9, let digit = String(numbers[0]).first,
      let major = Int(String(digit)), let minor = Int(String(numbers[0]).dropFirst())
    {
      numbers = [major, minor]
    }
    guard (1...3).contains(numbers.count), numbers.allSatisfy({ $0 <= 255 }) else { return nil }
    versions = order.pre == nil ? .release(numbers) : .prerelease(version)
  }

  /// `==3.12` is taken for `3.12`.
  private static func exactly(_ specifiers: VersionSpecifiers) -> Versions? {
    guard specifiers.specifiers.count == 1, let only = specifiers.specifiers.first,
      only.operation == .equal, !only.isPrefix, !VersionOrder(only.version).isPrerelease
    else { return nil }
    let numbers = only.version.normalized.split(separator: ".").compactMap { Int($0) }
    return numbers.count <= 3 ? .release(numbers) : nil
  }

  /// Such as `3.11.7`.
  var namesPatch: Bool {
    if case .release(let numbers) = versions { return numbers.count > 2 }
    return false
  }

  var wantsFreeThreaded: Bool { variant.contains("t") }

  /// Whether an interpreter is one of these; nil where its version is not known well enough.
  package func matches(_ interpreter: PythonInterpreter) -> Bool? {
    if let implementation, implementation != interpreter.implementation { return false }
    for part in platform {
      switch part {
      case "linux", "gnu", Machine.name: continue
      case "x86_64_v2", "x86_64_v3", "x86_64_v4": return nil
      default: return false
      }
    }
    let isFree = interpreter.isFreeThreaded
    if variant.contains("t") != isFree,
      variant.contains("t") || interpreter.minor.map({ $0 < 14 }) ?? true
    {
      return false
    }
    if variant.contains("d") { return false }
    guard case .any = versions else { return matches(interpreter.version) }
    return true
  }

  private func matches(_ text: String) -> Bool? {
    guard let version = PackageVersion(text) else { return nil }
    let numbers = text.split(separator: ".").compactMap { part in
      Int(part.prefix { $0.isNumber })
    }
    switch versions {
    case .any: return true
    case .release(let wanted):
      let known = min(wanted.count, numbers.count)
      if wanted[..<known] != numbers[..<known] { return false }
      return known == wanted.count ? true : nil
    case .prerelease(let wanted): return version.isSame(as: wanted)
    case .specifiers(let wanted):
      if numbers.count < 3 {
        // Of the patch level nothing is known: told only if all patch levels agree.
        let (first, last) = (PackageVersion("\(text).0"), PackageVersion("\(text).99"))
        guard let first, let last, wanted.contains(first) == wanted.contains(last) else {
          return nil
        }
        return wanted.contains(first)
      }
      if wanted.namesPrerelease { return wanted.contains(version) }
      return PackageVersion(numbers.map(String.init).joined(separator: ".")).map(wanted.contains)
    }
  }
}
