import Foundation
import TOMLReader
import TestSupport
import Testing

/// The public toml-test suite for TOML 1.1: valid documents with their values, invalid ones refused.
@Suite(.enabled(if: SharedCases.folder != nil, "the toml-test suite lies beside the project"))
struct TOMLSuiteTests {
  static let root = (SharedCases.folder ?? "") + "/toml"

  static func files(_ folder: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.allObjects as? [String]
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
