/// Dependencies.
extension ContentScenarioTests {
  static let dependencies: [Scenario] = [
    Scenario(
      name: "a dependency is missing", project: "dependencies = ['absent-one>=2', 'other.absent']",
      isEditable: true, advice: ["missing-dependency"], says: "absent-one and other-absent"),
    Scenario(
      name: "a marker that holds",
      project: "dependencies = ['absent; python_version >= \"3.5\" and sys_platform == \"linux\"']",
      advice: ["missing-dependency"]),
    Scenario(
      name: "markers that do not hold, or cannot be decided; extras",
      project:
        "dependencies = ['a; sys_platform == \"win32\"', 'b; python_version < \"3\"', 'c; platform_release == \"x\"', 'd; platform_machine != \"x\" and platform_version > \"1\"']\noptional-dependencies = {e = ['absent']}"
    ),
    Scenario(
      name: "a dependency that lies in a directory on the path", project: "dependencies = ['q']",
      after: "mkdir -p ../more/q-1.0.dist-info; echo $(realpath ../more) > $SITE/more.pth"),
    Scenario(
      name: "a dependency that the system may have", project: "dependencies = ['q']",
      after:
        "sed -i '/^include-system/d' $VENV/pyvenv.cfg; echo 'include-system-site-packages = true' >> $VENV/pyvenv.cfg"
    ),
  ]
}
