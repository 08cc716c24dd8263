import Formats
import Platform

/// Which descriptions of Meson are read: those that `subdir` and `subproject` lead to from the top.
///
/// What stands under a condition that does not hold, by the values that options have of themselves,
/// leads nowhere; where a condition is not known, it may hold.
struct MesonReach {
  private(set) var reached: Set<Path> = []
  /// Those that are read in any case.
  private(set) var certain: Set<Path> = []
  /// Whether a directory is computed.
  private var isOpen = false
  /// All that the descriptions say that are read.
  private var text = ""
  /// Settings that may change what an option is.
  private let settings: String

  /// Nil where Meson does not begin at the top.
  init?(_ build: BuildDescription, _ files: ProjectFiles) {
    let top: Path = "meson.build"
    guard files.paths.contains(top) else { return nil }
    let arguments = build.tool("meson-python", "args")?.table?.entries ?? []
    settings = arguments.flatMap { build.texts($0.node) }.joined(separator: " ")
    var pending: [(path: Path, root: Path, isSure: Bool)] = [(top, "", true)]
    // Those that are here may be what `dependency` falls back on.
    for path in files.paths
    where path.isNamed("meson.build") && path.topName == "subprojects" && path.components.count == 3
    {
      pending.append((path, path.parent ?? "", false))
    }
    while let (path, root, isSure) = pending.popLast() {
      guard files.paths.contains(path) else { continue }
      let isNew = reached.insert(path).inserted
      // What was reached under a condition may be reached without one.
      guard isSure ? certain.insert(path).inserted : isNew else { continue }
      let text = files.text(path)
      if isNew { self.text += text }
      for (call, name, holds) in calls(in: text, of: root, files) {
        guard let name else {
          isOpen = true
          continue
        }
        let place = call == "subdir" ? path.parent ?? "" : root.appending("subprojects").normalized
        let directory = place.appending(name).normalized
        pending.append(
          (
            directory.appending("meson.build").normalized, call == "subdir" ? root : directory,
            isSure && holds
          ))
      }
    }
  }

  /// Whether it is a description, or says where Meson finds another project, that nothing leads to.
  func isUnreached(_ path: Path) -> Bool {
    if isOpen { return false }
    if path.isNamed("meson.build") { return !reached.contains(path) }
    if path.isNamed("meson.options") || path.isNamed("meson_options.txt") {
      return !reached.contains((path.parent ?? "").appending("meson.build").normalized)
    }
    return false
  }

  /// Whether a `.wrap` is for a project that no description that is read asks for.
  func isUnasked(_ wrap: Path, _ files: ProjectFiles) -> Bool {
    if isOpen { return false }
    let provided =
      files.text(wrap).firstRange(of: "[provide]")
      .map { files.text(wrap)[$0.upperBound...] } ?? ""
    let names = provided.split { " =,\n\r\t".contains($0) }.map(String.init)
    return !(names + [String(wrap.nameText.dropLast(5))]).contains(where: text.contains(bytesOf:))
  }

  /// The calls of `subdir` and `subproject`, but for those under what does not hold.
  ///
  /// A name that is computed is nil; with each goes whether it is called in any case.
  private func calls(
    in text: String, of root: Path, _ files: ProjectFiles
  ) -> [(call: String, name: String?, holds: Bool)] {
    let options = ["meson.options", "meson_options.txt"]
      .map { files.text(root.appending($0).normalized) }.joined(separator: "\n")
    let lines = text.split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "#" }.trimmed }
    var found: [(String, String?, Bool)] = []
    /// Of each `if` around a line: whether its branch holds, and whether one before it did.
    var branches: [(holds: Bool?, before: Bool?)] = []
    for line in lines {
      if line.hasPrefix("if ") {
        branches.append((truth(line.dropFirst(3), lines, options), false))
      } else if line.hasPrefix("elif ") || line == "else", let last = branches.popLast() {
        let before = last.before == true || last.holds == true ? true : last.holds
        let here = line == "else" ? true : truth(line.dropFirst(5), lines, options)
        // A branch is not taken behind one that holds; behind one that may, it may.
        let holds = before == true || here == false ? false : before == nil ? nil : here
        branches.append((holds, before))
      } else if line.hasPrefix("endif") {
        _ = branches.popLast()
      } else if !branches.contains(where: { $0.holds == false }) {
        let holds = branches.allSatisfy { $0.holds == true }
        for call in ["subdir", "subproject"] {
          guard let start = line.firstRange(of: "\(call)(") else { continue }
          let rest = line[start.upperBound...].trimmed
          guard rest.first == "'" else {
            if call == "subdir" { found.append((call, nil, holds)) }
            continue
          }
          found.append((call, String(rest.dropFirst().prefix { $0 != "'" }), holds))
        }
      }
    }
    return found
  }

  /// Whether a condition holds, if it is one of the plain ones.
  private func truth(
    _ condition: some StringProtocol, _ lines: [Substring], _ options: String, depth: Int = 0
  ) -> Bool? {
    let text = String(condition.trimmed)
    if depth > 4 { return nil }
    if text.hasPrefix("not ") {
      if text.contains(bytesOf: " and ") || text.contains(bytesOf: " or ") { return nil }
      return truth(text.dropFirst(4), lines, options, depth: depth + 1).map { !$0 }
    }
    if text.contains(bytesOf: " or ") { return nil }
    let parts = text.split(separator: " and ").filter { !$0.isEmpty }
    if parts.count > 1 {
      let all = parts.map { truth($0, lines, options, depth: depth + 1) }
      return all.contains(false) ? false : all.contains(nil) ? nil : true
    }
    for (sign, isEqual) in [(" == ", true), (" != ", false)]
    where text.hasPrefix("host_machine.system()") {
      if let place = text.firstRange(of: sign) {
        return (text[place.upperBound...].trimmed == "'\(Self.system)'") == isEqual
      }
    }
    if text.hasPrefix("get_option('") {
      let name = text.dropFirst(12).prefix { $0 != "'" }
      let rest = text.dropFirst(12 + name.count + 1).trimmed
      return option(String(name), String(rest.dropFirst()), options)
    }
    if text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) {
      let values = lines.filter { $0.hasPrefix("\(text) =") || $0.hasPrefix("\(text) +=") }
      guard values.count == 1, let sign = values[0].firstRange(of: "=") else { return nil }
      return truth(values[0][sign.upperBound...], lines, options, depth: depth + 1)
    }
    return ["true": true, "false": false][text]
  }

  /// What an option is of itself; nil where settings or a description may change it.
  private func option(_ name: String, _ rest: String, _ options: String) -> Bool? {
    guard !settings.contains(bytesOf: "\(name)="), !text.contains(bytesOf: "'\(name)="),
      let start = options.firstRange(of: "'\(name)'")
    else { return nil }
    let all = options[start.upperBound...]
    let own = all[..<(all.firstRange(of: "option(")?.lowerBound ?? all.endIndex)]
    guard let value = own.firstRange(of: "value") else { return nil }
    let word = own[value.upperBound...].drop { " :\n".contains($0) }.prefix {
      $0.isLetter || $0 == "'"
    }
    switch (rest, word) {
    case ("", "true"), (".enabled()", "'enabled'"), (".disabled()", "'disabled'"): return true
    case ("", "false"), (".enabled()", "'disabled'"), (".enabled()", "'auto'"): return false
    default: return nil
    }
  }

  private static let system = Host.isMac ? "darwin" : "linux"
}
