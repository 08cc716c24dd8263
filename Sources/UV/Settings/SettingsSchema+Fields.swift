extension SettingsSchema {
  private static let prerelease = Value.oneOf([
    "disallow", "allow", "if-necessary", "explicit", "if-necessary-or-explicit",
  ])
  private static let resolution = Value.oneOf(["highest", "lowest", "lowest-direct"])
  private static let forkStrategy = Value.oneOf(["fewest", "requires-python"])
  private static let linkMode = Value.oneOf(["clone", "reflink", "copy", "hardlink", "symlink"])
  private static let indexStrategy = Value.oneOf([
    "first-index", "unsafe-any-match", "unsafe-first-match", "unsafe-best-match",
  ])
  private static let keyring = Value.oneOf(["disabled", "subprocess"])
  private static let torch = Value.oneOf(
    [
      "auto", "cpu", "xpu", "rocm7.2", "rocm7.1", "rocm7.0", "rocm6.4", "rocm6.3", "rocm6.2.4",
      "rocm6.2", "rocm6.1", "rocm6.0", "rocm5.7", "rocm5.6", "rocm5.5", "rocm5.4.2", "rocm5.4",
      "rocm5.3", "rocm5.2", "rocm5.1.1", "rocm4.2", "rocm4.1", "rocm4.0.1",
    ]
      + [
        132, 130, 129, 128, 126, 125, 124, 123, 122, 121, 120, 118, 117, 116, 115, 114, 113, 112,
        111, 110, 102, 101, 100, 92, 91, 90, 80,
      ].map { "cu\($0)" })
  private static let configSettings = Value.table(of: .either(.text, .strings))
  private static let metadata = Value.list(
    .fields(
      [
        Field("name", .text), Field("version", .text), Field("requires-dist", .strings),
        Field("requires-python", .text), Field("provides-extra", .strings),
        Field("provides-extras", .strings),
      ], required: ["name"]))
  private static let place = Value.like("a URL or a path") { !$0.isEmpty }
  private static let requirements = Value.list(
    .like("a requirement") { Requirement($0) != nil })
  private static let group = Value.like("a group, or PATH/pyproject.toml:GROUP") {
    PipDemands.group($0) != nil
  }
  static let indexes = Value.list(.index)
  static let index = Value.some(
    [
      Field("name", .like("letters, digits, `-`, `_` and `.`", isIndexName)), Field("url", place),
      Field("explicit", .boolean),
      Field("default", .boolean), Field("format", .oneOf(["simple", "flat"])),
      Field("publish-url", .url), Field("authenticate", .oneOf(["auto", "always", "never"])),
      Field("ignore-error-codes", .list(.count)), Field("cache-control", .unchecked),
      Field("exclude-newer", .unchecked), Field("origin", .unchecked),
    ], required: ["url"])

  @Sendable private static func isIndexName(_ text: String) -> Bool {
    !text.isEmpty
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
  }

  static let fields: [Field] = [
    Field("required-version", .specifiers, since: (5, 14)),
    Field("system-certs", .boolean, since: (11, 0)), Field("native-tls", .boolean),
    Field("offline", .boolean), Field("no-cache", .boolean),
    Field("cache-dir", .path),
    Field("preview", .boolean),
    Field("preview-features", .either(.boolean, .strings), since: (11, 22)),
    Field("python-preference", .oneOf(["only-managed", "managed", "system", "only-system"])),
    Field("python-downloads", .oneOf(["auto", "automatic", "manual", "never"])),
    Field("concurrent-downloads", .count), Field("concurrent-builds", .count),
    Field("concurrent-installs", .count), Field("index", indexes, since: (4, 23)),
    Field("index-url", place), Field("extra-index-url", .list(place)), Field("no-index", .boolean),
    Field("find-links", .list(place)), Field("index-strategy", indexStrategy),
    Field("keyring-provider", keyring), Field("http-proxy", .text, since: (9, 23)),
    Field("https-proxy", .text, since: (9, 23)), Field("no-proxy", .strings, since: (9, 23)),
    Field("allow-insecure-host", .strings), Field("resolution", resolution),
    Field("prerelease", prerelease),
    Field("prerelease-package", .table(of: prerelease), since: (12, 1)),
    Field("fork-strategy", forkStrategy, since: (5, 9)),
    Field("dependency-metadata", metadata), Field("config-settings", configSettings),
    Field("config-settings-package", .table(of: configSettings), since: (8, 1)),
    Field("no-build-isolation", .boolean), Field("require-build-hashes", .boolean, since: (13, 0)),
    Field("no-build-isolation-package", .names),
    Field("extra-build-dependencies", .table(of: .requirements), since: (8, 4)),
    Field("extra-build-variables", .table(of: .table(of: .text)), since: (8, 4)),
    Field("exclude-newer", .date), Field("exclude-newer-package", .table(of: .date)),
    Field("link-mode", linkMode), Field("compile-bytecode", .boolean),
    Field("no-sources", .boolean), Field("no-sources-package", .names), Field("upgrade", .boolean),
    Field("upgrade-package", .strings), Field("reinstall", .boolean),
    Field("reinstall-package", .names), Field("no-build", .boolean),
    Field("no-build-package", .names), Field("no-binary", .boolean),
    Field("no-binary-package", .names), Field("torch-backend", torch),
    Field("python-install-mirror", .text), Field("pypy-install-mirror", .text),
    Field("graalpy-install-mirror", .text), Field("pyodide-install-mirror", .text),
    Field("python-downloads-json-url", .text), Field("publish-url", .url),
    Field("trusted-publishing", .oneOf(["automatic", "always", "never"])),
    Field("check-url", .text), Field("add-bounds", .oneOf(["lower", "major", "minor", "exact"])),
    Field("audit", .table(of: .unchecked)), Field("pip", .fields(pipFields)),
    Field("cache-keys", .cacheKeys), Field("override-dependencies", requirements),
    Field("exclude-dependencies", .names), Field("constraint-dependencies", requirements),
    Field("build-constraint-dependencies", requirements),
    Field("environments", .either(.text, .strings), .manifest),
    Field("required-environments", .either(.text, .strings), .manifest),
    Field(
      "minimum-libc-version",
      .either(.list(.unchecked), .fields([Field("glibc", .text), Field("musl", .text)])), .manifest),
    Field("conflicts", .unchecked, .manifest), Field("workspace", .unchecked, .manifest),
    Field("sources", .unchecked, .manifest), Field("managed", .unchecked, .manifest),
    Field("package", .unchecked, .manifest), Field("default-groups", .unchecked, .manifest),
    Field("dependency-groups", .unchecked, .manifest),
    Field("dev-dependencies", .unchecked, .manifest),
    Field("build-backend", .unchecked, .manifest),
  ]

  static let pipFields: [Field] = [
    Field("python", .text), Field("system", .boolean), Field("break-system-packages", .boolean),
    Field("target", .path), Field("prefix", .path), Field("index-url", .text),
    Field("extra-index-url", .strings), Field("no-index", .boolean),
    Field("find-links", .list(place)),
    Field("index-strategy", indexStrategy), Field("keyring-provider", keyring),
    Field("no-build", .boolean), Field("no-binary", .strings), Field("only-binary", .strings),
    Field("no-build-isolation", .boolean), Field("require-build-hashes", .boolean, since: (13, 0)),
    Field("no-build-isolation-package", .names),
    Field("extra-build-dependencies", .table(of: .requirements)),
    Field("extra-build-variables", .table(of: .table(of: .text))), Field("strict", .boolean),
    Field("extra", .names), Field("all-extras", .boolean), Field("no-extra", .names),
    Field("no-deps", .boolean), Field("group", .list(group)),
    Field("allow-empty-requirements", .boolean), Field("resolution", resolution),
    Field("prerelease", prerelease), Field("fork-strategy", forkStrategy),
    Field("dependency-metadata", metadata), Field("output-file", .path),
    Field("no-strip-extras", .boolean), Field("no-strip-markers", .boolean),
    Field("no-annotate", .boolean), Field("no-header", .boolean),
    Field("custom-compile-command", .text), Field("generate-hashes", .boolean),
    Field("config-settings", configSettings),
    Field("config-settings-package", .table(of: configSettings)), Field("python-version", .text),
    Field("python-platform", .text), Field("universal", .boolean), Field("exclude-newer", .date),
    Field("exclude-newer-package", .table(of: .date)), Field("no-emit-package", .names),
    Field("emit-index-url", .boolean), Field("emit-find-links", .boolean),
    Field("emit-build-options", .boolean), Field("emit-marker-expression", .boolean),
    Field("emit-index-annotation", .boolean), Field("annotation-style", .oneOf(["line", "split"])),
    Field("link-mode", linkMode), Field("compile-bytecode", .boolean),
    Field("require-hashes", .boolean), Field("verify-hashes", .boolean),
    Field("no-sources", .boolean), Field("no-sources-package", .names),
    Field("upgrade", .boolean), Field("upgrade-package", .strings), Field("reinstall", .boolean),
    Field("reinstall-package", .names), Field("torch-backend", torch),
  ]
}
