import Formats
import Foundation

/// The contract of the JSON output, `Tests/Contracts/documents.schema.json`.
///
/// `Built.run` holds every JSON document that any test sees to it. Where `UVFRESH_KEEP_DOCUMENTS`
/// names a directory, those that fit are kept there, for another validator.
package enum Contract {
  struct Violation: Error, CustomStringConvertible {
    let description: String
  }

  /// The name of the definition that a command's output must fit; nil if it is not JSON.
  static func definition(_ arguments: [String]) -> String? {
    guard let format = arguments.firstIndex(of: "--format"),
      arguments.dropFirst(format + 1).first == "json"
    else { return nil }
    switch arguments[0] {
    case "list", "check": return arguments.contains("--everywhere") ? "everywhere" : "list"
    case "keys":
      return ["--check", "--fix", "--diff"].contains(where: arguments.contains)
        ? "keysCheck" : "keys"
    default: return arguments[0]
    }
  }

  package static func check(_ arguments: [String], _ output: String) throws {
    guard let definition = definition(arguments), !output.isEmpty else { return }
    let document = try JSONValue.read(Array(output.utf8))
    let schema = try schema.get()
    let faults = Schema(root: schema).faults(of: document, reference: "#/$defs/\(definition)")
    guard faults.isEmpty else {
      throw Violation(
        description: "uvfresh \(arguments.joined(separator: " ")) breaks its contract:\n"
          + faults.joined(separator: "\n"))
    }
    if let directory = ProcessInfo.processInfo.environment["UVFRESH_KEEP_DOCUMENTS"] {
      let name = "\(definition)-\(UUID().uuidString).json"
      try Data(output.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    }
  }

  private static let schema = Result {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Contracts/documents.schema.json")
    return try JSONValue.read(Array(Data(contentsOf: file)))
  }
}

/// The part of JSON Schema that the contract uses; a keyword beyond it is a fault.
struct Schema {
  let root: JSONValue

  func faults(of value: JSONValue, reference: String) -> [String] {
    faults(value, .object([.init("$ref", .string(reference))]), "")
  }

  private func faults(_ value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
    guard case .object(let keywords) = schema else {
      return ["\(place): the schema is not an object"]
    }
    return keywords.flatMap { keyword -> [String] in
      switch (keyword.name, keyword.value) {
      case ("description", _), ("required", _), ("title", _): return []
      case ("$ref", .string(let reference)):
        guard let target = definition(reference) else { return ["\(place): no \(reference)"] }
        return faults(value, target, place)
      case ("anyOf", .array(let choices)):
        let all = choices.map { faults(value, $0, place) }
        if all.contains(where: \.isEmpty) { return [] }
        // The faults of the choice that comes nearest say the most.
        return all.max { $0.first?.count ?? 0 < $1.first?.count ?? 0 } ?? []
      case ("const", let only): return value == only ? [] : ["\(place): \(shown(value))"]
      case ("enum", .array(let choices)):
        return choices.contains(value) ? [] : ["\(place): \(shown(value)) is not one of the enum"]
      case ("type", let types):
        let names = if case .array(let names) = types { names } else { [types] }
        return names.contains(.string(type(value))) ? [] : ["\(place): a \(type(value))"]
      case ("items", let element):
        guard case .array(let elements) = value else { return [] }
        return elements.enumerated().flatMap { faults($1, element, "\(place)[\($0)]") }
      case ("properties", _), ("additionalProperties", _): return []
      default: return ["\(place): the checker does not know `\(keyword.name)`"]
      }
    } + memberFaults(value, schema, place)
  }

  private func memberFaults(
    _ value: JSONValue, _ schema: JSONValue, _ place: String
  ) -> [String] {
    guard case .object(let members) = value, schema["type"] == .string("object") else { return [] }
    var found: [String] = []
    let names = members.map(\.name)
    if Set(names).count != names.count { found.append("\(place): a member stands twice") }
    if case .array(let required)? = schema["required"] {
      found += required.compactMap(\.text).filter { !names.contains($0) }
        .map { "\(place): `\($0)` is missing" }
    }
    for member in members {
      let here = "\(place).\(member.name)"
      if let known = schema["properties"]?[member.name] {
        found += faults(member.value, known, here)
      } else if let other = schema["additionalProperties"], other != .boolean(false) {
        found += faults(member.value, other, here)
      } else {
        found.append("\(here) is not in the schema")
      }
    }
    return found
  }

  private func definition(_ reference: String) -> JSONValue? {
    guard reference.hasPrefix("#/$defs/") else { return nil }
    return root["$defs"]?[String(reference.dropFirst(8))]
  }

  private func type(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .boolean: "boolean"
    case .number(let text): text.contains { ".eE".contains($0) } ? "number" : "integer"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  private func shown(_ value: JSONValue) -> String {
    String(decoding: value.compactBytes, as: UTF8.self)
  }
}
