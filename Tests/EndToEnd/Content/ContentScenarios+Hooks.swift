/// Import hooks.
extension ContentScenarioTests {
  /// Has the build ship an import hook of meson-python that runs a program in a directory.
  private static func meson(_ program: String, in directory: String) -> String {
    "python3 - > hook.py <<'E'\nprint('import os')\nprint('''files['_p_editable_loader.py'] = ('class MesonpyMetaFinder:\\\\n    pass\\\\n' 'install(\\\\n    \"p\",\\\\n    {\"p\"},\\\\n    %r,\\\\n    [%r],\\\\n    False,\\\\n)' % (os.path.abspath('\(directory)'), '\(program)')).encode()''')\nE"
  }

  static func scikit(_ rebuild: String) -> String {
    "mkdir -p bin; printf '#!/bin/sh\\n' > bin/cmake; chmod +x bin/cmake; python3 - > hook.py <<'E'\nprint('import os')\nprint('''files['_p_editable.py'] = ('class ScikitBuildRedirectingFinder:\\\\n    pass\\\\ninstall({\"p\": %r}, {}, %r, \(rebuild), False, [], [])' % (os.path.abspath('src/p/__init__.py'), os.path.abspath('b'))).encode()''')\nE"
  }

  static let hooks: [Scenario] = [
    Scenario(
      name: "meson-python's ninja is gone", backend: "mesonpy",
      before: "mkdir b; \(meson("/nowhere/bin/ninja", in: "b"))", isEditable: true,
      advice: ["editable-loader-broken"], says: "/nowhere/bin/ninja"),
    Scenario(
      name: "meson-python's ninja is there", backend: "mesonpy",
      before: "mkdir b; \(meson("/bin/true", in: "b"))", isEditable: true),
    Scenario(
      name: "meson-python's build directory is gone", backend: "mesonpy",
      before: "mkdir b; \(meson("/bin/true", in: "b"))", isEditable: true,
      after: "rmdir b", advice: ["editable-loader-broken"]),
    Scenario(
      name: "scikit-build-core rebuilds, its make program is gone",
      backend: "scikit_build_core.build",
      before:
        "mkdir b; echo CMAKE_MAKE_PROGRAM:FILEPATH=/nowhere/ninja > b/CMakeCache.txt; \(scikit("True"))",
      isEditable: true, variables: ["PATH": "PROJECT/bin:/usr/bin:/bin"],
      advice: ["editable-loader-broken"], says: "/nowhere/ninja"),
    Scenario(
      name: "scikit-build-core rebuilds, CMake is gone", backend: "scikit_build_core.build",
      before:
        "mkdir b; echo CMAKE_MAKE_PROGRAM:FILEPATH=/bin/true > b/CMakeCache.txt; \(scikit("True"))",
      isEditable: true, after: "rm bin/cmake", variables: ["PATH": "PROJECT/bin:/usr/bin:/bin"],
      advice: ["editable-loader-broken"], says: "rebuilds it with cmake"),
    Scenario(
      name: "scikit-build-core does not rebuild", backend: "scikit_build_core.build",
      before: scikit("False"), isEditable: true),
    Scenario(
      name: "a module's file is gone", backend: "scikit_build_core.build", before: scikit("False"),
      isEditable: true, after: "rm src/p/__init__.py", advice: ["editable-target-missing"]),
    Scenario(
      name: "a mapped extension", backend: "setuptools.build_meta",
      before:
        "touch fast.\(so); echo 'import os; files[\"__editable___p_finder.py\"] = (\"MAPPING: dict[str, str] = {%r: %r}\" % (\"fast\", os.path.abspath(\"fast\"))).encode()' > hook.py",
      isEditable: true),
    Scenario(
      name: "a mapped package is gone", backend: "setuptools.build_meta",
      before:
        "echo 'import os; files[\"__editable___p_finder.py\"] = (\"MAPPING: dict[str, str] = {%r: %r}\" % (\"p\", os.path.abspath(\"src/p\"))).encode()' > hook.py",
      isEditable: true, after: "mv src/p src/q", advice: ["editable-target-missing"],
      says: "src/p, which is not there"),
  ]
}
