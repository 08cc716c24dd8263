import Platform

/// A line of a file that makes others part of it, or says which.
struct IncludeDirective {
  enum What {
    /// `#include "a.h"`.
    case file(String, isQuoted: Bool)
    /// `#include NAME`.
    case computed(String)
    /// `#define NAME "a.h"`.
    case meaning(String, file: String, isQuoted: Bool)
    /// `#define NAME` of anything else.
    case definition(String)
  }

  let what: What
  /// Macros of the branches around it: one of each has to be defined.
  let wanted: [[String]]

  private static let newline = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")

  /// Those of a file, but for what is for other machines.
  static func read(_ bytes: [UInt8], of path: Path) -> [IncludeDirective] {
    // A `#` begins a comment in Cython, and in a script C stands in texts.
    let isC = !path.isPython && !["pyx", "pxd", "pxi"].contains(path.suffix)
    var branches = PreprocessorBranches()
    var (found, all): ([IncludeDirective], [IncludeDirective]) = ([], [])
    var start = 0
    while start < bytes.count {
      var end = bytes[start...].firstIndex(of: newline) ?? bytes.count
      let line = bytes[start..<end]
      start = end + 1
      let directive = line.drop { $0 <= space }
      if isC, directive.first == UInt8(ascii: "#") {
        let text = Self.text(directive.dropFirst().drop { $0 <= space })
        if ["if", "el", "en"].contains(where: text.hasPrefix) {
          // A line that ends with a backslash goes on.
          var lines = [text]
          while lines.last.map({ $0.last == "\\" || $0.hasSuffix("\\\r") }) == true,
            start < bytes.count
          {
            end = bytes[start...].firstIndex(of: newline) ?? bytes.count
            lines.append(Self.text(bytes[start..<end]))
            start = end + 1
          }
          if branches.take(lines.map { $0.prefix { $0 != "\\" } }.joined()) { continue }
        }
      }
      if let what = what(in: line, ofScript: path.isPython) {
        all.append(IncludeDirective(what: what, wanted: []))
        if !branches.isOff { found.append(IncludeDirective(what: what, wanted: branches.wanted)) }
      }
    }
    // A text or a comment with an `#if` in it says nothing.
    return branches.isComplete ? found : all
  }

  /// `#include "a/b.h"`, `%include`, `.include`, `.incbin`, Cython's `include "c.pxi"` and
  /// `cdef extern from "d.h"`; in a script, the first stands in a text.
  private static func what(in line: ArraySlice<UInt8>, ofScript isScript: Bool) -> What? {
    var rest = line.drop { $0 <= space }
    if isScript {
      guard let place = rest.firstRange(of: Array("#include".utf8)) else { return nil }
      rest = rest[place.lowerBound...]
    }
    let isDirective = rest.first.map("#%.".utf8.contains) == true
    if isDirective { rest = rest.dropFirst().drop { $0 <= space } }
    if isDirective, rest.starts(with: "define".utf8) { return meaning(in: rest) }
    guard
      ["include", "incbin", "import", "cdef extern from"].contains(where: {
        rest.starts(with: $0.utf8)
      }),
      isDirective || !rest.starts(with: "import".utf8)
    else { return nil }
    guard let open = rest.firstIndex(where: { "\"'<".utf8.contains($0) }) else {
      // `#include NAME` or `#include NAME(x)`, but no sentence.
      let words = rest.split { $0 <= space }
      let isName =
        words.count > 1 && words[1].prefix { $0 != UInt8(ascii: "(") }.allSatisfy(isUpper)
        && (words.count == 2 || words[1].contains(UInt8(ascii: "(")))
      return isDirective && words.first?.elementsEqual("include".utf8) == true && isName
        ? .computed(text(words[1].prefix { $0 != UInt8(ascii: "(") })) : nil
    }
    let name = rest[(open + 1)...].prefix { !"\"'>".utf8.contains($0) }
    return .file(
      text(name).replacing("\\", with: "/"), isQuoted: rest[open] != UInt8(ascii: "<"))
  }

  /// `define NAME "a.h"` or `<a.h>`.
  private static func meaning(in line: ArraySlice<UInt8>) -> What? {
    let words = line.split(maxSplits: 2) { $0 <= space }
    guard words.count > 1 else { return nil }
    let macro = text(words[1].prefix { $0 != UInt8(ascii: "(") })
    // One with arguments stands for what these say.
    guard words.count == 3, macro.utf8.count == words[1].count, let open = words[2].first,
      "\"<".utf8.contains(open)
    else { return .definition(macro) }
    let name = words[2].dropFirst().prefix { !"\">".utf8.contains($0) }
    guard IncludeReach.isIncluded(Path(Array(name))) else { return .definition(macro) }
    return .meaning(macro, file: text(name), isQuoted: open != UInt8(ascii: "<"))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private static func isUpper(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
  }
}
