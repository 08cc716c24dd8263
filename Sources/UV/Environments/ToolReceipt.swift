import Formats
import Platform

/// `uv-receipt.toml`: what a `uv tool` environment was made with.
package struct ToolReceipt: Hashable, Sendable {
  /// What `uv tool install` must be given to make the tool again, since it forgets what it is not
  /// told; nil if the receipt holds something that its command line cannot say.
  package let arguments: [String]?
  /// What that is.
  package let unsaid: String?

  /// A receipt with which uv does nothing.
  package struct Unreadable: Error, Hashable, Sendable {
    package let message: String
  }

  private struct Unsaid: Error {
    let what: String
  }

  /// Nil if the environment is not that of a tool.
  package static func read(at root: Path) -> Result<ToolReceipt, Unreadable>? {
    let file = root.appending("uv-receipt.toml")
    guard let content = try? Directory.working.readIfPresent(file) else { return nil }
    guard let tool = (try? TOMLDocument.read(content))?["tool"]?.table,
      tool["requirements"]?.array?.first?["name"]?.string != nil
    else {
      let name = VisibleText.of(bytes: root.name)
      return .failure(
        Unreadable(
          message:
            "\(file.shown) cannot be read, so that uv does not know the tool any more: `uv tool"
            + " install --force \(name)` with what it was installed with"))
    }
    do throws(Unsaid) {
      return .success(ToolReceipt(arguments: try arguments(tool), unsaid: nil))
    } catch {
      return .success(ToolReceipt(arguments: nil, unsaid: error.what))
    }
  }

  private static func arguments(_ tool: TOMLTable) throws(Unsaid) -> [String] {
    var arguments: [String] = []
    let requirements = (tool["requirements"]?.array ?? []).compactMap(\.table)
    guard let main = requirements.first, let name = main["name"]?.string else {
      throw Unsaid(what: "no requirement")
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
      throw Unsaid(what: "`\(entry.key)`")
    }
    return arguments
  }

  private static func text(_ requirement: TOMLTable) throws(Unsaid) -> String {
    guard let name = requirement["name"]?.string else { throw Unsaid(what: "no name") }
    let extras = requirement["extras"]?.array?.compactMap(\.string) ?? []
    let suffix = extras.isEmpty ? "" : "[\(extras.joined(separator: ","))]"
    var text: String?
    for entry in requirement.entries {
      switch entry.key {
      case "name", "extras": break
      case "editable", "directory", "path":
        // `--with` takes several at once.
        if entry.node.string?.contains(",") == true { throw Unsaid(what: "a path with a comma") }
        text = entry.node.string.map { $0 + suffix }
      case "specifier": text = entry.node.string.map { name + suffix + $0 }
      default: throw Unsaid(what: "`\(entry.key)` of \(name)")
      }
    }
    return text ?? name + suffix
  }

  private static func option(_ entry: TOMLTable.Entry) throws(Unsaid) -> [String] {
    guard entry.key == "config-settings", let table = entry.node.table else {
      throw Unsaid(what: "the option `\(entry.key)`")
    }
    return table.entries.flatMap { setting -> [String] in
      let values = setting.node.string.map { [$0] } ?? setting.node.array?.compactMap(\.string)
      return (values ?? []).flatMap { ["-C", "\(setting.key)=\($0)"] }
    }
  }
}
