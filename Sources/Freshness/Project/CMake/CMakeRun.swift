import Platform

/// Follows CMake from one description to the next, as far as that can be told without running it.
///
/// Where a condition is not known, all branches are read. A variable may then hold several values.
struct CMakeRun {
  var variables = CMakeVariables()
  private(set) var found = CMakeFindings()
  let files: CMakeFiles
  /// The directory whose description is read.
  var directory: Path = ""
  /// The file that is read, which a function does not change.
  var file: Path = ""
  /// Around what is read: conditions that are not known.
  private var doubt = 0
  /// In a directory whose programs and whose files to install are for whoever asks for them.
  private(set) var isAside = false
  private var functions: [String: (command: CMakeCommand, body: [CMakeStatement], file: Path)] = [:]
  private var texts: [Path: [CMakeStatement]] = [:]
  private var stack: [Path] = []
  /// How many functions and texts run, one within the other.
  private var depth = 0
  /// How many blocks and files run, one within the other.
  private var nesting = 0
  private var budget = 200_000
  private(set) var isLookingAside = false
  /// Whether only some targets are built: no programs then that nobody asks for.
  ///
  /// Libraries may be parts of what others run while they build.
  private(set) var buildsPart = false
  private var isOver = false
  /// Whether an error ended it.
  private var isWrong = false
  var targets: Set<String> = []
  /// Sources in directories such as `tests` that a target of another directory consists of.
  var apart: [String: [Path]] = [:]
  /// What is done for targets that nothing builds, unless something else asks for them.
  var idle: [String: [Idle]] = [:]
  /// Other names of targets.
  var aliases: [String: String] = [:]
  /// Names that something asks for.
  var asked: Set<String> = []
  /// Words that may name more of these, which are looked up one after the other.
  var waiting: [(word: String, isSure: Bool)] = []
  var isWaking = false
  /// Where `FetchContent_Declare` says that a name lies.
  var fetched: [String: Path] = [:]

  /// A command for a target that is not built by itself.
  struct Idle {
    let name: String
    let words: [String]
    let directory: Path
    let file: Path
  }

  var isSure: Bool { doubt == 0 }
  /// Words of the command that is run which only some values of a variable give.
  var alternatives: Set<String> = []
  /// Words that lists were given, and whether that is sure: a list stands for itself with more in it.
  private(set) var added: [String: Bool] = [:]

  /// Parts of an install that are taken; nil for all.
  let components: Set<String>?

  init(_ files: CMakeFiles, components: Set<String>?) {
    self.files = files
    self.components = components
  }

  /// Does what may lead to itself, if not too deep already.
  mutating func deeper(_ work: (inout CMakeRun) -> Void) {
    if depth >= 30 { return }
    depth += 1
    work(&self)
    depth -= 1
  }

  mutating func note(_ change: (inout CMakeFindings) -> Void) { change(&found) }

  mutating func noteAdded(_ words: [String]) {
    for word in words { added[word] = added[word] == true || isSure }
  }

  // MARK: - Files

  /// Runs CMake for a directory, with a cache of its own; it builds some targets, or all.
  mutating func start(in top: Path, building targets: Set<String>? = nil) {
    let text = CMakeFiles.text(top)
    let system = Host.isMac ? "Darwin" : "Linux"
    // CMake says on each system what the system calls its processor.
    let processor = Host.isMac && Host.processor == "aarch64" ? "arm64" : Host.processor
    let compilers = Host.isMac ? ["AppleClang", "Clang"] : ["GNU", "Clang"]
    variables.own = [
      "CMAKE_SOURCE_DIR": [text], "CMAKE_BINARY_DIR": [CMakeValue.output],
      "CMAKE_HOME_DIRECTORY": [text], "PROJECT_SOURCE_DIR": [text],
      "PROJECT_BINARY_DIR": [CMakeValue.output], "UNIX": ["1"],
      Host.isMac ? "APPLE" : "LINUX": ["1"], "CMAKE_HOST_UNIX": ["1"],
      Host.isMac ? "CMAKE_HOST_APPLE" : "CMAKE_HOST_LINUX": ["1"],
      "CMAKE_SYSTEM_NAME": [system], "CMAKE_HOST_SYSTEM_NAME": [system], "CMAKE_VERSION": ["4.1.0"],
      "CMAKE_MAJOR_VERSION": ["4"], "CMAKE_MINOR_VERSION": ["1"],
      "CMAKE_C_COMPILER_ID": compilers, "CMAKE_CXX_COMPILER_ID": compilers,
      "CMAKE_GENERATOR": ["Ninja", "Unix Makefiles"],
      "CMAKE_SYSTEM_PROCESSOR": [processor], "CMAKE_HOST_SYSTEM_PROCESSOR": [processor],
      "CMAKE_SHARED_LIBRARY_SUFFIX": [Host.isMac ? ".dylib" : ".so"], "CMAKE_SIZEOF_VOID_P": ["8"],
      "DOXYGEN_EXECUTABLE": ["\(CMakeValue.unknown)/doxygen"],
      "GIT_EXECUTABLE": ["\(CMakeValue.unknown)/git"],
    ]
    directory = top
    asked.formUnion(targets ?? [])
    buildsPart = targets != nil
    visit(top, isAside: false)
  }

  /// Reads the description of a directory.
  mutating func visit(_ place: Path, isAside aside: Bool) {
    let path = place.appending("CMakeLists.txt").normalized
    guard files.files.paths.contains(path), stack.count < 60, !stack.contains(path) else { return }
    let (before, wasAside, parent) = (variables, isAside, directory)
    isAside = isAside || aside
    directory = place
    variables.forParent = [:]
    variables.own["CMAKE_CURRENT_SOURCE_DIR"] = [CMakeFiles.text(place)]
    variables.own["CMAKE_CURRENT_BINARY_DIR"] = [
      place.isEmpty ? CMakeValue.output : "\(CMakeValue.output)/\(place.utf8Text ?? "")"
    ]
    read(path)
    leave(before)
    (directory, isAside) = (parent, wasAside)
  }

  /// Back in what called a function or a directory.
  private mutating func leave(_ before: CMakeVariables) {
    let given = variables.forParent
    variables.own = before.own
    variables.forParent = before.forParent
    for (name, values) in given { variables.own[name] = values }
    isOver = false
  }

  /// Reads a file in the scope of whoever includes it.
  mutating func read(_ path: Path) {
    guard files.files.paths.contains(path), stack.count < 60, !stack.contains(path) else { return }
    found.descriptions[path] = found.descriptions[path] == true || isSure
    let statements = texts[path] ?? CMakeStatement.read(files.files.text(path))
    texts[path] = statements
    let (list, name, before) = (
      variables.own["CMAKE_CURRENT_LIST_DIR"], variables.own["CMAKE_CURRENT_LIST_FILE"], file
    )
    stack.append(path)
    file = path
    variables.own["CMAKE_CURRENT_LIST_DIR"] = [CMakeFiles.text(path.parent ?? "")]
    variables.own["CMAKE_CURRENT_LIST_FILE"] = [CMakeFiles.text(path)]
    run(statements)
    isOver = false
    variables.own["CMAKE_CURRENT_LIST_DIR"] = list
    variables.own["CMAKE_CURRENT_LIST_FILE"] = name
    file = before
    stack.removeLast()
  }

  /// Does something that CMake may do, or not.
  mutating func maybe(_ work: (inout CMakeRun) -> Void) {
    let before = variables
    variables = CMakeVariables.merged([before] + (way(work).map { [$0] } ?? []))
  }

  /// What is set after a way that may be taken; nil where it ends in an error.
  private mutating func way(_ work: (inout CMakeRun) -> Void) -> CMakeVariables? {
    doubt += 1
    work(&self)
    doubt -= 1
    defer { (isOver, isWrong) = (false, false) }
    return isWrong ? nil : variables
  }

  // MARK: - Statements

  mutating func run(_ statements: [CMakeStatement]) {
    nesting += 1
    defer { nesting -= 1 }
    for statement in statements {
      if isOver { return }
      if budget <= 0 || nesting > 400 {
        giveUp()
        return
      }
      budget -= 1
      switch statement {
      case .call(let command):
        mention(command)
        noteDefinitions(command)
        call(command)
      case .choice(let branches): choose(branches)
      case .loop(let command, let body): loop(command, body)
      case .definition(let command, let body):
        if let name = command.arguments.first?.text.lowercased() {
          functions[name] = (command, body, file)
          mention(body)
        }
      }
    }
  }

  private mutating func mention(_ command: CMakeCommand, isHere: Bool = true) {
    // A target's own list, or a long one for it.
    let lists = ["add_library", "add_executable", "target_sources"].contains(command.name)
    let headers = command.arguments.count { IncludeReach.isIncluded(Path($0.text)) }
    if lists || headers > 3, ["set", "list"].contains(command.name) || lists { return }
    for argument in command.arguments where argument.text.utf8.contains(UInt8(ascii: ".")) {
      for word in argument.text.split(whereSeparator: { " \n\t;\"'<>:,()=".contains($0) }) {
        let tail = word.split(separator: "}").last ?? ""
        let name = tail.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        guard name.utf8.contains(UInt8(ascii: ".")) else { continue }
        // What lies there is meant, and no other of that name.
        let beside = isHere ? directory.appending(name).normalized : ""
        found.mentioned.insert(
          files.files.paths.contains(beside) ? "/\(beside.utf8Text ?? name)" : name)
      }
    }
  }

  /// Macros in what surely runs: all that commands for definitions name, and `-DNAME` anywhere.
  private mutating func noteDefinitions(_ command: CMakeCommand) {
    if !isSure { return }
    let isAll =
      command.name.hasSuffix("_definitions")
      || ["set", "list", "string"].contains(command.name)
        && command.arguments.first?.text.contains(bytesOf: "DEFIN") == true
    for argument in command.arguments where isAll || argument.text.contains(bytesOf: "-D") {
      let words = argument.text.split { !($0.isLetter || $0.isNumber || "_-".contains($0)) }
      for word in words where isAll || word.hasPrefix("-D") {
        found.definitions.insert(String(word.hasPrefix("-D") ? word.dropFirst(2) : word))
      }
    }
  }

  /// The same of a function's body, wherever it is called.
  private mutating func mention(_ body: [CMakeStatement]) {
    for statement in body {
      switch statement {
      case .call(let command): mention(command, isHere: false)
      case .choice(let branches): for branch in branches { mention(branch.body) }
      case .loop(let command, let body):
        mention(command, isHere: false)
        mention(body)
      case .definition(_, let body): mention(body)
      }
    }
  }

  /// Counts work that is more than one statement.
  mutating func spend(_ work: Int) {
    if work == 0 || budget <= 0 { return }
    budget -= work
    if budget <= 0 { giveUp() }
  }

  /// Whether there is too much for all of it to be followed.
  var isSpent: Bool { budget <= 0 }

  /// Reads what looks for a package: that may be long, and says little of the project.
  mutating func lookAside(_ work: (inout CMakeRun) -> Void) {
    let (before, wasLooking) = (budget, isLookingAside)
    budget = min(before, 10_000)
    let start = budget
    isLookingAside = true
    work(&self)
    isLookingAside = wasLooking
    budget = before - (start - max(budget, 0))
  }

  /// What is not read may name anything.
  private mutating func giveUp() {
    if isLookingAside { return }
    found.open.insert("")
    found.openDescriptions.insert("")
    found.openModules = true
  }

  private mutating func choose(_ branches: [(condition: CMakeCommand?, body: [CMakeStatement])]) {
    let before = variables
    var ways: [CMakeVariables] = []
    var isOpen = false
    var isDone = false
    for branch in branches {
      if isDone {
        passOver(branch.body)
        continue
      }
      variables = before
      switch branch.condition.map({ truth($0.arguments) }) ?? .yes {
      case .no: passOver(branch.body)
      case .yes where !isOpen:
        run(branch.body)
        isDone = true
      case let truth:
        isOpen = true
        isDone = truth == .yes
        if let way = way({ $0.run(branch.body) }) { ways.append(way) }
      }
    }
    if isOpen {
      variables = CMakeVariables.merged(isDone && !ways.isEmpty ? ways : [before] + ways)
    }
  }

  func truth(_ arguments: [CMakeCommand.Argument]) -> CMakeTruth {
    var condition = CMakeCondition(
      arguments, variables, exists: files.exists, isDirectory: files.isDirectory,
      isTarget: { targets.contains($0) ? .yes : .unknown })
    return condition.truth()
  }

  /// Notes the directories that a branch would have led to.
  private mutating func passOver(_ body: [CMakeStatement]) {
    for statement in body {
      switch statement {
      case .call(let command) where command.name == "add_subdirectory":
        guard let name = command.arguments.first else { continue }
        for text in variables.expand(name) {
          if let path = CMakeFiles.path(text, in: directory), !path.isEmpty {
            found.passedOver.insert(path)
          }
        }
      case .choice(let branches): for branch in branches { passOver(branch.body) }
      case .loop(_, let body): passOver(body)
      default: break
      }
    }
  }

  private mutating func loop(_ command: CMakeCommand, _ body: [CMakeStatement]) {
    guard command.name == "foreach", let name = command.arguments.first?.text else {
      maybe { $0.run(body) }
      return
    }
    let rest = command.arguments.dropFirst()
    var items: [String] = []
    switch rest.first?.text {
    case "RANGE":
      let bounds = variables.items(rest.dropFirst()).map { Int($0) }
      if bounds.count < 3, let last = bounds.last ?? nil,
        let first = bounds.count == 1 ? 0 : bounds[0],
        first <= last, first > last &- 500 || last < Int.min + 500
      {
        items = (first...last).map { "\($0)" }
      } else {
        items = [CMakeValue.unknown]
      }
    case "IN":
      var isOfLists = false
      for argument in rest.dropFirst() {
        switch argument.text {
        case "LISTS", "ZIP_LISTS": isOfLists = true
        case "ITEMS": isOfLists = false
        default:
          let words = variables.items([argument])
          items +=
            isOfLists ? words.flatMap { variables.values($0).flatMap(CMakeVariables.list) } : words
        }
      }
    default: items = variables.items(rest)
    }
    let before = variables.own[name]
    var seen: Set<String> = []
    spend(items.count / 50)
    // What is done for those behind is not known.
    if items.count > 2000 { open(directory) }
    for item in items.prefix(2000) where item != CMakeValue.unset && seen.insert(item).inserted {
      variables.own[name] = [item]
      if CMakeValue.hasHole(item) { maybe { $0.run(body) } } else { run(body) }
      // A `return` that is certain ends the loop, too; one under a doubt does not get here.
      if isOver { break }
    }
    variables.own[name] = before
  }

  // MARK: - Functions

  /// Whether a call was one of a function that the descriptions define.
  mutating func callFunction(_ command: CMakeCommand) -> Bool {
    guard let function = functions[command.name], depth < 30 else { return false }
    let given = command.arguments.flatMap { argument -> [[String]] in
      let values = variables.expand(argument)
      let isWhole = argument.isQuoted || values.allSatisfy { !$0.contains(bytesOf: ";") }
      if isWhole { return !argument.isQuoted && values == [""] ? [] : [values] }
      return variables.items([argument]).map { [$0] }
    }
    let isMacro = function.command.name == "macro"
    let before = variables
    if !isMacro {
      variables.forParent = [:]
      variables.own["CMAKE_CURRENT_FUNCTION_LIST_DIR"] = [
        CMakeFiles.text(function.file.parent ?? "")
      ]
    }
    let names = function.command.arguments.dropFirst().map(\.text)
    for (index, name) in names.enumerated() {
      variables.own[name] = index < given.count ? given[index] : [CMakeValue.unset]
    }
    func joined(_ values: some Sequence<[String]>) -> [String] {
      [values.flatMap { $0 }.filter { !$0.isEmpty }.joined(separator: ";")]
    }
    variables.own["ARGC"] = ["\(given.count)"]
    variables.own["ARGV"] = joined(given)
    variables.own["ARGN"] = joined(given.dropFirst(names.count))
    for (index, values) in given.enumerated() { variables.own["ARGV\(index)"] = values }
    depth += 1
    run(function.body)
    depth -= 1
    if isMacro {
      for name in names + ["ARGC", "ARGV", "ARGN"] { variables.own[name] = before.own[name] }
    } else {
      leave(before)
    }
    return true
  }

  /// Ends a file or function; what an error ends, is left, where it is one of several ways.
  mutating func stop(isError: Bool = false) {
    if isError, isSure { return }
    isOver = true
    isWrong = isWrong || isError
  }
}
