import Formats
import Foundation
import TestSupport
import Testing

/// The public toml-test suite for TOML 1.1: valid documents with their values, invalid ones
/// refused.
@Suite(
  .enabled(
    if: SharedCases.tomlSuite != nil, "the public toml-test suite is not part of this project"))
struct TOMLSuiteTests {
  static let root = SharedCases.tomlSuite ?? ""

  static func files(_ directory: String) -> [String] {
    let all =
      FileManager.default.enumerator(atPath: "\(root)/\(directory)")?.allObjects as? [String]
    return (all ?? []).filter { $0.hasSuffix(".toml") }.sorted()
  }

  @Test func theSuiteIsThere() {
    #expect(Self.files("valid").count > 150)
    #expect(Self.files("invalid").count > 200)
  }

  @Test(arguments: files("valid"))
  func valid(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.root)/valid/\(name)")))
    let expected = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: "\(Self.root)/valid/\(name.dropLast(5)).json")))
    let table = try TOMLDocument.read(bytes)
    let mine = tagged(TOMLNode.Value.table(table))
    #expect(differences(mine, expected, at: "").isEmpty)
  }

  @Test(arguments: files("invalid"))
  func invalid(_ name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Self.root)/invalid/\(name)")))
    #expect(throws: TOMLError.self) { try TOMLDocument.read(bytes) }
  }

  /// The form of the suite: `{"type": …, "value": …}` for each scalar.
  private func tagged(_ value: TOMLNode.Value) -> Any {
    func scalar(_ type: String, _ value: String) -> Any { ["type": type, "value": value] }
    switch value {
    case .string(let text): return scalar("string", text)
    case .integer(let number): return scalar("integer", String(number))
    case .hugeInteger(let text): return scalar("integer", text)
    case .float(let number):
      return scalar(
        "float",
        number.isNaN ? "nan" : number.isInfinite ? (number < 0 ? "-inf" : "inf") : "\(number)")
    case .boolean(let truth): return scalar("bool", "\(truth)")
    case .datetime(let time):
      let type =
        switch time.kind {
        case .offsetDatetime: "datetime"
        case .localDatetime: "datetime-local"
        case .localDate: "date-local"
        case .localTime: "time-local"
        }
      return scalar(type, time.text)
    case .array(let elements): return elements.map { tagged($0.value) }
    case .table(let table):
      var all: [String: Any] = [:]
      for entry in table.entries { all[entry.key] = tagged(entry.node.value) }
      return all
    }
  }

  private func differences(_ mine: Any, _ theirs: Any, at path: String) -> [String] {
    if let mine = mine as? [Any], let theirs = theirs as? [Any] {
      if mine.count != theirs.count {
        return ["\(path): \(mine.count) elements, not \(theirs.count)"]
      }
      return zip(mine, theirs).enumerated().flatMap {
        differences($1.0, $1.1, at: "\(path)[\($0)]")
      }
    }
    guard let mine = mine as? [String: Any], let theirs = theirs as? [String: Any] else {
      return ["\(path): another kind of value"]
    }
    if let type = theirs["type"] as? String, let value = theirs["value"] as? String {
      let mineValue = mine["value"] as? String ?? "?"
      let equal =
        switch type {
        case "float":
          Double(mineValue) == Double(value) || mineValue.lowercased() == value.lowercased()
        case "datetime", "datetime-local", "time-local": moment(mineValue) == moment(value)
        default: mineValue == value
        }
      return equal && mine["type"] as? String == type ? [] : ["\(path): \(mine), not \(theirs)"]
    }
    let names = Set(mine.keys).union(theirs.keys)
    return names.flatMap { name in
      guard let one = mine[name], let other = theirs[name] else {
        return ["\(path).\(name): one side only"]
      }
      return differences(one, other, at: "\(path).\(name)")
    }
  }

  /// Times may differ in the zeros at the end of a fraction.
  private func moment(_ text: String) -> String {
    text.uppercased().replacingOccurrences(
      of: "\\.([0-9]*?)0+(?=$|Z|[+-])", with: ".$1", options: .regularExpression
    ).replacingOccurrences(of: "\\.(?=$|Z|[+-])", with: "", options: .regularExpression)
  }
}

/// What the public suite does not ask, as uv 0.13.9 answered it.
@Suite struct TOMLReaderTests {
  private func reads(_ text: String, _ version: TOMLVersion = .v1_1) -> Bool {
    (try? TOMLDocument.read(Array(text.utf8), version: version)) != nil
  }

  @Test(
    arguments: [
      { "y=" + String(repeating: "[", count: $0) + String(repeating: "]", count: $0) },
      { "y=" + String(repeating: "{a=", count: $0) + "1" + String(repeating: "}", count: $0) },
      { "[x]\n" + Array(repeating: "a", count: $0).joined(separator: ".") + "=1" },
      { "[" + Array(repeating: "a", count: $0).joined(separator: ".") + "]" },
    ] as [@Sendable (Int) -> String])
  func eightyDeepAndNoMore(_ make: @Sendable (Int) -> String) {
    #expect(reads(make(80)))
    #expect(!reads(make(81)))
    #expect(!reads(make(100_000)))
  }

  @Test func integersBeyond64BitsAreNoError() {
    #expect(reads("a = 99999999999999999999\nb = 0xFFFFFFFFFFFFFFFFFF"))
    #expect(!reads("a = 1e400"))
    #expect(!reads("a = 0x"))
  }

  @Test func marksBytesAndLines() throws {
    #expect(reads("\u{FEFF}a = 1"))
    #expect(!reads("\u{FEFF}\u{FEFF}a = 1"))
    #expect(!reads("a = 1\rb = 2"))
    #expect(!reads("a = '\0'"))
    let error = #expect(throws: TOMLError.self) {
      try TOMLDocument.read(Array("a = 1\nb = [1,,]\n".utf8))
    }
    #expect(error?.line == 2)
    #expect(error?.column == 8)
    #expect(throws: TOMLError.self) { try TOMLDocument.read([0x61, 0x3D, 0x22, 0xFF, 0x22]) }
  }

  @Test func olderGrammarRefusesWhatCameLater() {
    for text in ["a = {b = 1,}", "a = {\nb = 1}", "a = \"\\e\"", "a = \"\\x41\"", "a = 10:00"] {
      #expect(reads(text))
      #expect(!reads(text, .v1_0), "\(text)")
    }
  }

  @Test(.timeLimit(.minutes(1))) func hostileInputTakesLinearTime() {
    #expect(!reads(String(repeating: "[[a]]\n", count: 20_000) + "?"))
    #expect(reads((0..<50_000).map { "k\($0) = \($0)" }.joined(separator: "\n")))
    #expect(!reads("a = \"" + String(repeating: "\\u0041", count: 200_000)))
    #expect(!reads("a = " + String(repeating: "1_", count: 300_000)))
  }
}
