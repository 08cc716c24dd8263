import Platform
import UV

/// What the assessment of one install takes from the others and from the settings.
package struct Surroundings: Sendable {
  package let settings: GoverningSettings
  /// Distributions by name, where a name has several.
  package let duplicates: [String: [Path]]

  /// Nothing is known of other installs.
  init(settings: GoverningSettings) {
    self.settings = settings
    duplicates = [:]
  }

  package init(settings: GoverningSettings, distributions: [Distribution]) {
    self.settings = settings
    var first: [String: Path] = [:]
    var several: [String: [Path]] = [:]
    for distribution in distributions {
      guard let known = first.updateValue(distribution.path, forKey: distribution.name) else {
        continue
      }
      several[distribution.name, default: [known]].append(distribution.path)
    }
    duplicates = several
  }
}
