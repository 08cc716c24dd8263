import Freshness
import Inspector
import Platform
import UV

/// What the inspector works on, and how it looks.
package struct InspectorSetup: Sendable {
  /// What the terminal can show, and what of it is wanted.
  package struct Screen: Sendable {
    package let isUTF8: Bool
    package let wantsColor: Bool
    package let wantsMouse: Bool

    package init(isUTF8: Bool, wantsColor: Bool, wantsMouse: Bool) {
      self.isUTF8 = isUTF8
      self.wantsColor = wantsColor
      self.wantsMouse = wantsMouse
    }
  }

  package internal(set) var surveyor: Surveyor
  package internal(set) var uv: UVProgram.Places
  package let screen: Screen
  package let preferences: Preferences

  package init(
    surveyor: Surveyor, uv: UVProgram.Places, screen: Screen, preferences: Preferences
  ) {
    self.surveyor = surveyor
    self.uv = uv
    self.screen = screen
    self.preferences = preferences
  }

  var variables: ProcessEnvironment { surveyor.variables }

  /// How the header names the environment; the home directory is `~`, as in a shell.
  var name: EnvironmentName {
    let environment = surveyor.environment
    let path = environment.root ?? environment.sitePackages.first
    var title = path?.shown ?? ""
    if let home = variables.nonEmpty("HOME"), home.count > 1, title.starts(with: home + "/") {
      title = "~" + title.dropFirst(home.count)
    }
    return EnvironmentName(
      title: title, root: environment.root, python: environment.pythonVersion,
      uv: "\(surveyor.rules.release)", base: environment.root?.parent)
  }

  /// The terminal's background as the user says, else as `COLORFGBG` does, whose last number is the
  /// background's ANSI colour.
  var background: Theme.Background {
    switch preferences.look {
    case .light: return .light
    case .dark: return .dark
    case .auto:
      let colors = variables.nonEmpty("COLORFGBG")?.split(separator: ";")
      guard let color = colors?.last.flatMap({ Int($0) }), colors?.count ?? 0 > 1 else {
        return .unknown
      }
      return color == 7 || color == 15 ? .light : .dark
    }
  }

  /// The same on another environment, as if one stood beside it.
  func moved(to environment: PythonEnvironment) -> InspectorSetup {
    var moved = self
    moved.surveyor = surveyor.beside(environment)
    moved.uv.environmentRoot = environment.root
    return moved
  }
}
