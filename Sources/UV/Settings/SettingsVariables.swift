import Platform

/// The variables with whose wrong values uv does not start.
///
/// Each was set to seven values, for `uv pip sync` and `uv sync`.
enum SettingsVariables {
  private static let switches = [
    "UV_COMPILE_BYTECODE", "UV_DEV", "UV_FROZEN", "UV_GIT_LFS", "UV_HIDE_BUILD_OUTPUT",
    "UV_ISOLATED", "UV_LOCKED", "UV_LOG_CONTEXT", "UV_MANAGED_PYTHON", "UV_NATIVE_TLS",
    "UV_NO_BUILD_ISOLATION",
    "UV_NO_CACHE", "UV_NO_CONFIG", "UV_NO_DEV", "UV_NO_EDITABLE", "UV_NO_ENV_FILE",
    "UV_NO_INSTALLER_METADATA", "UV_NO_INSTALL_LOCAL", "UV_NO_INSTALL_PROJECT",
    "UV_NO_INSTALL_WORKSPACE", "UV_NO_MANAGED_PYTHON", "UV_NO_PROGRESS", "UV_NO_SOURCES",
    "UV_NO_SYNC", "UV_NO_SYSTEM_CONFIG", "UV_OFFLINE", "UV_ONLY_INSTALL_LOCAL",
    "UV_ONLY_INSTALL_PROJECT", "UV_ONLY_INSTALL_WORKSPACE", "UV_PREVIEW",
    "UV_PYTHON_INSTALL_BIN", "UV_PYTHON_INSTALL_REGISTRY", "UV_PYTHON_NO_REGISTRY",
    "UV_REQUIRE_BUILD_HASHES", "UV_SHOW_RESOLUTION", "UV_SKIP_WHEEL_FILENAME_CHECK",
    "UV_SYSTEM_CERTS", "UV_VENV_CLEAR", "UV_VENV_RELOCATABLE", "UV_VENV_SEED",
  ]
  private static let switchesOfPip = [
    "UV_BREAK_SYSTEM_PACKAGES", "UV_NO_VERIFY_HASHES", "UV_REQUIRE_HASHES", "UV_SYSTEM_PYTHON",
  ]
  private static let switchesOfSync = ["UV_NO_BINARY", "UV_NO_BUILD", "UV_NO_DEFAULT_GROUPS"]
  private static let notEmpty = [
    "UV_CACHE_DIR", "UV_CONFIG_FILE", "UV_PREVIEW_FEATURES", "UV_PROJECT", "UV_WORKING_DIR",
    "UV_WORKING_DIRECTORY",
  ]
  /// Switches of `uv sync` of which one at most is set.
  private static let exclusive = [
    ("UV_LOCKED", "UV_FROZEN"), ("UV_MANAGED_PYTHON", "UV_NO_MANAGED_PYTHON"),
    ("UV_NO_INSTALL_PROJECT", "UV_ONLY_INSTALL_PROJECT"),
    ("UV_NO_INSTALL_LOCAL", "UV_ONLY_INSTALL_LOCAL"),
  ]
  private static let positive = [
    "UV_CONCURRENT_BUILDS", "UV_CONCURRENT_DOWNLOADS", "UV_CONCURRENT_INSTALLS",
  ]
  private static let counts = [
    "UV_HTTP_CONNECT_TIMEOUT", "UV_HTTP_RETRIES", "UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT",
    "UV_UPLOAD_HTTP_TIMEOUT",
  ]
  /// Those whose value is one of the words that a setting takes.
  private static let words = [
    ("UV_INDEX_STRATEGY", "index-strategy"), ("UV_KEYRING_PROVIDER", "keyring-provider"),
    ("UV_LINK_MODE", "link-mode"), ("UV_PYTHON_PREFERENCE", "python-preference"),
  ]
  private static let wordsOfPip = [("UV_TORCH_BACKEND", "torch-backend")]
  private static let wordsOfSync = [
    ("UV_FORK_STRATEGY", "fork-strategy"), ("UV_PRERELEASE", "prerelease"),
    ("UV_RESOLUTION", "resolution"),
  ]
  private static let downloads = [
    "auto", "automatic", "manual", "never", "true", "false", "1", "0",
  ]

  /// Why uv does not start with these variables; nil if it does.
  static func refusal(_ variables: ProcessEnvironment, isPip: Bool) -> String? {
    func isSwitch(_ name: String) -> Bool { variables.truth(of: name) != nil }
    for name in switches + (isPip ? switchesOfPip : switchesOfSync)
    where variables.bytes(of: name) != nil && !isSwitch(name) {
      return "\(shown(name, variables)): must be true or false"
    }
    for (one, other) in isPip ? [] : exclusive
    where isSet(one, variables) && isSet(other, variables) {
      return "\(one) and \(other) are set, which do not go together"
    }
    for name in notEmpty where variables.bytes(of: name)?.isEmpty == true {
      return "\(name) is set to nothing"
    }
    for name in positive {
      if let text = variables.nonEmpty(name), (UInt64(text) ?? 0) == 0 {
        return "\(shown(name, variables)): must be a number above 0"
      }
    }
    for name in counts {
      if let text = variables.nonEmpty(name), UInt64(text) == nil {
        return "\(shown(name, variables)): must be a number"
      }
    }
    for (name, key) in words + (isPip ? wordsOfPip : wordsOfSync) {
      guard let text = variables.text(of: name),
        case .oneOf(let words)? = SettingsSchema.fields.first(where: { $0.name == key })?.value,
        !words.contains(text.lowercased())
      else { continue }
      return "\(shown(name, variables)): must be one of \(words.joined(separator: ", "))"
    }
    if isPip, variables.truth(of: "UV_REQUIRE_HASHES") == true {
      return "UV_REQUIRE_HASHES is set, and a directory has no hash"
    }
    if let text = variables.text(of: "UV_PYTHON_DOWNLOADS"), !downloads.contains(text.lowercased())
    {
      return "\(shown("UV_PYTHON_DOWNLOADS", variables)): must be one of auto, manual, never"
    }
    if let text = variables.text(of: "UV_EXCLUDE_NEWER"),
      !text.contains("-"), !text.contains(" "), text.first != "P"
    {
      return "\(shown("UV_EXCLUDE_NEWER", variables)): must be a date, a time or a duration"
    }
    return nil
  }

  private static func isSet(_ name: String, _ variables: ProcessEnvironment) -> Bool {
    variables.truth(of: name) == true
  }

  private static func shown(_ name: String, _ variables: ProcessEnvironment) -> String {
    "\(name)=\(VisibleText.of(bytes: variables.bytes(of: name) ?? []))"
  }
}
