import Testing
import UV

/// Requirements, version specifiers and markers as uv reads them; the refusals were tried with uv.
@Suite struct RequirementTests {
  @Test(arguments: [
    ("foo", "foo", []), ("Foo.Bar>=1", "foo-bar", [">=1"]),
    ("foo >= 1 , < 2", "foo", [">=1", "<2"]),
    ("foo (>=1)", "foo", [">=1"]), ("foo>=1,", "foo", [">=1"]), ("foo>=1.*", "foo", [">=1"]),
    ("foo==1.*", "foo", ["==1.*"]), ("foo===1", "foo", ["===1"]),
    ("foo[x]>=1; os_name == 'nt'", "foo", [">=1"]),
    ("foo @ file:///a;b ; os_name=='nt'", "foo", []),
  ])
  func requirements(_ text: String, _ name: String, _ specifiers: [String]) {
    let requirement = Requirement(text)
    #expect(requirement?.name == name)
    #expect(requirement?.specifiers == Set(specifiers))
  }

  @Test(arguments: [
    "", "-foo", "foo>=1,,<2", "foo> =1", "foo~=1", "foo>=", "foo<", "foo===abc", "foo[", "foo[-]",
    "foo; os_name", "foo @ file:///a junk", "foo 1",
  ])
  func notRequirements(_ text: String) {
    #expect(Requirement(text) == nil)
  }

  @Test(arguments: [
    ("", "1", true), (">=1,<2", "1.5", true), (">=1,<2", "2.0", false), ("==1", "1.0", true),
    ("==1", "1+local", true), ("==1+a", "1", false), ("==1.*", "1.9", true), ("==1.*", "2", false),
    ("!=1.*", "1.9", false), ("==1.0.*", "1.1", false), ("~=1.4", "1.9", true),
    ("~=1.4", "2", false), ("~=1.4.2", "1.5", false), ("<1", "1rc1", false),
    ("<1rc2", "1rc1", true),
    (">1", "1.post1", false), (">1", "1+a", false), ("<=1", "1+a", true), ("===1.0", "1", false),
    (">=1!0", "9", false),
  ])
  func specifiers(_ list: String, _ version: String, _ contains: Bool) throws {
    let version = try #require(PackageVersion(version))
    #expect(VersionSpecifiers(list)?.contains(version) == contains)
  }

  @Test(arguments: ["1", ">=", ">=x", "~=1", ">=1.*", ">=1,", "=>1"])
  func notSpecifiers(_ list: String) {
    #expect(VersionSpecifiers(list) == nil)
  }

  /// On CPython 3.11.7; nil where files do not tell.
  @Test(arguments: [
    ("python_version >= '3.9'", true), ("python_version < '3.10'", false),
    ("'3.9' <= python_version", true), ("python_version == '3.*'", true),
    ("python_version ~= '3.9'", true), ("python_full_version == '3.11.7'", true),
    ("python_version in '3.10 3.11'", true), ("python_version not in '3.10, 3.11'", false),
    ("python_version >= '3.9' and sys_platform == 'win32'", false),
    ("python_version < '3.9' or os_name == 'posix'", true),
    ("(os_name == 'nt' or os_name == 'posix') and platform_machine == 'x'", true),
    ("platform_release == '1'", nil), ("platform_release == '1' or os_name == 'posix'", true),
    ("platform_release == '1' and os_name == 'nt'", false), ("extra == 'Docs'", true),
    ("extra != 'docs'", false), ("'docs' == extra", true), ("os.name == 'posix'", true),
    ("'lin' in sys_platform", true), ("'win' not in sys_platform", true),
  ])
  func markers(_ text: String, _ holds: Bool?) {
    var environment = MarkerEnvironment(pythonVersion: "3.11.7", machine: "x")
    environment.extras = ["docs"]
    let marker = Marker(text)
    #expect(marker != nil)
    #expect(marker?.holds(in: environment) == holds)
  }

  @Test(arguments: [
    "", "os_name", "os_name ==", "os_name == 'a' and", "(os_name == 'a'", "'a", "a b c",
  ])
  func notMarkers(_ text: String) {
    #expect(Marker(text) == nil)
  }
}
