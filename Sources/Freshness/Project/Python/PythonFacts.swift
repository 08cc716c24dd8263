/// What a script does with files, by what its expressions stand for.
struct PythonFacts {
  /// Paths that are put together, with `*` for parts that are not known.
  private(set) var computed: [String] = []
  /// Files that it opens to read.
  private(set) var opened: Set<String> = []
  /// Files that it opens to write.
  private(set) var written: Set<String> = []
  /// Files and directories that it copies.
  private(set) var copied: Set<String> = []
  /// Programs that it runs with the interpreter that runs itself.
  private(set) var run: Set<String> = []
  /// Directories that it puts into `sys.path`.
  private(set) var searched: Set<String> = []
  /// Directories whose files it lists.
  private(set) var walked: Set<String> = []
  /// Whether it lists those of directories that are not known.
  private(set) var walksAnywhere = false
  /// Modules that it imports, wherever the line stands.
  private(set) var imports: [PythonModule.Import] = []
  /// What it calls of modules that it imports whole.
  private(set) var calledOfModules: Set<String> = []
  /// What it compares names with, to leave out those that are the same.
  private(set) var passedOver: Set<String> = []
  /// Patterns of what it takes out of sets of files.
  private(set) var takenOut: Set<String> = []
  private(set) var compiled = CompiledSources()
  /// Texts that stand only in blocks of which nothing runs, if nobody asks for it.
  private(set) var idle: Set<String> = []
  /// Texts that stand only in blocks that seem to be for other machines.
  private(set) var doubted: Set<String> = []

  let module: PythonModule
  let evaluator: PythonEvaluator
  let constants = Constants()
  private var used: Set<String>
  /// By scope, whether it may run in a build.
  private var running: [Bool] = []

  /// What is handed to compilers.
  struct CompiledSources {
    /// Sources of extensions, and what Cython and mypyc are given; patterns, too.
    var names: Set<String> = []
    /// Directories where extensions look for headers.
    var includes: Set<String> = []
    /// Whether there are such calls that a build reaches.
    var isAny = false
    /// Whether there are others that it does not reach.
    var isOff = false
    /// Whether all of their arguments are known.
    var isComplete = true
  }

  /// `file` is where the script lies in the project; `used` are functions that others call.
  init(_ text: String, file: String, used: Set<String> = []) {
    self.used = used
    module = PythonParser.module(of: text)
    evaluator = PythonEvaluator(module, file: file)
    for statement in module.statements { note(statement.expression) }
    let isOff = module.conditions.indices.map { self.isOff($0) }
    evaluator.isOff = isOff
    running = scopesThatRun(isOff)
    imports = module.imports.filter { one in
      !(one.condition.map { isOff[$0] } ?? false) && mayRun(one.scope)
    }
    var (others, certain): (Set<String>, Set<String>) = ([], [])
    for statement in module.statements {
      if statement.condition.map({ isOff[$0] }) ?? false {
        if compiles(statement.expression) { compiled.isOff = true }
        Self.collect(statement.expression, into: &idle)
        continue
      }
      Self.collect(statement.expression, into: &others)
      if mayBeSkipped(statement.condition) || isOfCopies(statement.scope) {
        Self.collect(statement.expression, into: &doubted)
      } else {
        Self.collect(statement.expression, into: &certain)
      }
      look(statement.expression, .init(scope: statement.scope), isInside: false, statement)
    }
    idle.subtract(others)
    doubted.subtract(certain)
    // What is put together elsewhere may be the same file.
    idle.subtract(computed)
    compiled.names.subtract(idle.map(Self.tidy))
    var seen: Set<String> = []
    computed = computed.filter { seen.insert($0).inserted }
  }

  private static func collect(_ expression: PythonExpression, into texts: inout Set<String>) {
    if let text = expression.literal { texts.insert(text) }
    for child in expression.children { collect(child, into: &texts) }
  }

  private func compiles(_ expression: PythonExpression) -> Bool {
    if case .call(let callee, _) = expression,
      ["cythonize", "mypycify"].contains(callee.lastName ?? "")
    {
      return true
    }
    return expression.children.contains(where: compiles)
  }

  /// Which names are used at all: nobody calls a function of another one.
  private mutating func note(_ expression: PythonExpression, isChoice: Bool = false) {
    if let name = expression.lastName { used.insert(name) }
    switch expression {
    case .comparison(_, "!=", let other) where !isChoice:
      if let name = other.literal { passedOver.insert(name) }
    case .comparison(_, "not in", .list(let elements)) where !isChoice:
      passedOver.formUnion(elements.compactMap(\.literal))
    default: break
    }
    var isChoice = isChoice
    // `is_linux or name != "a.c"` leaves out nothing by itself.
    if case .either = expression { isChoice = true }
    for child in expression.children { note(child, isChoice: isChoice) }
  }

  private func mayRun(_ scope: Int) -> Bool { running[scope] }

  /// The file without commands that no build runs.
  ///
  /// Functions stay: who calls those of a hook is not in the file.
  func withoutIdleCommands(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var start = 0
    for (scope, isRunning) in zip(module.scopes, running)
    where !isRunning && scope.isClass && scope.extent.lowerBound >= start {
      kept += bytes[start..<scope.extent.lowerBound]
      start = min(scope.extent.upperBound, bytes.count)
    }
    return String(decoding: kept + bytes[start...], as: UTF8.self)
  }

  /// Which scopes may run in a build: the file itself, and functions that are used by what does.
  private func scopesThatRun(_ isOff: [Bool]) -> [Bool] {
    var running = module.scopes.map { $0.parent == nil }
    var isSettled = false
    while !isSettled {
      isSettled = true
      for scope in running.indices where !running[scope] && mayRun(scope, running, isOff) {
        running[scope] = true
        isSettled = false
      }
    }
    return running
  }

  private func mayRun(_ scope: Int, _ running: [Bool], _ isOff: [Bool]) -> Bool {
    let here = module.scopes[scope]
    guard let parent = here.parent, running[parent] else { return false }
    if here.isClass {
      // Commands that no build runs.
      return !([here.name] + here.bases).contains { name in
        ["sdist", "test", "clean", "upload", "doc", "lint", "bench"].contains {
          name.lowercased().contains($0)
        }
      }
    }
    let calls = evaluator.calls[here.name] ?? []
    let isOnlyElsewhere =
      !calls.isEmpty && calls.allSatisfy { $0.condition.map { isOff[$0] } ?? false }
    // Others call methods of these names.
    if module.scopes[parent].isClass { return !here.name.hasPrefix("_") || !isOnlyElsewhere }
    guard used.contains(here.name) || here.name == "main" else { return false }
    // It may be handed on to somebody who calls it.
    return calls.isEmpty || calls.contains { running[$0.scope] } && !isOnlyElsewhere
  }

  /// Whether it belongs to a command that no build runs, or to a function that is called for another
  /// system only.
  private func isIdle(_ scope: Int) -> Bool {
    if running[scope] { return false }
    var place: Int? = scope
    while let index = place {
      if module.scopes[index].isClass { return true }
      place = module.scopes[index].parent
    }
    return !(evaluator.calls[module.scopes[scope].name] ?? []).isEmpty
  }

  /// Whether it belongs to a command that makes a copy or a wheel of it: for an editable install,
  /// setuptools runs only what `build` consists of (`editable_wheel._run_build_subcommands`).
  private func isOfCopies(_ scope: Int) -> Bool {
    var place: Int? = scope
    while let index = place {
      let here = module.scopes[index]
      if here.isClass {
        return here.bases.contains { base in
          ["build", "install", "develop", "bdist_wheel", "bdist_egg"].contains(
            (module.aliases[base] ?? base).split(separator: ".").last.map(String.init) ?? "")
        }
      }
      place = here.parent
    }
    return false
  }

  /// The texts that are given to an attribute of this name.
  func attribute(_ name: String) -> [String] {
    (module.attributes[".\(name)"] ?? []).flatMap { one in
      names(one.binding.value, .init(scope: one.scope))
    }
  }

  // MARK: - Expressions

  private mutating func look(
    _ expression: PythonExpression, _ frame: PythonEvaluator.Frame, isInside: Bool,
    _ statement: PythonModule.Statement
  ) {
    var isPath = false
    switch expression {
    case .call(let callee, let arguments):
      called(callee, arguments, frame, statement)
      isPath = makesPath(callee)
    case .operation(.minus, _, let other):
      takenOut.formUnion(names(other, frame).filter(PathPattern.isPattern))
    case .operation(.slash, _, _), .operation(.plus, _, _), .operation(.percent, _, _):
      isPath = true
    case .text(let parts):
      isPath = parts.contains { if case .hole = $0 { true } else { false } }
      if let option = expression.literal, option.hasPrefix("-") {
        computed += Self.named(in: option)
      }
    case .list(let elements): command(elements, frame)
    default: break
    }
    if isPath, !isInside, !isIdle(frame.scope) { computed += names(expression, frame) }
    var isPart = isPath
    if case .attribute = expression { isPart = isInside }
    for child in expression.children { look(child, frame, isInside: isPart, statement) }
  }

  private func makesPath(_ callee: PythonExpression) -> Bool {
    let names: Set<String> = [
      "Path", "PurePath", "format", "with_suffix", "with_name", "joinpath", "abspath", "glob",
      "rglob", "iglob", "convert_path", "replace",
    ]
    guard let name = callee.lastName else { return false }
    return names.contains(name) || evaluator.joinsPaths(callee) || module.functions[name] != nil
  }

  /// The file of an option for compilers: `-Wl,--version-script=a.txt`, `-include b.h`.
  private static func named(in option: String) -> [String] {
    let parts = option.split { "=, @".contains($0) }
    return parts.dropFirst().filter { $0.utf8.contains(UInt8(ascii: ".")) }.map(String.init)
      .filter(isName)
  }

  /// Whether a text may be the name of a file.
  private static func isName(_ text: String) -> Bool {
    let bytes = text.utf8
    return bytes.count > 1 && bytes.count < 200
      && !bytes.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
      && bytes.contains { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "/") }
  }

  private func names(_ expression: PythonExpression, _ frame: PythonEvaluator.Frame) -> [String] {
    evaluator.value(expression, frame).allTexts.map(Self.tidy).filter(Self.isName)
  }

  private static func tidy(_ path: String) -> String {
    path.hasPrefix("./") ? String(path.dropFirst(2)) : path
  }

  // MARK: - Calls

  private mutating func called(
    _ callee: PythonExpression, _ arguments: [PythonExpression.Argument],
    _ frame: PythonEvaluator.Frame, _ statement: PythonModule.Statement
  ) {
    guard let name = callee.lastName else { return }
    if case .attribute(.name(let owner, _), _) = callee,
      module.imports.contains(where: { $0.name == nil && $0.module == owner })
    {
      calledOfModules.insert(name)
    }
    let first = arguments.first { $0.name == nil && $0.kind == .plain }?.value
    func base() -> PythonExpression? {
      if case .attribute(let base, _) = callee { base } else { nil }
    }
    switch name {
    case "__import__":
      for module in first.map({ evaluator.value($0, frame).texts }) ?? [] {
        imports.append(
          .init(module: module, name: nil, scope: frame.scope, condition: statement.condition))
      }
    case "open": open(callee, arguments, frame)
    case "read_text", "read_bytes":
      if let base = base(), mayRun(frame.scope) { opened.formUnion(names(base, frame)) }
    case "read":
      // `ConfigParser().read("a.cfg")`; a file's own has no such argument.
      if let first, mayRun(frame.scope) {
        opened.formUnion(names(first, frame).filter { $0.contains(".") })
      }
    case "write_text", "write_bytes":
      if let base = base() { written.formUnion(names(base, frame)) }
    case "copy", "copy2", "copyfile", "copytree", "copy_file", "copy_tree":
      let owner = evaluator.dotted(callee) ?? name
      guard let first, owner.hasPrefix("shutil.") || name.hasPrefix("copy_"), mayRun(frame.scope),
        !isOfCopies(frame.scope)
      else { return }
      copied.formUnion(names(first, frame))
    case "walk", "listdir", "scandir":
      if let place = base()?.dotted == "os" || base() == nil ? first : base() { walk(place, frame) }
    case "rglob", "iterdir":
      if let place = base() { walk(place, frame) }
    case "insert", "append":
      if base()?.dotted == "sys.path", let last = arguments.last {
        searched.formUnion(evaluator.value(last.value, frame).texts.map(Self.tidy))
      }
    case "cythonize", "mypycify":
      if !mayRun(frame.scope) { return }
      compiled.isAny = true
      guard let first = first ?? arguments.first?.value else {
        compiled.isComplete = false
        return
      }
      compile(evaluator.value(first, frame))
    case "Extension", "Pybind11Extension", "CUDAExtension", "CppExtension":
      extended(arguments, frame)
    default:
      if name.hasSuffix("Extension"), name != "RustExtension", module.functions[name] == nil {
        extended(arguments, frame)
      }
    }
  }

  private mutating func walk(_ place: PythonExpression, _ frame: PythonEvaluator.Frame) {
    if !mayRun(frame.scope) { return }
    let value = evaluator.value(place, frame)
    let places = value.allTexts.map(Self.tidy)
    let isKnown = value.isFollowed && !places.isEmpty && places.allSatisfy(Self.isName)
    if !isKnown || places.contains(where: PathPattern.isPattern) { walksAnywhere = true }
    walked.formUnion(places)
  }

  private mutating func open(
    _ callee: PythonExpression, _ arguments: [PythonExpression.Argument],
    _ frame: PythonEvaluator.Frame
  ) {
    var path: PythonExpression?
    var mode = arguments.first { $0.name == "mode" }?.value
    let plain = arguments.filter { $0.name == nil }
    let modules: Set<String> = ["codecs", "io", "tokenize", "gzip", "builtins", "tarfile", "os"]
    if case .attribute(let base, _) = callee, !modules.contains(base.dotted ?? "") {
      path = base
      mode = mode ?? plain.first?.value
    } else {
      path = plain.first?.value ?? arguments.first { $0.name == "file" }?.value
      mode = mode ?? (plain.count > 1 ? plain[1].value : nil)
    }
    guard let path else { return }
    let found = names(path, frame)
    guard let mode else {
      if mayRun(frame.scope) { opened.formUnion(found) }
      return
    }
    let modes = evaluator.value(mode, frame).texts
    if modes.isEmpty { return }
    if modes.allSatisfy({ $0.contains { "wax".contains($0) } }) {
      written.formUnion(found.filter { !$0.contains("*") })
    } else if mayRun(frame.scope) {
      opened.formUnion(found)
    }
  }

  /// What an extension is made of.
  private mutating func extended(
    _ arguments: [PythonExpression.Argument], _ frame: PythonEvaluator.Frame
  ) {
    compiled.isAny = true
    if let places = arguments.first(where: { $0.name == "include_dirs" })?.value {
      compiled.includes.formUnion(evaluator.value(places, frame).allTexts.map(Self.tidy))
    }
    let plain = arguments.filter { $0.name == nil && $0.kind == .plain }
    if let named = arguments.first(where: { $0.name == "sources" })?.value {
      compile(evaluator.value(named, frame))
    } else if plain.count > 1 {
      compile(evaluator.value(plain[1].value, frame))
    } else {
      let fields = arguments.filter { $0.kind == .fields }
      if fields.isEmpty { compiled.isComplete = false }
      for one in fields { compile(evaluator.value(one.value, frame).field("sources")) }
    }
  }

  private mutating func compile(_ value: PythonValue) {
    if !value.isFollowed { compiled.isComplete = false }
    for name in value.allTexts.map(Self.tidy).filter(Self.isName) {
      // A pattern without a directory says nothing of where the sources are.
      if PathPattern.isPattern(name), !name.contains("/") {
        compiled.isComplete = false
      } else {
        compiled.names.insert(name)
      }
    }
  }

  // MARK: - Commands

  /// A list that begins with an interpreter: `[sys.executable, "-B", "a.py"]`.
  private mutating func command(
    _ elements: [PythonExpression], _ frame: PythonEvaluator.Frame
  ) {
    guard let first = elements.first else { return }
    let isPython =
      first.dotted == "sys.executable" || ["python", "python3"].contains(first.literal ?? "")
    guard isPython, mayRun(frame.scope) else { return }
    var rest = elements.dropFirst()
    while let option = rest.first?.literal, option.hasPrefix("-") {
      rest = rest.dropFirst()
      if option == "-c" { return }
      if option == "-m" {
        for name in rest.first.map({ names($0, frame) }) ?? [] {
          run.insert(name.replacing(".", with: "/") + ".py")
        }
        return
      }
      if option == "-W" || option == "-X" { rest = rest.dropFirst() }
    }
    guard let program = rest.first else { return }
    run.formUnion(names(program, frame).filter { $0.hasSuffix(".py") })
  }
}
