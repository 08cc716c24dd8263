import Freshness
import Platform
import Reinstall
import UV

/// Something that happened.
package enum Action: Sendable {
  case key(Key)
  case resized(columns: Int, rows: Int)
  /// Seconds, from the moment at which the inspector began.
  case time(Double)

  case installed([Distribution], warnings: [String])
  case assessed([Assessment])
  case surveyed
  case surveyFailed(String)
  case examined(Explanation)

  case planned(ReinstallPlan)
  case planToCopy(ReinstallPlan)
  case stepStarted(Path, command: String)
  case output(String)
  case stepFinished(Path, name: String, StepResult)
  case batchFinished

  /// Something behind these installs changed.
  case changed([Path])
  /// Installs or settings changed.
  case environmentChanged
  /// Whether changes must be looked for, because the system does not tell.
  case polling(Bool)

  case environmentsFound([EnvironmentChoice])
  case environmentCounted(EnvironmentChoice)
  case environmentsCounted
  /// Another environment is looked at now; its title.
  case opened(String)

  case copied
  case failed(String)
}

/// Something that must be done outside, and answers with actions.
package enum Effect: Hashable, Sendable {
  case survey
  /// Compute these installs anew.
  case assess([Path])
  /// Look more closely at the install in view.
  case examine(Path)
  /// Make a plan for these installs, to be confirmed.
  case plan([Path])
  /// Make a plan for these installs, to be copied.
  case planToCopy([Path])
  case run(ReinstallPlan)
  case cancel
  case findEnvironments
  /// Look at another environment.
  case open(Path)
  case copy(String)
  case edit(Path)
  case redraw
  case suspend
  case quit
}
