import Testing
import UV

/// Requirements as METADATA writes them, and markers as far as files decide them.
@Suite struct MarkerTests {
  private let environment = MarkerEnvironment(
    version: "3.11.7", library: "python3.11", machine: "x86_64")

  @Test(arguments: [
    ("sys_platform == 'linux'", true), ("sys_platform == \"win32\"", false),
    ("'linux' == sys_platform", true), ("sys_platform != 'win32'", true),
    ("python_version < '3.8'", false), ("python_version >= '3.9'", true),
    ("python_version == '3.11'", true), ("python_full_version > '3.11.6'", true),
    ("'3.12' > python_version", true), ("python_version in '3.10, 3.11'", true),
    ("platform_machine not in 'x86_64 amd64'", false), ("os_name == 'posix'", true),
    ("platform_system == 'Linux' and platform_machine == 'x86_64'", true),
    ("sys_platform == 'win32' or implementation_name == 'cpython'", true),
    ("(sys_platform == 'win32' or os_name == 'nt') and python_version > '3'", false),
    ("extra == 'cli'", false), ("python_version > '3' and extra == \"x\"", false),
    ("platform_python_implementation == 'PyPy'", false),
    ("platform_release == '6' and sys_platform == 'win32'", false),
    ("platform_release == '6' or sys_platform == 'linux'", true),
  ])
  func decided(_ marker: String, _ truth: Bool) {
    #expect(environment.holds(marker) == truth)
  }

  @Test(arguments: [
    "platform_release == '6'", "platform_release == '6' and os_name == 'posix'",
    "python_version ~= '3.8'", "python_version >= '3.12rc1'", "sys_platform < 'z'", "",
    "sys_platform", "sys_platform ==", "sys_platform == 'linux", "(os_name == 'posix'",
    "os_name == 'posix' x", "'a' == 'a'", "os_name == os_name", "\u{0}", "not os_name",
  ])
  func undecided(_ marker: String) {
    #expect(environment.holds(marker) == nil)
  }

  @Test func nothingIsSaidOfAnUnknownInterpreter() {
    let unknown = MarkerEnvironment(version: nil, library: "", machine: "x86_64")
    #expect(unknown.holds("python_version > '3'") == nil)
    #expect(unknown.holds("implementation_name == 'cpython'") == nil)
  }

  @Test func deepBracketsEnd() {
    let deep = String(repeating: "(", count: 50_000) + "os_name == 'posix'"
    #expect(environment.holds(deep) == nil)
  }

  @Test(
    arguments: [
      ("requests", "requests", "requests", nil),
      (
        "Foo.Bar >=2,<3 ; python_version < '3'", "foo-bar", "Foo.Bar >=2,<3", "python_version < '3'"
      ),
      ("a[b,c] (>=1)", "a", "a[b,c] (>=1)", nil),
      ("a @ https://x/y;z.whl ; os_name == 'nt'", "a", "a @ https://x/y;z.whl", "os_name == 'nt'"),
      ("a;extra=='x'", "a", "a", "extra=='x'"),
    ] as [(String, String, String, String?)])
  func requirements(_ line: String, _ name: String, _ text: String, _ marker: String?) throws {
    let requirement = try #require(Requirement(line))
    #expect(requirement.name.normalized == name)
    #expect(requirement.text == text)
    #expect(requirement.marker == marker)
  }

  @Test(arguments: ["", " ", ">=1", "; os_name == 'nt'", "é"])
  func noRequirements(_ line: String) {
    #expect(Requirement(line) == nil)
  }
}
