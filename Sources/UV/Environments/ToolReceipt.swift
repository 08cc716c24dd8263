import Formats
import Platform

/// `uv-receipt.toml`: what a `uv tool` environment was made with.
package struct ToolReceipt: Hashable, Sendable {
  /// What `uv tool install` must be given again: it forgets what is not.
  package let arguments: [String]

  /// Something in the receipt that the command line cannot say.
  package struct Unreadable: Error, Hashable, Sendable {
    package let message: String
  }

  /// Nil if the environment is not that of a tool.
  package static func read(at root: Path) -> Result<ToolReceipt, Unreadable>? {
    let file = root.appending("uv-receipt.toml")
    guard let content = try? Directory.working.readIfPresent(file) else { return nil }
    return Result { () throws(Unreadable) in
      guard let tool = (try? TOMLDocument.read(content))?["tool"]?.table else {
        throw Unreadable(message: "\(file.shown) does not parse")
      }
      do throws(Unreadable) {
        return ToolReceipt(arguments: try arguments(tool))
      } catch {
        throw Unreadable(
          message: "\(file.shown) holds \(error.message), which no option can say again: reinstall"
            + " the tool by hand")
      }
    }
  }

  private static func arguments(_ tool: TOMLTable) throws(Unreadable) -> [String] {
    var arguments: [String] = []
    let requirements = (tool["requirements"]?.array ?? []).compactMap(\.table)
    guard let main = requirements.first, let name = main["name"]?.string else {
      throw Unreadable(message: "no requirement")
    }
    let entrypoints = tool["entrypoints"]?.array ?? []
    let others = Set(entrypoints.compactMap { $0["from"]?.string }).subtracting([name])
    arguments += main["editable"] == nil ? [] : ["--editable"]
    arguments.append(try text(main))
    for requirement in requirements.dropFirst() {
      let isPlain = requirement.entries.count == 1
      if isPlain, let name = requirement["name"]?.string, others.contains(name) { continue }
      arguments += [
        requirement["editable"] == nil ? "--with" : "--with-editable", try text(requirement),
      ]
    }
    for other in others.sorted() { arguments += ["--with-executables-from", other] }
    if let python = tool["python"]?.string { arguments += ["--python", python] }
    for entry in tool["options"]?.table?.entries ?? [] {
      arguments += try option(entry)
    }
    for entry in tool.entries
    where !["requirements", "entrypoints", "python", "options"].contains(entry.key) {
      throw Unreadable(message: "`\(entry.key)`")
    }
    return arguments
  }

  private static func text(_ requirement: TOMLTable) throws(Unreadable) -> String {
    guard let name = requirement["name"]?.string else { throw Unreadable(message: "no name") }
    let extras = requirement["extras"]?.array?.compactMap(\.string) ?? []
    let suffix = extras.isEmpty ? "" : "[\(extras.joined(separator: ","))]"
    var text: String?
    for entry in requirement.entries {
      switch entry.key {
      case "name", "extras": break
      case "editable", "directory", "path":
        text = entry.node.string.map { $0 + suffix }
      case "specifier": text = entry.node.string.map { name + suffix + $0 }
      default: throw Unreadable(message: "`\(entry.key)` of \(name)")
      }
    }
    return text ?? name + suffix
  }

  private static func option(_ entry: TOMLTable.Entry) throws(Unreadable) -> [String] {
    guard entry.key == "config-settings", let table = entry.node.table else {
      throw Unreadable(message: "the option `\(entry.key)`")
    }
    return table.entries.flatMap { setting -> [String] in
      let values = setting.node.string.map { [$0] } ?? setting.node.array?.compactMap(\.string)
      return (values ?? []).flatMap { ["-C", "\(setting.key)=\($0)"] }
    }
  }
}
