import Platform
import Testing

@testable import Freshness

/// Import hooks as the releases of each backend write them.
@Suite struct ImportHookTests {
  private func hook(_ text: String) -> ImportHook {
    var hook = ImportHook()
    hook.read(Array(text.utf8))
    return hook
  }

  @Test(arguments: [
    // 0.13 to 0.15.
    "class MesonpyMetaFinder:\n  pass\ndef install(names: Set[str], path: str) -> None:\n  sys.meta_path.insert(0, MesonpyMetaFinder(names, path, cmd, verbose))\ninstall(\n    {'mes'},\n    '/b/cp311',\n    ['/t/ninja', '-j2'],\n    False,\n)",
    // 0.16 to 0.20.
    "class MesonpyMetaFinder:\n  pass\ndef install(package: str, names: Set[str]) -> None:\n  finder = MesonpyMetaFinder(package, names, path, cmd, verbose)\ninstall(\n    'mes',\n    {'mes', 'other'},\n    '/b/cp311',\n    ['/t/ninja'],\n    True,\n)",
    // From 0.21.
    "class MesonpyMetaFinder:\n  pass\ndef init():\n    finder = MesonpyMetaFinder(\n        'mes',\n        {'mes'},\n        '/b/cp311',\n        ['/t/ninja'],\n        False,\n    )\n    sys.meta_path.insert(0, finder)\n",
  ])
  func mesonPython(_ text: String) {
    #expect(
      hook(text).rebuild
        == ImportHook.Rebuild(tool: .mesonPython, directory: "/b/cp311", program: "/t/ninja"))
  }

  @Test(arguments: [
    ("install({'p': '/s/p/__init__.py'}, {'p._c': 'p/_c.so'}, '/b', True, False, [], [])", true),
    ("install({'p': '/s/p/__init__.py'}, {}, '/b', False, False, [], [])", false),
    ("install({'p': '/s/p/__init__.py'}, {}, None, False, False, [], [], '')", false),
    (
      "install({'p': '/s/p/__init__.py'}, {}, {'p': ['/s/p']}, ['p'], '/b', True, False, [], [], '')",
      true
    ),
    (
      "def entrypoint() -> None:\n    install({'p': '/s/p/__init__.py'}, {}, {}, ['p'], '/b', True, False, [], [], '')\n",
      true
    ),
  ])
  func scikitBuild(_ call: String, rebuilds: Bool) {
    let hook = hook(
      "class ScikitBuildRedirectingFinder:\n  pass\ndef install(\n    known: dict[str, str],\n    rebuild: bool = False,\n) -> None:\n  pass\n\n\(call)\n"
    )
    #expect(
      hook.rebuild
        == (rebuilds
          ? ImportHook.Rebuild(tool: .scikitBuild, directory: "/b", program: "cmake") : nil))
    #expect(hook.modules.map(\.target) == ["/s/p/__init__.py"])
  }

  @Test func scikitBuildInPlace() {
    let hook = hook(
      "class ScikitBuildInplaceFinder:\n  pass\ninstall_inplace(['p'], ['/s/src'], '/s', True, False, [])\n"
    )
    #expect(hook.rebuild?.directory == "/s")
  }

  @Test func setuptoolsMapping() {
    let hook = hook(
      "MAPPING: dict[str, str] = {'p': '/s/p', \"it's\": \"/s/it's\"}\nNAMESPACES: dict[str, list[str]] = {}\n"
    )
    #expect(hook.modules.map(\.name) == ["p", "it's"])
    #expect(hook.modules.map(\.target) == ["/s/p", "/s/it's"])
  }

  @Test(arguments: [
    "", "install(", "class MesonpyMetaFinder\ninstall(os.system('x'))", "MAPPING = {",
    "class ScikitBuild\ninstall({'a': 'b'}, True)", "class ScikitBuild\ninstall([[[[[[[[[[[[[",
    "MAPPING = {'a': '\\x4'}", "class MesonpyMetaFinder\ninstall('a', {'b'}, '/b', [], False)",
  ])
  func nonsenseIsNoHook(_ text: String) {
    #expect(hook(text).rebuild == nil)
    #expect(hook(text).modules.isEmpty || text.contains("'b'"))
  }
}
