/// What a Python file assigns, defines, calls and imports.
struct PythonModule {
  /// The file itself, a function or a class.
  struct Scope {
    let name: String
    let parent: Int?
    let isClass: Bool
    var parameters: [Parameter] = []
    var returns: [PythonExpression] = []
    var bindings: [String: [Binding]] = [:]
    /// Names of the file that it sets.
    var globals: Set<String> = []
    /// What a class is made from.
    var bases: [String] = []
    /// Under which condition it is defined.
    var condition: Int?
    /// The bytes that it takes in the file.
    var extent: Range<Int> = 0..<0
  }

  struct Parameter {
    let name: String
    let standard: PythonExpression?
    var kind = PythonExpression.Argument.Kind.plain
  }

  /// What a name may be.
  struct Binding {
    enum Step { case each, at(Int) }

    let value: PythonExpression
    /// How the name's value is taken from that: of `for a, b in c` each, and of that the first.
    var steps: [Step] = []
    /// The tokens for which a loop's name holds.
    var extent: Range<Int>?
    /// Whether it adds to what the name stands for.
    var adds = false
    var condition: Int?
  }

  struct Condition {
    let parent: Int?
    let scope: Int
    let test: PythonExpression
    let holds: Bool
  }

  struct Statement {
    let expression: PythonExpression
    let scope: Int
    let condition: Int?
  }

  struct Import {
    /// With its leading dots.
    let module: String
    /// Nil for `import a.b`.
    let name: String?
    let scope: Int
    let condition: Int?

    /// Whether it runs as soon as the file does.
    var isAtOnce: Bool { scope == 0 && condition == nil }

    /// The modules that it may name.
    var names: [String] {
      guard let name else { return [module] }
      return [module, module.hasSuffix(".") ? "\(module)\(name)" : "\(module).\(name)"]
    }
  }

  var scopes = [Scope(name: "", parent: nil, isClass: false)]
  var statements: [Statement] = []
  var conditions: [Condition] = []
  var imports: [Import] = []
  /// `join` of `from os.path import join`, as `os.path.join`.
  var aliases: [String: String] = [:]
  /// What `self.name` may be.
  var attributes: [String: [(binding: Binding, scope: Int)]] = [:]
  /// The functions of a name.
  var functions: [String: [Int]] = [:]
}
