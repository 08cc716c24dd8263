import TestSupport

/// What happens to a workspace after it was synced.
extension InventedWorkspace {
  /// Changes something; says what.
  mutating func change(_ random: inout SeededGenerator) throws -> String {
    let index = Int.random(in: projects.indices, using: &random)
    let project = projects[index]
    let libraries = projects.indices.filter { !projects[$0].isMember }
    let library = libraries.randomElement(using: &random) ?? 0
    switch Int.random(in: 0..<36, using: &random) {
    case 0:
      try tree.shell("touch '\(root)/\(project.directory)/pyproject.toml'")
      return "touch \(project.name)"
    case 1:
      projects[index].version = "0.2.0"
      write(projects[index])
      return "bump \(project.name)"
    case 2:
      link(index, &random)
      write(projects[index])
      return "more requirements for \(project.name)"
    case 3:
      projects[index].requires = []
      write(projects[index])
      return "no requirements for \(project.name)"
    case 4:
      projects[library].isEditable = projects[library].isEditable == true ? nil : true
      writeAll()
      return "other editability of \(projects[library].name)"
    case 5:
      let old = projects[library].directory
      projects[library].directory = "../libs/moved\(random.next() % 1000)"
      try tree.shell("mv '\(root)/\(old)' '\(root)/\(projects[library].directory)' || true")
      writeAll()
      return "move \(projects[library].name) and say so"
    case 6:
      let old = projects[library].directory
      try tree.shell("mv '\(root)/\(old)' '\(root)/\(old)-gone' || true")
      return "move \(projects[library].name) and say nothing"
    case 7:
      guard project.isMember, project.name != "app" else { return "nothing" }
      let old = project.directory
      projects[index].directory = "p/moved\(random.next() % 1000)"
      try tree.shell("mv '\(root)/\(old)' '\(root)/\(projects[index].directory)'")
      return "move the member \(project.name)"
    case 8:
      guard project.isMember, project.name != "app" else { return "nothing" }
      try tree.shell("rm -r '\(root)/\(project.directory)'")
      for other in projects.indices {
        for list in [\Project.requires, \.extra, \.dev, \.other] {
          projects[other][keyPath: list].removeAll { $0.name == project.name }
        }
      }
      projects.remove(at: index)
      writeAll()
      return "remove the member \(project.name)"
    case 9:
      var member = Project(directory: "p/new\(projects.count)", name: "new\(projects.count)")
      member.isMember = true
      projects.insert(member, at: 0)
      writeAll()
      return "a new member"
    case 10:
      try tree.shell("mv '\(root)' '\(root)x'")
      root += "x"
      return "rename the project's directory"
    case 11:
      _ = try run(["pip", "uninstall", project.name])
      return "uninstall \(project.name)"
    case 12:
      try tree.shell(
        "mkdir -p copies; rm -rf copies/x; cp -r '\(root)/\(project.directory)' copies/x; rm -rf copies/x/.venv copies/x/p"
      )
      let how = random.oneIn(2) ? ["-e"] : []
      _ = try run(["pip", "install", "--no-deps"] + how + ["\(tree.path)/copies/x"])
      return "install \(project.name) from a copy \(how)"
    case 13:
      _ = try run(["pip", "install", "--no-deps", "./\(project.directory)"])
      return "install \(project.name) by uv pip"
    case 14:
      tree.write("\(root)/uv.lock", oldLock)
      return "an older lock"
    case 15:
      projects[index].isPackage.toggle()
      write(projects[index])
      return "\(project.name) is a package: \(projects[index].isPackage)"
    case 16:
      variables =
        [
          ["UV_NO_EDITABLE": "1"], ["UV_FROZEN": "1"], ["UV_NO_DEV": "1"], ["UV_LOCKED": "1"],
          ["UV_NO_INSTALL_PROJECT": "1"], ["UV_NO_INSTALL_WORKSPACE": "1"],
          ["UV_NO_INSTALL_LOCAL": "1"], ["UV_NO_DEFAULT_GROUPS": "1"], ["UV_NO_GROUP": "other"],
          ["UV_NO_BUILD_PACKAGE": "m0"], ["UV_NO_BUILD_PACKAGE": "l0"],
        ].randomElement(using: &random) ?? [:]
      return "variables"
    case 17:
      try tree.shell("cd '\(root)' && [ -L .venv ] || { mv .venv ../env && ln -s ../env .venv; }")
      return "a link as .venv"
    case 18:
      settings[project.name] =
        [
          "cache-keys = []", "reinstall-package = [\"\(project.name)\"]", "unheard = 1",
          "config-settings = { a = \"b\" }", "no-build-package = [\"\(project.name)\"]",
          "sources = 3", "environments = [\"sys_platform == 'linux'\"]",
          "extra-build-variables = { \(project.name) = { A = \"b\" } }",
          "constraint-dependencies = [\"absent<3\"]",
        ].randomElement(using: &random)
      write(projects[index])
      return "settings of \(project.name): \(settings[project.name] ?? "")"
    case 19:
      pythons[project.name] =
        [">=3.8", ">=3.9", ">=3.99", "<3.99", "==3.*", "~=3.8"].randomElement(using: &random)
      write(projects[index])
      return "requires-python of \(project.name): \(pythons[project.name] ?? "")"
    case 20:
      defaultGroups =
        ["\"all\"", "[\"other\"]", "[]", "[\"absent\"]", nil].randomElement(using: &random) ?? nil
      for one in projects where one.isMember { write(one) }
      return "default groups \(defaultGroups ?? "as usual")"
    case 21:
      try tree.shell("rm -rf '\(root)/\(project.directory)/src'")
      return "no code in \(project.name)"
    case 22:
      try tree.shell(
        "cd '\(root)/\(project.directory)' && mkdir -p ../kept && cp -r pyproject.toml src ../kept/"
          + " || true")
      return "a copy beside \(project.name)"
    case 23:
      try tree.shell("sed -i 's/^version = \"0.*/version = \"0.7\"/' '\(root)/uv.lock' || true")
      return "other versions in the lock"
    case 24:
      tree.write("\(root)/\(project.directory)/pyproject.toml", "[project\n")
      return "\(project.name) does not parse"
    default: return try twist(index, &random)
    }
  }

  /// Changes something in the workspace's shape.
  mutating func twist(_ index: Int, _ random: inout SeededGenerator) throws -> String {
    let project = projects[index]
    let others = projects.indices.filter { projects[$0].isMember && projects[$0].name != "app" }
    let member = others.randomElement(using: &random)
    switch Int.random(in: 0..<11, using: &random) {
    case 0:
      let text =
        [
          "[project\n", "\u{FF}", "[tool.x]\n", "[project]\nname = \"q\"\nversion = \"1\"\n",
          "[project]\nname = \"q!\"\nversion = \"1\"\n", "[tool.uv]\nsources = 3\n",
          "[tool.uv.workspace]\nmembers = [\"*\"]\n", "[tool.uv.workspace]\nmembers = []\n",
        ].randomElement(using: &random) ?? ""
      isApart = true
      tree.write("\(root)/p/pyproject.toml", text)
      return "between root and members: \(text)"
    case 1:
      isApart = true
      tree.makeDirectory("\(root)/p/pyproject.toml")
      return "a directory between root and members"
    case 2:
      isApart = true
      try tree.shell("mv '\(root)/pyproject.toml' '\(root)/old.toml' || true")
      return "the root's pyproject.toml is gone"
    case 3:
      settings[project.name] = ["workspace = {}", "workspace = { members = [\"src\"] }"]
        .randomElement(using: &random)
      if project.name != "app" { write(projects[index]) }
      return "a workspace in \(project.name)"
    case 4:
      guard let member else { return "nothing" }
      exclude = "\"\(projects[member].directory)\""
      for one in projects where one.name == "app" { write(one) }
      return "exclude \(projects[member].name)"
    case 5:
      members = others.filter { $0 != member }.map { "\"\(projects[$0].directory)\"" }
        .joined(separator: ", ")
      for one in projects where one.name == "app" { write(one) }
      return "members \(members)"
    case 6:
      guard let member else { return "nothing" }
      let name = "renamed\(random.next() % 1000)"
      for other in projects.indices {
        for list in [\Project.requires, \.extra, \.dev, \.other] {
          for place in projects[other][keyPath: list].indices
          where projects[other][keyPath: list][place].name == projects[member].name {
            projects[other][keyPath: list][place] = Use(name: name)
          }
        }
      }
      let old = projects[member].name
      projects[member].name = name
      writeAll()
      return "rename \(old) to \(name)"
    case 7:
      guard let member else { return "nothing" }
      let place = projects[member].directory
      // uv stands where the link leads.
      isApart = true
      try tree.shell(
        "mkdir -p store && [ -d '\(root)/\(place)' ] && [ ! -L '\(root)/\(place)' ]"
          + " && mv '\(root)/\(place)' 'store/\(projects[member].name)'"
          + " && ln -s '../../store/\(projects[member].name)' '\(root)/\(place)' || true")
      return "a link to the member \(projects[member].name)"
    case 8:
      let libraries = projects.indices.filter { !projects[$0].isMember }
      guard let library = libraries.randomElement(using: &random) else { return "nothing" }
      projects[library].choice =
        projects[library].choice == nil ? Self.choices.randomElement(using: &random) : nil
      projects[library].isDirect = false
      writeAll()
      return "sources of \(projects[library].name) by marker: \(projects[library].choice?.0 ?? "")"
    case 9:
      let libraries = projects.indices.filter { !projects[$0].isMember }
      guard let library = libraries.randomElement(using: &random) else { return "nothing" }
      projects[library].isDirect.toggle()
      projects[library].choice = nil
      writeAll()
      return "\(projects[library].name) by its URL: \(projects[library].isDirect)"
    default:
      _ = try run(["sync", "--all-packages", "--all-groups", "--all-extras"])
      return "sync all"
    }
  }
}
